"""Which terms contradict each other. Each refusal names both options and what to change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from central.agreements.model.options import (
    Backorders,
    MatchRequired,
    OrderCreation,
    PoInformation,
    Reconcile,
    References,
    ToleranceCheck,
    ToleranceMethod,
)
from central.agreements.model.terms import Terms
from central.words.digits import QUANTITY_PLACES, digit_faults
from central.words.reasons import Reason, RuleRefusedError, because


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two terms that cannot stand together; ``first`` and ``second`` are fields of Terms."""

    first: str
    second: str
    holds: Callable[[Terms], bool]
    why: str


CONTRADICTIONS: tuple[Contradiction, ...] = (
    Contradiction(
        first="references",
        second="reconcile",
        holds=lambda t: (
            t.references is References.USE_REFERENCES and t.reconcile is not Reconcile.NO_RECONCILE
        ),
        why="references say what each line is, so nothing is deducted from it: "
        "take no_reconcile or do_not_use_references",
    ),
    Contradiction(
        first="po_information",
        second="references",
        holds=lambda t: (
            t.po_information is PoInformation.USE_PO_INFORMATION
            and t.references is References.USE_REFERENCES
        ),
        why="a line is found by its purchase order or by its reference, not by both: "
        "take do_not_use_references or do_not_use_po_information",
    ),
    Contradiction(
        first="order_creation",
        second="po_information",
        holds=lambda t: (
            t.order_creation is OrderCreation.CREATE_IN_ADVANCE
            and t.po_information is PoInformation.DO_NOT_USE_PO_INFORMATION
        ),
        why="an order made in advance is found by the purchase order number in the line: "
        "take use_po_information or create_on_demand",
    ),
    Contradiction(
        first="match_required",
        second="reconcile",
        holds=lambda t: (
            t.match_required is MatchRequired.REQUIRED and t.reconcile is Reconcile.NO_RECONCILE
        ),
        why="nothing is compared, so nothing can match: take not_required or a way to reconcile",
    ),
    Contradiction(
        first="match_required",
        second="reconcile",
        holds=lambda t: (
            t.match_required is MatchRequired.NOT_REQUIRED
            and t.reconcile is Reconcile.USE_DELIVERY_NOTE_AND_CUM_QTY
        ),
        why="note and cum must agree by definition: "
        "take required, or use_delivery_note or use_cumulative_quantity alone",
    ),
    Contradiction(
        first="backorders",
        second="reconcile",
        holds=lambda t: (
            t.backorders is Backorders.MATCH_IN_RECONCILE and t.reconcile is Reconcile.NO_RECONCILE
        ),
        why="backorders are matched while reconciling: "
        "take ignore_in_reconcile or a way to reconcile",
    ),
    Contradiction(
        first="tolerance_check",
        second="tolerance_template",
        holds=lambda t: (
            t.tolerance_check is not ToleranceCheck.NO_CHECK and not t.tolerance_template
        ),
        why="a check needs at least one horizon with its percentages: add one or take no_check",
    ),
    Contradiction(
        first="tolerance_method",
        second="tolerance_days",
        holds=lambda t: (
            t.tolerance_method is ToleranceMethod.QUANTITY_OR_DAYS and t.tolerance_days is None
        ),
        why="the method needs a number of days: give it, or take cumulative or bucketed",
    ),
    Contradiction(
        first="tolerance_method",
        second="tolerance_days",
        holds=lambda t: (
            t.tolerance_method is not ToleranceMethod.QUANTITY_OR_DAYS
            and t.tolerance_days is not None
        ),
        why="only quantity_or_days counts days: leave the days out or take that method",
    ),
)


def faults_of(terms: Terms, place: str = "") -> tuple[Reason, ...]:
    """Everything that is wrong with terms that hold together for something; empty: nothing is.
    ``place``: for what, where it is not the contract as a whole.
    """
    at = f"{place}: " if place else ""
    found = [
        because(
            f"agreement.{rule.first}_against_{rule.second}",
            "{place}{first} = {first_value} contradicts {second} = {second_value}: {why}",
            place=at,
            first=rule.first,
            first_value=_shown(getattr(terms, rule.first)),
            second=rule.second,
            second_value=_shown(getattr(terms, rule.second)),
            why=rule.why,
        )
        for rule in CONTRADICTIONS
        if rule.holds(terms)
    ]
    return (*found, *_range_faults(terms, at))


def check(terms: Terms) -> None:
    """Raises RuleRefusedError with all faults."""
    if faults := faults_of(terms):
        raise RuleRefusedError(*faults)


def _range_faults(terms: Terms, at: str) -> list[Reason]:
    faults = [*digit_faults(terms.quantum, QUANTITY_PLACES, f"{at}quantum")]
    for number, horizon in enumerate(terms.tolerance_template, 1):
        if horizon.length.count < 1:
            faults.append(
                _out_of_range(f"{at}length of horizon {number} {horizon.name!r}", "above 0")
            )
        if not Decimal(0) <= horizon.minus_percent <= 100:
            faults.append(_out_of_range(f"{at}minus percent of {horizon.name!r}", "0 to 100"))
        if horizon.plus_percent < 0:
            faults.append(_out_of_range(f"{at}plus percent of {horizon.name!r}", "0 or above"))
    for number, line_type in enumerate(terms.line_types, 1):
        if line_type.length.count < 1:
            faults.append(_out_of_range(f"{at}length of line type {number}", "above 0"))
    if terms.tolerance_days is not None and terms.tolerance_days < 0:
        faults.append(_out_of_range(f"{at}tolerance_days", "0 or above"))
    if terms.quantum <= 0:
        faults.append(_out_of_range(f"{at}quantum", "above 0"))
    return faults


def _out_of_range(what: str, interval: str) -> Reason:
    return because(
        "agreement.out_of_range", "{what} must be {interval}", what=what, interval=interval
    )


def _shown(value: object) -> str:
    return str(value) if value not in ((), None) else "none"
