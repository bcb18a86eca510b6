"""One schedule for people: as it is, beside the one before it, and what reconciling did and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, select

from central.agreements.service.contracts import AgreementPart, agreement_part
from central.cums.rules.ledger import Ledger
from central.cums.service.ledger_store import ledger_of
from central.demand.lines import LineStatus, ScheduleKind
from central.orders.model import ReconciledLine
from central.orders.service import lines as orders
from central.releases import schedules
from central.releases.falls import confirmed_before
from central.releases.inbox import action_of
from central.releases.rules import net_change
from central.releases.rules.net_change import Change
from central.releases.rules.points import Gate, gate_of, received_at
from central.releases.rules.reconcile import reconcile
from central.releases.rules.states import TRANSITIONS, By, Event, State
from central.releases.rules.steps import Step, next_step
from central.releases.rules.tolerance import Finding, ToleranceResult, check
from central.releases.schedules import StoredSchedule, points_of_plan
from central.releases.tables import EXCEPTIONS, SCHEDULES, STEPS
from central.words.reasons import Reason
from central.words.reasons_json import from_json


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    seq: int
    at_us: int
    step: str
    from_state: str
    to_state: str
    who: str
    why: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionView:
    exception: int
    on: date
    at: str
    purchase_order: str
    reason: Reason
    opened_us: int
    closed_us: int | None
    closed_by: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleView:
    """``actions``: what a person may do now, the likeliest first."""

    kept: StoredSchedule
    part: AgreementPart | None
    lines: tuple[ReconciledLine, ...]
    steps: tuple[StepView, ...]
    exceptions: tuple[ExceptionView, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareRow:
    """One day. ``mark``: ``within`` or ``out`` of tolerance, empty where nothing is compared.
    ``percent``, ``judged_old``, ``judged_new``: of the comparison that marks it, which may be one
    of sums.
    """

    on: date
    old: Decimal
    new: Decimal
    net: Decimal
    net_cum: Decimal
    change: Change
    old_status: tuple[LineStatus | None, ...]
    new_status: tuple[LineStatus | None, ...]
    mark: str = ""
    horizon: str = ""
    percent: Decimal | None = None
    judged_old: Decimal | None = None
    judged_new: Decimal | None = None
    at: str = ""
    """Time of the day; empty: the day as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareView:
    """``old`` None: nothing before it. ``tolerance`` None: the agreement has no template."""

    old: StoredSchedule | None
    new: StoredSchedule
    rows: tuple[CompareRow, ...]
    tolerance: ToleranceResult | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationView:
    """``recorded``: why it went as it did, None before it was reconciled. The lines and ``now``
    are then what reconciling would do at this moment.
    """

    kept: StoredSchedule
    option: str
    recorded: StepView | None
    matched: bool
    now: tuple[Reason, ...]
    lines: tuple[ReconciledLine, ...]
    received_cum: Decimal | None
    despatched_cum: Decimal


def schedule_view(connection: Connection, schedule: int) -> ScheduleView | None:
    kept = schedules.load_one(connection, schedule)
    if kept is None:
        return None
    part = agreement_part(connection, kept.agreement, kept.part)
    exceptions = connection.execute(
        select(EXCEPTIONS).where(EXCEPTIONS.c.schedule == schedule).order_by(EXCEPTIONS.c.exception)
    )
    return ScheduleView(
        kept=kept,
        part=part,
        lines=schedules.lines_of(connection, [schedule])[schedule],
        steps=steps_of(connection, schedule),
        exceptions=tuple(
            ExceptionView(
                exception=row.exception,
                on=row.on_day,
                at=row.at_time,
                purchase_order=row.purchase_order,
                reason=from_json(row.reason)[0],
                opened_us=row.opened_us,
                closed_us=row.closed_us,
                closed_by=row.closed_by,
                action=row.action,
            )
            for row in exceptions
        ),
        actions=_actions(connection, kept, part),
    )


def steps_of(connection: Connection, schedule: int) -> tuple[StepView, ...]:
    query = select(STEPS).where(STEPS.c.schedule == schedule).order_by(STEPS.c.seq)
    return tuple(
        StepView(
            seq=row.seq,
            at_us=row.at_us,
            step=row.step,
            from_state=row.from_state,
            to_state=row.to_state,
            who=row.who,
            why=row.why,
            reasons=from_json(row.reasons),
        )
        for row in connection.execute(query)
    )


