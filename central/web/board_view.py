"""The supervisor board's seven lines, from the rows of one feed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from central.broadcast import archive
from central.cells.service import masters_in_force
from central.tracking import overview
from central.tracking.overview import Row
from central.web import troubles
from central.web.rules import Scale, Supply, Trouble, least
from wire.masters import Fit, Masters, RackFamily

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
    """``None`` where nothing says so yet. Ages count from ``*_us``."""

    feed: str
    line_number: str
    shipped_number: str
    line_running: bool
    last_telegram_us: int | None
    cover_s: float | None
    ahead: int | None
    due: tuple[Due, ...]
    holes: int
    oldest_hole_us: int | None
    fault: Trouble | None
    faults: int
    nodes: tuple[Row, ...]

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
    progress = overview.progress(connection, feed)
    racks = overview.racks_not_shipped(connection, feed, RACKS_READ)
    masters = masters_in_force(connection)
    scale = scale_of(masters, feed)
    supplies = [
        _behind_open_rack(supply, racks, scale)
        for supply in supplies_of(masters, feed, progress, scale)
    ]
    holes = overview.open_holes(connection, feed)
    found = troubles.collect(connection, now_us)
    faults = [t for t in found if t.level == "fault" and t.kind != "hole"]
    shipped = _furthest(progress, "shipped")
    return Board(
        feed=feed,
        line_number=feed_row.last_sequence_number,
        shipped_number=f"{shipped['number']:04d}" if shipped else "",
        line_running=feed_row.line_running,
        last_telegram_us=feed_row.last_received_us,
        cover_s=least(supply.cover_s for supply in supplies),
        ahead=min((s.ahead for s in supplies if s.ahead is not None), default=None),
        due=_due(racks, supplies, scale),
        holes=len(holes),
        oldest_hole_us=holes[0]["since_us"] if holes else None,
        fault=min(faults, key=lambda t: t.since_us, default=None),
        faults=len(faults),
        nodes=tuple(overview.nodes(connection)),
    )


def scale_of(masters: Iterable[Masters], feed: str) -> Scale:
    rules = (r for m in masters for r in m.feeds if r.feed == feed)
    found = next(rules, None)
    return Scale() if found is None else Scale(first=found.first_number, last=found.last_number)


def supplies_of(
    masters: Sequence[Masters], feed: str, progress: Sequence[Row], scale: Scale
) -> list[Supply]:
    """One for each rack family that is fed by this feed."""
    line = _furthest(progress, "received")
    fitted = _furthest(progress, "fitted")
    takt_s = next((r.takt_s for m in masters for r in m.feeds if r.feed == feed), 60)
    return [
        Supply(
            node=cell.cell,
            rack_family=family.rack_family,
            line=_place(line, scale),
            fitted=_place(fitted, scale),
            racked=_place(_of(progress, cell.cell, "racked", family.rack_family), scale),
            offset_vehicles=fit.offset_vehicles,
            lead_s=fit.transport_s + fit.safety_s,
            takt_s=takt_s,
        )
        for cell in masters
        for family, fit in _fitted(cell, feed)
    ]


def _fitted(cell: Masters, feed: str) -> list[tuple[RackFamily, Fit]]:
    fits = {fit.point_of_fit: fit for fit in cell.fits}
    return [
        (family, fits[family.point_of_fit])
        for family in cell.rack_families
        if family.feed == feed and family.point_of_fit in fits
    ]


def _furthest(progress: Iterable[Row], what: str) -> Row | None:
    rows = (row for row in progress if row["what"] == what)
    return max(rows, key=lambda row: (row["epoch"], row["number"]), default=None)


def _of(progress: Iterable[Row], node: str, what: str, rack_family: str) -> Row | None:
    wanted = (node, what, rack_family)
    return next((r for r in progress if (r["node"], r["what"], r["rack_family"]) == wanted), None)


def _place(row: Row | None, scale: Scale) -> int | None:
    return None if row is None else scale.place(row["epoch"], row["number"])


def _behind_open_rack(supply: Supply, racks: Iterable[Row], scale: Scale) -> Supply:
    """A finished rack behind an unfinished one does not help the line."""
    own = (
        scale.place(rack["epoch"], rack["first_number"])
        for rack in racks
        if rack["node"] == supply.node
        and rack["rack_family"] == supply.rack_family
        and rack["closed_us"] is None
    )
    first_open = min(own, default=None)
    if supply.racked is None or first_open is None:
        return supply
    return replace(supply, racked=min(supply.racked, first_open - 1))


def _due(racks: Iterable[Row], supplies: Iterable[Supply], scale: Scale) -> tuple[Due, ...]:
    by_family = {(s.node, s.rack_family): s for s in supplies}
    found = []
    for rack in racks:
        supply = by_family.get((rack["node"], rack["rack_family"]))
        left = (
            supply.time_left_s(scale.place(rack["epoch"], rack["first_number"])) if supply else None
        )
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
