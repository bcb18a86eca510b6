"""The stored release flow against a model of plain dictionaries: schedules arrive, processes take
turns, people act on what they saw or on something older, goods are picked and despatched.
"""

from __future__ import annotations

import os
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from central.agreements.model import options as o
from central.agreements.model.horizons import Length, ToleranceHorizon
from central.db.database import METADATA, Database
from central.edi.model import schedule as edi
from central.http.problems import ProblemError
from central.orders.service.despatch import despatch
from central.releases import flow
from central.releases.rules.states import TRANSITIONS
from central.releases.tables import STEPS
from central.words.reasons import RuleRefusedError
from tests.support.central.releases_desk import (
    ANN,
    DAY,
    FIRM,
    FORECAST,
    Desk,
    at,
    d,
    item,
    line,
    said,
)
from tests.support.central.releases_model import OVER, Model
from tests.support.examples import examples

FULL = os.environ.get("LINESIDE_FULL") == "1"
WIDE = ToleranceHorizon(
    name="All", length=Length(count=60), minus_percent=d(50), plus_percent=d(50)
)
quantities = st.sampled_from([0, 20, 40, 60, 100])
offsets = st.integers(0, 5)
plans = st.dictionaries(
    offsets, st.tuples(quantities, st.sampled_from(["firm", "forecast"])), max_size=4
)
call_offs = st.dictionaries(offsets, st.tuples(quantities, st.just("firm")), max_size=3)
nth = st.integers(0, 10**6)
TABLE = {(row.state.value, row.then.value) for row in TRANSITIONS}


def empty(db: Database) -> None:
    def work(connection: Any) -> None:
        for table in reversed(METADATA.sorted_tables):
            if not table.name.startswith("audit"):
                connection.execute(table.delete())

    db.write(work)


