"""The supervisor board's seven lines, from the rows of one feed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from central.broadcast.service import archive
from central.supervision import service, supply_view
from central.supervision.cell_signs import CellSign, cell_signs
from central.supervision.rules import Trouble
from central.supervision.supply import NOT_YET, Supply, least
from central.tracking.service import overview
from central.tracking.service.overview import Row

LEVELS = ("fault", "attention")
CALL = "help"
"""A person who calls for help stands before whatever is older."""
RACKS_READ = 200
DUE_SHOWN = 3
COVER_ATTENTION_S = 600.0
COVER_FAULT_S = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A rack that has not left, and how long until it must."""

    rack: str
    node: str
    rack_family: str
    first_number: int
    closed: bool
    left_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """``None``, and a dash for a number, where nothing says so yet. Ages count from ``*_us``.
    ``fault`` is the oldest of the worst level there is, a call for help before all.
    """

    feed: str
    line_number: str
    shipped_number: str
    line_running: bool
    last_telegram_us: int | None
    cover_s: float | None
    """The least that a cell told, counted on; of cells that tell none, by finished racks."""
    ahead: int | None
    due: tuple[Due, ...]
    holes: int
    oldest_hole_us: int | None
    fault: Trouble | None
    faults: int
    """How many there are of the worst level."""
    cells: tuple[CellSign, ...]

    @property
    def cover_level(self) -> str:
        if self.cover_s is None:
            return ""
        if self.cover_s < COVER_FAULT_S:
            return "fault"
        return "attention" if self.cover_s < COVER_ATTENTION_S else "ok"

    @property
    def due_level(self) -> str:
        if any(due.left_s < 0 for due in self.due):
            return "fault"
        unfinished = (due.left_s for due in self.due if not due.closed)
        return "attention" if any(left_s < COVER_FAULT_S for left_s in unfinished) else ""

    @property
    def ahead_level(self) -> str:
        return "" if self.ahead is None else "ok" if self.ahead >= 0 else "fault"


def board_of(connection: Connection, feed: str, now_us: int) -> Board | None:
    """None: there is no such feed."""
    feed_row = next((row for row in archive.feeds_now(connection) if row.feed == feed), None)
    if feed_row is None:
        return None
    racks = overview.racks_not_shipped(connection, feed, RACKS_READ)
    progress = overview.progress(connection, feed)
    supplies = supply_view.supplies(connection, feed_row, now_us, progress)
    line_number, shipped_number = _position(supplies)
    cells = tuple(cell_signs(connection, now_us))
    told = [cover for cell in cells for cover in cell.covers_s(feed, now_us)]
    holes, oldest_hole_us = overview.holes_open(connection, feed)
    found = [t for t in service.collect(connection, now_us) if t.kind != "hole"]
    worst = min((t.level for t in found), key=LEVELS.index, default="")
    faults = [t for t in found if t.level == worst]
    return Board(
        feed=feed,
        line_number=line_number,
        shipped_number=shipped_number,
        line_running=feed_row.line_running,
        last_telegram_us=feed_row.last_received_us,
        cover_s=least(told or [supply.cover_s for supply in supplies]),
        ahead=min((s.ahead for s in supplies if s.ahead is not None), default=None),
        due=_due(racks, supplies),
        holes=holes,
        oldest_hole_us=oldest_hole_us,
        fault=min(faults, key=lambda t: (t.kind != CALL, t.since_us), default=None),
        faults=len(faults),
        cells=cells,
    )


def _position(supplies: Sequence[Supply]) -> tuple[str, str]:
    """The line's last consumed vehicle, and the last one of the racks out of the door: of several
    rack families the one furthest behind.
    """
    consumed = [s for s in supplies if s.consumed is not None]
    shipped = [s for s in supplies if s.shipped is not None]
    line = max(consumed, key=lambda s: s.consumed or 0, default=None)
    out = min(shipped, key=lambda s: s.shipped or 0, default=None)
    return (
        NOT_YET if line is None else line.number(line.consumed),
        NOT_YET if out is None else out.number(out.shipped),
    )


def _due(racks: Iterable[Row], supplies: Iterable[Supply]) -> tuple[Due, ...]:
    by_family = {(s.node, s.rack_family): s for s in supplies}
    found = []
    for rack in racks:
        supply = by_family.get((rack["node"], rack["rack_family"]))
        if supply is None:
            continue
        left = supply.time_left_s(supply.scale.place(rack["epoch"], rack["first_number"]))
        if left is not None:
            found.append(
                Due(
                    rack=rack["rack"],
                    node=rack["node"],
                    rack_family=rack["rack_family"],
                    first_number=rack["first_number"],
                    closed=rack["closed_us"] is not None,
                    left_s=left,
                )
            )
    return tuple(sorted(found, key=lambda due: due.left_s)[:DUE_SHOWN])