def compare_view(connection: Connection, schedule: int) -> CompareView | None:
    """The schedule beside the one before it."""
    new = schedules.load_one(connection, schedule)
    if new is None:
        return None
    part = agreement_part(connection, new.agreement, new.part)
    old = schedules.load_one(connection, new.previous) if new.previous is not None else None
    together = [each.schedule for each in (old, new) if each is not None]
    lines = schedules.lines_of(connection, together)
    ledger = None
    if part is not None and _gate_of(connection, new, part) is not None:
        ledger = ledger_of(connection, part.cum_at(new.unloading_point), part.terms.returns)
    before = lines.get(old.schedule, ()) if old else ()
    return compared(old, new, before, lines[schedule], part, ledger)


def _gate_of(connection: Connection, kept: StoredSchedule, part: AgreementPart) -> Gate | None:
    if part.terms.by_point:
        return None
    of = kept.stream.of_part
    alive = schedules.alive(connection, [of]).get(of, [])
    return gate_of(kept.unloading_point, (other.unloading_point for other in alive))


def compared(
    old: StoredSchedule | None,
    new: StoredSchedule,
    old_lines: Sequence[ReconciledLine],
    new_lines: Sequence[ReconciledLine],
    part: AgreementPart | None,
    ledger: Ledger | None = None,
) -> CompareView:
    """``ledger``: where the part has other unloading points, whose receipts are no change of this
    one.
    """
    before = schedules.demand(old, old_lines) if old is not None else None
    after = schedules.demand(new, new_lines)
    if ledger is not None:
        after = received_at(after, ledger, new.unloading_point)
        before = received_at(before, ledger, new.unloading_point) if before is not None else None
    result = None
    if part is not None and part.terms.of(new.kind).tolerance_template:
        result = check(before, after, part.terms.of(new.kind))
    findings = result.findings if result is not None else ()
    marks = _Marks(findings, new.issued_on)
    return CompareView(
        old=old,
        new=new,
        rows=marks.rows(net_change.compare(before, after)),
        tolerance=result,
    )


class _Marks:
    """The finding of each day: a horizon holds many, a comparison by day holds one."""

    def __init__(self, findings: Sequence[Finding], issued_on: date) -> None:
        self._issued_on = issued_on
        self._of_day = {(each.first, each.at): each for each in findings if each.first == each.last}
        self._spans = [each for each in findings if each.first != each.last]

    def rows(self, days: Sequence[net_change.ChangedDay]) -> tuple[CompareRow, ...]:
        """Of each day of demand, and of each other day on which it is out of tolerance: a sum may
        be too late on a day of which nobody asks anything.
        """
        found = {(day.on, day.at): self.row(day) for day in days}
        shown = {max(on, self._issued_on) for on, _ in found}
        for on, at in sorted(self._of_day.keys()):
            if on not in shown and not self._of_day[on, at].within:
                found[on, at] = self.row(_nothing_asked(on, days))
        return tuple(found[slot] for slot in sorted(found))

    def row(self, day: net_change.ChangedDay) -> CompareRow:
        at = max(day.on, self._issued_on)
        of_day = self._of_day.get((at, day.at)) or self._of_day.get((at, ""))
        finding = of_day or next(
            (each for each in self._spans if each.first <= at <= each.last), None
        )
        return CompareRow(
            on=day.on,
            at=day.at,
            old=day.old,
            new=day.new,
            net=day.net,
            net_cum=day.net_cum,
            change=day.change,
            old_status=day.old_status,
            new_status=day.new_status,
            mark="" if finding is None else "within" if finding.within else "out",
            horizon=finding.horizon if finding is not None else "",
            percent=finding.percent if finding is not None else None,
            judged_old=finding.old if finding is not None else None,
            judged_new=finding.new if finding is not None else None,
        )


def _nothing_asked(on: date, days: Sequence[net_change.ChangedDay]) -> net_change.ChangedDay:
    sums = [day.net_cum for day in days if day.on < on]
    return net_change.ChangedDay(
        on=on,
        old=Decimal(0),
        new=Decimal(0),
        net_cum=sums[-1] if sums else Decimal(0),
        change=Change.SAME,
        old_status=(),
        new_status=(),
    )


