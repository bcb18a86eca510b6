"""Each step of a schedule as far as releasing it: the rules are asked with what is known, and what
they answer is recorded with its reasons.
"""

from __future__ import annotations

from datetime import date

from central.agreements.model.agreement import State as AgreementState
from central.agreements.model.keys import PartKey
from central.agreements.model.options import COUNTING, Approval, Reconcile
from central.agreements.service.contracts import AgreementPart
from central.cums.rules.ledger import Ledger
from central.cums.rules.movements import Movement, ResetExecuted, ResetPlanned
from central.cums.rules.year_change import Count, Verdict
from central.cums.service.ledger_store import post_movement
from central.demand.lines import Schedule
from central.releases import schedules
from central.releases.books import of
from central.releases.falls import confirmed_before, known_fall
from central.releases.post_rows import year_start
from central.releases.release import release
from central.releases.rules.admission import count_of, count_stands, needs_notes
from central.releases.rules.closed_days import closed_days
from central.releases.rules.contract import Holding, contract_breaches
from central.releases.rules.reconcile import reconcile
from central.releases.rules.states import AWAITING_APPROVAL, By, Event, State
from central.releases.rules.steps import Next, Step, approval_breaches, next_step
from central.releases.rules.tolerance import check
from central.releases.schedules import Kept
from central.releases.unit_of_work import DONE, Doing
from central.words.reasons import Reason, RuleRefusedError, because


def advance(doing: Doing, kept: Kept) -> Kept:
    """As far as it flows by itself; where it stops, the reasons stand with it."""
    while kept.state not in DONE:
        part, upcoming = _upcoming(doing, kept, By.ANYBODY)
        version = part.version if part is not None else kept.terms_version
        if part is None or upcoming.step is None:
            return doing.rest(kept, upcoming.reasons, version)
        try:
            kept = _take(doing, kept, part, upcoming.step)
        except RuleRefusedError as error:
            return doing.rest(kept, error.reasons, version)
    return kept


def take(doing: Doing, kept: Kept, step: Step) -> Kept:
    """One step, because a person asks for it. RuleRefusedError: it is not the next one, or the
    rules refuse.
    """
    part, upcoming = _upcoming(doing, kept, By.PERSON)
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
    return _take(doing, kept, part, step)


def _upcoming(doing: Doing, kept: Kept, by: By) -> tuple[AgreementPart | None, Next]:
    part = doing.stock.part(kept)
    if part is None:
        words = "{part} is no longer in agreement {agreement}"
        gone = because("flow.no_part", words, part=kept.part, agreement=kept.agreement)
        return None, Next(step=None, reasons=(gone,))
    earlier = schedules.awaiting_before(kept, doing.of_stream(kept.stream))
    dock = _other_dock(doing.previous(kept), kept)
    return part, next_step(kept.state, part.terms, by=by, earlier=earlier, dock=dock)


def _other_dock(before: Kept | None, kept: Kept) -> tuple[str, str] | None:
    if before is None or not before.unloading_point or not kept.unloading_point:
        return None
    if before.unloading_point == kept.unloading_point:
        return None
    return before.unloading_point, kept.unloading_point


def _take(doing: Doing, kept: Kept, part: AgreementPart, step: Step) -> Kept:
    match step:
        case Step.RECONCILE:
            return _reconcile(doing, kept, part)
        case Step.CHECK_TOLERANCE:
            return _check_tolerance(doing, kept, part)
        case Step.APPROVE:
            return _approve(doing, kept, part)
        case Step.RELEASE:
            asked = schedules.demand(kept, doing.lines(kept))
            if over := _contract_breaches(doing, kept, part, asked):
                raise RuleRefusedError(*over)
            _look_again(doing, kept, part)
            return release(doing, kept, part)


def _contract_breaches(
    doing: Doing, kept: Kept, part: AgreementPart, asked: Schedule
) -> tuple[Reason, ...]:
    held = Holding(
        agreement=part.agreement,
        customer=part.customer,
        years=part.years,
        customer_active=doing.is_customer_active(kept),
        active=part.active and part.state is AgreementState.ACTIVE,
    )
    return contract_breaches(asked, part.terms, held)


def wake_later(doing: Doing, kept: Kept) -> None:
    """Schedules that waited for this one are looked at again."""
    if kept.state in AWAITING_APPROVAL:
        return
    for other in doing.of_stream(kept.stream):
        if other.schedule > kept.schedule and other.state is State.RECEIVED and not other.due:
            doing.change(other, due=1, waits=())


