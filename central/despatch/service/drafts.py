"""Changing a draft: other units, other quantities, another day. What it loses is free again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, update

from central.db.bulk import among
from central.db.database import hold
from central.db.work import Work
from central.despatch.service import units as packing
from central.despatch.service.notes import Draft
from central.despatch.tables import units
from central.orders.rules.lines import by_line
from central.orders.rules.note_states import NoteEvent, NoteState, move_note
from central.orders.service import notes as orders
from central.orders.service.lines import held_lines
from central.orders.service.note_lines import (
    ShipTo,
    Taken,
    give_back,
    reserve,
    ship_to_of,
    taken_on,
)
from central.words.reasons import RuleRefusedError, because

ZERO = Decimal(0)
Quantities = dict[int, Decimal]


def change(work: Work, note: str, wanted: Draft, seen: int = 0) -> str:
    """Its number. Units that it loses stay packed. RuleRefusedError: it is no draft, or not as it
    was ``seen``, or what is wanted is not free, or for somebody else; nothing was changed.
    """
    connection = work.connection
    hold(connection, "despatch", "units")
    held = orders.held_note(connection, note, seen)
    move_note(note, held.state, NoteEvent.CHANGE)
    had, roots = loose_on(connection, note), packing.outermost_on(connection, note)
    held_lines(connection, [*had, *wanted.lines])
    _put_down(connection, roots)
    give_back(work, had)
    reserve(work, wanted.lines)
    outer = packing.held_units(connection, wanted.units)
    names = [row.unit for row in packing.tree_of(connection, wanted.units)]
    packed = _packed(connection, names)
    whole = by_line([*packed.items(), *wanted.lines.items()])
    if not whole:
        raise RuleRefusedError(because("note.nothing", "a note needs order lines or units"))
    rows = held_lines(connection, whole)
    to = ship_to_of(note, [*outer, *(rows[line] for line in wanted.lines)])
    taken = [
        Taken(agreement=row.agreement, part=row.part, line=line, quantity=whole[line])
        for line, row in rows.items()
    ]
    new = orders.NewNote(note=note, on=wanted.on, origin=held.origin, to=to, taken=taken)
    orders.redraft_note(work, new)
    for some in among(connection, units.c.unit, names):
        connection.execute(update(units).where(some).values(note=note))
    return note


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands on a note: ``units`` that stand in no other, ``lines`` loose."""

    state: NoteState
    on: date
    to: ShipTo
    version: int
    units: Sequence[str]
    lines: Quantities


def standing_on(connection: Connection, note: str) -> Standing | None:
    """None: there is no such note."""
    held = orders.stored_note(connection, note)
    if held is None:
        return None
    return Standing(
        state=held.state,
        on=held.on,
        to=held.to,
        version=held.version,
        units=packing.outermost_on(connection, note),
        lines=loose_on(connection, note),
    )


def loose_on(connection: Connection, note: str) -> Quantities:
    """What of order lines stands on the note and in none of its units."""
    names = [
        row.unit for row in packing.tree_of(connection, packing.outermost_on(connection, note))
    ]
    packed = _packed(connection, names)
    whole = by_line((it.line, it.quantity) for it in taken_on(connection, note) if it.line)
    left = {line: quantity - packed.get(line, ZERO) for line, quantity in whole.items()}
    return {line: quantity for line, quantity in left.items() if quantity > 0}


def _packed(connection: Connection, names: Collection[str]) -> Quantities:
    return packing.in_them(packing.contents_of(connection, names))


def _put_down(connection: Connection, roots: Collection[str]) -> None:
    """They are on no note, with all that stands in them."""
    names = [row.unit for row in packing.tree_of(connection, roots)]
    for some in among(connection, units.c.unit, names):
        connection.execute(update(units).where(some).values(note=""))
