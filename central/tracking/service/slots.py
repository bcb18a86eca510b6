"""The slots of a rack, derived from vehicles, marriages, skips and holes as they are now; the same
states as in the cell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, select

from central.tracking import tables
from central.tracking.rules import (
    SlotFacts,
    is_held,
    last_of_rack,
    numbers_of_slots,
    slot_state,
)
from central.tracking.service.blocks import Block, blocks_in_force
from central.tracking.service.groups import is_misplaced, is_moved
from wire.blocks import covers_part, may_cover
from wire.events import Need
from wire.family_words import with_index
from wire.masters import Filling, GapPolicy
from wire.slot_state import SlotState

_needs = msgspec.json.Decoder(list[Need])


class Piece(NamedTuple):
    """What a slot wants, or what lies in it."""

    call: str
    family: str
    place: int
    """Its index in the family."""
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotView:
    slot: int
    number: int
    state: SlotState
    call_number: str
    vin: str
    pieces_needed: int
    pieces_married: int
    lacking: tuple[str, ...]
    """What is still to come, in words: family, its index where there are several parts, part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Range:
    """What is known of the numbers of one rack."""

    first: int
    last: int
    owners: dict[int, Any]
    contested: frozenset[int]
    skipped: frozenset[int]
    missing: frozenset[int]
    blocks: tuple[Block, ...]
    left_out: Counter[tuple[int, Piece]]
    """By slot: what a person let the rack be closed without."""
    in_doubt: frozenset[str | int]
    """Call numbers, and numbers, of which nobody can tell which version counts."""
    married: dict[int, list[Any]] = field(default_factory=dict)
    """Slot to what is married in it."""
    awaited_after: int = 0
    """Higher numbers may come yet; of lower ones only those that are missing."""
    jumped: bool = False
    """The line does not tell every number: those that it passed over are not in the rack."""
    come: tuple[int, ...] = ()
    """Numbers beyond the first missing one that vehicles hold, as many as a hold may count."""


CALLS_ASKED = 500


