"""What comes next for a schedule: a step, or whom it waits for and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from central.agreements.model.options import (
    Approval,
    PoInformation,
    Reconcile,
    ReconcileRun,
    References,
    Release,
    ToleranceCheck,
)
from central.agreements.model.terms import Terms
from central.demand.lines import LineStatus, Schedule
from central.releases.rules.states import By, State
from central.words.reasons import Figure, Reason, because

ORDERS_SHOWN = 5
NO_LINES = (
    "names the part and no quantity at all, not even 0: it would take every open order line of its "
    "period out. A person approves it if nothing is wanted, or rejects it"
)
"""Whatever the agreement lets flow: saying nothing is no order."""


class Step(StrEnum):
    RECONCILE = "reconcile"
    CHECK_TOLERANCE = "check_tolerance"
    APPROVE = "approve"
    RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """``step`` None: nothing happens now, for these reasons."""

    step: Step | None
    reasons: tuple[Reason, ...] = ()


def next_step(
    state: State,
    terms: Terms,
    *,
    by: By,
    earlier: str = "",
    dock: tuple[str, str] | None = None,
    lines: int = 1,
    closed: tuple[Reason, ...] = (),
) -> Next:
    """``by`` ANYBODY is a scheduled run, PERSON asks for the step by hand.

    ``earlier``: number of a schedule before this one that still awaits approval. ``dock``: where
    only one of two names an unloading point, the other's and its own. ``lines``: how many it has.
    ``closed``: what it asks for days that are not worked and the agreement leaves to a person.
    """
    if state is State.RECEIVED and earlier:
        words = "waits until schedule {number} is approved or rejected"
        return _wait("step.earlier", words, number=earlier)
    match state:
        case State.RECEIVED:
            manual = terms.reconcile_run is ReconcileRun.MANUAL
            return _unless(manual, Step.RECONCILE, by, "is reconciled by hand")
        case State.RECONCILED if terms.tolerance_check is not ToleranceCheck.NO_CHECK:
            manual = terms.tolerance_check is ToleranceCheck.MANUAL
            return _unless(manual, Step.CHECK_TOLERANCE, by, "is checked for tolerance by hand")
        case State.RECONCILED | State.IN_TOLERANCE | State.OUT_OF_TOLERANCE:
            asked = closed if lines else _wait("step.no_lines", NO_LINES).reasons
            return _approval(state, terms, by, dock, asked)
        case State.APPROVED:
            manual = terms.release is Release.MANUAL
            return _unless(manual, Step.RELEASE, by, "is released by hand")
        case State.NOT_RECONCILED:
            return _wait("step.not_reconciled", "does not reconcile: correct it and run it again")
        case State.RELEASE_EXCEPTION:
            why = "has lines that cannot be released: rerun or remove"
            return _wait("step.release_exception", why)
        case State.RELEASED | State.REPLACED | State.REJECTED:
            return _wait("step.done", "is {state}: nothing is left to do", state=str(state))


def _approval(
    state: State, terms: Terms, by: By, dock: tuple[str, str] | None, asked: tuple[Reason, ...]
) -> Next:
    """Whether demand without an unloading point is the same as that for one, only a person can say,
    unless the agreement approves whatever comes. ``asked``: what only a person answers.
    """
    if asked and by is not By.PERSON:
        return Next(step=None, reasons=asked)
    if state is State.OUT_OF_TOLERANCE:
        held = terms.approval is not Approval.UNCONDITIONAL
        return _unless(held, Step.APPROVE, by, "is out of tolerance: a person approves it")
    if dock is not None and terms.approval is Approval.AUTO and by is not By.PERSON:
        words = (
            "is for {new}, and a schedule for {old} still asks: both would be ordered; a person "
            "approves it if both are wanted, or rejects it"
        )
        old, new = (point or "no unloading point" for point in dock)
        return _wait("step.dock", words, old=old, new=new)
    manual = terms.approval is Approval.MANUAL
    return _unless(manual, Step.APPROVE, by, "is approved by hand")


def _unless(by_hand: bool, step: Step, by: By, why: str) -> Next:
    if by_hand and by is not By.PERSON:
        return _wait(f"step.{step}_by_hand", why)
    return Next(step=step)


def _wait(code: str, words: str, **figures: Figure) -> Next:
    return Next(step=None, reasons=(because(code, words, **figures),))


def approval_breaches(schedule: Schedule, terms: Terms) -> tuple[Reason, ...]:
    """What stops approval, whoever asks; empty: nothing does."""
    using = terms.references is References.USE_REFERENCES
    found = []
    if using and terms.reconcile is not Reconcile.NO_RECONCILE:
        found.append(
            because(
                "approval.references_reconcile",
                "use_references requires no_reconcile; the agreement says {reconcile}",
                reconcile=str(terms.reconcile),
            )
        )
    if using and terms.po_information is PoInformation.USE_PO_INFORMATION:
        found.append(
            because(
                "approval.po_information_references",
                "use_po_information requires do_not_use_references; "
                "the agreement says {references}",
                references=str(terms.references),
            )
        )
    if using:
        found += [
            because(
                "approval.no_reference",
                "use_references: line {number} of {on} has no reference",
                number=line.number,
                on=line.on,
            )
            for line in schedule.lines
            if not line.reference and line.status is LineStatus.FIRM
        ]
    elif terms.po_information is PoInformation.DO_NOT_USE_PO_INFORMATION:
        found += _unwanted_orders(schedule)
    return tuple(found)


def _unwanted_orders(schedule: Schedule) -> list[Reason]:
    """Neither references nor purchase orders are agreed, and here they are."""
    named = dict.fromkeys(line.purchase_order for line in schedule.lines if line.purchase_order)
    if not named:
        return []
    words = (
        "the schedule names the purchase orders {numbers}, and the agreement says "
        "do_not_use_references and do_not_use_po_information: take use_po_information, or ask the "
        "customer"
    )
    shown = ", ".join(list(named)[:ORDERS_SHOWN])
    numbers = shown if len(named) <= ORDERS_SHOWN else f"{shown}, ..."
    return [because("approval.po_information", words, numbers=numbers)]
