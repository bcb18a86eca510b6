"""Pallets and containers, and the racks on them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from central.db.bulk import among
from central.tracking import tables
from central.tracking.tables_loads import load_racks, loads, unit_racks

UNITS_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RackOfUnit:
    """``truck``: on which it is, or left; ``state``: here, loaded, or away."""

    rack: str
    rack_family: str
    state: str
    truck: str
    person: str
    at_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """A pallet or container by its licence plate."""

    unit: str
    node: str
    racks: tuple[RackOfUnit, ...]


def list_units(
    connection: Connection, *, node: str = "", after: str = "", limit: int = UNITS_MAX
) -> list[UnitView]:
    """By licence plate, those behind ``after``; ``limit`` plates: of one that two cells name both
    are here.
    """
    rack, on, load = tables.racks.c, load_racks.c, loads.c
    c = unit_racks.c
    plates = select(c.unit).where(c.unit > after).distinct().order_by(c.unit).limit(limit)
    plates = plates.where(c.node == node) if node else plates
    query = (
        select(unit_racks, rack.rack_family, rack.shipped_us, load.truck)
        .join(tables.racks, (rack.node == c.node) & (rack.rack == c.rack))
        .outerjoin(load_racks, (on.node == c.node) & (on.rack == c.rack))
        .outerjoin(loads, (load.node == on.node) & (load.load == on.load))
        .order_by(c.unit, c.node, c.at_us, c.rack)
    )
    query = query.where(c.unit.in_(plates))
    query = query.where(c.node == node) if node else query
    found: dict[tuple[str, str], list[RackOfUnit]] = {}
    for row in connection.execute(query):
        here = "loaded" if row.truck else "here"
        of_unit = RackOfUnit(
            rack=row.rack,
            rack_family=row.rack_family,
            state=here if row.shipped_us is None else "away",
            truck=row.truck or "",
            person=row.person,
            at_us=row.at_us,
        )
        found.setdefault((row.unit, row.node), []).append(of_unit)
    return [
        UnitView(unit=unit, node=node, racks=tuple(racks)) for (unit, node), racks in found.items()
    ]


def units_of(connection: Connection, racks: Collection[str]) -> dict[tuple[str, str], str]:
    """The licence plate by node and rack, of those on one."""
    found: dict[tuple[str, str], str] = {}
    for is_wanted in among(connection, unit_racks.c.rack, set(racks)):
        for row in connection.execute(select(unit_racks).where(is_wanted)):
            found[row.node, row.rack] = row.unit
    return found
