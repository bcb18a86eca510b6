"""What people and programs may ask of the facts: lists by a key, counts, sequence status.

Every list is read after a key and bounded, so that its last page costs what its first does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Select, Table, func, select, text

from central.broadcast import archive
from central.db import Database
from central.tracking import tables
from central.tracking.rules import least

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class FactView:
    """One fact as it was sent; ``refusal`` is empty if it was applied."""

    fact: int
    node: str
    epoch: int
    offset: int
    at_us: int
    received_us: int
    hash: str
    kind: str
    refusal: str
    detail: str
    body: msgspec.Raw


@dataclass(frozen=True, slots=True, kw_only=True)
class MarriageView:
    """A part bound to a vehicle; active while ``divorced_by`` (a fact id) is None."""

    marriage: int
    node: str
    feed: str
    call_number: str
    vin: str
    point_of_fit: str
    rack: str
    slot: int
    family: str
    part: str
    serial: str
    lot: str
    piece: int
    quantity: int
    person: str
    workplace: str
    at_us: int
    divorced_by: int | None
    divorced_us: int | None
    divorce_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoleView:
    """``kind``: number (of the build order) or position (of the gateway)."""

    node: str
    feed: str
    kind: str
    epoch: int
    number: int
    since_us: int
    closed_us: int | None
    closed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionView:
    node: str
    exception: str
    kind: str
    text: str
    at_us: int
    times: int
    owner: str
    closed_us: int | None
    note: str
    fact: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmView:
    """What central itself saw that must not be."""

    alarm: int
    kind: str
    subject: str
    node: str
    text: str
    first_us: int
    last_us: int
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeView:
    """One journal of one node. ``last_fact_us`` is its clock, ``last_heard_us`` ours."""

    node: str
    epoch: int
    high_water: int
    anchor: str
    last_fact_us: int | None
    last_heard_us: int
    applied: int
    refused: int
    duplicates: int
    incidents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanView:
    node: str
    workplace: str
    device: str
    verdict: str
    scans: int
    last_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Sums over all nodes. ``scans`` is by verdict, ``labels`` by state."""

    facts: int
    facts_applied: int
    duplicates_refused: int
    conflicts: int
    refused: int
    incidents: int
    alarms: int
    marriages: int
    marriages_active: int
    divorces: int
    holes_open: int
    exceptions_open: int
    racks: int
    racks_shipped: int
    scans: dict[str, int]
    labels: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """A place in the build order and when it was reached (the cell's clock)."""

    epoch: int
    number: int
    at_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CellStatus:
    """How far one cell is on one line. Of several rack families the one furthest behind."""

    node: str
    received: At | None
    picked: At | None
    racked: At | None
    shipped: At | None
    holes_open: int
    oldest_hole_us: int | None
    exceptions_open: int
    last_fact_us: int | None
    last_heard_us: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStatus:
    """``announced``: the gateway's newest; ``consumed``: the newest vehicle the line has fitted."""

    feed: str
    announced_position: int
    announced_number: str
    announced_us: int | None
    line_running: bool
    consumed: At | None
    cells: tuple[CellStatus, ...]


def newest_fact(db: Database) -> int:
    """The id of the newest fact; 0: there is none."""
    query = select(tables.row_numbers.c.last).where(tables.row_numbers.c.name == "fact")
    return db.read(lambda connection: connection.execute(query).scalar()) or 0


def list_facts(
    db: Database, *, node: str = "", after: int = 0, limit: int = 1000, refused_only: bool = False
) -> list[FactView]:
    """Facts in the order of their ids, after one of them."""
    table = tables.facts
    query = select(table).where(table.c.fact > after).order_by(table.c.fact).limit(limit)
    if node:
        query = query.where(table.c.node == node)
    if refused_only:
        query = query.where(text(tables.REFUSED))
    return db.read(lambda connection: facts_of_query(connection, query))


def facts_of_query(connection: Connection, query: Select[Any]) -> list[FactView]:
    """Views of whole rows of the facts' table."""
    return [
        FactView(**{**row, "body": msgspec.Raw(bytes(row["body"]))})
        for row in connection.execute(query).mappings()
    ]


def list_marriages(
    db: Database, *, after: int = 0, limit: int = 1000, active_only: bool = False
) -> list[MarriageView]:
    """Marriages in the order of their ids, after one of them; divorced ones too."""
    table = tables.marriages
    query = select(table).where(table.c.marriage > after)
    if active_only:
        query = query.where(table.c.divorced_by.is_(None))
    return _views(db, MarriageView, query.order_by(table.c.marriage).limit(limit))


def list_holes(
    db: Database, *, feed: str = "", open_only: bool = True, limit: int = 1000
) -> list[HoleView]:
    """Holes as the cells see them, the oldest first."""
    table = tables.holes
    query = select(table).order_by(table.c.since_us, table.c.node, table.c.number).limit(limit)
    if open_only:
        query = query.where(table.c.closed_us.is_(None))
    if feed:
        query = query.where(table.c.feed == feed)
    return _views(db, HoleView, query)


def list_exceptions(
    db: Database, *, open_only: bool = True, limit: int = 1000
) -> list[ExceptionView]:
    """What cells gave to people, the oldest first."""
    table = tables.exceptions
    query = select(table).order_by(table.c.at_us, table.c.node, table.c.exception).limit(limit)
    if open_only:
        query = query.where(table.c.closed_us.is_(None))
    return _views(db, ExceptionView, query)


