"""What each option does to a schedule, one table a rule."""

from __future__ import annotations

import ast
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from central.agreements.model import options as o
from central.agreements.model.horizons import Length, ToleranceHorizon
from central.agreements.model.terms import Terms
from central.cums.model import Authorisation, Use
from central.cums.rules import year_change
from central.cums.rules.authorisation import Highest, begin_period, raise_to
from central.cums.rules.cums import discrete, in_transit, open_quantity
from central.cums.rules.ledger import Difference, Ledger, load, record
from central.cums.rules.movements import (
    Despatched,
    DespatchUndone,
    Received,
    ResetExecuted,
    ResetPlanned,
)
from central.demand.lines import DemandLine, LineStatus, Schedule, ScheduleKind
from central.exchange.rules import transmission
from central.orders.model import Backorder
from central.releases.rules.net_change import Change, compare
from central.releases.rules.plausible import faults_of
from central.releases.rules.reconcile import reconcile
from central.releases.rules.states import TRANSITIONS, By, Event, State, move
from central.releases.rules.steps import Step, approval_breaches, next_step
from central.releases.rules.tolerance import check
from central.words.reasons import RuleRefusedError
from tests.support.paths import ROOT

D = Decimal
ISSUED = date(2026, 3, 2)


def on(day: int) -> date:
    return date(2026, 3, day)


def line(number: int, day: int, quantity: int, **more: object) -> DemandLine:
    return DemandLine(number=number, on=on(day), quantity=D(quantity), **more)  # type: ignore[arg-type]


def schedule(*lines: DemandLine, **more: object) -> Schedule:
    return Schedule(number="S", part="P", issued_on=ISSUED, lines=lines, **more)  # type: ignore[arg-type]


def despatches(*quantities: int) -> Ledger:
    ledger = Ledger()
    for n, quantity in enumerate(quantities):
        movement = Despatched(note=f"N{n}", on=date(2026, 2, 2 + n), quantity=D(quantity))
        ledger = record(ledger, movement).ledger
    return ledger


NOTE, CUM, BOTH, NONE = (
    o.Reconcile.USE_DELIVERY_NOTE,
    o.Reconcile.USE_CUMULATIVE_QUANTITY,
    o.Reconcile.USE_DELIVERY_NOTE_AND_CUM_QTY,
    o.Reconcile.NO_RECONCILE,
)
MUST, MAY = o.MatchRequired.REQUIRED, o.MatchRequired.NOT_REQUIRED


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
    """Ignoring them would order beyond it: open = his cum + demand - our cum, whatever the day."""
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
        (CUM, MUST, "", 100, None),  # he counted them after all
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


def all_days(minus: int, plus: int) -> ToleranceHorizon:
    return ToleranceHorizon(
        name="All", length=Length(count=60), minus_percent=D(minus), plus_percent=D(plus)
    )


@pytest.mark.parametrize(
    ("method", "days", "new", "within"),
    [
        (o.ToleranceMethod.CUMULATIVE, None, (105, 95), True),
        (o.ToleranceMethod.CUMULATIVE, None, (150, 50), False),
        (o.ToleranceMethod.BUCKETED, None, (150, 50), True),
        (o.ToleranceMethod.BUCKETED, None, (150, 61), False),
        (o.ToleranceMethod.QUANTITY_OR_DAYS, 7, (150, 50), True),
        (o.ToleranceMethod.QUANTITY_OR_DAYS, 6, (150, 50), False),
        (o.ToleranceMethod.QUANTITY_OR_DAYS, 7, (250, 0), False),
        (o.ToleranceMethod.QUANTITY_OR_DAYS, 7, (50, 150), True),  # not below day 9 less 7: 0
        (o.ToleranceMethod.QUANTITY_OR_DAYS, 7, (100, 50), True),  # day 16 less 7: 100
        (o.ToleranceMethod.QUANTITY_OR_DAYS, 6, (50, 49), False),
    ],
)
def test_every_method_of_tolerance(
    method: o.ToleranceMethod, days: int | None, new: tuple[int, int], within: bool
) -> None:
    """Before: 100 on the 9th and on the 16th; 5 percent both ways."""
    terms = Terms(
        tolerance_check=o.ToleranceCheck.AUTOMATIC,
        tolerance_method=method,
        tolerance_days=days,
        tolerance_template=(all_days(5, 5),),
    )
    before = schedule(line(1, 9, 100), line(2, 16, 100))
    assert check(before, schedule(line(1, 9, new[0]), line(2, 16, new[1])), terms).within is within


