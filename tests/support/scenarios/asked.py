"""What each rule of the scenario pages is asked, and its answer as tables of text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_type_hints

from central.agreements.model import contradictions, options, units
from central.agreements.model.duration import ModelYear
from central.agreements.model.horizons import Horizon, Length, LineStatus, ToleranceHorizon, Unit
from central.agreements.model.terms import Terms
from central.cums.model import Authorisation, Use
from central.cums.rules import movements as moves
from central.cums.rules.authorisation import Highest, raise_to
from central.cums.rules.ledger import Ledger
from central.cums.rules.ledger import record as post
from central.cums.rules.year_change import CountBefore, judge
from central.demand.lines import DemandLine, Schedule
from central.partners.rules.calendar import WorkingCalendar
from central.partners.rules.windows import DeliveryWindow, split
from central.releases.rules.consumption import consume
from central.releases.rules.contract import Holding, contract_breaches
from central.releases.rules.horizons import with_status
from central.releases.rules.points import gate_of
from central.releases.rules.reconcile import reconcile
from central.releases.rules.spread import spread_evenly, spread_line
from central.releases.rules.states import By, Event, State, move
from central.releases.rules.steps import approval_breaches, next_step
from central.releases.rules.tolerance import change_percent, check, within_percent
from central.words.reasons import Reason, RuleRefusedError, spoken
from tests.support.central.cum_arithmetic import cumulative
from tests.support.scenarios.pages import Row, Tables, record

DAY = date(2026, 1, 1)


def cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return ""
    if isinstance(value, Reason):
        return value.text
    return spoken(value) if isinstance(value, Decimal | date | int) else str(value)


def show(**values: object) -> list[Row]:
    return [{"field": name, "value": cell(value)} for name, value in values.items()]


def row(**values: object) -> Row:
    return {name: cell(value) for name, value in values.items()}


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def terms_of(given: Tables, **more: Any) -> Terms:
    hints = get_type_hints(Terms)
    chosen = dict(more)
    for name, value in record(given.get("Terms", [])).items():
        assert name in {f.name for f in fields(Terms)}, name
        kind = hints[name]
        is_option = isinstance(kind, type) and issubclass(kind, StrEnum)
        chosen[name] = kind(value) if is_option else int(value)
    terms = Terms(**chosen)
    contradictions.check(terms)
    return terms


def template_of(given: Tables) -> tuple[ToleranceHorizon, ...]:
    return tuple(
        ToleranceHorizon(
            name=r["name"],
            length=Length(count=int(r["days"])),
            minus_percent=Decimal(r["minus_percent"]),
            plus_percent=Decimal(r["plus_percent"]),
        )
        for r in given["Template"]
    )


def lines_of(rows: list[Row]) -> tuple[DemandLine, ...]:
    return tuple(
        DemandLine(
            number=int(r["number"]),
            on=date.fromisoformat(r["on"]),
            until=day(r.get("until", "")),
            quantity=Decimal(r["quantity"]),
            purchase_order=r.get("purchase_order", ""),
            reference=r.get("reference", ""),
            at=r.get("at", ""),
            status=LineStatus(r["status"])
            if r.get("status")
            else (None if "status" in r else LineStatus.FIRM),
        )
        for r in rows
    )


def schedule_of(given: Tables, lines: str = "Lines") -> Schedule:
    said = record(given["Schedule"])
    return Schedule(
        number=said.get("number", ""),
        part="P",
        issued_on=date.fromisoformat(said["issued_on"]),
        received_cum=number(said.get("received_cum")),
        last_note=said.get("last_note", ""),
        lines=lines_of(given[lines]),
        covers_to=date.fromisoformat(said["covers_to"]) if "covers_to" in said else None,
    )


def ledger_of(given: Tables) -> Ledger:
    ledger = Ledger()
    for r in given["Despatched"]:
        ledger = post(ledger, despatched(r)).ledger
    if "Reset" in given:
        said = record(given["Reset"])
        first, then = (date.fromisoformat(said[k]) for k in ("synchronise_on", "execute_on"))
        ledger = post(ledger, moves.ResetPlanned(synchronise_on=first, execute_on=then)).ledger
        ledger = post(ledger, moves.ResetExecuted(on=then)).ledger
    return ledger


def despatched(r: Row) -> moves.Despatched:
    on = date.fromisoformat(r["on"])
    return moves.Despatched(
        note=r["note"], on=on, quantity=Decimal(r["quantity"]), point=r.get("unloading_point", "")
    )


def ask_reconcile(given: Tables) -> Tables:
    said = record(given["Schedule"])
    also = [row["unloading_point"] for row in given.get("Points", [])]
    gate = gate_of(said.get("unloading_point", ""), also)
    ledger = ledger_of(given)
    answer = reconcile(schedule_of(given), ledger, terms_of(given), gate=gate)
    event = Event.MATCHED if answer.matched else Event.NOT_MATCHED
    found = {
        "Then": show(matched=answer.matched, next=move(State.RECEIVED, event).then),
        "Then lines": [
            row(
                number=line.line.number,
                asked=line.line.quantity,
                in_transit=line.in_transit,
                cum=line.cum,
                quantity=line.quantity,
            )
            for line in answer.lines
        ],
    }
    found["Then"] += [{"field": "reason", "value": cell(reason)} for reason in answer.reasons]
    return found


def ask_approval(given: Tables) -> Tables:
    """Of an agreement named A; **Years**: its model years."""
    years = tuple(
        ModelYear(
            name=r["name"],
            first=date.fromisoformat(r["first"]),
            last=date.fromisoformat(r["last"]),
            quantity=None,
        )
        for r in given.get("Years", [])
    )
    schedule, terms = schedule_of(given), terms_of(given)
    held = Holding(agreement="A", customer="C", years=years)
    found = approval_breaches(schedule, terms) + contract_breaches(schedule, terms, held)
    rows = show(approved=not found)
    return {"Then": rows + [{"field": "reason", "value": cell(reason)} for reason in found]}


def ask_unit(given: Tables) -> Tables:
    rows = []
    for r in given["Given"]:
        answer = units.said("P", r["contract"], [r["message"]])
        reason, held = answer if answer is not None else ("", False)
        rows.append(row(held=held, reason=reason))
    return {"Then": rows}


def movement_of(r: Row) -> moves.Movement:
    on = date.fromisoformat(r["on"])
    match r["what"].split():
        case ["despatched"]:
            return despatched(r)
        case ["received"]:
            return moves.Received(on=on, note=r["note"], quantity=Decimal(r["quantity"]))
        case ["correct", side]:
            return moves.Corrected(
                side=moves.Side(side),
                on=on,
                quantity=Decimal(r["quantity"]),
                person="ann",
                why="counted",
            )
        case ["plan", "reset"]:
            then = date.fromisoformat(r["execute_on"])
            return moves.ResetPlanned(synchronise_on=on, execute_on=then)
        case ["execute", "reset"]:
            return moves.ResetExecuted(on=on)
        case _:
            raise AssertionError(r["what"])


def ask_ledger(given: Tables) -> Tables:
    ledger, rows = Ledger(), []
    for r in given["Movements"]:
        refused = ""
        try:
            ledger = post(ledger, movement_of(r)).ledger
        except RuleRefusedError as error:
            refused = str(error)
        now = ledger.balance
        rows.append(
            row(
                despatched=now.despatched,
                received=now.received,
                in_transit=now.in_transit,
                refused=refused,
            )
        )
    return {"Then": rows}


def ask_cumulative(given: Tables) -> Tables:
    cums = cumulative(Decimal(r["quantity"]) for r in given["Given"])
    return {"Then": [row(cum=cum) for cum in cums]}


def ask_year_change(given: Tables) -> Tables:
    said = record(given["Given"])
    answer = judge(
        ledger_of(given),
        received_cum=Decimal(said["received_cum"]),
        counted_since=day(said.get("counted_since", "")),
        before=CountBefore(
            cum=number(said.get("last_received_cum")), issued_on=day(said.get("last_issued_on", ""))
        ),
        year_start=day(said.get("year_start", "")),
        option=options.YearChange(said["year_change"]),
    )
    rows = show(verdict=answer.verdict, start=answer.start)
    rows += [{"field": "reason", "value": cell(reason)} for reason in answer.reasons]
    return {"Then": rows}


def ask_authorisation(given: Tables) -> Tables:
    highest, rows = Highest(start=DAY), []
    for r in given["Given"]:
        authorisation = Authorisation(use=Use(r["use"]), cum=Decimal(r["cum"]))
        highest, _ = raise_to(highest, [authorisation])
        rows.append(row(fabricate=highest.fabricate, raw_material=highest.raw_material))
    return {"Then": rows}


def ask_change_percent(given: Tables) -> Tables:
    pairs = [(Decimal(r["old"]), Decimal(r["new"])) for r in given["Given"]]
    return {"Then": [row(percent=change_percent(old, new)) for old, new in pairs]}


def ask_limits(given: Tables) -> Tables:
    """Each limit alone, and as a schedule in which the other horizons do not change."""
    template = template_of(given)
    terms = Terms(
        tolerance_check=options.ToleranceCheck.AUTOMATIC,
        tolerance_method=options.ToleranceMethod.BUCKETED,
        tolerance_template=template,
    )
    starts = {"Firm": 1, "Fabrication": 8, "Raw": 30, "Plan": 80}
    rows = []
    for r in given["Given"]:
        old, new = Decimal(r["old"]), Decimal(r["new"])
        horizon = next(h for h in template if h.name == r["horizon"])
        within = within_percent(old, new, horizon)
        before = _in_horizons(starts, dict.fromkeys(starts, old))
        after = _in_horizons(starts, dict.fromkeys(starts, old) | {horizon.name: new})
        assert check(before, after, terms).within is within
        rows.append(row(horizon=horizon.name, new=new, within=within))
    return {"Then": rows}


def _in_horizons(starts: dict[str, int], quantities: dict[str, Decimal]) -> Schedule:
    lines = tuple(
        DemandLine(number=n, on=date.fromordinal(DAY.toordinal() + starts[name]), quantity=q)
        for n, (name, q) in enumerate(quantities.items(), 1)
    )
    return Schedule(number="S", part="P", issued_on=DAY, lines=lines)


def ask_tolerance(given: Tables) -> Tables:
    terms = terms_of(given, tolerance_template=template_of(given))
    answer = check(schedule_of(given, "Old lines"), schedule_of(given), terms)
    event = Event.WITHIN if answer.within else Event.EXCEEDED
    state = move(State.RECONCILED, event).then
    step = next_step(state, terms, by=By.ANYBODY).step
    rows = show(within=answer.within, next=state, step=step)
    rows += [{"field": "reason", "value": cell(reason)} for reason in answer.reasons]
    findings = [
        row(horizon=f.horizon, old=f.old, new=f.new, within=f.within) for f in answer.findings
    ]
    return {"Then": rows, "Then findings": findings}


def ask_consumption(given: Tables) -> Tables:
    option = terms_of(given).plan_consumption
    answer = consume(lines_of(given["Plan"]), lines_of(given["Call-offs"]), option)
    return {
        "Then": [
            row(on=c.line.on, at=c.line.at, called_off=c.called_off, left=c.left)
            for c in answer.lines
        ]
    }


def ask_spread(given: Tables) -> Tables:
    holidays = {date.fromisoformat(r["on"]): r["name"] for r in given["Holidays"]}
    calendar = WorkingCalendar(holidays=holidays)
    option = terms_of(given).forecast_spread
    rows = []
    for line in lines_of(given["Lines"]):
        found = spread_line(line, calendar, option).lines
        shares = [each.quantity for each in found]
        rows.append(
            row(
                number=line.number,
                days=len(found),
                first=found[0].on,
                last=found[-1].on,
                highest=max(shares),
                lowest=min(shares),
                total=sum(shares, Decimal(0)),
            )
        )
    return {"Then": rows}


def ask_spread_evenly(given: Tables) -> Tables:
    said = record(given["Given"])
    shares = spread_evenly(Decimal(said["quantity"]), int(said["days"]))
    return {"Then": [row(quantity=share) for share in shares]}


def ask_windows(given: Tables) -> Tables:
    windows = [
        DeliveryWindow(at=time.fromisoformat(r["at"]), percent=Decimal(r["percent"]))
        for r in given["Windows"]
    ]
    try:
        shares = split(Decimal(record(given["Given"])["quantity"]), windows)
    except RuleRefusedError as error:
        return {"Then refused": show(reason=error.reasons[0])}
    return {"Then": [row(at=f"{at:%H:%M}", quantity=share) for at, share in shares]}


def ask_line_types(given: Tables) -> Tables:
    template = [
        Horizon(
            length=Length(count=int(r["count"]), unit=Unit(r["unit"])),
            status=LineStatus(r["status"]),
        )
        for r in given["Template"]
    ]
    schedule, _ = with_status(schedule_of(given), template)
    return {"Then": [row(number=line.number, status=line.status) for line in schedule.lines]}


ASKED: dict[str, Callable[[Tables], Tables]] = {
    name.removeprefix("ask_"): function
    for name, function in list(globals().items())
    if name.startswith("ask_")
}
