"""What each way to reconcile leaves of a schedule, and what it says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from central.agreements.model import options as o
from central.agreements.model.terms import Terms
from central.cums.rules.ledger import Difference, Ledger, record
from central.cums.rules.movements import (
    Despatched,
    Received,
)
from central.cums.rules.named_note import after_named, has_arrived
from central.demand.lines import LineStatus
from central.orders.model import Backorder
from central.releases.rules.reconcile import reconcile
from tests.support.central.decisions import (
    BOTH,
    CUM,
    MAY,
    MUST,
    NONE,
    NOTE,
    D,
    despatches,
    line,
    on,
    schedule,
)


@pytest.mark.parametrize(
    ("way", "match", "note", "cum", "left", "code"),
    [
        (NONE, MAY, "N0", 100, [100, 50], "reconcile.off"),
        (NOTE, MAY, "N0", None, [20, 50], "reconcile.after_note"),
        (NOTE, MAY, "", None, None, "reconcile.no_note"),
        (NOTE, MUST, "", None, None, "reconcile.no_note"),
        (NOTE, MAY, "N9", None, None, "reconcile.note_unknown"),
        (BOTH, MUST, "N0", 100, [20, 50], "reconcile.note_and_cum_match"),
        (BOTH, MUST, "N0", 90, None, "reconcile.note_and_cum_differ"),
        (BOTH, MUST, "N0", None, None, "reconcile.no_cum"),
        (BOTH, MUST, "N9", 100, None, "reconcile.note_unknown"),
        (CUM, MAY, "", 150, [70, 50], "reconcile.in_transit"),
        (CUM, MUST, "", 150, None, "reconcile.between_notes"),
        (CUM, MUST, "", 100, [20, 50], "reconcile.in_transit"),
        (CUM, MUST, "", 0, [0, 0], "reconcile.ahead"),
        (CUM, MAY, "", 181, None, "reconcile.negative_in_transit"),
        (CUM, MAY, "", None, None, "reconcile.no_cum"),
    ],
)
def test_every_way_to_reconcile(
    way: o.Reconcile,
    match: o.MatchRequired,
    note: str,
    cum: int | None,
    left: list[int] | None,
    code: str,
) -> None:
    """N0 is 100, N1 is 80; the schedule asks 100 and 50. ``left`` None: no match, lines as sent."""
    received = None if cum is None else D(cum)
    sent = schedule(line(1, 9, 100), line(2, 10, 50), last_note=note, received_cum=received)
    answer = reconcile(sent, despatches(100, 80), Terms(reconcile=way, match_required=match))
    assert answer.matched is (left is not None)
    assert [each.quantity for each in answer.lines] == (left or [100, 50])
    assert code in {reason.code for reason in answer.reasons}
    assert all(reason.text for reason in answer.reasons)


@pytest.mark.parametrize(
    ("option", "left"),
    [(o.Backorders.MATCH_IN_RECONCILE, [0, 40]), (o.Backorders.IGNORE_IN_RECONCILE, [20, 50])],
)
def test_backorders_are_matched_or_ignored(option: o.Backorders, left: list[int]) -> None:
    sent = schedule(line(1, 9, 100), line(2, 10, 50), last_note="N0")
    answer = reconcile(
        sent,
        despatches(100, 80),
        Terms(reconcile=NOTE, backorders=option),
        [Backorder(order="4711", due_on=on(1), open_quantity=D(30))],
    )
    assert [each.quantity for each in answer.lines] == left


def overdue(quantity: int) -> list[Backorder]:
    return [Backorder(order="4711", due_on=on(1), open_quantity=D(quantity))]


@pytest.mark.parametrize("option", list(o.Backorders))
@pytest.mark.parametrize(("way", "note"), [(CUM, ""), (BOTH, "N0")])
def test_where_the_customer_counts_arrears_are_in_his_count(
    way: o.Reconcile, note: str, option: o.Backorders
) -> None:
    """Ignoring them would order beyond: open = their cum + demand - our cum, whatever the day."""
    sent = schedule(line(1, 9, 100), line(2, 10, 50), last_note=note, received_cum=D(100))
    terms = Terms(reconcile=way, backorders=option, match_required=MUST)
    answer = reconcile(sent, despatches(100), terms, overdue(100))
    assert answer.matched and [each.quantity for each in answer.lines] == [0, 50]
    said = {reason.code for reason in answer.reasons}
    assert ("reconcile.backorders_counted" in said) is (option is o.Backorders.IGNORE_IN_RECONCILE)


def test_more_overdue_than_the_customer_counts_is_said() -> None:
    """Releasing takes it off: the schedule alone cannot say which order lines it is."""
    sent = schedule(line(1, 9, 100), line(2, 10, 50), received_cum=D(100))
    answer = reconcile(sent, despatches(100), Terms(reconcile=CUM), overdue(151))
    assert answer.matched and [each.quantity for each in answer.lines] == [0, 0]
    assert any("150 matched, 1 beyond" in reason.text for reason in answer.reasons)


@pytest.mark.parametrize("way", [NONE, NOTE])
def test_backorders_that_are_ignored_are_said(way: o.Reconcile) -> None:
    sent = schedule(line(1, 9, 100))
    answer = reconcile(sent, Ledger(), Terms(reconcile=way), overdue(100))
    assert answer.matched and [each.quantity for each in answer.lines] == [100]
    assert "reconcile.backorders_ignored" in {reason.code for reason in answer.reasons}


def test_no_note_named_deducts_nothing_where_nothing_went() -> None:
    answer = reconcile(schedule(line(1, 9, 100)), Ledger(), Terms(reconcile=NOTE))
    assert answer.matched and answer.lines[0].quantity == 100
    assert answer.reasons[0].code == "reconcile.nothing_despatched"


def left_on(*notes: tuple[str, int, int]) -> Ledger:
    """Note, day, quantity, as they were posted."""
    ledger = Ledger()
    for note, day, quantity in notes:
        movement = Despatched(note=note, on=on(day), quantity=D(quantity))
        ledger = record(ledger, movement).ledger
    return ledger


LATE = left_on(("B", 18, 200), ("A", 17, 100))
"""A was posted after B, and left before it."""


def test_notes_stand_in_the_order_in_which_they_left() -> None:
    assert [note.note for note in LATE.notes()] == ["A", "B"]
    assert [cum for _, cum in LATE.running()] == [100, 300]
    assert LATE.after_note("B") == ()


@pytest.mark.parametrize(
    ("way", "note", "cum", "left"),
    [(NOTE, "B", None, 500), (BOTH, "B", 300, 500), (NOTE, "A", None, 300), (CUM, "", 100, 300)],
)
def test_after_the_last_note_is_what_left_after_it(
    way: o.Reconcile, note: str, cum: int | None, left: int
) -> None:
    received = None if cum is None else D(cum)
    sent = schedule(line(1, 23, 500), last_note=note, received_cum=received)
    match = MAY if way is NOTE else MUST
    answer = reconcile(sent, LATE, Terms(reconcile=way, match_required=match))
    assert answer.matched and answer.lines[0].quantity == left


SAME_DAY = left_on(("A", 17, 100), ("B", 18, 200), ("C", 18, 50), ("D", 19, 30))


@pytest.mark.parametrize(
    ("way", "cum", "left"),
    [
        (NOTE, 300, 420),  # A and B arrived: C and D, 80, are on their way
        (BOTH, 300, 420),
        (NOTE, 350, 470),  # C as well: only D is on its way
        (BOTH, 350, 470),
        (NOTE, None, None),
        (NOTE, 320, None),
        (BOTH, 320, None),
    ],
)
def test_notes_of_one_day_are_told_apart_by_the_cum_alone(
    way: o.Reconcile, cum: int | None, left: int | None
) -> None:
    received = None if cum is None else D(cum)
    sent = schedule(line(1, 23, 500), last_note="B", received_cum=received)
    match = MAY if way is NOTE else MUST
    answer = reconcile(sent, SAME_DAY, Terms(reconcile=way, match_required=match))
    assert answer.matched is (left is not None)
    assert answer.lines[0].quantity == (left or 500)
    code = "reconcile.same_day_by_cum" if left else "reconcile.same_day"
    (said,) = [reason for reason in answer.reasons if reason.code == code]
    assert "C" in said.text and "A" not in said.text.split(" left ")[0]


def timed(*notes: tuple[str, int | None]) -> Ledger:
    """Notes of one day, each of 100, with the hour at which it left where that is known."""
    ledger = Ledger()
    for name, hour in notes:
        left = Despatched(note=name, on=on(18), quantity=D(100), happened_us=hour)
        ledger = record(ledger, left).ledger
    return ledger


@pytest.mark.parametrize(
    ("notes", "left"),
    [
        ((("B", 8), ("A", 6), ("C", 14)), 400),  # C alone left after B
        ((("B", 6), ("A", 8), ("C", 14)), 300),
        ((("B", 14), ("A", 6), ("C", 8)), 500),
        ((("B", 8), ("A", 8), ("C", 14)), None),  # on one truck: nobody can say of A
        ((("B", 8), ("A", None), ("C", 14)), None),
        ((("B", None), ("A", 6), ("C", 14)), None),
    ],
)
def test_notes_of_one_day_are_told_apart_by_their_times(
    notes: tuple[tuple[str, int | None], ...], left: int | None
) -> None:
    answer = reconcile(
        schedule(line(1, 23, 500), last_note="B"), timed(*notes), Terms(reconcile=NOTE)
    )
    assert answer.matched is (left is not None)
    assert answer.lines[0].quantity == (left or 500)


def test_what_left_after_the_named_note_of_a_day_is_on_its_way_and_can_be_undone() -> None:
    ledger = timed(("B", 8), ("A", 6), ("C", 14), ("D", None))
    last = ledger.note_named("B")
    assert last is not None
    arrived = {note.note for note in ledger.notes() if has_arrived(note, last)}
    assert arrived == {"A", "B"} and after_named(ledger, last) == 200


def test_a_receipt_tells_which_notes_of_a_day_arrived() -> None:
    ledger = record(SAME_DAY, Received(on=on(20), note="C", quantity=D(50))).ledger
    sent = schedule(line(1, 23, 500), last_note="B")
    answer = reconcile(sent, ledger, Terms(reconcile=NOTE))
    assert answer.matched and answer.lines[0].quantity == 470


def lost(ledger: Ledger, note: str, day: int, quantity: int) -> Ledger:
    return replace(ledger, differences=(Difference(note=note, on=on(day), quantity=D(quantity)),))


@pytest.mark.parametrize(
    ("way", "match", "note", "cum", "left"),
    [
        (CUM, MAY, "", 90, 100),
        (CUM, MUST, "", 90, 100),
        (BOTH, MUST, "N1", 90, 100),
        (CUM, MAY, "", 40, 50),
        (CUM, MUST, "", 100, None),  # they counted them after all
        (CUM, MAY, "", 95, None),
        (BOTH, MUST, "N1", 100, None),
    ],
)
def test_what_was_rejected_is_not_on_its_way(
    way: o.Reconcile, match: o.MatchRequired, note: str, cum: int, left: int | None
) -> None:
    """N1 was 100 and 10 of it were rejected; 100 are asked."""
    ledger = lost(left_on(("N1", 2, 100)), "N1", 2, 10)
    sent = schedule(line(1, 23, 100), last_note=note, received_cum=D(cum))
    answer = reconcile(sent, ledger, Terms(reconcile=way, match_required=match))
    assert answer.matched is (left is not None)
    assert answer.lines[0].quantity == (left or 100)
    assert "reconcile.differences" in {reason.code for reason in answer.reasons}


def test_a_difference_lowers_the_boundaries_from_its_note_on() -> None:
    ledger = lost(left_on(("X", 2, 100), ("Y", 3, 200)), "X", 2, 10)
    for cum, matched in ((0, True), (90, True), (290, True), (100, False), (200, False)):
        sent = schedule(line(1, 23, 500), received_cum=D(cum))
        answer = reconcile(sent, ledger, Terms(reconcile=CUM, match_required=MUST))
        assert answer.matched is matched, cum


def test_nothing_is_deducted_from_information() -> None:
    info = line(1, 8, 100, status=LineStatus.INFORMATION)
    answer = reconcile(
        schedule(info, line(2, 9, 100), received_cum=D(0)), despatches(80), Terms(reconcile=CUM)
    )
    assert [(each.quantity, each.cum) for each in answer.lines] == [(100, 0), (20, 100)]
