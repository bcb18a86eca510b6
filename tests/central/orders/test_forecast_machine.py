"""Forecasts of plans and what call-offs leave of them, against a model."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from central.agreements.model.options import PlanConsumption
from central.db.database import Database
from central.demand.lines import DemandLine, LineStatus
from central.orders import tables
from central.orders.rules.release_plan import Wanted
from central.orders.service import write
from central.releases.rules.consumption import consume
from tests.support.central import orders as office
from tests.support.central.machines import BOUNDED, START, pieces


class ForecastMachine(RuleBasedStateMachine):
    """Model: forecasts of every plan by (schedule, day), call-offs by day. What call-offs leave of
    the plan, written and read again, is what the model leaves; and nothing of a replaced plan goes.
    """

    def __init__(self, db: Database) -> None:
        super().__init__()
        self.db = db

    @initialize(option=st.sampled_from(PlanConsumption))
    def begin(self, option: PlanConsumption) -> None:
        office.empty(self.db)
        office.agreement(self.db, plan_consumption=option)
        self.option = option
        self.plans: dict[int, dict[date, Decimal]] = {}
        self.active: dict[tuple[int, date], bool] = {}
        self.taken: dict[tuple[int, date], Decimal] = {}
        self.called: dict[date, Decimal] = {}
        self.schedule = 0

    @rule(
        quantities=st.dictionaries(st.integers(0, 5), pieces, max_size=4),
        first=st.integers(0, 2),
    )
    def take_plan(self, quantities: dict[int, Decimal], first: int) -> None:
        self.schedule += 1
        weeks = {START + timedelta(weeks=n): q for n, q in quantities.items() if n >= first}
        begin = START + timedelta(weeks=first)
        kept = tuple(
            DemandLine(number=n, on=on, quantity=q, status=LineStatus.FORECAST)
            for n, (on, q) in enumerate(sorted(weeks.items()), 1)
        )
        plan = office.plan(forecast=kept)
        office.write(self.db, plan, schedule=self.schedule, kind="plan", first=begin)
        for key in self.active:
            if key[1] >= begin:
                self.active[key] = False
        self.plans[self.schedule] = weeks
        self.active |= {(self.schedule, on): True for on in weeks}
        self.taken |= {(self.schedule, on): Decimal(0) for on in weeks}
        self.consume()

    @rule(quantity=pieces, day=st.integers(0, 40))
    def call_off(self, quantity: Decimal, day: int) -> None:
        self.schedule += 1
        on = START + timedelta(days=day)
        wanted = office.plan(create=(Wanted(on=on, quantity=quantity),))
        office.write(self.db, wanted, schedule=self.schedule, kind="call_off", first=on, last=on)
        self.called[on] = self.called.get(on, Decimal(0)) + quantity
        self.consume()

    def consume(self) -> None:
        """As the flow does: the newest plan's active forecasts, by what is called off."""
        newest = max(self.plans, default=0)
        rows = [
            row
            for row in office.rows(self.db, tables.forecasts)
            if row.schedule == newest and row.active
        ]
        plan = [DemandLine(number=row.number, on=row.on_day, quantity=row.quantity) for row in rows]
        calls = [DemandLine(number=1, on=on, quantity=q) for on, q in self.called.items()]
        found = consume(plan, calls, self.option).lines
        taken = [(newest, it.line.number, it.line.on, it.line.quantity - it.left) for it in found]
        self.db.write(lambda c: write.consume_forecasts(c, taken))
        begins = sorted(self.plans.get(newest, ()))
        for n, begin in enumerate(begins):
            behind = begins[n + 1] if n + 1 < len(begins) else date.max
            inside = [q for on, q in self.called.items() if begin <= on < behind]
            quantity = self.plans[newest][begin]
            full = self.option is PlanConsumption.FULL and inside
            self.taken[newest, begin] = quantity if full else min(quantity, sum(inside, Decimal(0)))

    @invariant()
    def forecasts_are_all_kept_and_only_the_last_are_active(self) -> None:
        rows = office.rows(self.db, tables.forecasts)
        found = {
            (row.schedule, row.on_day): (row.quantity, bool(row.active), row.called_off)
            for row in rows
        }
        assert found == {
            (schedule, on): (quantity, self.active[schedule, on], self.taken[schedule, on])
            for schedule, weeks in self.plans.items()
            for on, quantity in weeks.items()
        }

    @invariant()
    def call_offs_are_lines(self) -> None:
        stands: dict[date, Decimal] = {}
        for row in office.lines(self.db):
            stands[row.on_day] = stands.get(row.on_day, Decimal(0)) + row.quantity
        assert stands == self.called


def test_forecasts_and_what_is_called_off_are_the_models(db: Database) -> None:
    run_state_machine_as_test(lambda: ForecastMachine(db), settings=BOUNDED)
