"""Packing over open order lines: what is in a unit awaits departure, free for nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from central.db.bulk import among
from central.db.database import hold
from central.db.work import Work
from central.despatch.rules.sscc import check_sscc
from central.despatch.rules.units import Level, UnitState, check_nesting
from central.despatch.service.numbers import division_of_lines, free_number
from central.despatch.tables import contents, units
from central.orders.rules.lines import by_line
from central.orders.service.note_lines import (
    ShipTo,
    give_back,
    parts_of,
    reserve,
    rows_for,
    ship_to_of,
    taken_of,
)
from central.orders.service.notes import OFFICE, whole_pieces
from central.partners.rules.divisions import NumberKind
from central.partners.service.divisions import check_division
from central.words.reasons import RuleRefusedError, because


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """A unit to be packed. ``unit`` empty: the range gives its plate, of SSCCs where ``sscc`` is
    wanted. ``lines``: by order line, how much; none: it only holds other units. ``inside``: units
    that stand in it. ``gross_g``: what it weighs with them, grams; None: nobody weighed it.
    """

    unit: str = ""
    sscc: bool = False
    level: Level = Level.PACK
    packaging: str = ""
    division: str = ""
    lines: Mapping[int, Decimal] = field(default_factory=dict)
    inside: Sequence[str] = ()
    gross_g: int | None = None


def grams(kilograms: Decimal) -> int | None:
    """None: it weighs nothing, so nobody weighed it."""
    return round(kilograms * 1000) or None


def unit_of(connection: Connection, unit: str) -> Row[Any] | None:
    return connection.execute(select(units).where(units.c.unit == unit)).one_or_none()


def pack(work: Work, wanted: Packing) -> str:
    """Its plate. RuleRefusedError: nothing was packed."""
    connection = work.connection
    hold(connection, "despatch", "units")
    inner = held_units(connection, wanted.inside)
    if not wanted.lines and not inner:
        raise RuleRefusedError(because("hu.empty", "a unit holds order lines or other units"))
    rows = reserve(work, wanted.lines)
    taken = taken_of(rows, wanted.lines)
    for of in parts_of(taken):
        whole_pieces(connection, of, taken)
    to = ship_to_of("", [*rows.values(), *inner])
    name = _plate(work, wanted, to)
    for it in inner:
        check_nesting(it.unit, Level(it.level), name, wanted.level)
    row = {
        "unit": name,
        "level": wanted.level.value,
        "packaging": wanted.packaging,
        "parent": "",
        "customer": to.customer,
        "plant": to.plant,
        "unloading_point": to.unloading_point,
        "note": "",
        "state": UnitState.PACKED.value,
        "origin": OFFICE,
        "gross_g": wanted.gross_g,
        "at_us": work.now_us,
        "who": work.by.who,
    }
    connection.execute(insert(units), [row])
    if rows:
        connection.execute(insert(contents), rows_for(taken, unit=name))
    for of_inner in among(connection, units.c.unit, [it.unit for it in inner]):
        connection.execute(update(units).where(of_inner).values(parent=name))
    return name


def _plate(work: Work, wanted: Packing, to: ShipTo) -> str:
    """RuleRefusedError: it was given before, is no SSCC, or no range gives one."""

    def taken(name: str) -> bool:
        return unit_of(work.connection, name) is not None

    if wanted.unit:
        if wanted.sscc:
            check_sscc(wanted.unit)
        if taken(wanted.unit):
            words = "{unit} was given to a unit before: a licence plate is given once"
            raise RuleRefusedError(because("hu.taken", words, unit=wanted.unit))
        return wanted.unit
    kind = NumberKind.SSCC if wanted.sscc else NumberKind.UNIT
    check_division(work.connection, wanted.division)
    division = wanted.division or division_of_lines(work.connection, wanted.lines)
    return free_number(work.connection, kind, division, to.customer, taken)


def held_units(connection: Connection, names: Collection[str]) -> list[Row[Any]]:
    """Those that are packed and outermost, and on no note, each once. RuleRefusedError: one is
    not, or is named twice.
    """
    for name, count in Counter(names).items():
        if count > 1:
            words = "unit {unit} is named twice: it is packed, and leaves, once"
            raise RuleRefusedError(because("hu.twice", words, unit=name))
    names = sorted(names)
    rows = {
        row.unit: row
        for some in among(connection, units.c.unit, names)
        for row in connection.execute(select(units).where(some))
    }
    return [_free(rows.get(name), name) for name in names]


def _free(row: Row[Any] | None, unit: str) -> Row[Any]:
    if row is None:
        raise RuleRefusedError(because("hu.none", "there is no unit {unit}", unit=unit))
    if row.state != UnitState.PACKED.value or row.note or row.parent:
        words = "{unit} is not free: it is {state}, on note {note}, in {parent}"
        raise RuleRefusedError(
            because(
                "hu.not_free",
                words,
                unit=unit,
                state=row.state,
                note=row.note or "-",
                parent=row.parent or "-",
            )
        )
    return row


def tree_of(connection: Connection, roots: Collection[str]) -> list[Row[Any]]:
    """The units and all that stand in them, the outer before the inner."""
    found: list[Row[Any]] = []
    level = sorted(set(roots))
    column = units.c.unit
    while level:
        here = [
            row
            for some in among(connection, column, level)
            for row in connection.execute(select(units).where(some))
        ]
        found += (here := sorted(here, key=lambda row: str(row.unit)))
        level, column = [row.unit for row in here], units.c.parent
    return found


def outermost_on(connection: Connection, note: str) -> list[str]:
    """The units on a note that stand in no other."""
    query = select(units.c.unit).where(units.c.note == note, units.c.parent == "")
    return list(connection.execute(query.order_by(units.c.unit)).scalars())


def contents_of(connection: Connection, of: Collection[str]) -> list[Row[Any]]:
    key = [contents.c[name] for name in ("unit", "agreement", "part", "line")]
    found: list[Row[Any]] = []
    for some in among(connection, contents.c.unit, sorted(of)):
        found += connection.execute(select(contents).where(some).order_by(*key))
    return found


def in_them(rows: Iterable[Row[Any]]) -> dict[int, Decimal]:
    """How much of each order line."""
    return by_line((row.line, row.quantity) for row in rows)


def unpack(work: Work, unit: str) -> None:
    """It and all that stand in it are dead; what was in them is open again. RuleRefusedError: it is
    on a note, or in another unit.
    """
    hold(work.connection, "despatch", "units")
    held_units(work.connection, [unit])
    give_back(work, in_them(dissolve(work, [unit])))


def dissolve(work: Work, roots: Collection[str]) -> list[Row[Any]]:
    """Nothing is in them any more; returns what was."""
    names = [row.unit for row in tree_of(work.connection, roots)]
    had = contents_of(work.connection, names)
    for some in among(work.connection, contents.c.unit, names):
        work.connection.execute(delete(contents).where(some))
    values = {"state": UnitState.UNPACKED.value, "note": "", "parent": ""}
    for some in among(work.connection, units.c.unit, names):
        work.connection.execute(update(units).where(some).values(**values))
    return had