def reconciliation_view(connection: Connection, schedule: int) -> ReconciliationView | None:
    """In words and numbers, at once: before it is reconciled, what it would come to."""
    kept = schedules.load_one(connection, schedule)
    part = agreement_part(connection, kept.agreement, kept.part) if kept is not None else None
    if kept is None or part is None:
        return None
    steps = [each for each in steps_of(connection, schedule) if each.step == Step.RECONCILE]
    recorded = steps[-1] if steps else None
    cum = part.cum_at(kept.unloading_point)
    ledger = ledger_of(connection, cum, part.terms.returns)
    lines = schedules.lines_of(connection, [schedule])[schedule]
    terms = part.terms.of(kept.kind)
    reasons: tuple[Reason, ...] = ()
    matched = recorded is not None and recorded.to_state == State.RECONCILED
    if not matched:
        of = kept.stream.of_part
        alive = schedules.alive(connection, [of]).get(of, [])
        gate = _gate_of(connection, kept, part)
        before = min(kept.first_day, kept.issued_on)
        own = points_of_plan(kept, alive) if kept.kind is ScheduleKind.PLAN else None
        overdue = orders.backorders(connection, of, before, own or {kept.unloading_point})
        confirmed = confirmed_before(connection, cum, kept, terms.reconcile, ledger, gate)
        asked = schedules.demand(kept, lines)
        answer = reconcile(asked, ledger, terms, overdue, confirmed, gate)
        lines, reasons = answer.lines, answer.reasons
        matched = answer.matched if recorded is None else False
    return ReconciliationView(
        kept=kept,
        option=str(terms.reconcile),
        recorded=recorded,
        matched=matched,
        now=reasons,
        lines=lines,
        received_cum=kept.received_cum,
        despatched_cum=ledger.balance.despatched,
    )


def net_change_view(
    connection: Connection,
    *,
    customer: str = "",
    part: str = "",
    unviewed: bool = False,
    before: int | None = None,
    most: int = 50,
) -> tuple[CompareView, ...]:
    """The newest schedules that were not rejected, each against the one before it, only the days
    that changed. ``unviewed``: those that nobody has looked at.
    """
    table = SCHEDULES.c
    query = select(table.schedule).where(table.state != State.REJECTED.value)
    if customer:
        query = query.where(table.customer == customer)
    if part:
        query = query.where(table.part == part)
    if unviewed:
        query = query.where(table.viewed_us.is_(None))
    if before is not None:
        query = query.where(table.schedule < before)
    query = query.order_by(table.schedule.desc()).limit(most)
    new = schedules.load(connection, connection.execute(query).scalars())
    return _changes_of(connection, new)


def _changes_of(connection: Connection, new: Sequence[StoredSchedule]) -> tuple[CompareView, ...]:
    """The last of ``new`` first."""
    of_number = {
        each.schedule: each
        for each in schedules.load(connection, [it.previous for it in new if it.previous])
    } | {each.schedule: each for each in new}
    lines = schedules.lines_of(connection, of_number.keys())
    parts = {
        key: agreement_part(connection, *key)
        for key in {(each.agreement, each.part) for each in new}
    }
    views = []
    for each in reversed(new):
        old = of_number.get(each.previous) if each.previous is not None else None
        view = compared(
            old,
            each,
            lines[old.schedule] if old is not None else (),
            lines[each.schedule],
            parts[each.agreement, each.part],
        )
        rows = tuple(row for row in view.rows if row.change is not Change.SAME)
        views.append(CompareView(old=old, new=each, rows=rows, tolerance=view.tolerance))
    return tuple(views)


def _actions(
    connection: Connection, kept: StoredSchedule, part: AgreementPart | None
) -> tuple[str, ...]:
    """By the table of states and the next step that a person may ask for."""
    found = []
    if part is not None:
        of = kept.stream.of_part
        alive = schedules.alive(connection, [of]).get(of, [])
        earlier = schedules.awaiting_before(kept, alive)
        upcoming = next_step(kept.state, part.terms.of(kept.kind), by=By.PERSON, earlier=earlier)
        if upcoming.step is not None:
            found.append(str(upcoming.step))
    events = [row.event for row in TRANSITIONS if row.state is kept.state]
    found += [str(each) for each in (Event.RERUN, Event.REMOVE, Event.REJECT) if each in events]
    if kept.state is State.RELEASED and kept.viewed_us is None:
        found.append(action_of(kept))
    return tuple(found)
