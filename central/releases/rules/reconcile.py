"""Brings a schedule together with what is on its way, line by line, and says why.

A pure answer that a page can show at once: nothing is posted here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from central.agreements.model.options import COUNTING, Backorders
from central.agreements.model.terms import Terms
from central.cums.rules.ledger import Ledger
from central.demand.lines import LineStatus, Schedule, in_order
from central.orders.model import Backorder, ReconciledLine
from central.releases.rules.points import Gate
from central.releases.rules.transit import NOTHING, Confirmed, transit_of
from central.words.reasons import Reason, because

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """``matched`` False: an exception; the lines are as the customer sent them."""

    matched: bool
    lines: tuple[ReconciledLine, ...]
    reasons: tuple[Reason, ...]
    ahead: Decimal = ZERO
    """On its way beyond all demand of the schedule."""


def reconcile(
    schedule: Schedule,
    ledger: Ledger,
    terms: Terms,
    backorders: Sequence[Backorder] = (),
    confirmed: Confirmed = NOTHING,
    gate: Gate | None = None,
) -> Reconciliation:
    """By the option of the terms; what is in transit is taken from the earliest lines. ``gate``:
    where several unloading points are asked for, only what goes to this one.
    """
    transit = transit_of(schedule, ledger, terms, confirmed, gate)
    lines = [ReconciledLine(line=line) for line in in_order(schedule.lines)]
    reasons, ahead = list(transit.reasons), ZERO
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
    """The customer's cum after each line, in their order; without one they stay as they are."""
    if received is None:
        return tuple(lines)
    found = []
    cum = received
    for line in lines:
        if line.line.status is not LineStatus.INFORMATION:
            cum += line.line.quantity
        found.append(replace(line, cum=cum))
    return tuple(found)


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
    """What is said of them. Where the customer counts they are in
    their count, so that ignoring them would order them twice.
    """
    quantity = sum((backorder.open_quantity for backorder in backorders), ZERO)
    ignores = terms.backorders is Backorders.IGNORE_IN_RECONCILE
    counts = terms.reconcile in COUNTING
    if not quantity:
        return []
    if ignores and not counts:
        ignored = because(
            "reconcile.backorders_ignored",
            "backorders of {quantity} are ignored by the agreement",
            quantity=quantity,
        )
        return [ignored]
    left = _deduct(lines, quantity, "backordered")
    orders = ", ".join(sorted({backorder.order for backorder in backorders}))
    reasons = [
        because(
            "reconcile.backorders_matched",
            "backorders of {quantity} on {orders}: {matched} matched, {left} beyond the schedule",
            quantity=quantity,
            orders=orders,
            matched=quantity - left,
            left=left,
        )
    ]
    if ignores:
        reasons.append(
            because(
                "reconcile.backorders_counted",
                "the agreement ignores backorders, but the customer counts: what they lack is in "
                "their count already",
            )
        )
    return reasons


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