@pytest.mark.parametrize(
    ("limit", "quantity", "within"),
    [
        (o.Limit.WITHIN, 105, True),
        (o.Limit.WITHIN, 95, True),
        (o.Limit.BELOW, 105, False),
        (o.Limit.BELOW, 95, False),
        (o.Limit.BELOW, 104, True),
        (o.Limit.BELOW, 100, True),
    ],
)
def test_what_equality_with_a_limit_means(limit: o.Limit, quantity: int, within: bool) -> None:
    terms = Terms(tolerance_template=(all_days(5, 5),), limit=limit)
    found = check(schedule(line(1, 9, 100)), schedule(line(1, 9, quantity)), terms)
    assert found.within is within


def test_what_was_delivered_between_two_schedules_is_no_change() -> None:
    terms = Terms(tolerance_template=(all_days(0, 0),))
    before = schedule(line(1, 1, 100), line(2, 9, 100), received_cum=D(1000))
    assert check(before, schedule(line(1, 9, 100), received_cum=D(1100)), terms).within
    late = check(before, schedule(line(1, 9, 100), received_cum=D(1050)), terms)
    assert not late.within  # 50 less are asked than were open
    assert "150 -> 100" in " ".join(reason.text for reason in late.reasons)


def test_what_was_delivered_ahead_leaves_nothing_open() -> None:
    terms = Terms(tolerance_template=(all_days(0, 0),))
    before = schedule(line(1, 9, 100), received_cum=D(1000))
    assert check(before, schedule(line(1, 9, 0), received_cum=D(1150)), terms).within


def test_a_cum_that_begins_again_leaves_open_what_was_open() -> None:
    """It falls by 970, and no demand was 970 higher before."""
    terms = Terms(tolerance_template=(all_days(0, 0),))
    before = schedule(line(1, 9, 100), received_cum=D(1000))
    again = schedule(line(1, 9, 100), received_cum=D(30), counted_since=on(1))
    assert [(each.old, each.new) for each in check(before, again, terms).findings] == [(100, 100)]
    risen = replace(again, lines=(line(1, 9, 1070),))
    assert not check(before, risen, terms).within


def test_from_zero_is_out_and_the_first_schedule_is_within() -> None:
    terms = Terms(tolerance_template=(all_days(5, 5),))
    found = check(schedule(), schedule(line(1, 9, 1)), terms)
    assert not found.within
    assert found.findings[0].percent is None
    assert check(None, schedule(line(1, 9, 1)), terms).within


@pytest.mark.parametrize("method", [o.ToleranceMethod.CUMULATIVE, o.ToleranceMethod.BUCKETED])
def test_days_behind_the_end_of_the_schedule_before_are_not_compared(
    method: o.ToleranceMethod,
) -> None:
    """A call-off of so many days rolls on each morning: its last day is new, not more."""
    terms = Terms(tolerance_template=(all_days(5, 5),), tolerance_method=method)
    day_by_day = schedule(line(1, 9, 100), line(2, 10, 100))
    rolled = schedule(line(1, 9, 100), line(2, 10, 100), line(3, 11, 100))
    assert not check(day_by_day, rolled, terms).within, "it did not say where it ends"
    ended = replace(day_by_day, covers_to=date(2026, 3, 10))
    found = check(ended, rolled, terms)
    assert found.within
    assert [reason.code for reason in found.reasons][-1] == "tolerance.not_compared"
    more = schedule(line(1, 9, 100), line(2, 10, 150), line(3, 11, 100))
    assert not check(ended, more, terms).within
    assert not check(ended, schedule(line(1, 9, 100)), terms).within, "what was asked is gone"


