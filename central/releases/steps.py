"""Each step of a schedule as far as releasing it: the rules are asked with what is known, and what
they answer is recorded with its reasons.
"""

from __future__ import annotations

from datetime import date

from central.agreements.model.agreement import State as AgreementState
from central.agreements.model.options import COUNTING, Approval, CumCount, Reconcile
from central.agreements.model.points import other_point
from central.agreements.model.terms import Terms
from central.agreements.service.contracts import AgreementPart
from central.cums.rules.ledger import Ledger
from central.cums.rules.movements import Movement, ResetExecuted, ResetPlanned
from central.cums.rules.year_change import Count, Verdict
from central.cums.service.ledger_store import post_movement
from central.db.database import Actor
from central.db.work import Work
from central.demand.lines import Schedule
from central.releases import schedules
from central.releases.days_off import asked_of_days
from central.releases.falls import confirmed_before, known_fall
from central.releases.post_rows import year_start
from central.releases.release import release
from central.releases.rules.admission import (
    Before,
    count_before,
    count_of,
    count_stands,
    needs_notes,
)
from central.releases.rules.closed_days import closed_days
from central.releases.rules.contract import Holding, contract_breaches
from central.releases.rules.past_days import past_days
from central.releases.rules.points import received_at
from central.releases.rules.reconcile import Reconciliation, reconcile
from central.releases.rules.states import AWAITING_APPROVAL, By, Event, State
from central.releases.rules.steps import Next, Step, approval_breaches, next_step
from central.releases.rules.tolerance import check
from central.releases.schedules import StoredSchedule
from central.releases.unit_of_work import DONE, UnitOfWork
from central.words.reasons import Reason, RuleRefusedError, because


def advance(unit: UnitOfWork, kept: StoredSchedule) -> StoredSchedule:
    """As far as it flows by itself; where it stops, the reasons stand with it."""
    while kept.state not in DONE:
        part, upcoming = next_of(unit, kept, By.ANYBODY)
        version = part.version if part is not None else kept.terms_version
        if part is None or upcoming.step is None:
            return unit.rest(kept, upcoming.reasons, version)
        try:
            kept = _take(unit, kept, part, upcoming.step)
        except RuleRefusedError as error:
            return unit.rest(kept, error.reasons, version)
    return kept


def take(unit: UnitOfWork, kept: StoredSchedule, step: Step) -> StoredSchedule:
    """One step, because a person asks for it. RuleRefusedError: it is not the next one, or the
    rules refuse.
    """
    part, upcoming = next_of(unit, kept, By.PERSON)
    if part is None or upcoming.step is None:
        raise RuleRefusedError(*upcoming.reasons)
    if upcoming.step is not step:
        raise RuleRefusedError(
            because(
                "flow.not_next",
                "the next step of schedule {number} is {next}, not {step}",
                number=kept.number,
                next=str(upcoming.step),
                step=str(step),
            )
        )
    return _take(unit, kept, part, step)


def next_of(unit: UnitOfWork, kept: StoredSchedule, by: By) -> tuple[AgreementPart | None, Next]:
    """The part as its agreement has it, None where it is gone, and the next step."""
    part = unit.books.part(kept)
    if part is None:
        words = "{part} is no longer in agreement {agreement}"
        gone = because("flow.no_part", words, part=kept.part, agreement=kept.agreement)
        return None, Next(step=None, reasons=(gone,))
    earlier = schedules.awaiting_before(kept, unit.of_stream(kept.stream))
    dock = _other_dock(unit, kept)
    terms = part.terms.of(kept.kind)
    upcoming = next_step(
        kept.state,
        terms,
        by=by,
        earlier=earlier,
        dock=dock,
        lines=kept.lines,
        closed=asked_of_days(unit, kept, terms),
    )
    return part, upcoming


def _other_dock(unit: UnitOfWork, kept: StoredSchedule) -> tuple[str, str] | None:
    """Of the first schedule of its unloading point: another one's, where one of the two names none
    and the other still asks.
    """
    if unit.previous(kept) is not None:
        return None
    for other in unit.of_part(kept.stream.of_part):
        if other.kind is not kept.kind or other.state in (State.REJECTED, State.REPLACED):
            continue
        one_names_none = bool(other.unloading_point) != bool(kept.unloading_point)
        if other.schedule < kept.schedule and one_names_none and _still_asks(unit, other, kept):
            return other.unloading_point, kept.unloading_point
    return None


