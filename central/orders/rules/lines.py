"""The states of an order line as one table, and how what was shipped goes on open lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from central.words.reasons import RuleRefusedError, because

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrder:
    """A number of the customer's that lines of schedules name, as far as it orders one part; of
    several parts there are several. ``part`` empty: every part of the agreement. ``quantity``: of
    the part in all; None: nothing is said, or it stays as it was.
    """

    purchase_order: str
    agreement: str
    part: str = ""
    quantity: Decimal | None = None


class LineState(StrEnum):
    OPEN = "open"
    PICKED = "picked"
    DESPATCHED = "despatched"
    TAKEN_OUT = "taken_out"


class LineEvent(StrEnum):
    PICK = "pick"
    PUT_BACK = "put_back"
    DESPATCH_PART = "despatch_part"
    DESPATCH_REST = "despatch_rest"
    UNDO = "undo"
    REWRITE = "rewrite"
    TAKE_OUT = "take_out"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTransition:
    state: LineState
    event: LineEvent
    then: LineState
    why: str


def _row(state: LineState, event: LineEvent, then: LineState, why: str) -> LineTransition:
    return LineTransition(state=state, event=event, then=then, why=why)


_OPEN, _PICKED = LineState.OPEN, LineState.PICKED
_DESPATCHED, _TAKEN_OUT = LineState.DESPATCHED, LineState.TAKEN_OUT

LINE_TRANSITIONS: tuple[LineTransition, ...] = (
    _row(_OPEN, LineEvent.PICK, _PICKED, "its goods are picked: no schedule rewrites it"),
    _row(_PICKED, LineEvent.PUT_BACK, _OPEN, "its goods went back to stock"),
    _row(_OPEN, LineEvent.DESPATCH_PART, _OPEN, "a part of it went on a note"),
    _row(_PICKED, LineEvent.DESPATCH_PART, _PICKED, "a part of it went on a note"),
    _row(_OPEN, LineEvent.DESPATCH_REST, _DESPATCHED, "all of it has gone"),
    _row(_PICKED, LineEvent.DESPATCH_REST, _DESPATCHED, "all of it has gone"),
    _row(_OPEN, LineEvent.UNDO, _OPEN, "a note was undone"),
    _row(_PICKED, LineEvent.UNDO, _PICKED, "a note was undone"),
    _row(_DESPATCHED, LineEvent.UNDO, _OPEN, "a note was undone: it is picked anew"),
    _row(_OPEN, LineEvent.REWRITE, _OPEN, "a schedule asks another quantity"),
    _row(_OPEN, LineEvent.TAKE_OUT, _TAKEN_OUT, "no schedule asks for it any more"),
    _row(_OPEN, LineEvent.CLOSE, _DESPATCHED, "no schedule asks for what has not gone"),
)
_TABLE = {(row.state, row.event): row for row in LINE_TRANSITIONS}
STANDING = (LineState.OPEN, LineState.PICKED)
"""What is still to be despatched."""


def move_line(line: int, state: LineState, event: LineEvent) -> LineState:
    """The state after it; RuleRefusedError for what the table has not."""
    found = _TABLE.get((state, event))
    if found is None:
        raise RuleRefusedError(
            because(
                "orders.no_such_step",
                "order line {line} is {state}: {event} is not possible",
                line=line,
                state=state.value,
                event=event.value,
            )
        )
    return found.then


def despatching(
    line: int, state: LineState, open_quantity: Decimal, quantity: Decimal
) -> LineEvent:
    """What taking ``quantity`` of a line is; RuleRefusedError if there is not so much of it."""
    if state in STANDING and quantity > open_quantity:
        raise RuleRefusedError(
            because(
                "orders.more_than_open",
                "order line {line} has {open} open, {quantity} cannot go on a note",
                line=line,
                open=open_quantity,
                quantity=quantity,
            )
        )
    return LineEvent.DESPATCH_REST if quantity == open_quantity else LineEvent.DESPATCH_PART


def check_free(
    line: int, state: LineState, open_quantity: Decimal, awaiting: Decimal, quantity: Decimal
) -> None:
    """RuleRefusedError: ``quantity`` of the line cannot go on a note, for so much of it is not
    open, or is packed or on another note already.
    """
    if quantity <= 0:
        raise RuleRefusedError(
            because(
                "orders.not_positive",
                "quantity {quantity} of order line {line} must be above 0",
                quantity=quantity,
                line=line,
            )
        )
    if state not in STANDING:
        move_line(line, state, LineEvent.DESPATCH_PART)
    despatching(line, state, open_quantity, quantity)
    if quantity > open_quantity - awaiting:
        raise RuleRefusedError(
            because(
                "orders.awaiting",
                "order line {line} has {open} open, of which {awaiting} await departure: "
                "{quantity} cannot go on a note",
                line=line,
                open=open_quantity,
                awaiting=awaiting,
                quantity=quantity,
            )
        )


def check_kept(line: int, awaiting: Decimal, open_quantity: Decimal) -> None:
    """RuleRefusedError: a schedule leaves less open of the line than awaits departure."""
    if awaiting > open_quantity:
        raise RuleRefusedError(
            because(
                "orders.packed_since",
                "of order line {line}, {awaiting} await departure: {quantity} cannot be what is "
                "open of it",
                line=line,
                awaiting=awaiting,
                quantity=open_quantity,
            )
        )


def by_line(quantities: Iterable[tuple[int, Decimal]]) -> dict[int, Decimal]:
    """Added up for each order line."""
    found: dict[int, Decimal] = {}
    for line, quantity in quantities:
        found[line] = found.get(line, ZERO) + quantity
    return found


def put_on_lines(
    quantity: Decimal, standing: Iterable[tuple[int, Decimal]]
) -> tuple[list[tuple[int, Decimal]], Decimal]:
    """What of a shipment goes on each open line (its id and open quantity, the earliest first), and
    what is beyond them all.
    """
    taken = []
    for line, open_quantity in standing:
        portion = min(quantity, open_quantity)
        if portion > 0:
            taken.append((line, portion))
            quantity -= portion
        if quantity <= 0:
            break
    return taken, max(ZERO, quantity)