def test_days_before_a_schedule_that_is_not_reconciled_are_past() -> None:
    """Who nets what is on its way himself names later days only; that is no cut."""
    terms = Terms(tolerance_template=(all_days(5, 5),), reconcile=o.Reconcile.NO_RECONCILE)
    before = schedule(line(1, 9, 100), line(2, 10, 100))
    after = schedule(line(1, 10, 100), covers_from=on(10))
    assert check(before, after, terms).within
    counting = replace(terms, reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY)
    assert not check(before, after, counting).within, "it counts, and counts less"


AUTO = {"approval": o.Approval.AUTO, "release": o.Release.AUTOMATIC}


@pytest.mark.parametrize(
    ("state", "terms", "scheduled", "by_hand"),
    [
        (State.RECEIVED, {}, Step.RECONCILE, Step.RECONCILE),
        (State.RECEIVED, {"reconcile_run": o.ReconcileRun.MANUAL}, None, Step.RECONCILE),
        (State.RECONCILED, {"approval": o.Approval.MANUAL}, None, Step.APPROVE),
        (State.RECONCILED, AUTO, Step.APPROVE, Step.APPROVE),
        (
            State.RECONCILED,
            {**AUTO, "tolerance_check": o.ToleranceCheck.AUTOMATIC},
            Step.CHECK_TOLERANCE,
            Step.CHECK_TOLERANCE,
        ),
        (
            State.RECONCILED,
            {**AUTO, "tolerance_check": o.ToleranceCheck.MANUAL},
            None,
            Step.CHECK_TOLERANCE,
        ),
        (State.IN_TOLERANCE, AUTO, Step.APPROVE, Step.APPROVE),
        (State.IN_TOLERANCE, {"approval": o.Approval.MANUAL}, None, Step.APPROVE),
        (State.OUT_OF_TOLERANCE, AUTO, None, Step.APPROVE),
        (State.OUT_OF_TOLERANCE, {"approval": o.Approval.MANUAL}, None, Step.APPROVE),
        (
            State.OUT_OF_TOLERANCE,
            {"approval": o.Approval.UNCONDITIONAL},
            Step.APPROVE,
            Step.APPROVE,
        ),
        (State.APPROVED, AUTO, Step.RELEASE, Step.RELEASE),
        (State.APPROVED, {"release": o.Release.MANUAL}, None, Step.RELEASE),
        (State.NOT_RECONCILED, {"approval": o.Approval.UNCONDITIONAL}, None, None),
        (State.RELEASE_EXCEPTION, AUTO, None, None),
        (State.RELEASED, AUTO, None, None),
        (State.REPLACED, AUTO, None, None),
        (State.REJECTED, AUTO, None, None),
    ],
)
def test_what_comes_next(
    state: State, terms: dict[str, object], scheduled: Step | None, by_hand: Step | None
) -> None:
    agreed = replace(Terms(), **terms)
    for by, expected in ((By.ANYBODY, scheduled), (By.PERSON, by_hand)):
        found = next_step(state, agreed, by=by)
        assert found.step is expected
        assert bool(found.reasons) is (expected is None)


def test_a_later_schedule_waits_for_the_earlier_one() -> None:
    found = next_step(State.RECEIVED, Terms(), by=By.PERSON, earlier="S7")
    assert found.step is None
    assert "waits until schedule S7" in found.reasons[0].text


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("event", list(Event))
def test_a_step_is_in_the_table_or_refused(state: State, event: Event) -> None:
    rows = [row for row in TRANSITIONS if (row.state, row.event) == (state, event)]
    if rows:
        (row,) = rows
        assert move(state, event, By.PERSON) is row
        if row.by is By.PERSON:
            with pytest.raises(RuleRefusedError, match="takes a person"):
                move(state, event)
    else:
        with pytest.raises(RuleRefusedError, match=f"is {state} cannot {event}"):
            move(state, event, By.PERSON)