class ReleaseMachine(RuleBasedStateMachine):
    def __init__(self, db: Database) -> None:
        super().__init__()
        self.db = db

    @initialize(
        approval=st.sampled_from(o.Approval),
        release=st.sampled_from(o.Release),
        deliver=st.sampled_from([o.DeliverAuthorisation.BOTH, o.DeliverAuthorisation.CALL_OFFS]),
        consumption=st.sampled_from(o.PlanConsumption),
        forecast=st.sampled_from(o.PlanForecast),
        tolerance=st.booleans(),
    )
    def begin(
        self,
        approval: o.Approval,
        release: o.Release,
        deliver: o.DeliverAuthorisation,
        consumption: o.PlanConsumption,
        forecast: o.PlanForecast,
        tolerance: bool,
    ) -> None:
        empty(self.db)
        self.desk = Desk(self.db)
        checks = o.ToleranceCheck.AUTOMATIC if tolerance else o.ToleranceCheck.NO_CHECK
        self.desk.agreement(
            approval=approval,
            release=release,
            deliver_authorisation=deliver,
            plan_consumption=consumption,
            plan_forecast=forecast,
            tolerance_check=checks,
            tolerance_template=(WIDE,),
        )
        self.model = Model(
            approval=str(approval),
            release=str(release),
            plans_deliver=deliver is o.DeliverAuthorisation.BOTH,
            consumption=str(consumption),
            authorised_too=forecast is o.PlanForecast.AUTHORISED_TOO,
            tolerance=tolerance,
        )
        self.ids: list[int] = []
        self.notes = 0
        self.seen: dict[int, int] = {}

    @rule(lines=plans, cum=st.integers(0, 500))
    def plan_arrives(self, lines: dict[int, tuple[int, str]], cum: int) -> None:
        stated = edi.Authorisation(resource=edi.Resource.FABRICATE, cumulative=d(cum))
        self.arrives(edi.Kind.PLAN, lines, (stated,))
        self.model.authorised = max(self.model.authorised, cum)

    @rule(lines=call_offs)
    def call_off_arrives(self, lines: dict[int, tuple[int, str]]) -> None:
        self.arrives(edi.Kind.CALL_OFF, lines, ())

    def arrives(
        self, kind: edi.Kind, lines: dict[int, tuple[int, str]], stated: tuple[Any, ...]
    ) -> None:
        today = self.desk.today
        days = {today.toordinal() + n: each for n, each in sorted(lines.items())}
        number = f"S{len(self.ids)}"
        rows = [
            line(date.fromordinal(on), q, FIRM if status == "firm" else FORECAST)
            for on, (q, status) in days.items()
        ]
        whole = item("P", *rows, authorisations=stated)
        (schedule,) = self.desk.post(said(number, whole, issued=today, kind=kind)).schedules
        self.ids.append(schedule)
        self.model.post(number, kind.value.replace("-", "_"), today.toordinal(), days)

    @precondition(lambda self: self.ids)
    @rule(n=nth)
    def the_same_again(self, n: int) -> None:
        known = self.model.schedules[n % len(self.ids)]
        kind = edi.Kind.PLAN if known["kind"] == "plan" else edi.Kind.CALL_OFF
        if known["state"] != "rejected" and known["issued"] == self.desk.today.toordinal():
            again = said(known["number"], item("P"), issued=self.desk.today, kind=kind)
            assert self.desk.post(again).schedules == ()

    @rule()
    def a_day_passes(self) -> None:
        if self.desk.today < DAY + timedelta(days=3):
            self.desk.today += timedelta(days=1)

    @rule(first=st.integers(1, 3))
    def processes_run(self, first: int) -> None:
        """One stops in between, another goes on; what is due goes as far as it can."""
        flow.Flow(self.db).run(at(self.desk.today), limit=first)
        flow.Flow(self.db).run(at(self.desk.today))
        for s in self.model.schedules:
            self.model.advance(s)

    @precondition(lambda self: not self.db.is_sqlite)
    @rule()
    def processes_run_at_once(self) -> None:
        runs = [flow.Flow(self.db), flow.Flow(self.db)]
        threads = [threading.Thread(target=r.run, args=(at(self.desk.today),)) for r in runs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.processes_run(1)

    @precondition(lambda self: self.ids)
    @rule(n=nth, what=st.sampled_from(["approve", "reject", "release", "rerun", "remove"]))
    def a_person_acts(self, n: int, what: str) -> None:
        n %= len(self.ids)
        schedule, s = self.ids[n], self.model.schedules[n]
        version = self.desk.kept(schedule).version
        if self.seen.get(schedule, version) != version:
            with pytest.raises(ProblemError):
                self.desk.act(getattr(flow, what), schedule, version=self.seen[schedule])
        self.seen[schedule] = version
        taken = self.by_hand(s, what)
        try:
            more = {"unviewed": True} if what == "release" else {}
            self.desk.act(getattr(flow, what), schedule, version=version, **more)
        except RuleRefusedError as error:
            assert not taken and error.reasons
            return
        assert taken
        self.model.advance(s)

    def by_hand(self, s: dict[str, Any], what: str) -> bool:
        """Does it in the model; False: it cannot be done now."""
        state = s["state"]
        match what:
            case "approve" | "release":
                if self.model.next(s, person=True) != what:
                    return False
                self.model.take(s, what)
            case "reject":
                if state in OVER:
                    return False
                s["state"] = "rejected"
            case _:
                if state != "release_exception":
                    return False
                if what == "remove":
                    s["removed"] |= s["excepted"]
                s["state"] = "approved"
                self.model.release(s)
        return True

    @precondition(lambda self: self.model.lines)
    @rule(n=nth)
    def picked_or_put_back(self, n: int) -> None:
        each = self.model.lines[n % len(self.model.lines)]
        row = next(
            row
            for row in self.desk.standing()
            if (row.on.toordinal(), row.quantity, row.picked)
            == (each["day"], each["q"], bool(each["picked"]))
            and row.line in self.lines_of(each["kind"])
        )
        from central.orders.service import lines as orders

        self.db.write(
            lambda c: orders.mark_picked(
                c, int(row.line), now_us=at(self.desk.today), picked=not each["picked"]
            )
        )
        each["picked"] = 1 - each["picked"]

    @precondition(lambda self: any(x["picked"] for x in self.model.lines))
    @rule(n=nth)
    def despatched(self, n: int) -> None:
        held = [x for x in self.model.lines if x["picked"]]
        each = held[n % len(held)]
        row = next(
            row
            for row in self.desk.standing()
            if (row.on.toordinal(), row.quantity, row.picked) == (each["day"], each["q"], True)
            and row.line in self.lines_of(each["kind"])
        )
        self.notes += 1
        despatch(
            self.db,
            note=f"N{self.notes}",
            on=self.desk.today,
            lines=[(int(row.line), row.quantity)],
            by=ANN,
            now_us=at(self.desk.today),
        )
        self.model.lines.remove(each)

    def lines_of(self, kind: str) -> set[str]:
        from central.orders.service import lines as orders

        found = self.db.read(lambda c: orders.standing(c, "A", "P", date.min, None, kind))
        return {row.line for row in found}

    @invariant()
    def orders_and_forecasts_are_what_was_released(self) -> None:
        from central.orders.service import lines as orders

        for kind in ("plan", "call_off"):
            rows = self.db.read(
                lambda c, kind=kind: orders.standing(c, "A", "P", date.min, None, kind)
            )
            stored = sorted((r.on.toordinal(), int(r.quantity), int(r.picked)) for r in rows)
            held = sorted(
                (x["day"], x["q"], x["picked"]) for x in self.model.lines if x["kind"] == kind
            )
            assert stored == held, kind
        expected: dict[int, int] = {}
        for of_kind in self.model.forecasts.values():
            for on, quantity in of_kind.items():
                expected[on] = expected.get(on, 0) + quantity
        left = {on.toordinal(): int(q) for on, q in self.desk.forecasts().items()}
        assert left == {on: q for on, q in expected.items() if q}

    @invariant()
    def every_stop_has_its_reason_and_every_step_its_row(self) -> None:
        rows = {row.schedule: row for row in self.desk.schedules()}
        assert list(rows) == self.ids
        states = {schedule: "" for schedule in self.ids}
        for step in self.desk.rows(STEPS):
            assert step.from_state == states[step.schedule]
            assert not step.from_state or (step.from_state, step.to_state) in TABLE
            states[step.schedule] = step.to_state
        for schedule, s in zip(self.ids, self.model.schedules, strict=True):
            row = rows[schedule]
            assert row.state == states[schedule] == s["state"], (schedule, s)
            stands = row.state not in OVER and not row.due
            assert (row.waits != "[]") is stands
        if self.model.authorised:
            assert self.desk.authorised().fabricate == self.model.authorised


def test_the_release_flow_is_its_model(db: Database) -> None:
    bounded = settings(
        max_examples=examples(12 if db.is_sqlite else 3),
        stateful_step_count=40 if FULL else 25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: ReleaseMachine(db), settings=bounded)
