"""Brings a schedule together with what is on its way, line by line, and says why.

A pure answer that a page can show at once: nothing is posted here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from central.agreements.options import Backorders, MatchRequired, Reconcile
from central.agreements.terms import Terms
from central.reasons import Reason, because
from central.releases.rules.demand import DemandLine, LineStatus, Schedule, in_order
from central.releases.rules.ledger import Ledger
from central.releases.rules.movements import Despatched

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backorder:
    """An order line already entered and overdue, with what of it is still open."""

    order: str
    due_on: date
    open_quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciledLine:
    line: DemandLine
    in_transit: Decimal = ZERO
    """Of the quantity asked: on its way already."""
    backordered: Decimal = ZERO
    """Of the quantity asked: on an overdue order line already."""
    cum: Decimal | None = None
    """The customer's cum when this line is delivered, if the customer counts."""

    @property
    def quantity(self) -> Decimal:
        """What is left to despatch."""
        return self.line.quantity - self.in_transit - self.backordered


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """``matched`` False: an exception; the lines are as the customer sent them."""

    matched: bool
    lines: tuple[ReconciledLine, ...]
    reasons: tuple[Reason, ...]
    ahead: Decimal = ZERO
    """On its way beyond all demand of the schedule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Transit:
    matched: bool
    quantity: Decimal
    reasons: tuple[Reason, ...]


def reconcile(
    schedule: Schedule, ledger: Ledger, terms: Terms, backorders: Sequence[Backorder] = ()
) -> Reconciliation:
    """By the option of the terms; what is in transit is taken from the earliest lines."""
    transit = _transit(schedule, ledger, terms)
    lines = [ReconciledLine(line=line) for line in in_order(schedule.lines)]
    ahead = ZERO
    reasons = list(transit.reasons)
    if transit.matched:
        ahead = _deduct(lines, transit.quantity, "in_transit")
        if ahead:
            reasons.append(
                because(
                    "reconcile.ahead",
                    "{ahead} is on its way beyond all demand of the schedule",
                    ahead=ahead,
                )
            )
        reasons += _match_backorders(lines, backorders, terms)
        reasons += [_said(line) for line in lines if line.quantity != line.line.quantity]
    return Reconciliation(
        matched=transit.matched,
        lines=with_cums(lines, schedule.received_cum),
        reasons=tuple(reasons),
        ahead=ahead,
    )


def with_cums(
    lines: Sequence[ReconciledLine], received: Decimal | None
) -> tuple[ReconciledLine, ...]:
    """The customer's cum after each line, in their order; without his cum they stay as they are."""
    if received is None:
        return tuple(lines)
    found = []
    cum = received
    for line in lines:
        if line.line.status is not LineStatus.INFORMATION:
            cum += line.line.quantity
        found.append(replace(line, cum=cum))
    return tuple(found)


def _transit(schedule: Schedule, ledger: Ledger, terms: Terms) -> _Transit:
    match terms.reconcile:
        case Reconcile.NO_RECONCILE:
            off = because("reconcile.off", "the agreement does not reconcile: lines stay as sent")
            return _Transit(matched=True, quantity=ZERO, reasons=(off,))
        case Reconcile.USE_DELIVERY_NOTE:
            return _by_note(schedule, ledger, terms)
        case Reconcile.USE_DELIVERY_NOTE_AND_CUM_QTY:
            return _by_note_and_cum(schedule, ledger, terms)
        case Reconcile.USE_CUMULATIVE_QUANTITY:
            return _by_cum(schedule, ledger, terms)


def _by_note(schedule: Schedule, ledger: Ledger, terms: Terms) -> _Transit:
    notes = ledger.notes()
    if not schedule.last_note:
        return _without_note(notes, terms)
    after = ledger.after_note(schedule.last_note)
    if after is None:
        return _no_match(
            because(
                "reconcile.note_unknown",
                "the customer names note {note}, which we did not despatch or have undone",
                note=schedule.last_note,
            )
        )
    quantity = sum((note.quantity for note in after), ZERO)
    reason = because(
        "reconcile.after_note",
        "after note {note} we despatched {quantity} on {count} notes{names}",
        note=schedule.last_note,
        quantity=quantity,
        count=len(after),
        names=_names(after),
    )
    return _Transit(matched=True, quantity=quantity, reasons=(reason,))


def _names(notes: Sequence[Despatched]) -> str:
    return ": " + ", ".join(note.note for note in notes) if notes else ""


