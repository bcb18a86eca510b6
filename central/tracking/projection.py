"""Between the fold and the tables: loads the rows of one node that a batch may touch, and stores
those that changed, many at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, Table, bindparam, delete, or_, select, tuple_, update

from central.db.bulk import among, upsert_many
from central.tracking import projection_loads, tables
from central.tracking.fold import active_key
from central.tracking.fold_sequence import CHANGES
from central.tracking.memory import Known, Place, Row
from central.tracking.tables_life import module_orders
from central.tracking.tables_loads import load_racks, unchecked, unit_racks
from wire import events
from wire.events import AnyFact
from wire.limits import NUMBER_MAX
from wire.masters import Filling
from wire.number_before import number_before

_PARAMETERS_MAX = 500
_OF_ONE_CALL = (
    events.NeedsRevised,
    events.CallHeld,
    events.CallReleased,
    events.SubstituteReleased,
)


def load(connection: Connection, node: str, facts: Sequence[AnyFact]) -> Known:
    """What is stored of everything that these facts speak of."""
    known = Known(node=node)
    query = select(tables.runs).where(tables.runs.c.node == node)
    for found in connection.execute(query).mappings():
        known.runs.hold(dict(found), found["feed"], found["epoch"])
    _load_vehicles(connection, known, facts)
    _load_holes(connection, known, facts)
    racks = {str(rack) for fact in facts for rack in _racks_of(fact)}
    for row in _rows(connection, tables.racks, node, tables.racks.c.rack, racks):
        known.racks.hold(row, row["rack"])
    for row in _rows(connection, tables.left_out, node, tables.left_out.c.rack, racks):
        known.left_out.hold(row, row["rack"], row["place"])
    labels = {str(fact.label) for fact in facts if isinstance(fact, events.LabelMoved)}
    for row in _rows(connection, tables.labels, node, tables.labels.c.label, labels):
        known.labels.hold(row, row["label"])
    _load_plans(connection, known, facts)
    query = select(tables.masters).where(tables.masters.c.node == node)
    for found in connection.execute(query).mappings():
        known.masters.hold(dict(found), node)
    for row in _open_exceptions(connection, node):
        known.exceptions.hold(row, row["exception"])
    _load_attendance(connection, known)
    _load_shipped_racks(connection, known, facts)
    _load_marriages(connection, known, facts)
    _load_released(connection, known, facts)
    projection_loads.load(connection, known, facts)
    table = tables.blocks
    query = select(table).where(table.c.node == node, table.c.lifted_us.is_(None))
    for found in connection.execute(query).mappings():
        known.blocks.hold(dict(found), found["block"])
    table = tables.in_doubt
    query = select(table).where(table.c.node == node)
    for found in connection.execute(query).mappings():
        known.in_doubt.hold(dict(found), found["feed"], found["call_number"])
    query = select(tables.progress).where(tables.progress.c.node == node)
    for found in connection.execute(query).mappings():
        known.progress.hold(dict(found), found["feed"], found["what"], found["rack_family"])
    return known


def store(connection: Connection, known: Known) -> None:
    """Everything that changed; counters are added to what is there."""
    upsert_many(connection, tables.vehicles, known.vehicles.changed())
    upsert_many(connection, tables.runs, known.runs.changed())
    upsert_many(connection, tables.racks, known.racks.changed())
    _drop(connection, tables.racks, known.racks.dropped.values())
    upsert_many(connection, tables.marriages, known.marriages.changed())
    upsert_many(connection, module_orders, known.module_orders.changed())
    upsert_many(connection, tables.blocks, known.blocks.changed())
    upsert_many(connection, tables.in_doubt, known.in_doubt.changed())
    _drop(connection, tables.in_doubt, known.in_doubt.dropped.values())
    upsert_many(connection, tables.left_out, known.left_out.changed())
    _drop(connection, tables.left_out, known.left_out.dropped.values())
    projection_loads.store(connection, known)
    _drop(connection, load_racks, known.load_racks.dropped.values())
    _drop(connection, unchecked, known.unchecked.dropped.values())
    _drop(connection, unit_racks, known.unit_racks.dropped.values())
    upsert_many(connection, tables.labels, known.labels.changed())
    upsert_many(connection, tables.progress, known.progress.changed())
    upsert_many(connection, tables.exceptions, known.exceptions.changed())
    upsert_many(connection, tables.skips, known.skips.changed())
    _drop(connection, tables.skips, known.skips.dropped.values())
    upsert_many(connection, tables.holes, known.holes_opened.changed())
    upsert_many(connection, tables.masters, known.masters.changed())
    upsert_many(connection, tables.plans, known.plans.changed())
    upsert_many(connection, tables.tours, known.tours.changed())
    upsert_many(connection, tables.forecasts, known.forecasts.changed())
    _drop(connection, tables.forecasts, known.forecasts.dropped.values())
    upsert_many(connection, tables.attendance, known.attendance.changed())
    upsert_many(connection, tables.scans, known.scans.changed(), adding=frozenset({"scans"}))
    if known.holes_closed:
        parameters = [
            {f"at_{key}": row[key] for key in _keys}
            | {"new_closed_us": row["closed_us"], "new_closed_by": row["closed_by"]}
            for row in known.holes_closed.values()
        ]
        connection.execute(_close_hole, parameters)


def _drop(connection: Connection, table: Table, rows: Collection[Row]) -> None:
    if rows:
        keys = [column.name for column in table.primary_key]
        statement = delete(table).where(*(table.c[key] == bindparam(f"at_{key}") for key in keys))
        connection.execute(statement, [{f"at_{key}": row[key] for key in keys} for row in rows])


_keys = ("node", "feed", "kind", "epoch", "number")
_close_hole = (
    update(tables.holes)
    .where(
        *(tables.holes.c[key] == bindparam(f"at_{key}") for key in _keys),
        tables.holes.c.closed_us.is_(None),
    )
    .values(closed_us=bindparam("new_closed_us"), closed_by=bindparam("new_closed_by"))
)


def _load_vehicles(connection: Connection, known: Known, facts: Sequence[AnyFact]) -> None:
    """Those that the facts name, and those that claim a place that one of them claims or takes."""
    calls: set[str] = set()
    numbers: set[int] = set()
    for fact in facts:
        if isinstance(fact, events.TelegramTaken):
            calls.add(str(fact.telegram.call_number))
            if fact.number is not None:
                numbers.add(fact.number)
                before = number_before(fact.telegram, 0, NUMBER_MAX)
                numbers.update(() if before is None else (before,))
        elif isinstance(fact, _OF_ONE_CALL):
            calls.add(str(fact.call_number))
        elif isinstance(fact, events.Scanned) and fact.marriage is not None:
            calls.add(str(fact.marriage.call_number))
    table = tables.vehicles
    for row in _rows(connection, table, known.node, table.c.call_number, calls):
        _hold_vehicle(known, row)
        if row["claimed_number"] is not None:
            numbers.add(row["claimed_number"])
    for row in _rows(connection, table, known.node, table.c.claimed_number, numbers):
        _hold_vehicle(known, row)
    skips = tables.skips
    for row in _rows(connection, skips, known.node, skips.c.number, numbers):
        known.skips.hold(row, row["feed"], row["epoch"], row["number"])


def _load_holes(connection: Connection, known: Known, facts: Sequence[AnyFact]) -> None:
    """Numbers that are missing in runs of which it is said otherwise what is waited for."""
    table = tables.holes
    for fact in facts:
        if isinstance(fact, events.ContinuityChanged):
            query = select(table).where(
                table.c.closed_us.is_(None),
                table.c.node == known.node,
                table.c.feed == fact.feed,
                table.c.kind == "number",
                table.c.epoch == fact.epoch,
            )
            for found in connection.execute(query).mappings():
                place = (found["feed"], "number", found["epoch"], found["number"])
                known.holes_opened.hold(dict(found), *place)


def _hold_vehicle(known: Known, row: Row) -> None:
    known.vehicles.hold(row, row["feed"], row["call_number"])
    if row["claimed_number"] is not None:
        place = Place(row["feed"], row["epoch"], row["claimed_number"])
        known.claims[place].add(row["call_number"])


def _load_marriages(connection: Connection, known: Known, facts: Sequence[AnyFact]) -> None:
    slots = {
        (str(fact.marriage.rack), fact.marriage.slot)
        for fact in facts
        if isinstance(fact, events.PartDivorced | events.PutConfirmed)
    }
    table = tables.marriages
    for part in _parts(slots):
        query = (
            select(table)
            .where(
                table.c.node == known.node,
                tuple_(table.c.rack, table.c.slot).in_(part),
                table.c.divorced_by.is_(None),
            )
            .order_by(table.c.marriage)
        )
        for found in connection.execute(query):
            known.marriages.hold(dict(zip(table.c.keys(), found, strict=True)), found.marriage)
            known.active[active_key(found)].append(found.marriage)


def _load_released(connection: Connection, known: Known, facts: Sequence[AnyFact]) -> None:
    """Where the pieces are that a person lets be picked again."""
    table = tables.marriages
    released = {
        (str(fact.serial), str(fact.part))
        for fact in facts
        if isinstance(fact, events.ScrapReleased)
    }
    for part in _parts(released):
        query = select(table).where(
            tuple_(table.c.serial, table.c.part).in_(part),
            table.c.node == known.node,
            table.c.divorced_by.is_(None),
        )
        for found in connection.execute(query).mappings():
            if known.marriages.get(found["marriage"]) is None:
                known.marriages.hold(dict(found), found["marriage"])


def _load_plans(connection: Connection, known: Known, facts: Sequence[AnyFact]) -> None:
    tours: set[str] = set()
    racks: set[str] = set()
    for fact in facts:
        if isinstance(fact, events.TourEnded):
            tours.add(str(fact.tour))
        elif isinstance(fact, events.PlanMade):
            racks.update(str(forecast.rack) for forecast in fact.forecasts)
        elif isinstance(fact, events.RackClosed | events.RackDissolved):
            racks.add(str(fact.rack))
    for row in _rows(connection, tables.tours, known.node, tables.tours.c.tour, tours):
        known.tours.hold(row, row["tour"])
    for row in _rows(connection, tables.forecasts, known.node, tables.forecasts.c.rack, racks):
        known.forecasts.hold(row, row["rack"])


def _open_exceptions(connection: Connection, node: str) -> Iterator[Row]:
    table = tables.exceptions
    query = select(table).where(table.c.node == node, table.c.closed_us.is_(None))
    for found in connection.execute(query).mappings():
        yield dict(found)


def _load_attendance(connection: Connection, known: Known) -> None:
    table = tables.attendance
    query = select(table).where(table.c.until_us.is_(None), table.c.node == known.node)
    for found in connection.execute(query).mappings():
        known.attendance.hold(dict(found), found["workplace"], found["fact"])
        known.attending[found["workplace"]] = found["fact"]


def _load_shipped_racks(connection: Connection, known: Known, facts: Sequence[AnyFact]) -> None:
    """Racks that a late change may touch although they are gone."""
    numbers: dict[tuple[str, str], set[int]] = defaultdict(set)
    changed: set[tuple[str, str]] = set()
    for fact in facts:
        if isinstance(fact, events.TelegramTaken):
            key = (str(fact.telegram.feed), str(fact.telegram.call_number))
            numbers[key].update(() if fact.number is None else (fact.number,))
            changed.update((key,) if fact.reaction in CHANGES else ())
    for key in changed:
        vehicle = known.vehicles.get(*key)
        if vehicle is not None and vehicle["claimed_number"] is not None:
            numbers[key].add(vehicle["claimed_number"])
    for feed, number in sorted({(key[0], each) for key in changed for each in numbers[key]}):
        _load_shipped_at(connection, known, feed, number)


def _load_shipped_at(connection: Connection, known: Known, feed: str, number: int) -> None:
    table = tables.racks
    query = select(table).where(
        table.c.node == known.node,
        table.c.feed == feed,
        table.c.first_number <= number,
        or_(table.c.first_number >= number - 200, table.c.filling != Filling.NUMBER.value),
        table.c.shipped_us.is_not(None),
    )
    for found in connection.execute(query).mappings():
        known.racks.hold(dict(found), found["rack"])


def _racks_of(fact: AnyFact) -> Iterable[str]:
    match fact:
        case (
            events.RackBound()
            | events.RackClosed()
            | events.RackDealt()
            | events.RackDissolved()
            | events.RackShipped()
            | events.RackReturned()
            | events.ReworkReleased()
        ):
            return (fact.rack,)
        case events.TourStarted(picks=(events.PickRef(rack=rack), *_)):
            return (rack,)
        case events.Scanned(marriage=events.Marriage(rack=rack)):
            return (rack,)
        case events.PartDivorced():
            return (fact.marriage.rack,)
        case _:
            return ()


def _rows(
    connection: Connection, table: Table, node: str, column: Column[Any], values: Collection[Any]
) -> Iterator[Row]:
    for is_wanted in among(connection, column, values):
        query = select(table).where(table.c.node == node, is_wanted)
        for found in connection.execute(query).mappings():
            yield dict(found)


def _parts(values: Collection[Any]) -> Iterator[list[Any]]:
    remaining = iter(values)
    while part := list(islice(remaining, _PARAMETERS_MAX)):
        yield part