def _reconcile(doing: Doing, kept: Kept, part: AgreementPart) -> Kept:
    terms = part.terms
    before = doing.previous(kept)
    kept = doing.change(kept, previous=before.schedule if before is not None else None)
    asked = schedules.demand(kept, doing.lines(kept))
    last = schedules.before_of(before) if before is not None else None
    ledger = doing.stock.sums(kept)
    last = known_fall(doing.connection, of(kept), last, kept.received_cum, ledger)
    if needs_notes(terms) or not count_stands(asked, ledger, last, doing.stock.begun(kept)):
        ledger = doing.stock.ledger(kept)
    count = count_of(asked, ledger, terms, before=last, year_start=year_start(part, kept.issued_on))
    reasons: tuple[Reason, ...] = ()
    if count is not None and count.verdict is not Verdict.NO_CHANGE:
        reasons = count.reasons
        if count.verdict is Verdict.CHANGE:
            reasons += _begin_count(doing, kept, part, ledger, count)
            doing.stock.moved(kept)
            ledger = doing.stock.ledger(kept)
        if count.verdict is Verdict.MISMATCH or ledger.period_start != count.start:
            return doing.record(kept, Event.NOT_MATCHED, reasons, step=Step.RECONCILE)
    confirmed = confirmed_before(doing.connection, kept, terms.reconcile, ledger)
    answer = reconcile(asked, ledger, terms, doing.stock.overdue(kept), confirmed)
    reasons += answer.reasons
    if not answer.matched:
        return doing.record(kept, Event.NOT_MATCHED, reasons, step=Step.RECONCILE)
    if kept.authorisations:
        reasons += doing.stock.authorised.raise_to(
            PartKey(kept.agreement, kept.part),
            kept.authorisations,
            ledger=ledger,
            since=kept.counted_since,
            begun=kept.issued_on,
            by_cum=terms.reconcile in COUNTING,
        )
    reasons += closed_days(asked, terms, doing.calendar(kept))
    doing.set_reconciled(kept, answer.lines)
    return doing.record(kept, Event.MATCHED, reasons, step=Step.RECONCILE)


def _look_again(doing: Doing, kept: Kept, part: AgreementPart) -> None:
    """What went while the schedule waited for people is on its way as well. RuleRefusedError when
    the books do not match it any more.
    """
    terms = part.terms
    if terms.reconcile is Reconcile.NO_RECONCILE or doing.is_reconciled_now(kept):
        return
    asked = schedules.demand(kept, doing.lines(kept))
    ledger = doing.stock.ledger(kept)
    confirmed = confirmed_before(doing.connection, kept, terms.reconcile, ledger)
    answer = reconcile(asked, ledger, terms, doing.stock.overdue(kept), confirmed)
    if not answer.matched:
        raise RuleRefusedError(*answer.reasons)
    doing.set_reconciled(kept, answer.lines)


def _begin_count(
    doing: Doing, kept: Kept, part: AgreementPart, ledger: Ledger, count: Count
) -> tuple[Reason, ...]:
    """The reset that the customer announced, or that the agreement lets us infer: planned and
    carried out with every reason said. What a person planned otherwise is left to him.
    """
    start, today = count.start, doing.today(kept)
    assert start is not None  # noqa: S101 - a change has its first day
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
    try:
        with doing.connection.begin_nested():
            for movement in moves:
                posting = post_movement(
                    doing.connection,
                    kept.agreement,
                    kept.part,
                    movement,
                    at_us=doing.now_us,
                    who=doing.by.who,
                    why="; ".join(reason.text for reason in count.reasons),
                    returns=part.terms.returns,
                    interchange=kept.interchange,
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


def _check_tolerance(doing: Doing, kept: Kept, part: AgreementPart) -> Kept:
    before = doing.previous(kept)
    new = schedules.demand(kept, doing.lines(kept))
    old = schedules.demand(before, doing.lines(before)) if before is not None else None
    answer = check(old, new, part.terms)
    event = Event.WITHIN if answer.within else Event.EXCEEDED
    return doing.record(kept, event, answer.reasons, step=Step.CHECK_TOLERANCE)


def _approve(doing: Doing, kept: Kept, part: AgreementPart) -> Kept:
    asked = schedules.demand(kept, doing.lines(kept))
    breaches = approval_breaches(asked, part.terms) + _contract_breaches(doing, kept, part, asked)
    if breaches:
        raise RuleRefusedError(*breaches)
    by_hand = part.terms.approval is Approval.MANUAL or (
        kept.state is State.OUT_OF_TOLERANCE and part.terms.approval is Approval.AUTO
    )
    if by_hand:
        reason = because("flow.approved", "approved by {who}", who=doing.by.who)
    else:
        words = "approved by the agreement: {approval}"
        approval = str(part.terms.approval)
        reason = because("flow.approved_by_agreement", words, approval=approval)
    kept = doing.record(kept, Event.APPROVE, (reason,), step=Step.APPROVE)
    wake_later(doing, kept)
    return kept
