"""Despatch notes from draft to departure. On one stand units that were packed, and loose quantities
of order lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from central.db.bulk import among
from central.db.database import hold
from central.db.work import Work
from central.despatch.rules.units import UnitState
from central.despatch.service import units as packing
from central.despatch.service.numbers import division_of_lines, free_number
from central.despatch.tables import load_notes, loads, units
from central.orders.rules.lines import by_line
from central.orders.rules.note_states import NoteEvent, NoteState
from central.orders.service import notes as orders
from central.orders.service.lines import rows_of
from central.orders.service.note_lines import ShipTo, Taken, reserve, ship_to_of
from central.partners.rules.divisions import NumberKind
from central.partners.service.divisions import check_division, number_if_ranged
from central.words.reasons import Reason, RuleRefusedError, because


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """``note`` empty: the range of the division and customer gives the number. ``on``: when it is
    to leave. ``lines``: loose, by order line.
    """

    note: str = ""
    on: date
    division: str = ""
    units: Sequence[str] = ()
    lines: Mapping[int, Decimal] = field(default_factory=dict)


def draft(work: Work, wanted: Draft) -> str:
    """The number of the note. RuleRefusedError: nothing was done."""
    connection = work.connection
    hold(connection, "despatch", "units")
    if wanted.note:
        hold(connection, "note", wanted.note.strip())
    check_division(connection, wanted.division)
    roots = packing.held_units(connection, wanted.units)
    loose = reserve(work, wanted.lines)
    tree = packing.tree_of(connection, wanted.units)
    packed = packing.in_them(packing.contents_of(connection, [row.unit for row in tree]))
    whole = by_line([*packed.items(), *wanted.lines.items()])
    if not whole:
        raise RuleRefusedError(because("note.nothing", "a note needs order lines or units"))
    to = ship_to_of(wanted.note, [*roots, *loose.values()])
    note = wanted.note.strip() or _number(
        work, wanted.division or division_of_lines(connection, whole), to
    )
    taken = [
        Taken(agreement=row.agreement, part=row.part, line=row.line, quantity=whole[row.line])
        for row in rows_of(connection, whole)
    ]
    new = orders.NewNote(note=note, on=wanted.on, origin=orders.OFFICE, to=to, taken=taken)
    orders.draft_note(work, new)
    for some in among(connection, units.c.unit, [row.unit for row in tree]):
        connection.execute(update(units).where(some).values(note=note))
    return note


def _number(work: Work, division: str, to: ShipTo) -> str:
    """Of the customer's own range, else of our division's."""

    def taken(note: str) -> bool:
        return orders.stored_note(work.connection, note) is not None

    kind = NumberKind.DESPATCH_NOTE
    return free_number(work.connection, kind, division, to.customer, taken)


def void(work: Work, note: str, why: str, *, keep_units: bool = False, seen: int = 0) -> None:
    """Its number is dead, no cum has moved, and what stood on it is open again; units stay packed
    where ``keep_units``, for another note. RuleRefusedError once it has left.
    """
    connection = work.connection
    hold(connection, "despatch", "units")
    load = _hold_load_of(connection, note)
    orders.held_note(connection, note, seen)
    roots = packing.outermost_on(connection, note)
    kept: dict[int, Decimal] = {}
    if keep_units:
        names = [row.unit for row in packing.tree_of(connection, roots)]
        kept = packing.in_them(packing.contents_of(connection, names))
    orders.void_note(work, note, why, kept=kept)
    if keep_units:
        connection.execute(update(units).where(units.c.note == note).values(note=""))
    else:
        packing.dissolve(work, roots)
    _off_load(work, note, load)


def put_on_load(work: Work, note: str, load: int, seen: int = 0) -> None:
    """RuleRefusedError: it is not ready, or the load has left."""
    _held_load(work.connection, load)
    orders.step_note(work, note, NoteEvent.LOAD, seen)
    work.connection.execute(load_notes.insert(), [{"note": note, "load": load}])
    write_load(work, load)


def take_off_load(work: Work, note: str, seen: int = 0) -> None:
    """RuleRefusedError: it is on none."""
    load = _hold_load_of(work.connection, note)
    orders.step_note(work, note, NoteEvent.UNLOAD, seen)
    _off_load(work, note, load)


def depart_note(work: Work, note: str, departed_us: int, seen: int = 0) -> tuple[Reason, ...]:
    """One that is on no load leaves by itself: the cums rise. RuleRefusedError: nothing was
    done.
    """
    held = orders.held_note(work.connection, note, seen)
    if held.state is NoteState.LOADED:
        words = "note {note} is on a load, and leaves with it"
        raise RuleRefusedError(because("note.leaves_with_load", words, note=note))
    return _leave(work, note, departed_us)


def depart_load(
    work: Work, load: int, departed_us: int, truck: str = "", carrier: str = ""
) -> tuple[Reason, ...]:
    """Every note on it leaves at that time, all of them or none; the same once more does nothing.
    ``truck`` and ``carrier``: who took it; empty: as was planned. RuleRefusedError: it is empty, or
    left at another time.
    """
    row = _held_load(work.connection, load, departed_us)
    if row.departed_us is not None:
        words = "load {load} has left before"
        return (because("load.again", words, load=load),)
    names = notes_on(work.connection, load)
    if not names:
        raise RuleRefusedError(because("load.empty", "nothing is on load {load}", load=load))
    orders.hold_notes(work.connection, names)
    reasons: list[Reason] = []
    for name in names:
        if orders.held_note(work.connection, name).state is not NoteState.LOADED:
            words = "note {note} was taken off load {load} meanwhile: look what is on it"
            raise RuleRefusedError(because("load.taken_off", words, note=name, load=load))
        reasons += _leave(work, name, departed_us)
    took = {"truck": truck or row.truck, "carrier": carrier or row.carrier}
    write_load(work, load, departed_us=departed_us, departed_by=work.by.who, **took)
    return tuple(reasons)


def cancel_load(work: Work, load: int, why: str) -> None:
    """It will not leave. RuleRefusedError: something is on it, or it has left."""
    _held_load(work.connection, load)
    if names := notes_on(work.connection, load):
        words = "{notes} are on load {load}: take them off first"
        reason = because("load.not_empty", words, load=load, notes=", ".join(names))
        raise RuleRefusedError(reason)
    write_load(work, load, cancelled_us=work.now_us, cancelled_by=work.by.who, why=why)


def hold_load(connection: Connection, load: int, seen: int) -> None:
    """RuleRefusedError: somebody changed it, or what is on it, since the version that was
    ``seen``; 0: whatever it is.
    """
    hold(connection, "despatch", "load", load)
    version = connection.execute(select(loads.c.version).where(loads.c.load == load)).scalar()
    if seen and version not in (None, seen):
        words = "load {load} was changed meanwhile: look what is on it, then decide"
        raise RuleRefusedError(because("load.overtaken", words, load=load))


def write_load(work: Work, load: int, **values: object) -> None:
    """These columns of it, and the next version."""
    changed = update(loads).where(loads.c.load == load)
    work.connection.execute(changed.values(version=loads.c.version + 1, **values))


def _off_load(work: Work, note: str, load: int | None) -> None:
    work.connection.execute(delete(load_notes).where(load_notes.c.note == note))
    if load is not None:
        write_load(work, load)


def notes_on(connection: Connection, load: int) -> list[str]:
    query = select(load_notes.c.note).where(load_notes.c.load == load)
    return list(connection.execute(query.order_by(load_notes.c.note)).scalars())


def _hold_load_of(connection: Connection, note: str) -> int | None:
    """The load that the note is on, which does not leave meanwhile; None: it is on none."""
    query = select(load_notes.c.load).where(load_notes.c.note == note)
    held: int | None = None
    while (load := connection.execute(query).scalar()) != held:
        if load is not None:
            hold(connection, "despatch", "load", load)
        held = load
    return held


def _leave(work: Work, note: str, departed_us: int) -> tuple[Reason, ...]:
    if departed_us > work.now_us:
        words = "note {note} cannot have left at a time that has not come"
        raise RuleRefusedError(because("note.left_later", words, note=note))
    reasons = orders.depart_note(work, note, departed_us)
    gone = {"state": UnitState.GONE.value}
    work.connection.execute(update(units).where(units.c.note == note).values(**gone))
    return reasons


def _held_load(connection: Connection, load: int, departed_us: int | None = None) -> Row[Any]:
    hold(connection, "despatch", "load", load)
    row = connection.execute(select(loads).where(loads.c.load == load)).one_or_none()
    if row is None:
        raise RuleRefusedError(because("load.none", "there is no load {load}", load=load))
    if row.cancelled_us is not None:
        words = "load {load} is cancelled: open another"
        raise RuleRefusedError(because("load.cancelled", words, load=load))
    if row.departed_us is not None and row.departed_us != departed_us:
        words = "load {load} has left: nothing is put on it, and it leaves once"
        raise RuleRefusedError(because("load.left", words, load=load))
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLoad:
    """``planned_us``: when it is to leave; None: nobody said. ``division``: whose number it gets;
    empty: of the only one.
    """

    truck: str
    division: str = ""
    carrier: str = ""
    route: str = ""
    dock: str = ""
    planned_us: int | None = None


def open_load(work: Work, wanted: NewLoad) -> int:
    row = {
        "number": number_if_ranged(work.connection, wanted.division, NumberKind.LOAD),
        "truck": wanted.truck,
        "carrier": wanted.carrier,
        "route": wanted.route,
        "dock": wanted.dock,
        "planned_us": wanted.planned_us,
        "departed_us": None,
        "departed_by": "",
        "at_us": work.now_us,
        "who": work.by.who,
    }
    found = work.connection.execute(loads.insert().values(**row).returning(loads.c.load))
    return int(found.scalar_one())
