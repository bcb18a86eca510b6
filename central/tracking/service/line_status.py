"""Sequence status: how far every line and every cell on it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from central.broadcast.service import archive
from central.cells.service import rules_in_force
from central.db.database import Database
from central.tracking import tables
from central.tracking.service import holes, journals, unbroken
from central.tracking.service.newest_number import newest_number
from central.tracking.service.views import At, CellStatus, LineStatus
from wire.ids import FeedId
from wire.masters import FeedRules

Row = Mapping[str, Any]


def sequence_status(db: Database) -> list[LineStatus]:
    """The five positions of each line: announced, consumed, and of each cell received, picked,
    racked, shipped.
    """
    lines = archive.list_feeds(db)

    def work(connection: Connection) -> list[LineStatus]:
        heard = journals.journals(connection)
        rules = rules_in_force(connection)
        return [
            _line(
                connection,
                line,
                rules.get(FeedId(line.feed), FeedRules(feed=FeedId(line.feed))),
                heard,
            )
            for line in lines
        ]

    return db.read(work)


def _line(
    connection: Connection, line: archive.FeedView, rules: FeedRules, heard: Sequence[Row]
) -> LineStatus:
    rows = unbroken.progress(connection, line.feed)
    nodes = sorted({row["node"] for row in rows})
    return LineStatus(
        feed=line.feed,
        announced_position=line.last_position,
        announced_number=newest_number(connection, line.feed, rules, _received(rows)),
        announced_us=line.last_received_us,
        line_running=line.line_running,
        consumed=_furthest([row for row in rows if row["what"] == "fitted"]),
        cells=tuple(
            _cell(
                connection,
                line.feed,
                [row for row in rows if row["node"] == node],
                [row for row in heard if row["node"] == node],
            )
            for node in nodes
        ),
    )


def _received(rows: Sequence[Row]) -> tuple[int, int] | None:
    """Position and number that the cell which heard most of the line was at; None: none heard."""
    position = max((row["number"] for row in rows if row["what"] == "position"), default=None)
    number = _furthest([row for row in rows if row["what"] == "received"])
    return None if position is None or number is None else (position, number.number)


def _furthest(rows: Sequence[Row]) -> At | None:
    row = max(rows, key=lambda row: (row["epoch"], row["number"]), default=None)
    return None if row is None else _at(row)


def _behind(rows: Sequence[Row], what: str) -> At | None:
    """Of the rack families the one furthest behind; None: of one nothing is done yet."""
    found = [row for row in rows if row["what"] == what]
    if any(row["number"] is None for row in found):
        return None
    row = min(found, key=lambda row: (row["epoch"], row["number"]), default=None)
    return None if row is None else _at(row)


def _at(row: Row) -> At:
    return At(epoch=row["epoch"], number=row["number"], at_us=row["at_us"])


def _cell(
    connection: Connection, feed: str, rows: Sequence[Row], heard: Sequence[Row]
) -> CellStatus:
    node = rows[0]["node"]
    missing, exceptions = tables.holes, tables.exceptions
    hole = connection.execute(
        select(func.count().label("count"), func.min(missing.c.since_us).label("oldest")).where(
            missing.c.node == node, missing.c.feed == feed, holes.is_open()
        )
    ).one()
    exception = select(func.count()).where(
        exceptions.c.node == node, exceptions.c.closed_us.is_(None)
    )
    doubt = select(func.count()).where(
        tables.in_doubt.c.node == node, tables.in_doubt.c.feed == feed
    )
    return CellStatus(
        node=node,
        received=_behind(rows, "received"),
        picked=_behind(rows, "picked"),
        racked=_behind(rows, "racked"),
        shipped=_behind(rows, "shipped"),
        holes_open=hole[0],
        oldest_hole_us=hole.oldest,
        in_doubt=connection.execute(doubt).scalar_one(),
        exceptions_open=connection.execute(exception).scalar_one(),
        last_fact_us=max((row["last_fact_us"] or 0 for row in heard), default=0) or None,
        last_heard_us=max((row["shown_us"] for row in heard), default=None),
    )
