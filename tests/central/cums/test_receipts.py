"""Receiving advice against our notes: booked once, or kept for a person, never netted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from central.agreements.model.keys import PartKey
from central.agreements.model.options import Returns
from central.cums import receipt_view
from central.cums.rules.ledger import Balance
from central.cums.service.differences import differences_of
from central.cums.service.ledger_store import balances_of
from central.cums.service.receipts import Booked, book
from central.cums.tables_receipts import receipts
from central.db.database import Database
from central.db.work import Work
from central.edi.model.receiving_advice import Deviation, Difference, ReceivedLine, ReceivingAdvice
from central.edi.model.schedule import Cum, Function, Source
from central.exchange.model import Origin
from central.orders.despatch import despatch, undo_despatch
from central.web.frame import words
from tests.support.central import orders as office
from tests.support.central.orders import ANN, DAY, NOON_US, d


def sent(db: Database, note: str, quantity: object, part: str = "P") -> None:
    line = office.line(db, quantity, part=part)
    despatch(db, note=note, on=DAY, lines=[(line, d(quantity))], by=ANN, now_us=NOON_US)


def advice(*lines: ReceivedLine, **changes: Any) -> ReceivingAdvice:
    values = {"number": "W1", "received_on": DAY + timedelta(days=2), "lines": lines}
    source = Source(**{name: "" for name in Source.__dataclass_fields__})
    return ReceivingAdvice(source=source, **{**values, **changes})


def line(note: str = "N1", part: str = "P", **figures: Any) -> ReceivedLine:
    said = {name: d(value) if isinstance(value, int) else value for name, value in figures.items()}
    return ReceivedLine(part=part, note=note, **said)


def take(db: Database, said: ReceivingAdvice, message: int = 1, now_us: int = NOON_US) -> Booked:
    """Each message is an advice of its own number, unless ``said`` has another than W1."""
    kept: list[Any] = []
    origin = Origin(interchange=7, message=message, partner="edi-c", customer="C")
    if said.number == "W1":
        said = replace(said, number=f"W{message}")

    def keep(part: str, reasons: Any) -> int:
        kept.append((part, reasons))
        return len(kept)

    return db.write(lambda c: book(Work(c, ANN, now_us), origin, said, keep=keep))


def balance(db: Database, part: str = "P") -> Balance:
    return db.read(lambda c: balances_of(c, "A", part, Returns.KEEP_CUM))[-1]


def codes(done: Booked) -> list[str]:
    return [reason.code for reason in done.reasons]


def stored(db: Database) -> list[tuple[str, Decimal, Decimal | None]]:
    return [(row.state, row.posted, row.missing) for row in office.rows(db, receipts)]


def test_what_was_accepted_moves_the_received_cum_and_the_rest_is_shown(db: Database) -> None:
    office.agreement(db)
    sent(db, "N1", 100)
    short = Difference(kind=Deviation.SHORT, quantity=d(3), reason="not in the box")
    done = take(
        db,
        advice(
            line(
                received=97,
                accepted=95,
                rejected=2,
                cumulative=Cum(quantity=d(4095)),
                differences=(short,),
            )
        ),
    )
    assert done.unprocessed == ()
    assert (balance(db).received, balance(db).in_transit) == (95, 5)
    (row,) = office.rows(db, receipts)
    assert (row.despatched, row.posted, row.missing, row.cum) == (100, 95, 5, 4095)
    assert row.on_day == DAY + timedelta(days=2)
    (shown,) = db.read(lambda c: receipt_view.receipt_rows(c, words("de")))
    assert shown["why"] == "zu wenig 3 (not in the box)" and shown["state"] == "gebucht"


def differences(db: Database) -> dict[str, Decimal]:
    key = PartKey("A", "P")
    found = db.read(lambda c: differences_of(c, [key])).get(key, ())
    return {each.note: each.quantity for each in found}


def test_what_an_advice_leaves_of_a_note_is_a_difference_until_it_is_booked(db: Database) -> None:
    office.agreement(db)
    sent(db, "N1", 100)
    sent(db, "N2", 50)
    assert differences(db) == {}, "nobody has spoken of them: they are on their way"
    take(db, advice(line(accepted=60), line(received=30, rejected=2, note="N2")), message=1)
    assert differences(db) == {"N1": 40, "N2": 22}
    take(db, advice(line(accepted=35)), message=2)
    assert differences(db) == {"N1": 5, "N2": 22}
    take(db, advice(line(accepted=5)), message=3)
    assert differences(db) == {"N2": 22}


def test_an_advice_that_takes_back_what_was_received_is_kept_for_a_person(db: Database) -> None:
    office.agreement(db)
    sent(db, "N1", 20)
    take(db, advice(line(accepted=20)), message=1)
    short = Difference(kind=Deviation.SHORT, quantity=d(20))
    done = take(db, advice(line(accepted=0, differences=(short,))), message=2)
    assert codes(done) == ["receipt.contradicts"] and balance(db).received == 20
    sent(db, "N2", 20)
    take(db, advice(line(accepted=0, note="N2", differences=(short,))), message=3)
    assert differences(db) == {"N2": 20}


def test_an_advice_of_a_number_that_is_here_already_is_kept_for_a_person(db: Database) -> None:
    """The same message in another interchange would count the same goods twice."""
    office.agreement(db)
    sent(db, "N1", 100)
    sent(db, "N2", 100)
    take(db, advice(line(accepted=30), number="RR1"), message=1)
    again = take(db, advice(line(accepted=30), number="RR1"), message=2)
    assert codes(again) == ["receipt.duplicate"]
    assert balance(db).received == 30 and differences(db) == {"N1": 70}
    assert not take(db, advice(line(accepted=70), number="RR2"), message=3).reasons
    other_note = take(db, advice(line(accepted=10, note="N2"), number="RR1"), message=4)
    assert not other_note.reasons and balance(db).received == 110
    late = office.NOON_US + 301 * 86_400_000_000
    assert not take(db, advice(line(accepted=5, note="N2"), number="RR1"), 5, late).reasons


def test_a_note_that_is_undone_has_no_difference(db: Database) -> None:
    office.agreement(db)
    sent(db, "N1", 10)
    take(db, advice(line(received=10, rejected=10)))
    assert differences(db) == {"N1": 10}
    undo_despatch(db, note="N1", on=DAY, why="all came back", by=ANN, now_us=NOON_US)
    assert differences(db) == {}
    sent(db, "N1", 10)
    assert differences(db) == {}, "it left anew, and nobody has spoken of it"


def test_a_note_may_be_received_in_parts_and_never_beyond_itself(db: Database) -> None:
    office.agreement(db)
    sent(db, "N1", 100)
    sent(db, "N2", 100)
    take(db, advice(line(accepted=60)), message=1)
    take(db, advice(line(accepted=40)), message=2)
    done = take(db, advice(line(accepted=1)), message=3)
    assert codes(done) == ["receipt.more_than_note"]
    assert balance(db).received == 100


def test_a_receipt_in_another_unit_is_kept_for_a_person(db: Database) -> None:
    """Our note counts pieces; nothing converts kilograms into them, wherever they are stated."""
    office.agreement(db)
    sent(db, "N1", 100)
    for message, units in enumerate((("KGM", ()), ("PCE", ("PCE", "KGM"))), 1):
        done = take(db, advice(line(accepted=5, unit=units[0], units=units[1])), message)
        assert codes(done) == ["receipt.unit"]
    assert codes(take(db, advice(line(accepted=100, unit="EA")), 3)) == []
    assert balance(db).received == 100


def test_an_unknown_note_an_undone_one_and_another_customers_are_kept_for_a_person(
    db: Database,
) -> None:
    office.agreement(db)
    office.agreement(db, "B", "P", customer="D")
    theirs = office.line(db, 5, name="B")
    despatch(db, note="N5", on=DAY, lines=[(theirs, d(5))], by=ANN, now_us=NOON_US)
    done = take(db, advice(line(note="N9", accepted=5), line(note="N5", accepted=5)))
    assert codes(done) == ["receipt.note_unknown"] * 2 and len(done.unprocessed) == 2
    assert [state for state, _, _ in stored(db)] == ["unprocessed"] * 2


def test_lines_that_cannot_be_booked_as_they_stand_say_why(db: Database) -> None:
    office.agreement(db, "A", "P", "Q")
    sent(db, "N1", 10)
    done = take(
        db,
        advice(
            line(note="", accepted=1),
            line(part="Q", accepted=1),
            line(),
            line(accepted=4),
        ),
    )
    assert codes(done) == ["receipt.no_note", "receipt.part_not_on_note", "receipt.no_quantity"]
    assert balance(db).received == 4
    cancelled = take(db, advice(line(accepted=1), function=Function.CANCEL), message=2)
    assert codes(cancelled) == ["receipt.not_original"]


def test_processed_again_it_books_only_what_was_not_booked(db: Database) -> None:
    office.agreement(db)
    sent(db, "N1", 10)
    said = advice(line(accepted=10), line(note="N2", accepted=5))
    assert codes(take(db, said)) == ["receipt.note_unknown"]
    sent(db, "N2", 5)
    assert codes(take(db, said)) == []
    assert balance(db).received == 15
    assert stored(db) == [("posted", 10, 0), ("posted", 5, 0)]


def test_an_advice_without_lines_means_everything_on_the_note(db: Database) -> None:
    office.agreement(db, "A", "P", "Q")
    wanted = [(office.line(db, 10), d(10)), (office.line(db, 4, part="Q"), d(4))]
    despatch(db, note="N1", on=DAY, lines=wanted, by=ANN, now_us=NOON_US)
    take(db, advice(note="N1"))
    assert (balance(db).received, balance(db, "Q").received) == (10, 4)
    assert codes(take(db, advice(note="N8"), message=2)) == ["receipt.note_unknown"]


def test_a_negative_in_transit_is_refused_even_if_the_note_would_allow_it(db: Database) -> None:
    office.agreement(db)
    sent(db, "N1", 10)
    from central.cums.rules.movements import Side
    from central.cums.service import corrections

    corrections.correct(
        db,
        "A",
        "P",
        side=Side.DESPATCHED,
        quantity=d(-4),
        on=DAY,
        by=office.BOTH,
        now_us=NOON_US,
    )
    done = take(db, advice(line(accepted=10)))
    assert codes(done) == ["ledger.negative_in_transit"] and balance(db).received == 0


def test_nothing_kept_of_a_note_is_told_and_moves_nothing(db: Database) -> None:
    office.agreement(db)
    sent(db, "N1", 10)
    take(db, advice(line(received=10, rejected=10)))
    assert stored(db) == [("posted", 0, 10)] and balance(db).received == 0