def list_alarms(db: Database, *, limit: int = 1000) -> list[AlarmView]:
    """The newest first."""
    query = select(tables.alarms).order_by(tables.alarms.c.last_us.desc()).limit(limit)
    return _views(db, AlarmView, query)


def list_nodes(db: Database) -> list[NodeView]:
    return _views(db, NodeView, select(tables.nodes).order_by(*tables.nodes.primary_key))


def list_scans(db: Database) -> list[ScanView]:
    return _views(db, ScanView, select(tables.scans).order_by(*tables.scans.primary_key))


def counts(db: Database) -> Counts:
    """One consistent view of how much there is."""
    return db.read(_counts)


def sequence_status(db: Database) -> list[LineStatus]:
    """The five positions of each line: announced, consumed, and of each cell received, picked,
    racked, shipped.
    """
    lines = archive.list_feeds(db)
    return db.read(lambda connection: [_line(connection, line) for line in lines])


def _views(db: Database, kind: type[T], query: Select[Any]) -> list[T]:
    return db.read(lambda c: [kind(**row) for row in c.execute(query).mappings()])


def _counts(connection: Connection) -> Counts:
    nodes, marriages = tables.nodes, tables.marriages
    sums = connection.execute(
        select(
            *(
                func.coalesce(func.sum(nodes.c[name]), 0).label(name)
                for name in ("applied", "refused", "duplicates", "incidents")
            )
        )
    ).one()
    married = _count(connection, marriages)
    divorced = _count(connection, marriages, marriages.c.divorced_by.is_not(None))
    verdicts = select(tables.scans.c.verdict, func.sum(tables.scans.c.scans)).group_by(
        tables.scans.c.verdict
    )
    states = select(tables.labels.c.state, func.count()).group_by(tables.labels.c.state)
    return Counts(
        facts=int(sums.applied + sums.refused),
        facts_applied=int(sums.applied),
        duplicates_refused=int(sums.duplicates),
        conflicts=_count(connection, tables.conflicts),
        refused=int(sums.refused),
        incidents=int(sums.incidents),
        alarms=_count(connection, tables.alarms),
        marriages=married,
        marriages_active=married - divorced,
        divorces=divorced,
        holes_open=_count(connection, tables.holes, tables.holes.c.closed_us.is_(None)),
        exceptions_open=_count(
            connection, tables.exceptions, tables.exceptions.c.closed_us.is_(None)
        ),
        racks=_count(connection, tables.racks),
        racks_shipped=_count(connection, tables.racks, tables.racks.c.shipped_us.is_not(None)),
        scans={verdict: int(scans) for verdict, scans in connection.execute(verdicts)},
        labels={state: labels for state, labels in connection.execute(states)},
    )


def _count(connection: Connection, table: Table, *conditions: Any) -> int:
    query = select(func.count()).select_from(table).where(*conditions)
    return int(connection.execute(query).scalar_one())


def _line(connection: Connection, line: archive.FeedView) -> LineStatus:
    table = tables.progress
    rows = connection.execute(select(table).where(table.c.feed == line.feed)).all()
    nodes = sorted({row.node for row in rows})
    return LineStatus(
        feed=line.feed,
        announced_position=line.last_position,
        announced_number=line.last_sequence_number,
        announced_us=line.last_received_us,
        line_running=line.line_running,
        consumed=_furthest([row for row in rows if row.what == "fitted"]),
        cells=tuple(
            _cell(connection, line.feed, node, [row for row in rows if row.node == node])
            for node in nodes
        ),
    )


def _furthest(rows: Sequence[Any]) -> At | None:
    row = max(rows, key=lambda row: (row.epoch, row.number), default=None)
    return None if row is None else At(epoch=row.epoch, number=row.number, at_us=row.at_us)


def _behind(rows: Sequence[Any], what: str) -> At | None:
    """Of the rack families the one furthest behind."""
    found = {(row.epoch, row.number): row.at_us for row in rows if row.what == what}
    place = least(list(found))
    return None if place is None else At(epoch=place[0], number=place[1], at_us=found[place])


def _cell(connection: Connection, feed: str, node: str, rows: Sequence[Any]) -> CellStatus:
    holes, nodes, exceptions = tables.holes, tables.nodes, tables.exceptions
    is_open = (holes.c.node == node, holes.c.feed == feed, holes.c.closed_us.is_(None))
    hole = connection.execute(
        select(func.count().label("count"), func.min(holes.c.since_us).label("oldest")).where(
            *is_open
        )
    ).one()
    heard = connection.execute(
        select(
            func.max(nodes.c.last_fact_us).label("fact"),
            func.max(nodes.c.last_heard_us).label("us"),
        ).where(nodes.c.node == node)
    ).one()
    return CellStatus(
        node=node,
        received=_behind(rows, "received"),
        picked=_behind(rows, "picked"),
        racked=_behind(rows, "racked"),
        shipped=_behind(rows, "shipped"),
        holes_open=hole[0],
        oldest_hole_us=hole.oldest,
        exceptions_open=_count(
            connection, exceptions, exceptions.c.node == node, exceptions.c.closed_us.is_(None)
        ),
        last_fact_us=heard.fact,
        last_heard_us=heard.us,
    )
