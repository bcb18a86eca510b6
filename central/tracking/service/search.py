"""From a VIN, a call number, a serial, a rack, a sequence number or a label down to every fact,
label copy and raw telegram.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, or_, select

from central.broadcast.service import archive
from central.db.bulk import among
from central.db.database import Database
from central.tracking import tables
from central.tracking.rules import LetGo
from central.tracking.service.cells import facts_of_query
from central.tracking.service.let_go import let_go
from central.tracking.service.married import marriage_views
from central.tracking.service.slots import SlotView, slots_of
from central.tracking.service.units import units_of
from central.tracking.service.views import FactView, MarriageView

ROWS_MAX = 500
_LABELS_MAX = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleView:
    """A vehicle as one cell knows it. ``number`` None: not sequenced, or another has its place."""

    node: str
    feed: str
    call_number: str
    vin: str
    epoch: int
    number: int | None
    claimed_number: int | None
    sequence_number: str
    status: str
    withdrawn: bool
    fitted: bool
    position: int | None
    model: str
    colour: str
    needs: msgspec.Raw
    problems: msgspec.Raw
    fact: int
    at_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelView:
    """One physical label. ``superseded``: a newer copy exists."""

    node: str
    label: str
    kind: str
    copy: int
    printer: str
    rack: str
    slot: int
    family: str
    piece: int
    state: str
    detail: str
    fields: msgspec.Raw
    person: str
    second_person: str
    reason: str
    requested_us: int
    moved_us: int
    fact: int
    superseded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RackView:
    """A rack in the cell that formed it; slots in load order, derived."""

    node: str
    rack: str
    rack_family: str
    point_of_fit: str
    feed: str
    epoch: int
    first_number: int
    size: int
    short_last: int | None
    load_order: str
    gap_policy: str
    hold_after_vehicles: int
    carrier: str
    formed_us: int
    closed_us: int | None
    shipped_us: int | None
    fact: int
    put_check: str
    """How a put is shown: never, slot_label or compartment."""
    filling: str
    """Which vehicles it carries: number, dense, group."""
    returned_us: int | None
    """When it came back to the cell after it had left."""
    returned_by: str
    returned_empty: bool
    return_reason: str
    rack_group: str
    """The maker's, where it groups racks."""
    slots: tuple[SlotView, ...]
    unchecked: LetGo | None
    """Who let it go although pieces were to be checked."""
    unit: str
    """Licence plate of the pallet or container that it is on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything under one key, at most ROWS_MAX of each kind."""

    vehicles: tuple[VehicleView, ...] = ()
    marriages: tuple[MarriageView, ...] = ()
    racks: tuple[RackView, ...] = ()
    labels: tuple[LabelView, ...] = ()
    telegrams: tuple[archive.TelegramView, ...] = ()
    facts: tuple[FactView, ...] = ()

    @property
    def nothing(self) -> bool:
        return not (self.vehicles or self.marriages or self.racks or self.labels or self.facts)


def find_vin(db: Database, vin: str) -> Found:
    """All vehicle orders with this VIN, and what was bound to them."""
    vehicles, marriages = tables.vehicles, tables.marriages

    def calls(connection: Connection) -> set[str]:
        queries = (
            select(vehicles.c.call_number).where(vehicles.c.vin == vin),
            select(marriages.c.call_number).where(marriages.c.vin == vin),
        )
        return {call for query in queries for call in connection.execute(query).scalars()}

    return _of_calls(db, db.read(calls) if vin else set())


def find_call(db: Database, call: str) -> Found:
    return _of_calls(db, {call})


def find_serial(db: Database, serial: str) -> Found:
    """Where a part went: its marriages (and divorces), and the vehicles."""
    table = tables.marriages

    def work(connection: Connection) -> Found:
        marriages = _marriages(connection, table.c.serial == serial)
        calls = {marriage.call_number for marriage in marriages}
        return Found(
            vehicles=_vehicles_of(connection, calls),
            marriages=marriages,
            facts=_facts(connection, "serial", [serial]),
        )

    return db.read(work) if serial else Found()


def find_lot(db: Database, lot: str) -> Found:
    """Where the pieces of a lot went: their marriages, and the vehicles."""
    table = tables.marriages

    def work(connection: Connection) -> Found:
        marriages = _marriages(connection, table.c.lot == lot)
        calls = {marriage.call_number for marriage in marriages}
        return Found(vehicles=_vehicles_of(connection, calls), marriages=marriages)

    return db.read(work) if lot else Found()


def find_rack(db: Database, rack: str) -> Found:
    """A rack with its slots, labels and marriages."""

    def work(connection: Connection) -> Found:
        racks = _racks(connection, tables.racks.c.rack == rack)
        calls = {slot.call_number for found in racks for slot in found.slots} - {""}
        return Found(
            racks=racks,
            vehicles=_vehicles_of(connection, calls),
            marriages=_marriages(connection, tables.marriages.c.rack == rack),
            labels=_labels(connection, tables.labels.c.rack == rack),
            facts=_facts(connection, "rack", [rack]),
        )

    return db.read(work)


def find_number(db: Database, number: str, *, feed: str = "", epoch: int | None = None) -> Found:
    """Vehicles that hold or claim a sequence number, as the maker writes it or as an integer.

    A number repeats: without ``feed`` and ``epoch`` it may find several.
    """
    table = tables.vehicles
    condition: ColumnElement[bool] = table.c.sequence_number == number
    if number.isascii() and number.isdigit() and len(number) < 16:
        condition = or_(condition, table.c.claimed_number == int(number))
    if feed:
        condition &= table.c.feed == feed
    if epoch is not None:
        condition &= table.c.epoch == epoch

    def work(connection: Connection) -> Found:
        vehicles = _vehicles(connection, condition)
        keys = {
            f"{view.feed}:{view.epoch}:{view.claimed_number}"
            for view in vehicles
            if view.claimed_number is not None
        }
        calls = {view.call_number for view in vehicles}
        return Found(
            vehicles=vehicles,
            marriages=_marriages_of(connection, calls),
            facts=_facts(connection, "number", sorted(keys)),
        )

    return db.read(work)


