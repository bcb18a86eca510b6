"""The way of each piece: received, picked, racked, loaded, departed, delivered, fitted, returned,
with place and time of every step. Reading only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from central.db.bulk import among
from central.tracking import tables
from central.tracking.rules import LetGo
from central.tracking.service.let_go import let_go
from central.tracking.service.married import marriage_views
from central.tracking.service.units import units_of
from central.tracking.service.views import MarriageView
from central.tracking.tables_loads import load_racks, loads, received

WAYS_MAX = 20_000
_names = msgspec.json.Decoder(tuple[str, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Parts that came in or were made, as a label or a person said."""

    receipt: int
    node: str
    part: str
    lot: str
    serial: str
    quantity: int
    place: str
    supplier: str
    person: str
    at_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A married piece from where it came in to where it was fitted. None: not so far, or nobody
    said so. Times are those of the cell's clock.
    """

    piece: MarriageView
    received: Receipt | None
    racked_us: int | None
    load: str
    truck: str
    dock: str
    load_place: int | None
    """Which on the truck, counted from 1."""
    loaded_us: int | None
    loaded_by: str
    shipped_us: int | None
    seal: str
    delivered_us: int | None
    delivered_at: str
    fitted_us: int | None
    returned_us: int | None
    """The piece came back with its rack."""
    rack_back_us: int | None
    """Its rack came back without it."""
    returned_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadView:
    """A truck. ``racks`` in the order in which they went on."""

    node: str
    load: str
    truck: str
    dock: str
    load_order: str
    opened_us: int
    opened_by: str
    departed_us: int | None
    departed_by: str
    seal: str
    reason: str
    delivered_us: int | None
    delivered_by: str
    place: str
    racks: tuple[LoadedRack, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedRack:
    """``before``: what should have gone on first, and ``reason`` why somebody let it; or why it
    went on ``unchecked``.
    """

    rack: str
    place: int
    loaded_us: int
    person: str
    reason: str
    before: tuple[str, ...]
    unchecked: LetGo | None
    unit: str
    """Licence plate of the pallet or container that it is on."""


def ways_of_pieces(
    connection: Connection, part: str, *, lot: str = "", serials: Sequence[str] = ()
) -> list[Way]:
    """Of a part; of one lot of it, with the pieces whose codes did not say their lot; or of single
    serials. Case of letters and blanks around do not count. The newest ``WAYS_MAX``.
    """
    return _ways(connection, _of_pieces(part, lot, serials))


def count_pieces(
    connection: Connection, part: str, *, lot: str = "", serials: Sequence[str] = ()
) -> int:
    """How many such pieces cells have told."""
    wanted = _of_pieces(part, lot, serials)
    query = select(func.count()).select_from(tables.marriages).where(wanted)
    return connection.execute(query).scalar_one()


def parts_like(connection: Connection, part: str) -> set[str]:
    """Parts of pieces and of what came in that are this one, but for case and blanks around."""
    found: set[str] = set()
    for column in (tables.marriages.c.part, received.c.part):
        query = select(column).where(_same(column, (part,))).distinct()
        found.update(connection.execute(query).scalars())
    return found


def _of_pieces(part: str, lot: str, serials: Sequence[str]) -> ColumnElement[bool]:
    c = tables.marriages.c
    wanted: ColumnElement[bool] = c.part == part
    if lot:
        wanted &= or_(_same(c.lot, (lot,)), c.lot == "")
    if serials:
        by_lot = or_(_same(c.lot, serials), c.lot == "")
        wanted &= or_(_same(c.serial, serials), and_(c.serial == "", by_lot))
    return wanted


def _same(column: ColumnElement[str], codes: Sequence[str]) -> ColumnElement[bool]:
    """SQLite folds letters of ASCII only: others are found as they are written."""
    folded = func.lower(func.trim(column)).in_([code.strip().lower() for code in codes])
    return or_(column.in_(codes), folded)


def ways_of_calls(connection: Connection, feed: str, call: str) -> list[Way]:
    """Of all pieces of one vehicle."""
    c = tables.marriages.c
    return _ways(connection, (c.feed == feed) & (c.call_number == call))


def receipts(
    connection: Connection, part: str = "", *, lot: str = "", serial: str = "", limit: int = 1000
) -> list[Receipt]:
    """The newest first. Of a part, lot or serial, or of all."""
    query = select(received).order_by(received.c.receipt.desc()).limit(limit)
    query = query.where(received.c.part == part) if part else query
    for column, value in ((received.c.lot, lot), (received.c.serial, serial)):
        query = query.where(_same(column, (value,))) if value else query
    return [Receipt(**row) for row in connection.execute(query).mappings()]


def list_loads(connection: Connection, *, node: str = "", limit: int = 200) -> list[LoadView]:
    """The newest first."""
    query = select(loads).order_by(loads.c.fact.desc()).limit(limit)
    query = query.where(loads.c.node == node) if node else query
    rows = list(connection.execute(query).mappings())
    on_it: dict[tuple[str, str], list[LoadedRack]] = {}
    racks = [
        found
        for is_wanted in among(connection, load_racks.c.load, {row["load"] for row in rows})
        for found in connection.execute(select(load_racks).where(is_wanted)).mappings()
    ]
    unchecked = let_go(connection, {found["rack"] for found in racks})
    units = units_of(connection, {found["rack"] for found in racks})
    for found in racks:
        rack = LoadedRack(
            **{name: found[name] for name in ("rack", "place", "loaded_us", "person", "reason")},
            before=_names.decode(found["before"]),
            unchecked=unchecked.get((found["node"], found["rack"])),
            unit=units.get((found["node"], found["rack"]), ""),
        )
        on_it.setdefault((found["node"], found["load"]), []).append(rack)
    return [
        LoadView(
            **{name: row[name] for name in LoadView.__dataclass_fields__ if name != "racks"},
            racks=tuple(sorted(on_it.get((row["node"], row["load"]), ()), key=lambda it: it.place)),
        )
        for row in rows
    ]


def _ways(connection: Connection, wanted: ColumnElement[bool]) -> list[Way]:
    table = tables.marriages
    query = select(table).where(wanted).order_by(table.c.marriage.desc()).limit(WAYS_MAX)
    pieces = marriage_views(connection, query)
    racks = _racks_of(connection, pieces)
    fitted = _fitted(connection, {piece.call_number for piece in pieces})
    came = _Receipts(connection, pieces)
    return [
        _way(
            piece,
            racks.get((piece.node, piece.rack), {}),
            came.of(piece),
            fitted.get((piece.feed, piece.call_number)),
        )
        for piece in pieces
    ]


def _way(
    piece: MarriageView, rack: Mapping[str, Any], receipt: Receipt | None, fitted_us: int | None
) -> Way:
    return Way(
        piece=piece,
        received=receipt,
        racked_us=rack.get("closed_us"),
        load=rack.get("load") or "",
        truck=rack.get("truck") or "",
        dock=rack.get("dock") or "",
        load_place=rack.get("load_place"),
        loaded_us=rack.get("loaded_us"),
        loaded_by=rack.get("loaded_by") or "",
        shipped_us=rack.get("shipped_us"),
        seal=rack.get("seal") or "",
        delivered_us=rack.get("delivered_us"),
        delivered_at=rack.get("delivered_at") or "",
        fitted_us=fitted_us,
        returned_us=None if rack.get("returned_empty") else rack.get("returned_us"),
        rack_back_us=rack.get("returned_us") if rack.get("returned_empty") else None,
        returned_by=rack.get("returned_by") or "",
    )


def _racks_of(
    connection: Connection, pieces: Iterable[MarriageView]
) -> dict[tuple[str, str], Mapping[str, Any]]:
    table = tables.racks
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for is_wanted in among(connection, table.c.rack, {piece.rack for piece in pieces}):
        query = (
            select(
                table.c.node,
                table.c.rack,
                table.c.closed_us,
                table.c.shipped_us,
                table.c.returned_us,
                table.c.returned_by,
                table.c.returned_empty,
                load_racks.c.load,
                load_racks.c.place.label("load_place"),
                load_racks.c.loaded_us,
                load_racks.c.person.label("loaded_by"),
                loads.c.truck,
                loads.c.dock,
                loads.c.seal,
                loads.c.delivered_us,
                loads.c.place.label("delivered_at"),
            )
            .outerjoin(
                load_racks,
                (load_racks.c.node == table.c.node) & (load_racks.c.rack == table.c.rack),
            )
            .outerjoin(
                loads,
                (loads.c.node == load_racks.c.node) & (loads.c.load == load_racks.c.load),
            )
            .where(is_wanted)
        )
        for row in connection.execute(query).mappings():
            found[row["node"], row["rack"]] = dict(row)
    return found


def _fitted(connection: Connection, calls: set[str]) -> dict[tuple[str, str], int]:
    """Feed and call number to when the line said that the vehicle was fitted."""
    table = tables.vehicles
    found: dict[tuple[str, str], int] = {}
    for is_wanted in among(connection, table.c.call_number, calls):
        query = select(table.c.feed, table.c.call_number, table.c.at_us).where(
            is_wanted, table.c.fitted
        )
        for feed, call, at_us in connection.execute(query):
            found[feed, call] = min(at_us, found.get((feed, call), at_us))
    return found


class _Receipts:
    """Of pieces: by serial, else by lot, the last one before the piece was picked."""

    def __init__(self, connection: Connection, pieces: Sequence[MarriageView]) -> None:
        self._found: dict[tuple[str, str, str], list[Receipt]] = {}
        for name in ("serial", "lot"):
            values = {getattr(piece, name) for piece in pieces} - {""}
            for is_wanted in among(connection, received.c[name], values):
                query = select(received).where(is_wanted).order_by(received.c.receipt)
                for row in connection.execute(query).mappings():
                    key = (name, row["part"], row[name])
                    self._found.setdefault(key, []).append(Receipt(**row))

    def of(self, piece: MarriageView) -> Receipt | None:
        for name in ("serial", "lot"):
            value = getattr(piece, name)
            told = self._found.get((name, piece.part, value), []) if value else []
            before = [receipt for receipt in told if receipt.receipt < piece.marriage]
            if before or told:
                return before[-1] if before else told[0]
        return None