def _still_asks(unit: UnitOfWork, other: StoredSchedule, kept: StoredSchedule) -> bool:
    lines = (each.line for each in unit.lines(other) if each.line.quantity)
    return any((line.until or line.on) >= kept.issued_on for line in lines)


def _take(
    unit: UnitOfWork, kept: StoredSchedule, part: AgreementPart, step: Step
) -> StoredSchedule:
    match step:
        case Step.RECONCILE:
            return _reconcile(unit, kept, part)
        case Step.CHECK_TOLERANCE:
            return _check_tolerance(unit, kept, part)
        case Step.APPROVE:
            return _approve(unit, kept, part)
        case Step.RELEASE:
            asked = schedules.demand(kept, unit.lines(kept))
            if over := _contract_breaches(unit, kept, part, asked):
                raise RuleRefusedError(*over)
            _look_again(unit, kept, part)
            return release(unit, kept, part)


def _contract_breaches(
    unit: UnitOfWork, kept: StoredSchedule, part: AgreementPart, asked: Schedule
) -> tuple[Reason, ...]:
    held = Holding(
        agreement=part.agreement,
        customer=part.customer,
        years=part.years,
        customer_active=unit.is_customer_active(kept),
        active=part.active and part.state is AgreementState.ACTIVE,
    )
    other = other_point(part.agreement, part.points, kept.unloading_point)
    breaches = contract_breaches(asked, part.terms.of(kept.kind), held)
    return breaches if other is None else (*breaches, other)


def wake_later(unit: UnitOfWork, kept: StoredSchedule) -> None:
    """Schedules that waited for this one are looked at again."""
    if kept.state in AWAITING_APPROVAL:
        return
    for other in unit.of_stream(kept.stream):
        if other.schedule > kept.schedule and other.state is State.RECEIVED and not other.due:
            unit.change(other, due=1, waits=())


def _reconcile(unit: UnitOfWork, kept: StoredSchedule, part: AgreementPart) -> StoredSchedule:
    terms = part.terms.of(kept.kind)
    before = unit.previous(kept)
    kept = unit.change(kept, previous=before.schedule if before is not None else None)
    asked = schedules.demand(kept, unit.lines(kept))
    last = _count_before(unit, kept, before, terms)
    ledger = unit.books.sums(kept)
    gate = unit.gate(kept)
    last = known_fall(unit.connection, unit.books.cum(kept), last, kept.received_cum, ledger)
    if needs_notes(terms, gate) or not count_stands(asked, ledger, last, unit.books.begun(kept)):
        ledger = unit.books.ledger(kept)
    count = count_of(asked, ledger, terms, before=last, year_start=year_start(part, kept.issued_on))
    reasons: tuple[Reason, ...] = ()
    if count is not None and count.verdict is not Verdict.NO_CHANGE:
        reasons = count.reasons
        if count.verdict is Verdict.CHANGE:
            reasons += _begin_count(unit, kept, part, ledger, count)
            unit.books.moved(kept)
            ledger = unit.books.ledger(kept)
        if count.verdict is Verdict.MISMATCH or ledger.period_start != count.start:
            return unit.record(kept, Event.NOT_MATCHED, reasons, step=Step.RECONCILE)
    answer = _brought_together(unit, kept, part, ledger)
    reasons += answer.reasons
    if not answer.matched:
        return unit.record(kept, Event.NOT_MATCHED, reasons, step=Step.RECONCILE)
    if kept.authorisations:
        reasons += unit.books.authorised.raise_to(
            unit.books.cum(kept),
            kept.authorisations,
            ledger=ledger,
            since=kept.counted_since,
            begun=kept.issued_on,
            by_cum=part.terms.compares in COUNTING,
        )
    reasons += past_days(asked, terms) + closed_days(asked, terms, unit.calendar(kept))
    unit.set_reconciled(kept, answer.lines)
    return unit.record(kept, Event.MATCHED, reasons, step=Step.RECONCILE)


def _count_before(
    unit: UnitOfWork, kept: StoredSchedule, own: StoredSchedule | None, terms: Terms
) -> Before | None:
    others: dict[str, Before] = {}
    for other in () if terms.cum_count is CumCount.POINT else unit.of_part(kept.stream.of_part):
        if other.kind is kept.kind and other.schedule < kept.schedule:
            if other.stream != kept.stream and other.state is not State.REJECTED:
                others[other.unloading_point] = schedules.before_of(other)
    last = schedules.before_of(own) if own is not None else None
    return count_before(last, list(others.values()), terms, kept.issued_on)


