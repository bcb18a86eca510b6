"""What people and programs may ask of the facts: lists by a key, counts, sequence status.

Every list is read after a key and bounded, so that its last page costs what its first does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Column, Connection, Select, Table, func, select, text

from central.db.database import Database
from central.tracking import tables
from central.tracking.service import holes, journals, overview
from central.tracking.service.line_status import sequence_status as sequence_status
from central.tracking.service.married import marriage_views
from central.tracking.service.views import (
    Counts,
    ExceptionView,
    FactView,
    HoleView,
    MarriageView,
    NodeView,
    ScanView,
)

T = TypeVar("T")


def newest_fact(db: Database) -> int:
    """The id of the newest fact; 0: there is none."""
    query = select(tables.row_numbers.c.last).where(tables.row_numbers.c.name == "fact")
    return db.read(lambda connection: connection.execute(query).scalar()) or 0


def list_facts(
    db: Database, *, node: str = "", after: int = 0, limit: int = 1000, refused_only: bool = False
) -> list[FactView]:
    """Facts in the order of their ids, after one of them, up to the first that is not projected
    yet: of all others it is known whether they were refused.
    """
    table = tables.facts
    query = select(table).where(table.c.fact > after).order_by(table.c.fact).limit(limit)
    if node:
        query = query.where(table.c.node == node)
    if refused_only:
        query = query.where(text(tables.REFUSED))
    return db.read(lambda c: facts_of_query(c, _settled(c, query, table.c.fact)))


def facts_of_query(connection: Connection, query: Select[Any]) -> list[FactView]:
    """Views of whole rows of the facts' table."""
    return [
        FactView(**{**row, "body": msgspec.Raw(bytes(row["body"]))})
        for row in connection.execute(query).mappings()
    ]


def list_marriages(
    db: Database, *, after: int = 0, limit: int = 1000, active_only: bool = False
) -> list[MarriageView]:
    """Marriages in the order of their ids, after one of them; divorced ones too. The list ends
    before the first fact that is not projected yet, so that whoever reads on misses none.
    """
    table = tables.marriages
    query = select(table).where(table.c.marriage > after)
    if active_only:
        query = query.where(table.c.divorced_by.is_(None))
    query = query.order_by(table.c.marriage).limit(limit)

    def work(connection: Connection) -> list[MarriageView]:
        return marriage_views(connection, _settled(connection, query, table.c.marriage))

    return db.read(work)


def list_holes(
    db: Database, *, feed: str = "", open_only: bool = True, limit: int = 1000
) -> list[HoleView]:
    """Runs of holes as the cells see them, the oldest first."""
    return db.read(lambda c: holes.hole_runs(c, feed=feed, open_only=open_only, limit=limit))


def list_exceptions(
    db: Database, *, open_only: bool = True, limit: int = 1000
) -> list[ExceptionView]:
    """What cells gave to people, the oldest first."""
    table = tables.exceptions
    query = select(table).order_by(table.c.at_us, table.c.node, table.c.exception).limit(limit)
    if open_only:
        query = query.where(table.c.closed_us.is_(None))
    return _views(db, ExceptionView, query)


def list_nodes(db: Database) -> list[NodeView]:
    return db.read(_nodes)


def _nodes(connection: Connection) -> list[NodeView]:
    masters = overview.masters_in_force(connection)
    return [_node(row, masters.get(row["node"])) for row in journals.journals(connection)]


def _node(row: Mapping[str, Any], masters: Mapping[str, Any] | None) -> NodeView:
    known = {name: row[name] for name in NodeView.__dataclass_fields__ if name in row}
    if masters is None:
        return NodeView(**known)
    return NodeView(
        **known,
        masters_version=masters["version"],
        masters_refused_version=masters["refused_version"],
        masters_refused=masters["refused_reason"],
        masters_refused_us=masters["refused_us"],
    )


def list_scans(db: Database) -> list[ScanView]:
    return _views(db, ScanView, select(tables.scans).order_by(*tables.scans.primary_key))


def counts(db: Database) -> Counts:
    """One consistent view of how much there is."""
    return db.read(_counts)


def _settled(connection: Connection, query: Select[Any], column: Column[Any]) -> Select[Any]:
    end = journals.settled_before(connection)
    return query if end is None else query.where(column < end)


def _views(db: Database, kind: type[T], query: Select[Any]) -> list[T]:
    return db.read(lambda c: [kind(**row) for row in c.execute(query).mappings()])


def _counts(connection: Connection) -> Counts:
    marriages = tables.marriages
    heard = journals.journals(connection)
    sums = {
        name: sum(row[name] for row in heard)
        for name in ("applied", "refused", "duplicates", "incidents", "waiting")
    }
    married = _count(connection, marriages)
    divorced = _count(connection, marriages, marriages.c.divorced_by.is_not(None))
    verdicts = select(tables.scans.c.verdict, func.sum(tables.scans.c.scans)).group_by(
        tables.scans.c.verdict
    )
    states = select(tables.labels.c.state, func.count()).group_by(tables.labels.c.state)
    return Counts(
        facts=sums["applied"] + sums["refused"] + sums["waiting"],
        facts_applied=sums["applied"],
        facts_waiting=sums["waiting"],
        duplicates_refused=sums["duplicates"],
        conflicts=_count(connection, tables.conflicts),
        refused=sums["refused"],
        incidents=sums["incidents"],
        alarms=_count(connection, tables.alarms),
        marriages=married,
        marriages_active=married - divorced,
        divorces=divorced,
        holes_open=_count(connection, tables.holes, holes.is_open()),
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
