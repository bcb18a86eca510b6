"""Receiving advice against our notes: booked once, or kept for a person, never netted."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from central.agreements.model.keys import CumKey
from central.cums import receipt_view
from central.cums.service.differences import differences_of
from central.cums.tables_receipts import receipts
from central.db.database import Database
from central.edi.model.receiving_advice import Deviation, Difference
from central.edi.model.schedule import Cum, Function
from central.orders.service.despatch import despatch, undo_despatch
from central.web.frame import words
from central.words import reasons_json
from tests.support.central import orders as office
from tests.support.central.orders import ANN, DAY, NOON_US, d
from tests.support.central.receiving import advice, balance, codes, line, sent, take


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
    key = CumKey("A", "P")
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


def test_a_person_says_with_a_reason_that_it_is_another_one(db: Database) -> None:
    office.agreement(db)
    sent(db, "N1", 100)
    take(db, advice(line(accepted=30), number="RR1"), message=1)
    second = advice(line(accepted=50), number="RR1")
    assert codes(take(db, second, message=2)) == ["receipt.duplicate"]
    assert take(db, second, message=2, another=True).unprocessed == ()
    assert balance(db).received == 80 and differences(db) == {"N1": 20}
    (_, row) = office.rows(db, receipts)
    (said, *_) = reasons_json.from_json(row.reasons)
    assert said.code == "receipt.another"
    assert "ann says that this is another receiving advice RR1" in said.text
    assert said.text.endswith(": counted")
    too_many = advice(line(accepted=30), number="RR1")
    done = take(db, too_many, message=3, another=True)
    assert codes(done) == ["receipt.more_than_note"], "it is no way past what the note had"


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
        CumKey("A", "P"),
        corrections.Correction(side=Side.DESPATCHED, quantity=d(-4), on=DAY),
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