def test_every_state_is_reached_and_none_is_a_trap() -> None:
    reached = {row.then for row in TRANSITIONS} | {State.RECEIVED}
    assert reached == set(State)
    ends = {State.REPLACED, State.REJECTED}
    assert {row.state for row in TRANSITIONS} == set(State) - ends


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({}, []),
        ({"references": o.References.USE_REFERENCES}, ["line 1 of 2026-03-09 has no reference"]),
        (
            {"references": o.References.USE_REFERENCES, "reconcile": NOTE},
            ["requires no_reconcile", "has no reference"],
        ),
        (
            {
                "references": o.References.USE_REFERENCES,
                "po_information": o.PoInformation.USE_PO_INFORMATION,
            },
            ["requires do_not_use_references", "has no reference"],
        ),
    ],
)
def test_what_stops_approval(terms: dict[str, object], words: list[str]) -> None:
    lines = line(1, 9, 100), line(2, 9, 1, reference="R"), line(3, 9, 1, status=None)
    found = approval_breaches(schedule(*lines), replace(Terms(), **terms))
    assert len(found) == len(words)
    assert all(word in reason.text for word, reason in zip(words, found, strict=True))


@pytest.mark.parametrize(
    ("last", "sent", "link"),
    [
        (None, ("00000", "00001"), "first"),
        (("00018", "00019"), ("00019", "00020"), "follows"),
        (("88050", "88051"), ("88051", "88061"), "follows"),
        (("99998", "99999"), ("99999", "00001"), "follows"),
        (("00019", "00020"), ("00019", "00020"), "repeated"),
        (("00019", "00020"), ("00021", "00022"), "broken"),
        (("19", "20"), ("00020", "00021"), "follows"),
    ],
)
def test_the_chain_of_transmissions(
    last: tuple[str, str] | None, sent: tuple[str, str], link: str
) -> None:
    def made(numbers: tuple[str, str]) -> transmission.Transmission:
        return transmission.Transmission(old=numbers[0], new=numbers[1])

    found = transmission.judge(made(last) if last else None, made(sent))
    assert found.link == link


NEW_YEAR = date(2026, 1, 1)


def two_years() -> Ledger:
    ledger = record(Ledger(), Despatched(note="A", on=date(2025, 11, 3), quantity=D(1000))).ledger
    return record(ledger, Despatched(note="B", on=date(2026, 1, 5), quantity=D(200))).ledger


@pytest.mark.parametrize(
    ("cum", "since", "last", "option", "verdict", "code"),
    [
        (200, NEW_YEAR, 1000, o.YearChange.ANNOUNCED, "change", "year.announced"),
        (201, NEW_YEAR, 1000, o.YearChange.ANNOUNCED, "mismatch", "year.announced_above"),
        (1100, date(2025, 8, 1), 1000, o.YearChange.ANNOUNCED, "no_change", "year.same"),
        (1100, None, 1000, o.YearChange.INFERRED, "no_change", "year.same"),
        (1000, None, 1000, o.YearChange.INFERRED, "no_change", "year.same"),
        (150, None, 1000, o.YearChange.INFERRED, "change", "year.despatched_since"),
        (150, None, 1000, o.YearChange.ANNOUNCED, "mismatch", "year.not_announced"),
        (500, None, 1000, o.YearChange.INFERRED, "mismatch", "year.despatched_since"),
        (1201, None, 1000, o.YearChange.INFERRED, "mismatch", "year.above"),
        (0, None, None, o.YearChange.INFERRED, "no_change", "year.same"),
    ],
)
def test_a_year_change_is_seen_or_said(
    cum: int,
    since: date | None,
    last: int | None,
    option: o.YearChange,
    verdict: str,
    code: str,
) -> None:
    found = year_change.judge(
        two_years(),
        received_cum=D(cum),
        counted_since=since,
        last_received_cum=None if last is None else D(last),
        last_issued_on=date(2025, 12, 20),
        year_start=NEW_YEAR,
        option=option,
    )
    assert found.verdict == verdict
    assert code in {reason.code for reason in found.reasons}


