"""Packing over open order lines: what is in a unit awaits departure, free for nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from central.db.database import hold
from central.db.work import Work
from central.despatch.rules.ranges import RangeOf
from central.despatch.rules.sscc import check_sscc
from central.despatch.rules.units import Level, UnitState, check_nesting, check_tree
from central.despatch.service.ranges import next_number
from central.despatch.tables import contents, units
from central.orders.service.note_lines import (
    ShipTo,
    Taken,
    give_back,
    parts_of,
    reserve,
    ship_to_of,
    taken_of,
)
from central.orders.service.notes import OFFICE, whole_pieces
from central.words.reasons import RuleRefusedError, because

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """A unit to be packed. ``unit`` empty: the range gives its plate, of SSCCs where ``sscc`` is
    wanted. ``lines``: by order line, how much; none: it only holds other units. ``inside``: units
    that stand in it.
    """

    unit: str = ""
    sscc: bool = False
    level: Level = Level.PACK
    packaging: str = ""
    division: str = ""
    lines: Mapping[int, Decimal] = field(default_factory=dict)
    inside: Sequence[str] = ()


def unit_of(connection: Connection, unit: str) -> Row[Any] | None:
    return connection.execute(select(units).where(units.c.unit == unit)).one_or_none()


def pack(work: Work, wanted: Packing) -> str:
    """Its plate. RuleRefusedError: nothing was packed."""
    connection = work.connection
    hold(connection, "despatch", "units")
    inner = [held_unit(connection, it) for it in wanted.inside]
    if not wanted.lines and not inner:
        raise RuleRefusedError(because("hu.empty", "a unit holds order lines or other units"))
    rows = reserve(work, wanted.lines)
    taken = taken_of(rows, wanted.lines)
    for of in parts_of(taken):
        whole_pieces(connection, of, taken)
    to = _ship_to(rows, inner)
    name = _plate(work, wanted, to)
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
        "at_us": work.now_us,
        "who": work.by.who,
    }
    connection.execute(insert(units), [row])
    if rows:
        connection.execute(insert(contents), content_rows(name, taken))
    for it in inner:
        put_into(work, it.unit, name)
    return name


def _ship_to(rows: Mapping[int, Row[Any]], inner: Sequence[Row[Any]]) -> ShipTo:
    return ship_to_of("", [*rows.values(), *inner])


def content_rows(unit: str, taken: Sequence[Taken]) -> list[dict[str, object]]:
    return [
        {
            "unit": unit,
            "agreement": it.agreement,
            "part": it.part,
            "line": it.line,
            "quantity": it.quantity,
        }
        for it in taken
    ]


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
    of = RangeOf.SSCC if wanted.sscc else RangeOf.UNIT
    number = next_number(work, of, wanted.division, to.customer, taken)
    if number is None:
        words = "no range gives numbers of kind {kind}: enter one, or name the unit"
        raise RuleRefusedError(because("hu.no_range", words, kind=of.value))
    return number


def held_unit(connection: Connection, unit: str) -> Row[Any]:
    """One that is packed and outermost, and on no note. RuleRefusedError: it is not."""
    row = unit_of(connection, unit)
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


def put_into(work: Work, unit: str, parent: str) -> None:
    """The unit stands in the other one. RuleRefusedError: it cannot."""
    connection = work.connection
    hold(connection, "despatch", "units")
    row, outer = held_unit(connection, unit), unit_of(connection, parent)
    if outer is None or outer.state != UnitState.PACKED.value or outer.note:
        words = "{unit} is not there, or on a note already: nothing is put into it"
        raise RuleRefusedError(because("hu.no_parent", words, unit=parent))
    ship_to_of("", [row, outer])
    check_nesting(unit, Level(row.level), parent, Level(outer.level))
    check_tree(unit, parent, _parents(connection, outer.customer))
    connection.execute(update(units).where(units.c.unit == unit).values(parent=parent))


def _parents(connection: Connection, customer: str) -> dict[str, str]:
    query = select(units.c.unit, units.c.parent).where(
        units.c.customer == customer, units.c.state == UnitState.PACKED.value, units.c.parent != ""
    )
    return {unit: parent for unit, parent in connection.execute(query)}


def tree_of(connection: Connection, roots: Collection[str]) -> list[Row[Any]]:
    """The units and all that stand in them, the outer before the inner."""
    found: list[Row[Any]] = []
    level = sorted(roots)
    column = units.c.unit
    while level:
        rows = connection.execute(select(units).where(column.in_(level)).order_by(units.c.unit))
        found += (here := rows.all())
        level, column = [row.unit for row in here], units.c.parent
    return found


def outermost_on(connection: Connection, note: str) -> list[str]:
    """The units on a note that stand in no other."""
    query = select(units.c.unit).where(units.c.note == note, units.c.parent == "")
    return list(connection.execute(query.order_by(units.c.unit)).scalars())


def contents_of(connection: Connection, of: Collection[str]) -> list[Row[Any]]:
    query = select(contents).where(contents.c.unit.in_(sorted(of)))
    return list(connection.execute(query.order_by(*contents.primary_key)).all())


def by_line(rows: Sequence[Row[Any]]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for row in rows:
        found[row.line] = found.get(row.line, ZERO) + row.quantity
    return found


def unpack(work: Work, unit: str) -> None:
    """It and all that stand in it are dead; what was in them is open again. RuleRefusedError: it is
    on a note, or in another unit.
    """
    hold(work.connection, "despatch", "units")
    held_unit(work.connection, unit)
    give_back(work, by_line(dissolve(work, [unit])))


def dissolve(work: Work, roots: Collection[str]) -> list[Row[Any]]:
    """Nothing is in them any more; returns what was."""
    names = [row.unit for row in tree_of(work.connection, roots)]
    had = contents_of(work.connection, names)
    work.connection.execute(delete(contents).where(contents.c.unit.in_(names)))
    values = {"state": UnitState.UNPACKED.value, "note": "", "parent": ""}
    work.connection.execute(update(units).where(units.c.unit.in_(names)).values(**values))
    return had
