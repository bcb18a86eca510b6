"""Windows of a day and forecasts over days: whatever stands and is asked, sums are exact."""

from __future__ import annotations

from collections import Counter
from datetime import date, time, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from central.agreements.model.options import DeliverAuthorisation, ForecastSpread, PlanConsumption
from central.agreements.model.terms import Terms
from central.demand.lines import DemandLine, LineStatus, ScheduleKind, Slot
from central.orders.model import ReconciledLine
from central.orders.rules.release_plan import OrderLine, plan_release
from central.partners.rules.calendar import WorkingCalendar
from central.partners.rules.windows import DeliveryWindow
from central.releases.rules.remaining import asked_by_slot, beside, over_days

DAY = date(2026, 5, 4)
WINDOWS = (
    DeliveryWindow(at=time(6), percent=Decimal(50)),
    DeliveryWindow(at=time(10), percent=Decimal(30)),
    DeliveryWindow(at=time(14), percent=Decimal(20)),
)
pieces = st.integers(1, 300).map(Decimal)
standing = st.lists(
    st.tuples(
        pieces,
        st.booleans(),
        st.sampled_from(["", "06:00", "10:00", "14:00", "22:00"]),
        st.integers(0, 3),
    ),
    max_size=6,
)


@given(standing, st.integers(0, 900).map(Decimal))
def test_a_day_comes_to_its_quantity_over_its_windows(
    rows: list[tuple[Decimal, bool, str, int]], quantity: Decimal
) -> None:
    lines = [
        OrderLine(line=str(n), on=DAY, quantity=q, picked=picked, at=at, awaiting=q * share // 3)
        for n, (q, picked, at, share) in enumerate(rows)
    ]
    asked = ReconciledLine(line=DemandLine(number=1, on=DAY, quantity=quantity))
    plan = plan_release([asked], ScheduleKind.PLAN, Terms(), standing=lines, windows=WINDOWS)
    picked = sum((line.quantity for line in lines if line.picked), Decimal(0))
    awaiting = sum((line.awaiting for line in lines if not line.picked), Decimal(0))
    if picked + awaiting > quantity:
        assert len(plan.exceptions) == 1
        return
    assert not plan.exceptions
    left = {line.line: line for line in lines}
    assert not {*plan.take_out, *(line for line, _ in plan.rewrite)} & {
        line.line for line in lines if line.picked
    }
    together = {line: each.quantity for line, each in left.items() if line not in plan.take_out}
    together |= dict(plan.rewrite)
    assert all(together.get(line, 0) >= each.awaiting for line, each in left.items())
    made = sum((wanted.quantity for wanted in plan.create), Decimal(0))
    assert sum(together.values(), made) == quantity
    assert all(wanted.quantity > 0 for wanted in plan.create)
    assert max(Counter(wanted.at for wanted in plan.create).values(), default=0) <= 1


@given(
    st.integers(0, 2000).map(Decimal),
    st.integers(0, 30),
    st.integers(0, 100).map(Decimal),
    st.dictionaries(st.integers(-3, 35), st.integers(0, 300).map(Decimal), max_size=8),
    st.sampled_from(PlanConsumption),
)
def test_what_is_left_of_a_period_is_between_nothing_and_what_is_open(
    quantity: Decimal,
    length: int,
    on_its_way: Decimal,
    called: dict[int, Decimal],
    option: PlanConsumption,
) -> None:
    terms = Terms(forecast_spread=ForecastSpread.DAILY, plan_consumption=option)
    line = DemandLine(
        number=1,
        on=DAY,
        until=DAY + timedelta(days=length),
        quantity=quantity,
        status=LineStatus.FORECAST,
    )
    transit = min(on_its_way, quantity)
    lines, _ = over_days([ReconciledLine(line=line, in_transit=transit)], WorkingCalendar(), terms)
    assert sum((each.open for each in lines), Decimal(0)) == quantity - transit
    assert sum(asked_by_slot(lines).values(), Decimal(0)) == quantity
    days = {Slot(DAY + timedelta(days=n)): q for n, q in called.items()}
    after = beside(lines, days, terms, since=DAY)
    assert all(Decimal(0) <= each.left <= each.open for each in after)
    in_period = sum((q for slot, q in days.items() if slot.on >= DAY), Decimal(0))
    left = sum((each.left for each in after), Decimal(0))
    if option is PlanConsumption.PARTIAL:
        assert left >= quantity - transit - in_period
    if not any(q for slot, q in days.items() if slot.on >= DAY):
        assert after == lines
    behind = {Slot(DAY + timedelta(days=length + 3)): Decimal(500)}
    assert beside(lines, behind, terms, since=DAY) == lines
    plans_only = Terms(deliver_authorisation=DeliverAuthorisation.PLANS)
    assert beside(lines, days, plans_only, since=DAY) == lines