@pytest.mark.parametrize(
    ("told_on", "verdict"),
    [(NEW_YEAR - timedelta(days=1), "change"), (NEW_YEAR, "mismatch"), (on(1), "mismatch")],
)
def test_a_year_that_began_before_the_higher_cum_was_told_does_not_explain_its_fall(
    told_on: date, verdict: str
) -> None:
    found = year_change.judge(
        two_years(),
        received_cum=D(50),
        counted_since=None,
        last_received_cum=D(1000),
        last_issued_on=told_on,
        year_start=NEW_YEAR,
        option=o.YearChange.INFERRED,
    )
    assert found.verdict == verdict
    assert (found.reasons[-1].code == "year.told_since") is (verdict == "mismatch")


def test_a_customer_who_still_counts_the_old_year_is_a_mismatch() -> None:
    ledger = two_years()
    ledger = record(ledger, ResetPlanned(synchronise_on=NEW_YEAR, execute_on=NEW_YEAR)).ledger
    ledger = record(ledger, ResetExecuted(on=NEW_YEAR)).ledger
    for since, code in ((date(2025, 8, 1), "year.customer_behind"), (None, "year.we_reset")):
        found = year_change.judge(
            ledger,
            received_cum=D(1100),
            counted_since=since,
            last_received_cum=D(1000),
            last_issued_on=date(2025, 12, 20),
            year_start=NEW_YEAR,
        )
        assert found.verdict is year_change.Verdict.MISMATCH
        assert code in {reason.code for reason in found.reasons}


def test_a_year_is_not_begun_twice() -> None:
    ledger = record(two_years(), ResetPlanned(synchronise_on=NEW_YEAR, execute_on=NEW_YEAR)).ledger
    ledger = record(ledger, ResetExecuted(on=NEW_YEAR)).ledger
    with pytest.raises(RuleRefusedError, match="not after the last one, from 2026-01-01"):
        record(ledger, ResetPlanned(synchronise_on=NEW_YEAR, execute_on=NEW_YEAR))
    found = year_change.judge(
        ledger,
        received_cum=D(100),
        counted_since=None,
        last_received_cum=D(150),
        last_issued_on=date(2025, 12, 20),
        year_start=NEW_YEAR,
        option=o.YearChange.INFERRED,
    )
    assert found.verdict is year_change.Verdict.MISMATCH
    assert "no year begins in our current period" in found.reasons[-1].text


def test_a_planned_reset_that_another_takes_the_place_of_is_named() -> None:
    ledger = record(two_years(), ResetPlanned(synchronise_on=NEW_YEAR, execute_on=NEW_YEAR)).ledger
    later = ResetPlanned(synchronise_on=on(1), execute_on=on(2))
    assert "instead of the one from 2026-01-01" in record(ledger, later).reasons[0].text


def test_the_highest_authorised_cums_are_kept_for_each_period() -> None:
    raised, reasons = raise_to(
        Highest(start=NEW_YEAR),
        [
            Authorisation(use=Use.FABRICATE, cum=D(5000)),
            Authorisation(use=Use.RAW_MATERIAL, cum=D(9000)),
            Authorisation(use=Use.FABRICATE, cum=D(4200)),
        ],
    )
    assert raised.liability(Use.FABRICATE, D(4600)) == 400
    assert raised.liability(Use.RAW_MATERIAL, D(9500)) == 0
    assert "does not lower the highest, 5000" in reasons[2].text
    begun = begin_period(raised, date(2027, 1, 1), D(4600))
    assert (begun.fabricate, begun.closed[0].fabricate) == (0, 5000)
    with pytest.raises(RuleRefusedError, match="does not follow"):
        begin_period(begun, date(2027, 1, 1), D(0))


