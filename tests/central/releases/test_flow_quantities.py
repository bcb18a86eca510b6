"""Call-offs beside plans, forecasts over days, months and windows, on both databases."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from central.agreements.model import options as o
from central.db.work import Work
from central.partners.rules.calendar import IndustryMonth
from central.partners.rules.customers import Calendar, Customer
from central.partners.rules.windows import DeliveryWindow
from central.partners.service import write as partner_writing
from central.releases import flow
from central.releases.tables import STEPS
from tests.support.central.counting import BY_ITSELF
from tests.support.central.releases_desk import ANN, FORECAST, call_off, d, day, item, line, said


@pytest.mark.parametrize(
    ("option", "left"), [(o.PlanConsumption.PARTIAL, {day(5): d(40)}), (o.PlanConsumption.FULL, {})]
)
@pytest.mark.parametrize("plan_first", [True, False])
def test_a_call_off_takes_from_the_plan(
    desk: Any, option: o.PlanConsumption, left: dict[date, Decimal], plan_first: bool
) -> None:
    desk.agreement(plan_consumption=option, **BY_ITSELF)
    both = [
        said("1", item("P", line(day(5), 100, FORECAST))),
        call_off("C1", item("P", line(day(5), 60))),
    ]
    for each in both if plan_first else reversed(both):
        desk.taken(each)
    assert desk.orders() == {day(5): d(60)} and desk.forecasts() == left


@pytest.mark.parametrize("plan_first", [True, False])
def test_orders_of_a_plan_are_less_by_the_call_off(desk: Any, plan_first: bool) -> None:
    desk.agreement(**BY_ITSELF)
    both = [
        said("1", item("P", line(day(5), 100), line(day(6), 20))),
        call_off("C1", item("P", line(day(5), 60))),
    ]
    for each in both if plan_first else reversed(both):
        desk.taken(each)
    assert desk.orders(kind="plan") == {day(5): d(40), day(6): d(20)}
    assert desk.orders(kind="call_off") == {day(5): d(60)}
    desk.taken(call_off("C2", item("P", line(day(5), 70), line(day(6), 20)), issued=day(4)))
    assert desk.orders(kind="plan") == {day(5): d(30)}
    assert desk.orders() == {day(5): d(100), day(6): d(20)}


def test_what_is_despatched_of_a_call_off_stays_called_off(desk: Any) -> None:
    desk.agreement(**BY_ITSELF)
    desk.taken(said("1", item("P", line(day(4), 100, FORECAST, until=day(8)))))
    desk.taken(call_off("C1", item("P", line(day(4), 60))))
    assert desk.forecasts() == {day(4): d(40)}
    desk.today = day(5)
    desk.taken(call_off("C2", item("P", line(day(6), 20)), issued=day(5)))
    assert desk.forecasts() == {day(4): d(20)}


@pytest.mark.parametrize("plan_first", [True, False])
def test_a_call_off_for_days_before_the_plan_takes_nothing_from_it(
    desk: Any, plan_first: bool
) -> None:
    """Who planned the week on its Wednesday knew of Tuesday's; Wednesday's own is taken."""
    desk.agreement(**BY_ITSELF)
    both = [
        said("1", item("P", line(day(4), 100, FORECAST, until=day(8))), issued=day(6)),
        call_off("C1", item("P", line(day(5), 60), line(day(6), 25)), issued=day(4)),
    ]
    desk.today = day(6)
    for each in both if plan_first else reversed(both):
        desk.taken(each)
    assert desk.forecasts() == {day(4): d(75)}
    assert desk.orders() == {day(5): d(60), day(6): d(25)}


def test_a_picked_line_of_the_plan_stops_the_call_off(desk: Any) -> None:
    desk.agreement(**BY_ITSELF)
    desk.taken(said("1", item("P", line(day(5), 100))))
    desk.pick(day(5))
    called = desk.taken(call_off("C1", item("P", line(day(5), 60))))
    assert desk.state(called) == "release_exception" and desk.orders() == {day(5): d(100)}
    desk.act(flow.remove, called)
    assert desk.state(called) == "released" and desk.orders() == {day(5): d(100)}


def test_forecast_over_working_days_less_what_is_called_off(desk: Any) -> None:
    desk.agreement(forecast_spread=o.ForecastSpread.DAILY, **BY_ITSELF)
    desk.taken(said("1", item("P", line(day(4), 502, FORECAST, until=day(10)))))
    assert desk.forecasts() == {
        day(4): d(101),
        day(5): d(101),
        day(6): d(100),
        day(7): d(100),
        day(8): d(100),
    }
    desk.taken(call_off("C1", item("P", line(day(5), 60), line(day(7), 100))))
    assert desk.forecasts() == {day(4): d(101), day(5): d(41), day(6): d(100), day(8): d(100)}


def test_a_month_bucket_ends_where_the_next_one_begins(desk: Any) -> None:
    """Read as a month from its first day, the first one reaches into June."""
    desk.agreement(forecast_spread=o.ForecastSpread.DAILY, **BY_ITSELF)
    june = [date(2026, 6, 1), date(2026, 6, 30)]
    schedule = desk.taken(
        said(
            "1",
            item(
                "P",
                line(day(4), 2000, FORECAST, until=date(2026, 6, 3)),
                line(june[0], 2200, FORECAST, until=june[1]),
            ),
        )
    )
    found = desk.forecasts()
    assert sum(it for on, it in found.items() if on.month == 5) == 2000
    assert {it for on, it in found.items() if on.month == 5} == {d(100)}
    assert {it for on, it in found.items() if on.month == 6} == {d(100)}
    released = next(r for r in desk.rows(STEPS) if r.schedule == schedule and r.step == "release")
    assert "bucket.next_begins" in released.reasons


@pytest.mark.parametrize(
    ("last", "pieces", "days"), [(day(22), 1500, 15), (date(2026, 6, 12), 3000, 30)]
)
def test_an_industry_month_ends_the_bucket_of_a_month(
    desk: Any, last: date, pieces: int, days: int
) -> None:
    """Before a month is over, or behind it."""

    def work(connection: Any) -> None:
        months = (IndustryMonth(name="May", first=day(4), last=last),)
        here = Work(connection, ANN, desk.now_us)
        partner_writing.save_calendar(here, Calendar(calendar="K", months=months))
        customer = Customer(customer="C", name="Customer", calendar="K", version=1)
        partner_writing.save_customer(here, customer)

    desk.db.write(work)
    desk.agreement(forecast_spread=o.ForecastSpread.DAILY, **BY_ITSELF)
    desk.taken(said("1", item("P", line(day(4), pieces, FORECAST, until=date(2026, 6, 3)))))
    found = desk.forecasts()
    assert max(found) == last and set(found.values()) == {d(100)} and len(found) == days


def test_a_day_is_split_over_its_windows(desk: Any) -> None:
    desk.windows(
        DeliveryWindow(at=time(10), percent=d(70)), DeliveryWindow(at=time(14), percent=d(30))
    )
    desk.agreement(**BY_ITSELF)
    desk.taken(said("1", item("P", line(day(5), 200))))
    assert [(row.at, row.quantity) for row in desk.standing()] == [
        ("10:00", d(140)),
        ("14:00", d(60)),
    ]
    desk.taken(said("2", item("P", line(day(5), 100))))
    assert [(row.at, row.quantity) for row in desk.standing()] == [
        ("10:00", d(70)),
        ("14:00", d(30)),
    ]


def test_backorders_are_matched_and_stay(desk: Any) -> None:
    desk.agreement(
        reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY,
        backorders=o.Backorders.MATCH_IN_RECONCILE,
        **BY_ITSELF,
    )
    desk.taken(said("1", item("P", line(day(4), 30), line(day(6), 50), cum=0)))
    desk.today = day(6)
    desk.taken(said("2", item("P", line(day(6), 80), cum=0), issued=day(6)))
    assert desk.orders() == {day(4): d(30), day(6): d(50)}
