"""The slots of a rack, derived from vehicles, marriages and skips as they are now."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from central.tracking import tables
from central.tracking.rules import SlotFacts, SlotState, number_of_slot, slot_state
from wire.events import Need

_needs = msgspec.json.Decoder(list[Need])


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotView:
    slot: int
    number: int
    state: SlotState
    call_number: str
    vin: str
    pieces_needed: int
    pieces_married: int


def slots_of(connection: Connection, rack: Any) -> tuple[SlotView, ...]:
    """The slots of a rack, derived from vehicles, marriages and skips."""
    numbers = [
        number_of_slot(rack["first_number"], rack["size"], rack["load_order"], slot)
        for slot in range(rack["size"])
    ]
    last = rack["short_last"]
    vehicles = _in_range(connection, tables.vehicles, tables.vehicles.c.claimed_number, rack)
    skipped = {row["number"] for row in _in_range(connection, tables.skips, None, rack)}
    owners = {row["number"]: row for row in vehicles if row["number"] is not None}
    contested = {
        row["claimed_number"]
        for row in vehicles
        if row["number"] is None and not row["withdrawn"] and not row["fitted"]
    }
    married = tables.marriages
    query = select(married.c.slot, married.c.family, married.c.part).where(
        married.c.node == rack["node"],
        married.c.rack == rack["rack"],
        married.c.divorced_by.is_(None),
    )
    pieces: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    for slot, family, part in connection.execute(query):
        pieces[slot][family, part] += 1
    return tuple(
        _slot(
            rack,
            slot,
            number,
            owners.get(number),
            pieces[slot],
            skipped=number in skipped,
            contested=number in contested,
        )
        for slot, number in enumerate(numbers)
        if last is None or number <= last
    )


def _in_range(connection: Connection, table: Any, column: Any, rack: Any) -> list[Any]:
    column = table.c.number if column is None else column
    query = select(table).where(
        table.c.node == rack["node"],
        table.c.feed == rack["feed"],
        table.c.epoch == rack["epoch"],
        column.between(rack["first_number"], rack["first_number"] + rack["size"] - 1),
    )
    return list(connection.execute(query).mappings())


def _slot(
    rack: Any,
    slot: int,
    number: int,
    vehicle: Any,
    married: Counter[tuple[str, str]],
    *,
    skipped: bool,
    contested: bool,
) -> SlotView:
    needed: Counter[tuple[str, str]] = Counter()
    if vehicle is not None:
        for need in _needs.decode(bytes(vehicle["needs"])):
            if need.rack_family == rack["rack_family"]:
                needed[need.family, need.part] += need.quantity
    right = (needed & married).total()
    state = slot_state(
        SlotFacts(
            has_vehicle=vehicle is not None,
            withdrawn=vehicle is not None and vehicle["withdrawn"],
            problems=vehicle is not None and _problems_here(vehicle, rack["rack_family"]),
            skipped=skipped,
            shipped=rack["shipped_us"] is not None,
            contested=contested,
            pieces_needed=needed.total(),
            pieces_married=right,
            pieces_wrong=married.total() - right,
        )
    )
    return SlotView(
        slot=slot,
        number=number,
        state=state,
        call_number="" if vehicle is None else vehicle["call_number"],
        vin="" if vehicle is None else vehicle["vin"],
        pieces_needed=needed.total(),
        pieces_married=married.total(),
    )


def _problems_here(vehicle: Any, rack_family: str) -> bool:
    problems = msgspec.json.decode(bytes(vehicle["problems"]))
    return any(problem.get("rack_family", "") in ("", rack_family) for problem in problems)
