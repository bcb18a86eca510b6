"""Days between a plan's own day and its first line: whose they are when a call-off names them."""

from __future__ import annotations

from typing import Any

import pytest

from central.agreements.model import options as o
from tests.support.central.counting import BY_ITSELF
from tests.support.central.releases_desk import FORECAST, call_off, d, day, item, line, said


@pytest.mark.parametrize("plan_first", [True, False])
@pytest.mark.parametrize("option", list(o.PlanConsumption))
def test_a_call_off_before_the_plans_first_line_takes_from_none(
    desk: Any, plan_first: bool, option: o.PlanConsumption
) -> None:
    """The plan is of the 4th and begins on the 6th: what is called off for the 5th stands beside
    it, and the last line is not the one that pays.
    """
    desk.agreement(plan_consumption=option, **BY_ITSELF)
    both = [
        said(
            "1", item("P", line(day(6), 100, FORECAST), line(day(8), 40, FORECAST)), issued=day(4)
        ),
        call_off("C1", item("P", line(day(5), 25)), issued=day(4)),
    ]
    desk.today = day(4)
    for each in both if plan_first else reversed(both):
        desk.taken(each)
    assert desk.forecasts() == {day(6): d(100), day(8): d(40)}
    assert desk.orders() == {day(5): d(25)}


def test_a_later_call_off_does_not_give_back_what_an_older_one_never_took(desk: Any) -> None:
    """60 were called off for the day before the plan's own: they took nothing from it. The 25 of a
    day in it do, and the plan's order line has 75 afterwards.
    """
    desk.agreement(**BY_ITSELF)
    desk.today = day(4)
    desk.taken(call_off("C1", item("P", line(day(5), 60)), issued=day(4)))
    desk.today = day(6)
    desk.taken(said("1", item("P", line(day(4), 100, until=day(8))), issued=day(6)))
    assert desk.orders(kind="plan") == {day(4): d(100)}
    desk.today = day(7)
    desk.taken(call_off("C2", item("P", line(day(7), 25)), issued=day(7)))
    assert desk.orders(kind="plan") == {day(4): d(75)}
