"""What a release writes; consumption, spread, calendar and windows beyond the pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.agreements.model import options as o
from central.agreements.model.horizons import LineStatus
from central.agreements.model.terms import Terms
from central.demand.lines import DemandLine, ScheduleKind
from central.orders.model import ReconciledLine
from central.orders.rules.line_keys import Key
from central.orders.rules.purchase_orders import Numbers, Ordered
from central.orders.rules.release_plan import OrderLine, ReleasePlan, Wanted, delivers, plan_release
from central.partners.rules.calendar import IndustryMonth, Shutdown, WorkingCalendar, industry_month
from central.partners.rules.windows import DeliveryWindow, split
from central.releases.rules.consumption import consume
from central.releases.rules.spread import spread_evenly, spread_line
from central.words.reasons import RuleRefusedError
from tests.support.examples import examples

D = Decimal
DAY, NEXT = date(2026, 3, 9), date(2026, 3, 10)
PLAN, CALL_OFF = ScheduleKind.PLAN, ScheduleKind.CALL_OFF
USE_PO = o.PoInformation.USE_PO_INFORMATION


def asked(quantity: int, on: date = DAY, **more: object) -> ReconciledLine:
    return ReconciledLine(line=DemandLine(number=1, on=on, quantity=D(quantity), **more))  # type: ignore[arg-type]


def held(line: str, quantity: int, **more: object) -> OrderLine:
    return OrderLine(line=line, quantity=D(quantity), **({"on": DAY} | more))  # type: ignore[arg-type]


def plan(
    *lines: ReconciledLine, standing: tuple[OrderLine, ...] = (), **more: object
) -> ReleasePlan:
    terms = more.pop("terms", Terms())
    return plan_release(lines, CALL_OFF, terms, standing=standing, **more)  # type: ignore[arg-type]


A25_B20 = {"a": 25, "b": 20}


@pytest.mark.parametrize(
    ("quantity", "standing", "create", "rewrite", "take_out", "excepted"),
    [
        (100, (), [100], {}, [], False),
        (100, (held("a", 100),), [], {}, [], False),
        (100, (held("a", 60),), [], {"a": 100}, [], False),
        (100, (held("a", 60), held("b", 50)), [], {"a": 100}, ["b"], False),
        (0, (held("a", 60),), [], {}, ["a"], False),
        (100, (held("a", 60, picked=True),), [40], {}, [], False),
        (100, (held("a", 60, picked=True), held("b", 10)), [], {"b": 40}, [], False),
        (60, (held("a", 60, picked=True), held("b", 10)), [], {}, ["b"], False),
        (59, (held("a", 60, picked=True), held("b", 10)), [], {}, [], True),
        (0, (held("a", 60, picked=True),), [], {}, [], True),
        (90, (held("a", 100, awaiting=D(20)),), [], {"a": 90}, [], False),
        (20, (held("a", 100, awaiting=D(20)),), [], {"a": 20}, [], False),
        (19, (held("a", 100, awaiting=D(20)),), [], {}, [], True),
        (0, (held("a", 100, awaiting=D(20)),), [], {}, [], True),
        (30, (held("a", 10), held("b", 50, awaiting=D(20))), [], {"b": 30}, ["a"], False),
        (45, (held("a", 50, awaiting=D(5)), held("b", 50, awaiting=D(20))), [], A25_B20, [], False),
        (75, (held("a", 60, picked=True), held("b", 20, awaiting=D(10))), [], {"b": 15}, [], False),
        (69, (held("a", 60, picked=True), held("b", 20, awaiting=D(10))), [], {}, [], True),
    ],
)
def test_unpicked_lines_are_rewritten_and_picked_ones_are_not(
    quantity: int,
    standing: tuple[OrderLine, ...],
    create: list[int],
    rewrite: dict[str, int],
    take_out: list[str],
    excepted: bool,
) -> None:
    found = plan(asked(quantity), standing=standing)
    assert [each.quantity for each in found.create] == create
    assert dict(found.rewrite) == rewrite
    assert list(found.take_out) == take_out
    assert bool(found.exceptions) is excepted
    if excepted:
        assert f"the schedule asks {quantity}" in found.exceptions[0].reason.text
        left_out = plan(asked(quantity), standing=standing, removed={Key(DAY)})
        assert (left_out.exceptions, left_out.take_out, left_out.rewrite) == ((), (), ())


@pytest.mark.parametrize(
    ("creation", "number", "excepted"),
    [
        (o.OrderCreation.CREATE_IN_ADVANCE, "PO1", False),
        (o.OrderCreation.CREATE_IN_ADVANCE, "PO2", True),
        (o.OrderCreation.CREATE_IN_ADVANCE, "", True),
        (o.OrderCreation.CREATE_ON_DEMAND, "PO1", False),
        (o.OrderCreation.CREATE_ON_DEMAND, "PO2", False),
    ],
)
def test_an_order_in_advance_must_have_the_number_of_the_line(
    creation: o.OrderCreation, number: str, excepted: bool
) -> None:
    terms = Terms(order_creation=creation, po_information=USE_PO)
    numbers = Numbers(known={"PO1": Ordered()}, creation=creation)
    found = plan(asked(10, purchase_order=number), terms=terms, numbers=numbers)
    assert bool(found.exceptions) is excepted
    if not excepted:
        assert found.create == (Wanted(on=DAY, quantity=D(10), purchase_order=number),)


def test_purchase_orders_of_one_day_are_kept_apart_if_the_agreement_uses_them() -> None:
    lines = asked(10, purchase_order="PO1"), asked(5, purchase_order="PO2")
    apart = plan(*lines, terms=Terms(po_information=USE_PO))
    assert [each.quantity for each in apart.create] == [10, 5]
    assert [each.quantity for each in plan(*lines).create] == [15]


@pytest.mark.parametrize(
    ("option", "plans", "call_offs"),
    [
        (o.DeliverAuthorisation.PLANS, True, False),
        (o.DeliverAuthorisation.CALL_OFFS, False, True),
        (o.DeliverAuthorisation.BOTH, True, True),
    ],
)
def test_what_becomes_an_order(
    option: o.DeliverAuthorisation, plans: bool, call_offs: bool
) -> None:
    assert (delivers(PLAN, option), delivers(CALL_OFF, option)) == (plans, call_offs)


@pytest.mark.parametrize(
    ("option", "forecast"),
    [
        (o.PlanForecast.AUTHORISED_TOO, [100, 70]),
        (o.PlanForecast.UNAUTHORISED_ONLY, [70]),
    ],
)
def test_authorised_quantities_are_forecast_or_not(
    option: o.PlanForecast, forecast: list[int]
) -> None:
    terms = Terms(deliver_authorisation=o.DeliverAuthorisation.CALL_OFFS, plan_forecast=option)
    lines = (
        asked(100),
        asked(70, NEXT, status=LineStatus.FORECAST),
        asked(50, NEXT, status=LineStatus.INFORMATION),
    )
    found = plan_release(lines, PLAN, terms, standing=())
    assert found.create == ()
    assert [each.quantity for each in found.forecast] == forecast
    assert bool(found.reasons) is (len(forecast) == 1)


@pytest.mark.parametrize("deliver", list(o.DeliverAuthorisation))
def test_a_plan_that_is_forecast_with_what_it_authorises_makes_no_order(
    deliver: o.DeliverAuthorisation,
) -> None:
    """Create Forecast turns the authorised quantities of a plan into forecast demand as well as
    the others, whatever is delivered; a call-off is not affected by the option.
    """
    terms = Terms(plan_forecast=o.PlanForecast.AUTHORISED_TOO, deliver_authorisation=deliver)
    found = plan_release([asked(100)], PLAN, terms, standing=())
    assert (found.create, [each.quantity for each in found.forecast]) == ((), [100])
    called = plan_release([asked(100)], CALL_OFF, terms, standing=())
    delivered = deliver is not o.DeliverAuthorisation.PLANS
    assert [each.quantity for each in called.create] == ([100] if delivered else [])
    assert called.forecast == ()


@pytest.mark.parametrize(
    ("deliver", "created"),
    [
        (o.DeliverAuthorisation.BOTH, [100]),
        (o.DeliverAuthorisation.PLANS, [100]),
        (o.DeliverAuthorisation.CALL_OFFS, []),
    ],
)
def test_without_it_what_is_authorised_is_ordered_or_disregarded(
    deliver: o.DeliverAuthorisation, created: list[int]
) -> None:
    terms = Terms(plan_forecast=o.PlanForecast.UNAUTHORISED_ONLY, deliver_authorisation=deliver)
    found = plan_release([asked(100)], PLAN, terms, standing=())
    assert ([each.quantity for each in found.create], found.forecast) == (created, ())


def week(number: int, day: int, quantity: int, until: int = 0) -> DemandLine:
    end = date(2026, 3, until) if until else None
    return DemandLine(number=number, on=date(2026, 3, day), quantity=D(quantity), until=end)


@pytest.mark.parametrize(
    ("option", "left"),
    [(o.PlanConsumption.PARTIAL, [0, 70, 100]), (o.PlanConsumption.FULL, [0, 0, 100])],
)
def test_a_call_off_consumes_its_own_period_only(
    option: o.PlanConsumption, left: list[int]
) -> None:
    lines = week(1, 2, 100), week(2, 9, 100), week(3, 16, 100, until=20)
    called = week(1, 4, 130), week(2, 15, 30), week(3, 23, 10), week(4, 1, 5)
    found = consume(lines, called, option)
    assert [each.left for each in found.lines] == left
    assert "30 above the plan" in found.lines[0].reason.text
    assert [each.number for each in found.outside] == [3, 4]


def test_lines_of_one_day_share_a_call_off() -> None:
    lines = week(1, 2, 100), week(2, 2, 50)
    found = consume(lines, [week(1, 3, 120)], o.PlanConsumption.PARTIAL)
    assert [(each.called_off, each.left) for each in found.lines] == [(100, 0), (20, 30)]


quantities = st.decimals(min_value=0, max_value=10**7, places=3)
quanta = st.sampled_from([D(1), D("0.5"), D("0.001"), D(25)])


@settings(max_examples=examples(200), deadline=None)
@given(quantities, st.integers(1, 260), quanta)
def test_a_spread_is_exact_and_the_rest_is_early(quantity: D, days: int, quantum: D) -> None:
    shares = spread_evenly(quantity, days, quantum)
    assert sum(shares) == quantity
    assert list(shares) == sorted(shares, reverse=True)
    assert shares[0] - shares[-1] <= quantum
    assert sum(1 for share in shares if share % quantum) <= 1


@settings(max_examples=examples(200), deadline=None)
@given(quantities, st.sets(st.integers(1, 99), max_size=6), quanta)
def test_windows_share_exactly(quantity: D, cuts: set[int], quantum: D) -> None:
    percents = [D(b - a) for a, b in pairwise([0, *sorted(cuts), 100])]
    windows = [DeliveryWindow(at=time(n), percent=p) for n, p in enumerate(percents)]
    shares = [share for _, share in split(quantity, windows, quantum)]
    assert sum(shares) == quantity
    for share, percent in zip(shares, percents, strict=True):
        assert abs(share - quantity * percent / 100) <= quantum


@pytest.mark.parametrize(
    ("windows", "words"),
    [
        ([], "total 0"),
        ([(10, 110), (14, -10)], "must be above 0"),
        ([(10, 50), (10, 50)], "10:00 appears twice"),
        ([(10, 70), (14, 31)], "total 101"),
    ],
)
def test_windows_that_are_refused(windows: list[tuple[int, int]], words: str) -> None:
    made = [DeliveryWindow(at=time(hour), percent=D(percent)) for hour, percent in windows]
    with pytest.raises(RuleRefusedError, match=words):
        split(D(10), made)


def test_the_rest_is_on_the_earliest_window_in_whatever_order_they_are_given() -> None:
    windows = [
        DeliveryWindow(at=time(14), percent=D(30)),
        DeliveryWindow(at=time(10), percent=D(70)),
    ]
    assert split(D(5), windows) == ((time(10), 4), (time(14), 1))


def test_what_is_gone_of_a_day_was_for_its_earliest_window() -> None:
    windows = (
        DeliveryWindow(at=time(10), percent=D(70)),
        DeliveryWindow(at=time(14), percent=D(30)),
    )
    line = replace(asked(101), in_transit=D(61), backordered=D(20))
    made = plan(line, windows=windows)
    assert [(each.at, each.quantity) for each in made.create] == [("14:00", 20)]
    made = plan(replace(line, in_transit=D(0), backordered=D(0)), windows=windows)
    assert [(each.at, each.quantity) for each in made.create] == [("10:00", 71), ("14:00", 30)]


MAY = WorkingCalendar(
    holidays={date(2026, 5, 1): "Labour Day", date(2026, 5, 14): "Ascension Day"},
    shutdowns=(Shutdown(first=date(2026, 5, 18), last=date(2026, 5, 22), name="retooling"),),
    extra=frozenset({date(2026, 5, 16)}),
)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (1, "Labour Day"),
        (2, "Saturday"),
        (4, None),
        (14, "Ascension Day"),
        (16, None),
        (18, "retooling"),
        (22, "retooling"),
        (23, "Saturday"),
        (25, None),
    ],
)
def test_why_a_day_is_closed(day: int, why: str | None) -> None:
    assert MAY.closed_because(date(2026, 5, day)) == why


def test_working_days_are_counted_past_what_is_closed() -> None:
    assert len(MAY.working_days(date(2026, 5, 1), date(2026, 5, 31))) == 15
    assert MAY.plus(date(2026, 5, 16), 1) == date(2026, 5, 25)
    assert MAY.plus(date(2026, 5, 13), 2) == date(2026, 5, 16)
    assert MAY.plus(date(2026, 5, 25), -2) == date(2026, 5, 15)
    assert MAY.working_days(date(2026, 5, 2), date(2026, 5, 1)) == ()


def test_a_calendar_that_cannot_be_is_refused() -> None:
    with pytest.raises(RuleRefusedError, match="after its end"):
        WorkingCalendar(shutdowns=(Shutdown(first=NEXT, last=DAY),))
    with pytest.raises(RuleRefusedError, match="no working day"):
        WorkingCalendar(weekdays=frozenset()).plus(DAY, 1)


def test_industry_months() -> None:
    one = IndustryMonth(name="P1", first=date(2026, 1, 5), last=date(2026, 2, 1))
    two = IndustryMonth(name="P2", first=date(2026, 2, 1), last=date(2026, 3, 1))
    assert industry_month((one,), date(2026, 2, 1)) == one
    assert industry_month((one,), date(2026, 2, 2)) is None
    with pytest.raises(RuleRefusedError, match="P1 and P2"):
        industry_month((one, two), date(2026, 2, 1))


@pytest.mark.parametrize(
    ("change", "option", "lines", "code"),
    [
        ({}, o.ForecastSpread.DAILY, 15, "spread.spread"),
        ({}, o.ForecastSpread.NO_SPREAD, 1, "spread.off"),
        ({"status": LineStatus.FIRM}, o.ForecastSpread.DAILY, 1, "spread.not_forecast"),
        ({"status": LineStatus.INFORMATION}, o.ForecastSpread.DAILY, 1, "spread.not_forecast"),
        ({"until": None}, o.ForecastSpread.DAILY, 1, "spread.one_day"),
        ({"until": date(2026, 5, 3)}, o.ForecastSpread.DAILY, 1, "spread.no_working_day"),
        ({"quantity": D(2)}, o.ForecastSpread.DAILY, 2, "spread.spread"),
    ],
)
def test_only_forecast_of_a_period_is_spread(
    change: dict[str, object], option: o.ForecastSpread, lines: int, code: str
) -> None:
    line = DemandLine(
        number=1,
        on=date(2026, 5, 1),
        until=date(2026, 5, 31),
        quantity=D(1500),
        status=LineStatus.FORECAST,
    )
    line = replace(line, **change)  # type: ignore[arg-type]
    found = spread_line(line, MAY, option)
    assert len(found.lines) == lines
    assert sum(each.quantity for each in found.lines) == line.quantity
    assert found.reasons[0].code == code
