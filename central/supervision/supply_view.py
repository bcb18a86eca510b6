"""How each rack family stands against its line, from the rows of one feed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from central.broadcast.service.archive import FeedView
from central.cells.service import masters_in_force
from central.supervision.rules import Scale, Supply
from central.tracking.service import overview
from central.tracking.service.overview import Row
from wire.line_calendar import calendar_of
from wire.line_progress import LineProgress
from wire.masters import FeedRules, Fit, Masters, RackFamily


def supplies(connection: Connection, feed: FeedView, now_us: int) -> list[Supply]:
    """One for each rack family that is fed by this feed, as the line is planned to run and said
    that it does.
    """
    name = feed.feed
    progress, runs = overview.progress(connection, name), overview.runs(connection, name)
    found = []
    for cell in masters_in_force(connection):
        rules = next((rules for rules in cell.feeds if rules.feed == name), None)
        if rules is None:
            continue
        line = LineProgress(
            calendar=calendar_of(cell, rules),
            now_us=now_us,
            standing_since_us=None if feed.line_running else feed.line_changed_us,
        )
        scale = scale_of(rules, [run for run in runs if run["node"] == cell.cell])
        for family, fit in _fitted(cell, name):
            found.append(_supply(cell.cell, family, fit, scale, progress, runs, line))
    passed_us = _passed_us(progress, feed)
    return [replace(supply, passed_us=passed_us) for supply in found]


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
        if family.feed == feed and family.point_of_fit in fits
    ]


def _supply(
    node: str,
    family: RackFamily,
    fit: Fit,
    scale: Scale,
    progress: Sequence[Row],
    runs: Sequence[Row],
    by_plan: LineProgress,
) -> Supply:
    own = {
        row["what"]: row
        for row in progress
        if row["node"] == node and row["rack_family"] in ("", family.rack_family)
    }

    def place(what: str) -> int | None:
        row = own.get(what)
        if row is None or row["number"] is None:
            return None
        return scale.place(row["epoch"], row["number"])

    def line(what: str) -> int | None:
        """Of all cells that count the same run: the line is where the furthest heard it."""
        row = own.get(what)
        if row is None:
            return None
        same = [r for r in progress if r["what"] == what and r["epoch"] == row["epoch"]]
        return scale.place(row["epoch"], max(r["number"] for r in same))

    began = (scale.place(run["epoch"], run["first"]) for run in runs if run["node"] == node)
    return Supply(
        node=node,
        rack_family=family.rack_family,
        began=min(began, default=None),
        received=line("received"),
        fitted=line("fitted"),
        picked=place("picked"),
        racked=place("racked"),
        shipped=place("shipped"),
        offset_vehicles=fit.offset_vehicles,
        lead_s=fit.transport_s + fit.safety_s,
        takt_s=by_plan.calendar.takt_at(by_plan.now_us),
        line=by_plan,
        scale=scale,
    )
