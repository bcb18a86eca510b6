"""How much a schedule may differ from the one before it, by each method."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from central.agreements.model import options as o
from central.agreements.model.horizons import Length, ToleranceHorizon
from central.agreements.model.terms import Terms
from central.releases.rules.tolerance import check
from tests.support.central.decisions import (
    D,
    line,
    on,
    schedule,
)


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
    """Who nets what is on its way themselves names later days only; that is no cut."""
    terms = Terms(tolerance_template=(all_days(5, 5),), reconcile=o.Reconcile.NO_RECONCILE)
    before = schedule(line(1, 9, 100), line(2, 10, 100))
    after = schedule(line(1, 10, 100), covers_from=on(10))
    assert check(before, after, terms).within
    counting = replace(terms, reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY)
    assert not check(before, after, counting).within, "it counts, and counts less"
