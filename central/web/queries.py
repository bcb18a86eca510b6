"""What the pages ask of the database: reading only, each list by a key so that a page of a list
costs the same at its end as at its beginning.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from central.broadcast import tables as broadcast
from central.cells.tables import masters
from central.kanban import tables as kanban
from central.tracking import tables as tracking
from wire.codec import decode_masters
from wire.masters import Masters

Row = Mapping[str, Any]
STRIP_BEFORE = 12
STRIP_VEHICLES = 48
FOUND_MAX = 50


def _rows(connection: Connection, statement: Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(statement).mappings()]


def newest_masters(connection: Connection) -> list[Masters]:
    """The masters in force, one per cell."""
    newest = (
        select(masters.c.cell, func.max(masters.c.version).label("version"))
        .group_by(masters.c.cell)
        .subquery()
    )
    statement = select(masters.c.body).join(
        newest, (masters.c.cell == newest.c.cell) & (masters.c.version == newest.c.version)
    )
    return [decode_masters(bytes(row.body)) for row in connection.execute(statement)]


def feeds(connection: Connection) -> list[Row]:
    return _rows(connection, select(broadcast.feeds).order_by(broadcast.feeds.c.feed))


def nodes(connection: Connection) -> list[Row]:
    """The journal of each node that was heard last."""
    rows = _rows(connection, select(tracking.nodes).order_by(tracking.nodes.c.last_heard_us))
    return sorted({row["node"]: row for row in rows}.values(), key=lambda row: str(row["node"]))


def progress(connection: Connection, feed: str) -> list[Row]:
    table = tracking.progress
    return _rows(connection, select(table).where(table.c.feed == feed))


def racks_not_shipped(connection: Connection, feed: str, limit: int) -> list[Row]:
    """In the order of the line."""
    table = tracking.racks
    statement = (
        select(table)
        .where(table.c.feed == feed, table.c.shipped_us.is_(None))
        .order_by(table.c.epoch, table.c.first_number)
        .limit(limit)
    )
    return _rows(connection, statement)


def open_holes(connection: Connection, feed: str = "", limit: int = FOUND_MAX) -> list[Row]:
    """The oldest first."""
    table = tracking.holes
    statement = select(table).where(table.c.closed_us.is_(None)).order_by(table.c.since_us)
    if feed:
        statement = statement.where(table.c.feed == feed)
    return _rows(connection, statement.limit(limit))


def open_exceptions(connection: Connection, limit: int = FOUND_MAX) -> list[Row]:
    table = tracking.exceptions
    statement = select(table).where(table.c.closed_us.is_(None)).order_by(table.c.at_us)
    return _rows(connection, statement.limit(limit))


def unknown_labels(connection: Connection, limit: int = FOUND_MAX) -> list[Row]:
    """Labels of which nobody knows whether they were printed."""
    table = tracking.labels
    statement = (
        select(table).where(table.c.state == "unknown").order_by(table.c.moved_us).limit(limit)
    )
    return _rows(connection, statement)


def alarms(connection: Connection, limit: int = FOUND_MAX) -> list[Row]:
    table = tracking.alarms
    return _rows(connection, select(table).order_by(table.c.last_us.desc()).limit(limit))


def usage_problems(connection: Connection, limit: int = FOUND_MAX) -> list[Row]:
    """Vehicles of which a family is not clear and that have not passed yet."""
    table = tracking.vehicles
    statement = (
        select(table)
        .where(
            table.c.problems != b"[]",
            table.c.fitted.is_(False),
            table.c.withdrawn.is_(False),
            table.c.number.is_not(None),
        )
        .order_by(table.c.fact.desc())
        .limit(limit)
    )
    return _rows(connection, statement)


def quarantine_since(connection: Connection, since_us: int, limit: int = FOUND_MAX) -> list[Row]:
    table = broadcast.quarantine
    statement = (
        select(table).where(table.c.at_us >= since_us).order_by(table.c.raw_id.desc()).limit(limit)
    )
    return _rows(connection, statement)


def kanban_loops(connection: Connection) -> list[Row]:
    """Each loop with the stock at its location (None: nothing was ever moved there)."""
    statement = (
        select(kanban.loops, kanban.stock.c.quantity.label("stock"), kanban.stock.c.last_us)
        .outerjoin(
            kanban.stock,
            (kanban.stock.c.location == kanban.loops.c.location)
            & (kanban.stock.c.part == kanban.loops.c.part),
        )
        .order_by(kanban.loops.c.loop)
    )
    return _rows(connection, statement)


def scans(connection: Connection) -> list[Row]:
    table = tracking.scans
    return _rows(connection, select(table).order_by(table.c.node, table.c.workplace))


def printers(connection: Connection, since_us: int) -> list[Row]:
    """Labels of each printer since ``since_us`` by state, the last good one and the reprints."""
    table = tracking.labels
    statement = (
        select(
            table.c.node,
            table.c.printer,
            table.c.state,
            func.count().label("labels"),
            func.max(table.c.moved_us).label("last_us"),
            func.sum(case((table.c.copy > 1, 1), else_=0)).label("reprints"),
        )
        .where(table.c.moved_us >= since_us)
        .group_by(table.c.node, table.c.printer, table.c.state)
        .order_by(table.c.node, table.c.printer)
    )
    return _rows(connection, statement)


def strip(connection: Connection, node: str, feed: str, epoch: int, number: int) -> list[Row]:
    """Vehicles of one cell around ``number`` as they will pass, by number."""
    table = tracking.vehicles
    statement = (
        select(table)
        .where(
            table.c.node == node,
            table.c.feed == feed,
            table.c.epoch == epoch,
            table.c.number.between(number - STRIP_VEHICLES + STRIP_BEFORE, number + STRIP_BEFORE),
        )
        .order_by(table.c.number)
    )
    return _rows(connection, statement)


def raw(connection: Connection, raw_id: int) -> Row | None:
    table = broadcast.raw
    found = _rows(connection, select(table).where(table.c.raw_id == raw_id))
    return found[0] if found else None