def _brought_together(
    unit: UnitOfWork, kept: StoredSchedule, part: AgreementPart, ledger: Ledger
) -> Reconciliation:
    terms, gate = part.terms.of(kept.kind), unit.gate(kept)
    asked = schedules.demand(kept, unit.lines(kept))
    overdue = unit.books.overdue(kept, unit.points(kept))
    cum = unit.books.cum(kept)
    confirmed = confirmed_before(unit.connection, cum, kept, terms.reconcile, ledger, gate)
    return reconcile(asked, ledger, terms, overdue, confirmed, gate)


def _look_again(unit: UnitOfWork, kept: StoredSchedule, part: AgreementPart) -> None:
    """What went while the schedule waited for people is on its way as well. RuleRefusedError when
    the books do not match it any more.
    """
    terms = part.terms.of(kept.kind)
    if terms.reconcile is Reconcile.NO_RECONCILE or unit.is_reconciled_now(kept):
        return
    answer = _brought_together(unit, kept, part, unit.books.ledger(kept))
    if not answer.matched:
        raise RuleRefusedError(*answer.reasons)
    unit.set_reconciled(kept, answer.lines)


def _begin_count(
    unit: UnitOfWork, kept: StoredSchedule, part: AgreementPart, ledger: Ledger, count: Count
) -> tuple[Reason, ...]:
    """The reset that the customer announced, or that the agreement lets us infer: planned and
    carried out with every reason said. What a person planned otherwise is left to them.
    """
    start, today = count.start, unit.today(kept)
    if start is None:
        raise LookupError("a change of the count has its first day")
    planned = ledger.planned
    if start > today or (
        planned is not None and (planned.synchronise_on != start or planned.execute_on > today)
    ):
        return (_reset_waits(start, planned),)
    moves: list[Movement] = []
    if planned is None:
        moves.append(ResetPlanned(synchronise_on=start, execute_on=today))
    moves.append(ResetExecuted(on=today))
    reasons: tuple[Reason, ...] = ()
    why = "; ".join(reason.text for reason in count.reasons)
    work = Work(unit.connection, Actor(who=unit.by.who, why=why), unit.now_us)
    of = unit.books.cum(kept)
    try:
        with unit.connection.begin_nested():
            for movement in moves:
                posting = post_movement(
                    work, of, movement, part.terms.returns, interchange=kept.interchange
                )
                reasons += posting.reasons
    except RuleRefusedError as error:
        return error.reasons
    return reasons


def _reset_waits(start: date, planned: ResetPlanned | None) -> Reason:
    if planned is None:
        words = "a reset counted from {start} is due, but that day is still to come"
        return because("flow.reset_to_come", words, start=start)
    return because(
        "flow.reset_waits",
        "a reset counted from {start} is due, but one from {planned} is planned for {execute}: "
        "carry that out or plan it anew",
        start=start,
        planned=planned.synchronise_on,
        execute=planned.execute_on,
    )


def _check_tolerance(unit: UnitOfWork, kept: StoredSchedule, part: AgreementPart) -> StoredSchedule:
    before = unit.previous(kept)
    new = schedules.demand(kept, unit.lines(kept))
    old = schedules.demand(before, unit.lines(before)) if before is not None else None
    if unit.gate(kept) is not None:  # what other unloading points received is no change of this one
        ledger = unit.books.ledger(kept)
        new = received_at(new, ledger, kept.unloading_point)
        old = received_at(old, ledger, kept.unloading_point) if old is not None else None
    answer = check(old, new, part.terms.of(kept.kind))
    event = Event.WITHIN if answer.within else Event.EXCEEDED
    return unit.record(kept, event, answer.reasons, step=Step.CHECK_TOLERANCE)


def _approve(unit: UnitOfWork, kept: StoredSchedule, part: AgreementPart) -> StoredSchedule:
    asked = schedules.demand(kept, unit.lines(kept))
    terms = part.terms.of(kept.kind)
    breaches = approval_breaches(asked, terms) + _contract_breaches(unit, kept, part, asked)
    if breaches:
        raise RuleRefusedError(*breaches)
    by_hand = terms.approval is Approval.MANUAL or (
        kept.state is State.OUT_OF_TOLERANCE and terms.approval is Approval.AUTO
    )
    if by_hand:
        reason = because("flow.approved", "approved by {who}", who=unit.by.who)
    else:
        words = "approved by the agreement: {approval}"
        approval = str(terms.approval)
        reason = because("flow.approved_by_agreement", words, approval=approval)
    kept = unit.record(kept, Event.APPROVE, (reason,), step=Step.APPROVE)
    wake_later(unit, kept)
    return kept
