"""One message from its file to its orders, as tables of text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from central.demand.lines import Schedule
from central.edi.read import read
from central.orders.model import ReconciledLine
from central.orders.rules.release_plan import OrderLine, ReleasePlan, plan_release
from central.releases.rules.horizons import with_status
from central.releases.rules.intake import Intake, intake
from central.releases.rules.reconcile import reconcile
from central.releases.rules.states import By, Event, State, move
from central.releases.rules.steps import Step, approval_breaches, next_step
from central.releases.rules.tolerance import check
from central.words.reasons import spoken
from tests.support.paths import SCENARIOS
from tests.support.scenarios.asked import (
    DAY,
    cell,
    ledger_of,
    row,
    schedule_of,
    show,
    template_of,
    terms_of,
)
from tests.support.scenarios.pages import Row, Tables, record


def ask_from_file(given: Tables) -> Tables:
    """The whole way of one message; each step only where the state asks for it."""
    reading = read((SCENARIOS / "messages" / record(given["Given"])["file"]).read_bytes())
    assert not reading.all_problems()
    (said,) = reading.schedules()
    (taken,) = intake(said, issued_on=DAY)
    assert taken.schedule is not None
    terms = terms_of(given, tolerance_template=template_of(given))
    schedule, _ = with_status(taken.schedule, terms.line_types)
    old = schedule_of({**given, "Schedule": given["Old schedule"]}, "Old lines")
    matching = reconcile(schedule, ledger_of(given), terms)
    tolerance = check(old, schedule, terms)
    plan = plan_release(matching.lines, schedule.kind, terms, standing=standing_of(given))
    outcome = {
        Step.RECONCILE: (Event.NOT_MATCHED, Event.MATCHED)[matching.matched],
        Step.CHECK_TOLERANCE: (Event.EXCEEDED, Event.WITHIN)[tolerance.within],
        Step.APPROVE: Event.APPROVE,
        Step.RELEASE: Event.EXCEPT if plan.exceptions else Event.RELEASE,
    }
    assert not approval_breaches(schedule, terms)
    state, states = State.RECEIVED, []
    while (step := next_step(state, terms, by=By.ANYBODY).step) is not None:
        state = move(state, outcome[step]).then
        states.append(row(step=step, state=state))
    return {
        "Then schedule": shown_intake(taken, schedule),
        "Then lines": [shown_line(line) for line in matching.lines],
        "Then findings": [
            row(
                horizon=f.horizon, old=f.old, new=f.new, percent=f"{f.percent:.2f}", within=f.within
            )
            for f in tolerance.findings
        ],
        "Then states": states,
        "Then orders": shown_orders(plan),
        "Then forecast": [row(on=f.on, until=f.until, quantity=f.quantity) for f in plan.forecast],
    }


def standing_of(given: Tables) -> tuple[OrderLine, ...]:
    return tuple(
        OrderLine(
            line=r["line"],
            on=date.fromisoformat(r["on"]),
            quantity=Decimal(r["quantity"]),
            picked=r["picked"] == "yes",
            purchase_order=r.get("purchase_order", ""),
        )
        for r in given["Order lines"]
    )


def shown_intake(taken: Intake, schedule: Schedule) -> list[Row]:
    names = "number part kind issued_on received_cum counted_since last_note".split()
    rows = show(**{name: getattr(schedule, name) for name in names})
    for a in schedule.authorisations:
        rows += show(authorised=f"{a.use} {spoken(a.cum)} until {a.until}")
    return rows + [{"field": "reason", "value": cell(reason)} for reason in taken.reasons]


def shown_line(line: ReconciledLine) -> Row:
    return row(
        number=line.line.number,
        on=line.line.on,
        until=line.line.until,
        status=line.line.status,
        asked=line.line.quantity,
        in_transit=line.in_transit,
        cum=line.cum,
        quantity=line.quantity,
    )


def shown_orders(plan: ReleasePlan) -> list[Row]:
    rows = [row(what="rewrite", line=line, on="", quantity=q) for line, q in plan.rewrite]
    rows += [row(what="create", line="", on=w.on, quantity=w.quantity) for w in plan.create]
    return rows + [row(what="take out", line=line, on="", quantity="") for line in plan.take_out]
