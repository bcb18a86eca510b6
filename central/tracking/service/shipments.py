"""What the cells shipped, picked and were called for, for whoever compares it with orders: reading
only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, func, or_, select

from central.tracking import tables
from central.tracking.service.journals import settled_before

FACTS_AT_ONCE = 50_000
VEHICLES_MAX = 50_000
QUARTER_US = 900_000_000


class _Shipped(msgspec.Struct):
    rack: str


class _Need(msgspec.Struct):
    part: str
    quantity: int


_shipped = msgspec.json.Decoder(_Shipped)
_needs = msgspec.json.Decoder(list[_Need])


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedRack:
    """``fact`` said so; ``at_us`` by the cell's clock."""

    fact: int
    node: str
    rack: str
    at_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledPart:
    """What vehicles whose newest telegram came in one quarter of an hour need of a part. ``at_us``:
    the beginning of the quarter; no time zone begins its day inside one.
    """

    part: str
    quantity: int
    at_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PickedPart:
    """Pieces married in racks that are not shipped, by the newest marriage."""

    part: str
    quantity: int
    at_us: int


def shipped_racks(connection: Connection, after: int) -> tuple[tuple[ShippedRack, ...], int]:
    """Racks shipped by facts after one of them, in order, and the fact to go on after. Facts that
    are not projected yet are left for later; not more than ``FACTS_AT_ONCE`` are looked at.
    """
    table = tables.facts
    newest = connection.execute(select(func.max(table.c.fact))).scalar() or 0
    waiting = settled_before(connection)  # after the newest: what comes between is not looked at
    upto = min(after + FACTS_AT_ONCE, newest, newest if waiting is None else waiting - 1)
    if upto <= after:
        return (), after
    query = (
        select(table.c.fact, table.c.node, table.c.at_us, table.c.body)
        .where(
            table.c.fact > after,
            table.c.fact <= upto,
            table.c.kind == "rack_shipped",
            table.c.refusal == "",
        )
        .order_by(table.c.fact)
    )
    racks = tuple(
        ShippedRack(
            fact=row.fact,
            node=row.node,
            rack=_shipped.decode(bytes(row.body)).rack,
            at_us=row.at_us,
        )
        for row in connection.execute(query)
    )
    return racks, upto


def feed_of(connection: Connection, node: str, rack: str) -> str:
    """The feed whose vehicles the rack is for; empty: the rack is not known."""
    table = tables.racks
    query = select(table.c.feed).where(table.c.node == node, table.c.rack == rack)
    return connection.execute(query).scalar() or ""


def pieces_shipped(connection: Connection, shipped: ShippedRack) -> Mapping[str, int]:
    """Pieces by part number that were married in the rack when it was shipped."""
    table = tables.marriages
    query = select(table.c.part, func.count()).where(
        table.c.node == shipped.node,
        table.c.rack == shipped.rack,
        table.c.marriage < shipped.fact,
        or_(table.c.divorced_by.is_(None), table.c.divorced_by > shipped.fact),
    )
    rows = connection.execute(query.group_by(table.c.part).order_by(table.c.part))
    return {part: int(pieces) for part, pieces in rows}


def called_in_sequence(connection: Connection, since_us: int) -> list[CalledPart]:
    """What vehicles with a place in the build order need, by their newest telegrams since then; of
    the newest ``VEHICLES_MAX`` vehicles.
    """
    table = tables.vehicles
    newest = (
        select(table.c.needs, table.c.at_us)
        .where(table.c.number.is_not(None), table.c.withdrawn.is_(False))
        .order_by(table.c.fact.desc())
        .limit(VEHICLES_MAX)
        .subquery()
    )
    query = select(newest).where(newest.c.at_us >= since_us)
    sums: Counter[tuple[str, int]] = Counter()
    for needs, at_us in connection.execute(query):
        quarter = at_us // QUARTER_US
        for need in _needs.decode(needs):
            sums[need.part, quarter] += need.quantity
    return [
        CalledPart(part=part, quantity=quantity, at_us=quarter * QUARTER_US)
        for (part, quarter), quantity in sums.items()
    ]


def picked_not_shipped(connection: Connection, since_us: int) -> list[PickedPart]:
    """Pieces in racks that have not left, picked since then."""
    marriages, racks = tables.marriages, tables.racks
    query = (
        select(marriages.c.part, marriages.c.at_us)
        .join(
            racks,
            (racks.c.node == marriages.c.node) & (racks.c.rack == marriages.c.rack),
        )
        .where(
            racks.c.shipped_us.is_(None),
            marriages.c.divorced_by.is_(None),
            marriages.c.at_us >= since_us,
        )
    )
    pieces: Counter[str] = Counter()
    newest: dict[str, int] = {}
    for part, at_us in connection.execute(query):
        pieces[part] += 1
        newest[part] = max(newest.get(part, 0), at_us)
    return [
        PickedPart(part=part, quantity=quantity, at_us=newest[part])
        for part, quantity in sorted(pieces.items())
    ]
