"""Movements of the cum ledger as rows of their table, and back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from central.cums.rules.movements import (
    Assigned,
    Carried,
    CarriedOver,
    Corrected,
    Despatched,
    DespatchUndone,
    Movement,
    Received,
    ResetExecuted,
    ResetPlanned,
    Returned,
    Side,
)
from central.cums.tables_ledger import movements

_KINDS: dict[type[Movement], str] = {
    Despatched: "despatched",
    DespatchUndone: "despatch_undone",
    Received: "received",
    Assigned: "assigned",
    Returned: "returned",
    Corrected: "corrected",
    CarriedOver: "carried_over",
    ResetPlanned: "reset_planned",
    ResetExecuted: "reset_executed",
}
COLUMNS: tuple[Any, ...] = (
    movements.c.kind,
    movements.c.on_day,
    movements.c.quantity,
    movements.c.note,
    movements.c.side,
    movements.c.who,
    movements.c.why,
    movements.c.synchronise_on,
    movements.c.execute_on,
    movements.c.unloading_point,
    movements.c.happened_us,
)


def note_of(movement: Movement) -> str:
    """The number of its note; empty: it is of none."""
    match movement:
        case (
            Despatched(note=note)
            | DespatchUndone(note=note)
            | Received(note=note)
            | Assigned(note=note)
        ):
            return note
        case _:
            return ""


def row_of(movement: Movement) -> dict[str, Any]:
    """What of a row the movement itself says."""
    row: dict[str, Any] = {
        "kind": _KINDS[type(movement)],
        "quantity": None,
        "note": note_of(movement),
        "side": "",
        "synchronise_on": None,
        "execute_on": None,
        "unloading_point": "",
        "happened_us": None,
    }
    match movement:
        case ResetPlanned():
            days = movement.synchronise_on, movement.execute_on
            return row | dict(on_day=days[0], synchronise_on=days[0], execute_on=days[1])
        case DespatchUndone():
            return row | {"on_day": movement.on, "quantity": movement.quantity}
        case ResetExecuted():
            return row | {"on_day": movement.on}
        case Returned():
            return row | _dated(movement) | {"note": movement.paper}
        case Corrected():
            return row | _dated(movement) | {"side": movement.side.value, "why": movement.why}
        case CarriedOver():
            return row | _dated(movement) | {"side": movement.of.value}
        case Despatched():
            left = {"unloading_point": movement.point, "happened_us": movement.happened_us}
            return row | _dated(movement) | left
        case _:
            return row | _dated(movement)


def _dated(
    movement: Despatched | Received | Assigned | Returned | Corrected | CarriedOver,
) -> dict[str, Any]:
    return {"on_day": movement.on, "quantity": movement.quantity}


class _Columns(NamedTuple):
    """A row of ``COLUMNS``."""

    kind: str
    on: date
    quantity: Decimal
    note: str
    side: str
    who: str
    why: str
    synchronise_on: date
    execute_on: date
    point: str
    happened_us: int | None


def movement_of(columns: Iterable[Any]) -> Movement:
    """``columns``: a row of ``COLUMNS``."""
    it = _Columns(*columns)
    kind, on, quantity, note, side = it.kind, it.on, it.quantity, it.note, it.side
    match kind:
        case "despatched":
            return Despatched(
                note=note, on=on, quantity=quantity, point=it.point, happened_us=it.happened_us
            )
        case "despatch_undone":
            return DespatchUndone(note=note, on=on, quantity=quantity)
        case "received":
            return Received(on=on, quantity=quantity, note=note)
        case "assigned":
            return Assigned(note=note, on=on, quantity=quantity)
        case "returned":
            return Returned(on=on, quantity=quantity, paper=note)
        case "corrected":
            return Corrected(side=Side(side), on=on, quantity=quantity, person=it.who, why=it.why)
        case "carried_over":
            return CarriedOver(of=Carried(side), on=on, quantity=quantity)
        case "reset_planned":
            return ResetPlanned(synchronise_on=it.synchronise_on, execute_on=it.execute_on)
        case "reset_executed":
            return ResetExecuted(on=on)
        case _:
            raise ValueError(f"a movement of kind {kind!r}: a newer program wrote it")


def kind_name(movement: Movement) -> str:
    """As it is stored: the class in snake case."""
    return _KINDS[type(movement)]
