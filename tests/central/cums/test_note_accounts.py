"""A note has an end: when the customer has said of all of it whether it arrived. Until then the
rest is on its way; what is missing or rejected waits for a person.
"""

from __future__ import annotations

from datetime import timedelta

from central.agreements.model.keys import CumKey
from central.cums.rules.closing import How
from central.cums.service.closing import AskedClosing, close_difference
from central.cums.service.note_accounts import NoteAccount, accounts_of, is_ended
from central.db.database import Database
from tests.support.central import orders as office
from tests.support.central.orders import ANN, DAY, NOON_US, d
from tests.support.central.receiving import advice, line, sent, take

FIGURES = ("despatched", "received", "missing", "rejected", "waiting", "returned", "in_transit")


def accounts(db: Database, note: str = "N1") -> tuple[NoteAccount, ...]:
    return db.read(lambda c: accounts_of(c, [note])).get(note, ())


def figures(db: Database, note: str = "N1") -> dict[str, int]:
    """Those that are not 0."""
    (one,) = accounts(db, note)
    return {name: int(value) for name in FIGURES if (value := getattr(one, name))}


def ended(db: Database, note: str = "N1") -> bool:
    return is_ended(accounts(db, note))


def test_a_note_that_left_is_on_its_way_until_the_customer_says_that_it_arrived(
    db: Database,
) -> None:
    office.agreement(db)
    assert not ended(db)  # there is none
    sent(db, "N1", 100)
    assert (figures(db), ended(db)) == ({"despatched": 100, "in_transit": 100}, False)
    take(db, advice(line(accepted=100)))
    assert (figures(db), ended(db)) == ({"despatched": 100, "received": 100}, True)


def test_missing_and_rejected_end_it_and_wait_for_a_person(db: Database) -> None:
    office.agreement(db)
    sent(db, "N1", 100)
    take(db, advice(line(received=95, accepted=85, rejected=10)))
    wanted = {"despatched": 100, "received": 85, "missing": 5, "rejected": 10, "waiting": 15}
    assert (figures(db), ended(db)) == (wanted, True)

    def close(how: How, quantity: int) -> None:
        asked = AskedClosing(how=how, quantity=d(quantity), on=DAY + timedelta(days=2))
        two = {"by": ANN, "now_us": NOON_US + 3 * 86_400_000_000}
        close_difference(db, CumKey("A", "P"), "N1", asked, **two)

    close(How.RETURNED, 10)
    back = {"despatched": 100, "received": 85, "missing": 5, "waiting": 5, "returned": 10}
    assert figures(db) == back
    close(How.FOUND, 5)
    found = {"despatched": 100, "received": 90, "returned": 10}
    assert (figures(db), ended(db)) == (found, True)


def test_a_note_with_two_parts_ends_with_the_last_of_them(db: Database) -> None:
    office.agreement(db, "A", "P", "Q")
    sent(db, "N1", 10)
    sent(db, "N2", 20, part="Q")
    take(db, advice(line(accepted=10)))
    found = db.read(lambda c: accounts_of(c, ["N1", "N2", "N3"]))
    assert {note: is_ended(each) for note, each in found.items()} == {"N1": True, "N2": False}
