"""What is now, in rows for the pages: reading only, each list bounded and behind an index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, case, func, select, text

from central.tracking import tables
from central.tracking.service import holes
from central.tracking.service.journals import journals
from central.tracking.service.unbroken import progress as progress
from wire.events import UsageProblem

Row = Mapping[str, Any]
ROWS_MAX = 50
COUNTED_MAX = 50_000
"""Rows that a figure is counted over."""


def nodes(connection: Connection) -> list[Row]:
    """The journal of each node that was heard last; ``shown_us`` is the age of what is shown."""
    rows = sorted(journals(connection), key=lambda row: int(row["last_heard_us"]))
    return sorted({row["node"]: row for row in rows}.values(), key=lambda row: str(row["node"]))


def masters_in_force(connection: Connection) -> dict[str, Row]:
    """By node: the version that the cell works by, and what it refuses since ``refused_us``."""
    rows = _rows(connection, select(tables.masters))
    return {row["node"]: row for row in rows}


def runs(connection: Connection, feed: str) -> list[Row]:
    """The runs of numbers of a feed as each cell heard them."""
    table = tables.runs
    return _rows(connection, select(table).where(table.c.feed == feed))


def holes_open(connection: Connection, feed: str) -> tuple[int, int | None]:
    """How many numbers of the build sequence are missing, in whatever cells, and since when."""
    table = tables.holes
    statement = (
        select(func.count(table.c.number.distinct()), func.min(table.c.since_us))
        .where(holes.is_open())
        .where(table.c.feed == feed, table.c.kind == "number")
    )
    count, since_us = connection.execute(statement).one()
    return count, since_us


def racks_not_shipped(connection: Connection, feed: str, limit: int) -> list[Row]:
    """In the order of the line."""
    table = tables.racks
    statement = (
        select(table)
        .where(table.c.feed == feed, table.c.shipped_us.is_(None))
        .order_by(table.c.epoch, table.c.first_number)
        .limit(limit)
    )
    return _rows(connection, statement)


def open_exceptions(connection: Connection, limit: int = ROWS_MAX) -> list[Row]:
    """The oldest first."""
    table = tables.exceptions
    statement = select(table).where(table.c.closed_us.is_(None)).order_by(table.c.at_us)
    return _rows(connection, statement.limit(limit))


def unknown_labels(connection: Connection, limit: int = ROWS_MAX) -> list[Row]:
    """Labels of which nobody knows whether they were printed, the oldest first."""
    table = tables.labels
    statement = select(table).where(table.c.state == "unknown").order_by(table.c.moved_us)
    return _rows(connection, statement.limit(limit))


def usage_problems(connection: Connection, limit: int = ROWS_MAX) -> list[Row]:
    """Vehicles of which a family is not clear and that have not passed yet."""
    table = tables.vehicles
    statement = (
        select(table)
        .where(
            text(tables.UNCLEAR),
            table.c.fitted.is_(False),
            table.c.withdrawn.is_(False),
            table.c.number.is_not(None),
        )
        .order_by(table.c.fact.desc())
        .limit(limit)
    )
    return _rows(connection, statement)


def unclear(row: Row) -> str:
    """Why it is not clear what a vehicle of ``usage_problems`` needs, as its cell says."""
    problems = msgspec.json.decode(bytes(row["problems"]), type=list[UsageProblem])
    return "; ".join(
        found.detail or f"{found.family} fires {len(found.fired)}" for found in problems
    )


def scans(connection: Connection) -> list[Row]:
    """Counts of scans by cell, workplace, device and verdict."""
    table = tables.scans
    return _rows(connection, select(table).order_by(table.c.node, table.c.workplace))


def printers(connection: Connection, since_us: int) -> list[Row]:
    """Labels of each printer since ``since_us`` (at most the newest COUNTED_MAX) by state, the last
    good one and the reprints.
    """
    table = tables.labels
    names = ("node", "printer", "state", "copy", "moved_us")
    newest = (
        select(*(table.c[name] for name in names))
        .where(table.c.moved_us >= since_us)
        .order_by(table.c.moved_us.desc())
        .limit(COUNTED_MAX)
        .subquery()
    )
    statement = (
        select(
            newest.c.node,
            newest.c.printer,
            newest.c.state,
            func.count().label("labels"),
            func.max(newest.c.moved_us).label("last_us"),
            func.sum(case((newest.c.copy > 1, 1), else_=0)).label("reprints"),
        )
        .group_by(newest.c.node, newest.c.printer, newest.c.state)
        .order_by(newest.c.node, newest.c.printer)
    )
    return _rows(connection, statement)


def strip(
    connection: Connection, node: str, feed: str, epoch: int, numbers: tuple[int, int]
) -> list[Row]:
    """Vehicles of one cell from the first to the last of ``numbers`` as they will pass."""
    table = tables.vehicles
    statement = (
        select(table)
        .where(
            table.c.node == node,
            table.c.feed == feed,
            table.c.epoch == epoch,
            table.c.number.between(*numbers),
        )
        .order_by(table.c.number)
    )
    return _rows(connection, statement)


def _rows(connection: Connection, statement: Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(statement).mappings()]