def _without_note(notes: Sequence[Despatched], terms: Terms) -> _Transit:
    quantity = sum((note.quantity for note in notes), ZERO)
    if notes and terms.match_required is MatchRequired.REQUIRED:
        return _no_match(
            because(
                "reconcile.no_note",
                "the customer names no note, but we despatched {quantity} on {count} notes",
                quantity=quantity,
                count=len(notes),
            )
        )
    reason = because(
        "reconcile.nothing_received",
        "the customer names no note: all {quantity} despatched is taken as on its way",
        quantity=quantity,
    )
    return _Transit(matched=True, quantity=quantity, reasons=(reason,))


def _by_note_and_cum(schedule: Schedule, ledger: Ledger, terms: Terms) -> _Transit:
    by_note = _by_note(schedule, ledger, terms)
    if not by_note.matched:
        return by_note
    if schedule.received_cum is None:
        return _no_cum()
    own = ledger.balance.despatched
    difference = schedule.received_cum + by_note.quantity - own
    reason = because(
        "reconcile.note_and_cum_differ" if difference else "reconcile.note_and_cum_match",
        "customer's cum {received} + {after} despatched after the note = {together}, "
        "our cum {own}: " + ("{difference} apart" if difference else "they match"),
        received=schedule.received_cum,
        after=by_note.quantity,
        together=schedule.received_cum + by_note.quantity,
        own=own,
        difference=abs(difference),
    )
    return replace(by_note, matched=not difference, reasons=(*by_note.reasons, reason))


def _by_cum(schedule: Schedule, ledger: Ledger, terms: Terms) -> _Transit:
    received, own = schedule.received_cum, ledger.balance.despatched
    if received is None:
        return _no_cum()
    if received > own:
        return _no_match(
            because(
                "reconcile.negative_in_transit",
                "customer's cum {received} is above our cum {own} by {excess}: "
                "one of them is corrected by a person, it is never netted",
                received=received,
                own=own,
                excess=received - own,
            )
        )
    reason = because(
        "reconcile.in_transit",
        "our cum {own} - customer's cum {received} = {quantity} in transit",
        own=own,
        received=received,
        quantity=own - received,
    )
    if terms.match_required is MatchRequired.REQUIRED and received not in _boundaries(ledger):
        between = because(
            "reconcile.between_notes",
            "customer's cum {received} did not stand after any of our notes",
            received=received,
        )
        return _no_match(reason, between)
    return _Transit(matched=True, quantity=own - received, reasons=(reason,))


def _boundaries(ledger: Ledger) -> set[Decimal]:
    """The cums that stood after a note, and the one before the first."""
    running = ledger.running()
    if not running:
        return {ledger.balance.despatched}
    first, cum = running[0]
    return {cum - first.quantity, *(cum for _, cum in running)}


def _no_cum() -> _Transit:
    return _no_match(because("reconcile.no_cum", "the schedule gives no received cum to compare"))


def _no_match(*reasons: Reason) -> _Transit:
    return _Transit(matched=False, quantity=ZERO, reasons=reasons)


def _deduct(lines: list[ReconciledLine], quantity: Decimal, side: str) -> Decimal:
    """From the earliest demand; returns what no line could take. Information is no demand."""
    for position, line in enumerate(lines):
        if quantity <= 0:
            break
        if line.line.status is LineStatus.INFORMATION:
            continue
        portion = min(quantity, line.quantity)
        lines[position] = (
            replace(line, in_transit=portion)
            if side == "in_transit"
            else replace(line, backordered=portion)
        )
        quantity -= portion
    return quantity


def _match_backorders(
    lines: list[ReconciledLine], backorders: Sequence[Backorder], terms: Terms
) -> list[Reason]:
    quantity = sum((backorder.open_quantity for backorder in backorders), ZERO)
    if not quantity or terms.reconcile is Reconcile.NO_RECONCILE:
        return []
    if terms.backorders is Backorders.IGNORE_IN_RECONCILE:
        return [
            because(
                "reconcile.backorders_ignored",
                "backorders of {quantity} are ignored by the agreement",
                quantity=quantity,
            )
        ]
    left = _deduct(lines, quantity, "backordered")
    return [
        because(
            "reconcile.backorders_matched",
            "backorders of {quantity} on {orders}: {matched} matched, {left} beyond the schedule",
            quantity=quantity,
            orders=", ".join(sorted({backorder.order for backorder in backorders})),
            matched=quantity - left,
            left=left,
        )
    ]


def _said(line: ReconciledLine) -> Reason:
    return because(
        "reconcile.line",
        "line {number} of {on}: {asked} - {in_transit} in transit - {backordered} backordered "
        "= {left}",
        number=line.line.number,
        on=line.line.on,
        asked=line.line.quantity,
        in_transit=line.in_transit,
        backordered=line.backordered,
        left=line.quantity,
    )