def test_cums_and_quantities_are_each_others_inverse() -> None:
    assert discrete([D(29599), D(38699), D(40799)], D(21199)) == (8400, 9100, 2100)
    with pytest.raises(RuleRefusedError, match="line 2 is 4, below 5"):
        discrete([D(5), D(4)])
    assert open_quantity(received_cum=D(1000), demand_to_date=D(500), despatched_cum=D(1300)) == 200
    with pytest.raises(RuleRefusedError, match="above despatched cum 900 by 100"):
        in_transit(D(900), D(1000))


def test_net_change_shows_each_day() -> None:
    before = schedule(line(1, 9, 100), line(2, 10, 50), line(3, 11, 5), line(4, 12, 5))
    after = schedule(
        line(1, 9, 120), line(2, 11, 5), line(3, 12, 5, status=LineStatus.FORECAST), line(4, 13, 30)
    )
    assert [(row.change, row.net, row.net_cum) for row in compare(before, after)] == [
        (Change.INCREASED, 20, 20),
        (Change.REMOVED, -50, -30),
        (Change.SAME, 0, -30),
        (Change.STATUS, 0, -30),
        (Change.ADDED, 30, 0),
    ]
    assert {row.change for row in compare(None, after)} == {Change.ADDED}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (schedule(line(1, 9, -5)), "quantity -5"),
        (schedule(line(1, 9, 10**12)), "quantity 1000000000000"),
        (schedule(replace(line(1, 9, 1), quantity=D("NaN"))), "quantity NaN"),
        (schedule(replace(line(1, 9, 1), on=date(2999, 1, 1))), "2999-01-01"),
        (schedule(replace(line(1, 9, 1), until=on(8))), "ends on 2026-03-08"),
        (schedule(received_cum=D(-1)), "received cum -1"),
        (
            schedule(authorisations=(Authorisation(use=Use.FABRICATE, cum=D("Infinity")),)),
            "fabricate cum Infinity",
        ),
    ],
)
def test_what_no_schedule_can_mean(given: Schedule, words: str) -> None:
    (fault,) = faults_of(given)
    assert words in fault.text


def test_a_plausible_schedule_goes_on() -> None:
    assert faults_of(schedule(line(1, 9, 0), received_cum=D(0), kind=ScheduleKind.CALL_OFF)) == ()


def test_an_undone_note_is_none_that_the_customer_can_name() -> None:
    ledger = record(despatches(100, 80), DespatchUndone(note="N0", on=on(1))).ledger
    assert ledger.after_note("N0") is None
    assert load(ledger.movements) == ledger


def test_rules_know_no_clock_and_no_device() -> None:
    forbidden = {"asyncio", "sqlite3", "sqlalchemy", "socket", "fastapi", "time", "threading"}
    forbidden |= {"subprocess", "random", "structlog", "pathlib", "os", "httpx"}
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    named = next(c for c in contracts["contracts"] if c["name"].startswith("pure rooms"))
    rooms = [module.split(".") for module in named["source_modules"] if "*" not in module]
    pure = [ROOT / "central" / "words" / "reasons.py"]
    pure += [ROOT.joinpath(*room).with_suffix(".py") for room in rooms if room[0] == "central"]
    pure += [*(ROOT / "central").glob("*/rules.py"), *(ROOT / "central").glob("*/rules/*.py")]
    assert len(pure) > 40
    for path in (path for path in pure if path.exists()):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not {name.partition(".")[0] for name in names} & forbidden, path
            assert not (isinstance(node, ast.Attribute) and node.attr in {"today", "now"}), path
