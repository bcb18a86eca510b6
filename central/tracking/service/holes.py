"""What did not come, in unbroken runs: stored number by number, read as a person sees to it.

Not open is a number that a telegram in doubt names, which is told as itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, select

from central.tracking import tables
from central.tracking.rules import last_of_rack
from central.tracking.service.views import HoleView
from wire.masters import Filling, GapPolicy

Row = Mapping[Any, Any]


def is_open() -> ColumnElement[bool]:
    """Of rows of ``tracking_holes``."""
    hole, doubt = tables.holes.c, tables.in_doubt.c
    came = exists().where(
        hole.kind == "number",
        doubt.node == hole.node,
        doubt.feed == hole.feed,
        doubt.epoch == hole.epoch,
        doubt.number == hole.number,
    )
    return and_(hole.closed_us.is_(None), ~came)


def missing_numbers(connection: Connection, node: str, feed: str, epoch: int) -> frozenset[int]:
    """One by one, of one cell and run."""
    table = tables.holes
    query = select(table.c.number).where(
        is_open(),
        table.c.node == node,
        table.c.feed == feed,
        table.c.kind == "number",
        table.c.epoch == epoch,
    )
    return frozenset(connection.execute(query).scalars())


def hole_runs(
    connection: Connection, *, feed: str = "", open_only: bool = True, limit: int
) -> list[HoleView]:
    """As the cells see them, the oldest first. What is closed is a run as far as it was closed
    alike, at one time.
    """
    query = _runs(feed, open_only=open_only).limit(limit)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    racks = _racks_here(connection, {row["feed"] for row in rows})
    return [
        HoleView(
            **row,
            owner=_owner(connection, row) if row["closed_us"] is None else "",
            racks=tuple(_waiting(row, racks)) if row["closed_us"] is None else (),
        )
        for row in rows
    ]


def _runs(feed: str, *, open_only: bool) -> Select[Any]:
    """In an unbroken run a number and its place among all differ by the same."""
    table = tables.holes
    of = [table.c[name] for name in ("node", "feed", "kind", "epoch", "closed_us", "closed_by")]
    place = func.row_number().over(partition_by=of, order_by=table.c.number)
    numbers = select(*of, table.c.number, table.c.since_us, (table.c.number - place).label("run"))
    numbers = numbers.where(is_open()) if open_only else numbers
    found = (numbers.where(table.c.feed == feed) if feed else numbers).subquery()
    alike = [found.c[column.name] for column in of]
    return (
        select(
            *alike,
            func.min(found.c.number).label("number"),
            func.max(found.c.number).label("last"),
            func.count().label("count"),
            func.min(found.c.since_us).label("since_us"),
        )
        .group_by(*alike, found.c.run)
        .order_by(func.min(found.c.since_us), found.c.node, func.min(found.c.number))
    )


def _racks_here(connection: Connection, feeds: set[str]) -> list[Row]:
    table = tables.racks
    query = (
        select(table)
        .where(table.c.feed.in_(feeds), table.c.shipped_us.is_(None))
        .order_by(table.c.feed, table.c.epoch, table.c.first_number, table.c.rack)
    )
    return [dict(row) for row in connection.execute(query).mappings()] if feeds else []


def _waiting(run: Row, racks: Sequence[Row]) -> Iterator[str]:
    """Those that have a place for one of its numbers, and dense ones behind it."""
    place = (run["node"], run["feed"], run["epoch"])
    own = [rack for rack in racks if (rack["node"], rack["feed"], rack["epoch"]) == place]
    for rack in own if run["kind"] == "number" else ():
        inside = rack["first_number"] <= run["last"] and run["number"] <= last_of_rack(rack)
        if inside or _waits_behind(run, rack, own):
            yield rack["rack"]


def _waits_behind(run: Row, rack: Row, own: Sequence[Row]) -> bool:
    """Not behind a rack of its family that is closed: nobody comes before that any more."""
    if rack["filling"] != Filling.DENSE.value or rack["closed_us"] is not None:
        return False
    holds = rack["gap_policy"] != GapPolicy.LEAVE_EMPTY.value
    return (
        holds
        and run["last"] < rack["first_number"]
        and not any(
            other["rack_family"] == rack["rack_family"]
            and other["closed_us"] is not None
            and run["last"] <= last_of_rack(other) < rack["first_number"]
            for other in own
        )
    )


def _owner(connection: Connection, run: Row) -> str:
    """Who last took it, or what it was a part of, or a part of it, at the cell."""
    table, beginning = tables.exceptions, f"hole:{run['feed']}:{run['epoch']}:"
    query = (
        select(table.c.exception, table.c.owner)
        .where(
            table.c.node == run["node"], table.c.exception.startswith(beginning, autoescape=True)
        )
        .order_by(table.c.fact.desc())
    )
    for exception, owner in connection.execute(query) if run["kind"] == "number" else ():
        first, _, last = exception.removeprefix(beginning).partition("-")
        taken = first.isdecimal() and (last or first).isdecimal()
        if taken and int(first) <= run["last"] and run["number"] <= int(last or first):
            return str(owner)
    return ""