def find_label(db: Database, label: str) -> Found:
    """A label and all copies of it."""
    table = tables.labels

    def work(connection: Connection) -> Found:
        labels = _labels(connection, table.c.label == label)
        copies: tuple[LabelView, ...] = ()
        for view in labels:
            copies += _labels(
                connection,
                table.c.node == view.node,
                table.c.rack == view.rack,
                table.c.kind == view.kind,
                table.c.slot == view.slot,
                table.c.family == view.family,
                table.c.piece == view.piece,
            )
        names = sorted({view.label for view in copies})
        return Found(labels=copies, facts=_facts(connection, "label", names))

    return db.read(work)


def _of_calls(db: Database, calls: set[str]) -> Found:
    def work(connection: Connection) -> Found:
        marriages = _marriages_of(connection, calls)
        places = {(view.rack, view.slot) for view in marriages}
        rack_ids = {rack for rack, _ in places}
        labels = _labels(connection, tables.labels.c.rack.in_(rack_ids)) if rack_ids else ()
        return Found(
            vehicles=_vehicles_of(connection, calls),
            marriages=marriages,
            labels=tuple(
                view for view in labels if (view.rack, view.slot) in places and view.kind != "rack"
            ),
            facts=_facts(connection, "call", sorted(calls)),
        )

    found = db.read(work)
    telegrams = tuple(
        view for call in sorted(calls) for view in archive.telegrams_of_call(db, call)
    )
    return replace(found, telegrams=telegrams)


def _vehicles_of(connection: Connection, calls: Collection[str]) -> tuple[VehicleView, ...]:
    """An empty list of keys is not asked for: a database reads the whole table to find nothing."""
    return _vehicles(connection, tables.vehicles.c.call_number.in_(calls)) if calls else ()


def _marriages_of(connection: Connection, calls: Collection[str]) -> tuple[MarriageView, ...]:
    return _marriages(connection, tables.marriages.c.call_number.in_(calls)) if calls else ()


def _vehicles(connection: Connection, condition: ColumnElement[bool]) -> tuple[VehicleView, ...]:
    table = tables.vehicles
    query = (
        select(table)
        .where(condition)
        .order_by(table.c.feed, table.c.call_number, table.c.node)
        .limit(ROWS_MAX)
    )
    views = []
    for found in connection.execute(query).mappings():
        row = {name: found[name] for name in VehicleView.__dataclass_fields__}
        row["needs"] = msgspec.Raw(bytes(found["needs"]))
        row["problems"] = msgspec.Raw(bytes(found["problems"]))
        views.append(VehicleView(**row))
    return tuple(views)


def _marriages(connection: Connection, condition: ColumnElement[bool]) -> tuple[MarriageView, ...]:
    table = tables.marriages
    query = select(table).where(condition).order_by(table.c.marriage).limit(ROWS_MAX)
    return tuple(marriage_views(connection, query))


def _labels(
    connection: Connection, *conditions: ColumnElement[bool], rows_max: int = ROWS_MAX
) -> tuple[LabelView, ...]:
    table = tables.labels
    query = select(table).where(*conditions).order_by(table.c.fact).limit(rows_max)
    rows = list(connection.execute(query).mappings())
    newest: dict[tuple[Any, ...], int] = {}
    for row in rows:
        newest[_stem(row)] = max(row["copy"], newest.get(_stem(row), 0))
    return tuple(
        LabelView(
            **{
                **row,
                "fields": msgspec.Raw(bytes(row["fields"])),
                "superseded": row["copy"] < newest[_stem(row)],
            }
        )
        for row in rows
    )


def labels_of_racks(connection: Connection, racks: Collection[str]) -> list[LabelView]:
    """All that were ever asked for."""
    return [
        label
        for is_wanted in among(connection, tables.labels.c.rack, racks)
        for label in _labels(connection, is_wanted, rows_max=_LABELS_MAX)
    ]


def _stem(row: Any) -> tuple[Any, ...]:
    """A label apart from its copy number."""
    return tuple(row[name] for name in ("node", "rack", "kind", "slot", "family", "piece"))


def _facts(connection: Connection, kind: str, values: Sequence[str]) -> tuple[FactView, ...]:
    if not values:
        return ()
    facts, links = tables.facts, tables.links
    ids = select(links.c.fact).where(links.c.kind == kind, links.c.value.in_(values[:ROWS_MAX]))
    query = select(facts).where(facts.c.fact.in_(ids)).order_by(facts.c.fact).limit(ROWS_MAX)
    return tuple(facts_of_query(connection, query))


def _racks(connection: Connection, condition: ColumnElement[bool]) -> tuple[RackView, ...]:
    query = select(tables.racks).where(condition).order_by(tables.racks.c.node).limit(ROWS_MAX)
    rows = list(connection.execute(query).mappings())
    unchecked = let_go(connection, {row["rack"] for row in rows})
    units = units_of(connection, {row["rack"] for row in rows})
    return tuple(
        RackView(
            **{name: value for name, value in row.items() if name != "dealt"},
            slots=slots_of(connection, row),
            unchecked=unchecked.get((row["node"], row["rack"])),
            unit=units.get((row["node"], row["rack"]), ""),
        )
        for row in rows
    )
