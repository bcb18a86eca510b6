"""What stops a schedule at the door, by figures alone: counts, cums that fall, numbers, dates, days
on which nobody works.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from central.agreements.model import options as o
from central.agreements.model.terms import Terms
from central.cums.rules.ledger import Ledger, record
from central.cums.rules.movements import Despatched, ResetExecuted, ResetPlanned
from central.cums.rules.year_change import Verdict
from central.demand.lines import DemandLine, Schedule
from central.edi.model import schedule as edi
from central.exchange.model import What
from central.partners.rules.calendar import WorkingCalendar
from central.releases.rules.admission import (
    AHEAD_DAYS_MAX,
    NUMBER_AGAIN_DAYS,
    Before,
    count_of,
    count_stands,
    cum_fell,
    implausible,
    out_of_order,
    same_number,
)
from central.releases.rules.closed_days import closed_days

D = Decimal
NEW_YEAR = date(2026, 1, 1)
MONDAY = date(2026, 5, 4)
COUNTS = Terms(reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY)


def asked(cum: int | None, *, since: date | None = None, on: date = MONDAY) -> Schedule:
    received = None if cum is None else D(cum)
    return Schedule(number="S2", part="P", issued_on=on, received_cum=received, counted_since=since)


def before(cum: int | None, *, since: date | None = None, on: date = date(2026, 4, 27)) -> Before:
    received = None if cum is None else D(cum)
    return Before(
        schedule=1,
        number="S1",
        issued_on=on,
        state="released",
        received_cum=received,
        counted_since=since,
    )


def two_years(*, reset: bool) -> Ledger:
    """500 in the old year, 30 in the new one, which was begun or was not."""
    ledger = record(Ledger(), Despatched(note="N1", on=date(2025, 12, 1), quantity=D(500))).ledger
    ledger = record(ledger, Despatched(note="N2", on=date(2026, 1, 7), quantity=D(30))).ledger
    if reset:
        plan = ResetPlanned(synchronise_on=NEW_YEAR, execute_on=NEW_YEAR)
        ledger = record(record(ledger, plan).ledger, ResetExecuted(on=NEW_YEAR)).ledger
    return ledger


@pytest.mark.parametrize(
    ("schedule", "reset", "last", "begun", "stands"),
    [
        (asked(500), False, before(500), date(2025, 12, 1), True),
        (asked(499), False, before(500), date(2025, 12, 1), False),
        (asked(None), False, before(500), date(2025, 12, 1), True),
        (asked(1), False, before(None), date(2025, 12, 1), True),
        (asked(1), False, None, None, True),
        # They name the day on which our count began, one before it, or one behind it.
        (asked(500, since=date(2025, 12, 1)), False, None, date(2025, 12, 1), True),
        (asked(500, since=date(2025, 11, 1)), False, None, date(2025, 12, 1), True),
        (asked(500, since=date(2025, 12, 2)), False, None, date(2025, 12, 1), False),
        (asked(500, since=date(2025, 12, 2)), False, None, None, True),
        (asked(30, since=NEW_YEAR), True, None, date(2025, 12, 1), True),
        (asked(30, since=NEW_YEAR - timedelta(days=1)), True, None, date(2025, 12, 1), False),
        (asked(30, since=NEW_YEAR + timedelta(days=1)), True, None, date(2025, 12, 1), False),
        # What they told before our count began says nothing of it.
        (asked(10), True, before(400, on=date(2025, 12, 20)), date(2025, 12, 1), True),
        (asked(10), True, before(20, on=NEW_YEAR), date(2025, 12, 1), False),
        (asked(10), True, before(400, since=date(2025, 2, 1), on=MONDAY), NEW_YEAR, True),
        (asked(10), True, before(20, since=NEW_YEAR, on=MONDAY), NEW_YEAR, False),
    ],
)
def test_whether_he_goes_on_in_our_count(
    schedule: Schedule, reset: bool, last: Before | None, begun: date | None, stands: bool
) -> None:
    assert count_stands(schedule, two_years(reset=reset), last, begun) is stands


def test_a_count_is_judged_only_where_cums_are_reconciled_and_told() -> None:
    ledger, told = two_years(reset=False), before(500)
    asking = {"before": told, "year_start": NEW_YEAR}
    assert count_of(asked(30), ledger, Terms(), **asking) is None
    assert count_of(asked(None), ledger, COUNTS, **asking) is None
    found = count_of(asked(520), ledger, COUNTS, **asking)
    assert found is not None and found.verdict is Verdict.NO_CHANGE
    first = count_of(asked(520), ledger, COUNTS, before=None, year_start=None)
    assert first is not None and first.verdict is Verdict.NO_CHANGE


@pytest.mark.parametrize(
    ("terms", "schedule", "told", "year", "stopped"),
    [
        (COUNTS, asked(500), before(500), None, False),
        (COUNTS, asked(499), before(500), None, True),
        (COUNTS, asked(None), before(500), None, False),
        (COUNTS, asked(499), None, None, False),
        (COUNTS, asked(30, since=NEW_YEAR), before(500), None, False),
        (COUNTS, asked(31, since=NEW_YEAR), before(500), None, True),
        # Cums are not reconciled: a day that they name behind the last one explains it, or a year.
        (Terms(), asked(499), before(500), None, True),
        (Terms(), asked(9, since=MONDAY), before(500), None, False),
        (Terms(), asked(9, since=date(2026, 4, 27)), before(500), None, False),
        (Terms(), asked(9, since=date(2026, 4, 26)), before(500), None, True),
        (Terms(), asked(9, since=NEW_YEAR), before(500, since=NEW_YEAR), None, True),
        (Terms(), asked(9), before(500), date(2026, 5, 1), True),
        (Terms(year_change=o.YearChange.INFERRED), asked(9), before(500), MONDAY, False),
        (Terms(year_change=o.YearChange.INFERRED), asked(9), before(500), NEW_YEAR, True),
        (Terms(year_change=o.YearChange.INFERRED), asked(9), before(500), None, True),
    ],
)
def test_a_cum_that_falls_is_explained_or_stops(
    terms: Terms, schedule: Schedule, told: Before | None, year: date | None, stopped: bool
) -> None:
    ledger = two_years(reset=False)
    found = cum_fell(schedule, ledger, terms, before=told, year_start=year)
    assert (found is not None) is stopped
    if found is not None:
        assert found.what is What.IMPLAUSIBLE
        assert "500" in found.reasons[0].text or "30" in found.reasons[0].text


@pytest.mark.parametrize(
    ("apart", "stopped"),
    [
        (0, True),
        (NUMBER_AGAIN_DAYS, True),
        (-NUMBER_AGAIN_DAYS, True),
        (NUMBER_AGAIN_DAYS + 1, False),
        (-NUMBER_AGAIN_DAYS - 1, False),
    ],
)
def test_a_number_comes_again_only_after_most_of_a_year(apart: int, stopped: bool) -> None:
    known = [before(1, on=MONDAY + timedelta(days=apart))]
    found = same_number(asked(1), known)
    assert (found is not None) is stopped
    if found is not None:
        assert found.what is What.DUPLICATE
        figures = dict(found.reasons[0].figures)
        assert (figures["kind"], figures["number"], figures["part"]) == ("plan", "S2", "P")
        assert (figures["on"], figures["state"]) == (known[0].issued_on, "released")
    without = Schedule(number="", part="P", issued_on=MONDAY)
    assert same_number(without, known) is None


def test_an_older_schedule_replaces_no_newer_one() -> None:
    assert out_of_order(asked(1), None) is None
    assert out_of_order(asked(1), before(1, on=MONDAY)) is None
    found = out_of_order(asked(1), before(1, on=MONDAY + timedelta(days=1)))
    assert found is not None and found.what is What.CHAIN
    figures = dict(found.reasons[0].figures)
    assert (figures["newer"], figures["newer_on"]) == ("S1", date(2026, 5, 5))


@pytest.mark.parametrize(
    ("ahead", "stopped"), [(AHEAD_DAYS_MAX, False), (AHEAD_DAYS_MAX + 1, True)]
)
def test_a_schedule_of_a_day_to_come_is_taken_for_a_month(ahead: int, stopped: bool) -> None:
    found = implausible(asked(1), (), MONDAY - timedelta(days=ahead))
    assert (found is not None) is stopped
    if found is not None:
        (reason,) = found.reasons
        assert reason.code == "receive.issued_ahead"
        assert dict(reason.figures)["days"] == AHEAD_DAYS_MAX


def line(number: int, day: date, quantity: int = 5) -> DemandLine:
    return DemandLine(number=number, on=day, quantity=D(quantity))


def test_each_order_line_of_a_closed_day_is_said_and_no_other() -> None:
    calendar = WorkingCalendar(holidays={date(2026, 5, 14): "Ascension"})
    schedule = Schedule(
        number="S",
        part="P",
        issued_on=MONDAY,
        lines=(
            line(1, date(2026, 5, 9)),
            line(2, date(2026, 5, 9), 0),
            line(3, date(2026, 5, 11)),
            line(4, date(2026, 5, 14), 7),
        ),
    )
    found = closed_days(schedule, Terms(), calendar)
    assert [reason.code for reason in found] == ["closed.weekday", "closed.day"]
    assert [dict(reason.figures)["number"] for reason in found] == [1, 4]
    figures = dict(found[1].figures)
    assert (figures["closed"], figures["quantity"]) == ("Ascension", 7)
    unordered = Terms(deliver_authorisation=o.DeliverAuthorisation.CALL_OFFS)
    assert closed_days(schedule, unordered, calendar) == ()


def test_cums_of_lines_are_compared_within_their_resource() -> None:
    def said(day: int, cum: int, use: edi.Resource | None = None) -> edi.Line:
        on = date(2026, 5, day)
        return edi.Line(first=on, last=on, cumulative=D(cum), authorises=use, quantity=D(5))

    item = edi.Item(
        part="P", lines=(said(6, 90), said(4, 100), said(5, 120, edi.Resource.MATERIAL))
    )
    found = implausible(asked(None), [item], MONDAY)
    assert found is not None
    (reason,) = found.reasons
    assert reason.code == "receive.line_cum_falls"
    figures = dict(reason.figures)
    assert (figures["cum"], figures["before"]) == (90, 100)