def calls_with_parts(connection: Connection, calls: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Feed and call number of those of which a part is picked and was not taken out again."""
    table = tables.marriages
    found: set[tuple[str, str]] = set()
    for first in range(0, len(calls), CALLS_ASKED):
        query = select(table.c.feed, table.c.call_number).where(
            table.c.call_number.in_(calls[first : first + CALLS_ASKED]),
            table.c.divorced_by.is_(None),
        )
        found.update((row.feed, row.call_number) for row in connection.execute(query))
    return frozenset(found)


def slots_of(connection: Connection, rack: Any) -> tuple[SlotView, ...]:
    """In load order, without numbers from before the cell listened or after the end of a run.

    ``rack`` is a row of ``tracking_racks``.
    """
    known = _range(connection, rack)
    return tuple(
        _slot(rack, slot, number, known)
        for slot, number in sorted(numbers_of_slots(rack).items())
        if rack["filling"] != Filling.NUMBER.value
        or (known.first <= number <= known.last and not _passed_over(slot, number, known))
    )


def _passed_over(slot: int, number: int, known: _Range) -> bool:
    return (
        known.jumped
        and not _awaited(number, known)
        and number not in known.owners
        and number not in known.in_doubt
        and number not in known.skipped
        and slot not in known.married
    )


def _awaited(number: int, known: _Range) -> bool:
    return number in known.missing or number > known.awaited_after


def _range(connection: Connection, rack: Any) -> _Range:
    asked = _numbers_asked(connection, rack)
    vehicles = _rows(connection, tables.vehicles.c.claimed_number, rack, asked)
    skips = _rows(connection, tables.skips.c.number, rack, asked)
    holes = _rows(connection, tables.holes.c.number, rack, asked)
    within, run = _bounds(connection, rack)
    first, last = within.start, within.stop - 1
    missing = frozenset(
        row["number"] for row in holes if row["kind"] == "number" and row["closed_us"] is None
    )
    return _Range(
        first=first,
        last=last,
        owners={row["number"]: row for row in vehicles if row["number"] is not None},
        contested=frozenset(
            row["claimed_number"]
            for row in vehicles
            if row["number"] is None and not row["withdrawn"] and not row["fitted"]
        ),
        skipped=frozenset(row["number"] for row in skips),
        missing=missing,
        blocks=blocks_in_force(connection, rack["node"]),
        left_out=_left_out(connection, rack),
        in_doubt=in_doubt(connection, rack),
        married=_married(connection, rack),
        awaited_after=0 if run is None else run["frontier"],
        jumped=run is not None and run["jumped"],
        come=_come_after(connection, rack, min(missing, default=last)),
    )


def _left_out(connection: Connection, rack: Any) -> Counter[tuple[int, Piece]]:
    table = tables.left_out
    query = select(table).where(table.c.node == rack["node"], table.c.rack == rack["rack"])
    found: Counter[tuple[int, Piece]] = Counter()
    for row in connection.execute(query).mappings():
        piece = Piece(row["call_number"], row["family"], row["index"], row["part"])
        found[row["slot"], piece] += row["quantity"]
    return found


def in_doubt(connection: Connection, place: Any) -> frozenset[str | int]:
    """Call numbers and numbers of which nobody can tell which version counts, in the cell, feed
    and epoch of ``place``.
    """
    table = tables.in_doubt
    query = select(table).where(table.c.node == place["node"], table.c.feed == place["feed"])
    found: set[str | int] = set()
    for row in connection.execute(query):
        found.add(row.call_number)
        if row.epoch == place["epoch"] and row.number is not None:
            found.add(row.number)
    return frozenset(found)


def _bounds(connection: Connection, rack: Any) -> tuple[range, Any]:
    """The numbers that the rack may carry, and the row of the run that they lie in, or None."""
    last = last_of_rack(rack)
    table = tables.runs
    query = select(table).where(
        table.c.node == rack["node"],
        table.c.feed == rack["feed"],
        table.c.epoch.in_([rack["epoch"], rack["epoch"] + 1]),
    )
    runs = {row["epoch"]: row for row in connection.execute(query).mappings()}
    run, after = runs.get(rack["epoch"]), runs.get(rack["epoch"] + 1)
    if rack["filling"] != Filling.NUMBER.value:
        return range(rack["first_number"], last + 1), run
    if run is None:
        return range(rack["first_number"], last + 1), None
    if after is not None:
        ended = after["frontier"] - after["first_number"] + 1 >= run["window_numbers"]
        last = min(last, run["frontier"]) if ended else last
    return range(max(rack["first_number"], run["first"]), last + 1), run


def _come_after(connection: Connection, rack: Any, number: int) -> tuple[int, ...]:
    if rack["gap_policy"] != GapPolicy.HOLD_AFTER.value:
        return ()
    table = tables.vehicles
    query = (
        select(table.c.number)
        .where(
            table.c.node == rack["node"],
            table.c.feed == rack["feed"],
            table.c.epoch == rack["epoch"],
            table.c.number > number,
        )
        .order_by(table.c.number)
        .limit(rack["hold_after_vehicles"] + rack["size"])
    )
    return tuple(connection.execute(query).scalars())


def _numbers_asked(connection: Connection, rack: Any) -> tuple[int, int]:
    """The first and the last number of which something may matter to a slot of the rack."""
    if rack["filling"] == Filling.NUMBER.value:
        return rack["first_number"], rack["first_number"] + rack["size"] - 1
    dense = rack["filling"] == Filling.DENSE.value
    first = _end_before(connection, rack) + 1 if dense else rack["first_number"]
    return first, last_of_rack(rack)


def _end_before(connection: Connection, rack: Any) -> int:
    """Last number of the nearest rack of its family before it that is closed."""
    table = tables.racks
    query = (
        select(table)
        .where(
            table.c.node == rack["node"],
            table.c.rack_family == rack["rack_family"],
            table.c.feed == rack["feed"],
            table.c.epoch == rack["epoch"],
            table.c.filling == rack["filling"],
            table.c.first_number < rack["first_number"],
            table.c.closed_us.is_not(None),
        )
        .order_by(table.c.first_number.desc())
        .limit(1)
    )
    found = connection.execute(query).mappings().one_or_none()
    return -1 if found is None else last_of_rack(found)


def _rows(connection: Connection, column: Any, rack: Any, asked: tuple[int, int]) -> list[Any]:
    """Of the column's table, with a number from the first to the last that is ``asked``."""
    table, (first, last) = column.table, asked
    query = select(table).where(
        table.c.node == rack["node"],
        table.c.feed == rack["feed"],
        table.c.epoch == rack["epoch"],
        column.between(first, last),
    )
    return list(connection.execute(query).mappings())


def _married(connection: Connection, rack: Any) -> dict[int, list[Any]]:
    table = tables.marriages
    c = table.c
    query = select(
        c.slot, c.call_number, c.vin, c.family, c["index"], c.part, c.serial, c.lot, c.put_awaited
    ).where(
        table.c.node == rack["node"],
        table.c.rack == rack["rack"],
        table.c.divorced_by.is_(None),
    )
    married: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        married[row.slot].append(row)
    return married


def _blocked(blocks: Sequence[Block], married: Sequence[Any], needed: Counter[Piece]) -> bool:
    """Whether a piece in the slot is or may be blocked, or all of a part that it still wants."""
    if any(may_cover(block, it.part, it.lot, it.serial) for block in blocks for it in married):
        return True
    there = Counter((it.family, it.index) for it in married)
    return any(
        there[family, index] < quantity and any(covers_part(block, part) for block in blocks)
        for (_, family, index, part), quantity in needed.items()
    )


def _slot(rack: Any, slot: int, number: int, known: _Range) -> SlotView:
    vehicle = known.owners.get(number)
    needed = _needed(rack, vehicle)
    pieces = known.married.get(slot, [])
    married = Counter(Piece(_call_of(it, vehicle), it.family, it.index, it.part) for it in pieces)
    right = 0 if is_moved(rack, slot, number, known.owners) else (needed & married).total()
    awaited = needed - Counter({p: n for (at, p), n in known.left_out.items() if at == slot})
    state = slot_state(
        SlotFacts(
            has_vehicle=vehicle is not None,
            withdrawn=vehicle is not None and vehicle["withdrawn"],
            fitted=vehicle is not None and vehicle["fitted"],
            problems=vehicle is not None and _problems_here(vehicle, rack["rack_family"]),
            blocked=_blocked(known.blocks, pieces, awaited),
            left_out=bool(known.left_out) and not awaited - married,
            in_doubt=_is_in_doubt(number, vehicle, known),
            skipped=number in known.skipped,
            shipped=rack["shipped_us"] is not None,
            contested=number in known.contested,
            held=vehicle is not None and is_held(vehicle, rack["rack"]),
            misplaced=is_misplaced(rack, number, known.owners),
            gap_before=_gap_before(rack, number, known),
            closed=rack["closed_us"] is not None,
            pieces_needed=needed.total(),
            pieces_married=right,
            pieces_wrong=married.total() - right,
            awaited=_awaited(number, known),
            put_awaited=any(it.put_awaited for it in pieces),
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
        lacking=tuple(_told(piece, count) for piece, count in (needed - married).items()),
    )


def _needed(rack: Any, vehicle: Any) -> Counter[Piece]:
    """What the vehicle wants out of a rack of this family."""
    needed: Counter[Piece] = Counter()
    if vehicle is not None:
        for need in _needs.decode(bytes(vehicle["needs"])):
            if need.rack_family == rack["rack_family"]:
                piece = Piece(vehicle["call_number"], need.family, need.index, need.part)
                needed[piece] += need.quantity
    return needed


def _is_in_doubt(number: int, vehicle: Any, known: _Range) -> bool:
    return number in known.in_doubt or (
        vehicle is not None and vehicle["call_number"] in known.in_doubt
    )


def _call_of(piece: Any, vehicle: Any) -> str:
    """Nobody's, where its call number was given another VIN since."""
    if vehicle is None or not piece.vin or not vehicle["vin"] or piece.vin == vehicle["vin"]:
        return str(piece.call_number)
    return ""


def _told(piece: Piece, count: int) -> str:
    return f"{with_index(piece.family, piece.place)} {piece.part}" + (
        f" × {count}" if count > 1 else ""
    )


def _gap_before(rack: Any, number: int, known: _Range) -> bool:
    grouped = rack["filling"] == Filling.GROUP.value
    if grouped or rack["gap_policy"] == GapPolicy.LEAVE_EMPTY.value:
        return False
    within = rack["filling"] == Filling.NUMBER.value
    holes: Collection[int] = [
        hole for hole in known.missing if hole < number and (known.first <= hole or not within)
    ]
    if rack["gap_policy"] == GapPolicy.HOLD_AT_ONCE.value:
        return bool(holes)
    return any(
        sum(number > hole for number in known.come) >= rack["hold_after_vehicles"] for hole in holes
    )


def _problems_here(vehicle: Any, rack_family: str) -> bool:
    problems = msgspec.json.decode(bytes(vehicle["problems"]))
    return any(problem.get("rack_family", "") in ("", rack_family) for problem in problems)
