"""How each rack family stands against its line, from the rows of one feed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from central.broadcast.service.archive import FeedView
from central.cells.service import masters_in_force
from central.supervision.supply import Scale, Supply
from central.tracking.service import overview
from central.tracking.service.overview import Row
from wire.line_calendar import LineCalendar, calendar_of
from wire.line_progress import LineProgress
from wire.masters import FeedRules, Fit, Masters, RackFamily


def supplies(
    connection: Connection, feed: FeedView, now_us: int, progress: Sequence[Row]
) -> list[Supply]:
    """One for each rack family that is fed by this feed, as its line is planned to run and says
    that it does. ``progress``: of the feed, which is dear to ask twice.
    """
    name = feed.feed
    runs = overview.runs(connection, name)
    passed_us = _passed_us(progress, feed)
    found = []
    for cell in masters_in_force(connection):
        if (rules := next((it for it in cell.feeds if it.feed == name), None)) is None:
            continue
        line = _line(calendar_of(cell, rules), feed, now_us)
        own_runs = [run for run in runs if run["node"] == cell.cell]
        scale = scale_of(rules, own_runs)
        for family, fit in _fitted(cell, name):
            counted = _Counted(
                scale=scale, own=_own_progress(progress, cell.cell, family), everywhere=progress
            )
            began = (scale.place(it["epoch"], it["first"]) for it in own_runs)
            found.append(
                Supply(
                    node=cell.cell,
                    rack_family=family.rack_family,
                    began=min(began, default=None),
                    received=counted.line("received"),
                    fitted=counted.line("fitted"),
                    picked=counted.place("picked"),
                    racked=counted.place("racked"),
                    shipped=counted.place("shipped"),
                    offset_vehicles=fit.offset_vehicles,
                    lead_s=fit.transport_s + fit.safety_s,
                    takt_s=line.calendar.takt_at(now_us),
                    line=line,
                    passed_us=passed_us,
                    scale=scale,
                )
            )
    return found


def _line(calendar: LineCalendar, feed: FeedView, now_us: int) -> LineProgress:
    return LineProgress(
        calendar=calendar,
        now_us=now_us,
        standing_since_us=None if feed.line_running else feed.line_changed_us,
    )


def _passed_us(progress: Sequence[Row], feed: FeedView) -> int | None:
    """When the newest vehicle came: so old is what is known of the line's place. Of a stop since
    then only its end is kept, so the line is taken to have stood all the time before.
    """
    came = [row["at_us"] for row in progress if row["what"] == "received" and row["at_us"]]
    if not came:
        return None
    newest_us = int(max(came))
    return max(newest_us, feed.line_changed_us) if feed.line_running else newest_us


def scale_of(rules: FeedRules, runs: Iterable[Row]) -> Scale:
    """The numbers of a feed as one cell heard them."""
    ends = {run["epoch"]: run["frontier"] for run in runs}
    return Scale(first=rules.first_number, last=rules.last_number, ends=ends)


def _fitted(cell: Masters, feed: str) -> list[tuple[RackFamily, Fit]]:
    fits = {fit.point_of_fit: fit for fit in cell.fits}
    return [
        (family, fits[family.point_of_fit])
        for family in cell.rack_families
        if feed in family.feeds and family.point_of_fit in fits
    ]


def _own_progress(progress: Sequence[Row], node: str, family: RackFamily) -> dict[str, Row]:
    return {
        row["what"]: row
        for row in progress
        if row["node"] == node and row["rack_family"] in ("", family.rack_family)
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """How far a rack family has come, as places on its feed's scale."""

    scale: Scale
    own: Mapping[str, Row]
    """By what was counted, of this cell and rack family."""
    everywhere: Sequence[Row]
    """Of all cells of the feed."""

    def place(self, what: str) -> int | None:
        row = self.own.get(what)
        if row is None or row["number"] is None:
            return None
        return self.scale.place(row["epoch"], row["number"])

    def line(self, what: str) -> int | None:
        """Of all cells that count the same run: the line is where the furthest heard it."""
        row = self.own.get(what)
        if row is None:
            return None
        same = [r for r in self.everywhere if r["what"] == what and r["epoch"] == row["epoch"]]
        return self.scale.place(row["epoch"], max(r["number"] for r in same))
