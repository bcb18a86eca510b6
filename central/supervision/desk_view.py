"""What the supervisor's desk shows, part by part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection

from central.broadcast.service import archive
from central.cells.service import newest_versions
from central.db import listings
from central.kanban.service import loops_now
from central.supervision import figures_view, plan_view, supply_view, troubles
from central.supervision.gantt import LOOK_OF_BAND, Look, percent
from central.supervision.lists_pages import LISTINGS
from central.tracking.rules import SlotState
from central.tracking.service import overview
from central.tracking.service.overview import Row
from central.tracking.service.plans import RackRisk, rack_risks
from central.tracking.service.slots import SlotView, slots_of
from central.tracking.service.unbroken import STAGES
from wire.events import UsageProblem

TROUBLES_SHOWN = 25
RACKS_SHOWN = 12
LABELS_SHOWN = 12
HOLES_READ = 1000
STRIP_BEFORE = 12
STRIP_VEHICLES = 48
RECEIVED = "received"
PRINTER_WINDOW_US = 8 * 3600 * 1_000_000
_problems = msgspec.json.Decoder(tuple[UsageProblem, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class RackCells:
    """A rack to be drawn: its row, its slots in load order, and which numbers are overdue."""

    rack: Row
    slots: tuple[SlotView, ...]
    holes: frozenset[int]
    risk: RackRisk | None

    @property
    def risk_look(self) -> Look | None:
        return LOOK_OF_BAND[self.risk.band] if self.risk else None

    @property
    def blocked(self) -> bool:
        """It cannot close: a number is missing or a slot is held, as central knows it now."""
        return self.rack["closed_us"] is None and any(
            slot.number in self.holes or slot.state is SlotState.HELD for slot in self.slots
        )

    @property
    def risk_percent(self) -> str:
        return percent(self.risk.late_permille) if self.risk else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Vehicles of one cell and feed as they will pass; ``None``: the number is missing."""

    node: str
    feed: str
    cells: tuple[tuple[int, Row | None, str], ...]


def exceptions(connection: Connection, now_us: int) -> dict[str, Any]:
    found = troubles.collect(connection, now_us)
    return {"troubles": found[:TROUBLES_SHOWN], "more": max(0, len(found) - TROUBLES_SHOWN)}


def sequence(connection: Connection, now_us: int) -> dict[str, Any]:
    strips, supplies = [], []
    for feed in archive.feeds_now(connection):
        progress = overview.progress(connection, feed.feed)
        strips += [_strip(connection, row, progress) for row in progress if row["what"] == RECEIVED]
        supplies += supply_view.supplies(connection, feed.feed)
    return {"strips": strips, "supplies": supplies}


def _strip(connection: Connection, row: Row, progress: Sequence[Row]) -> Strip:
    first = row["number"] - STRIP_VEHICLES + STRIP_BEFORE
    vehicles = overview.strip(
        connection, row["node"], row["feed"], row["epoch"], (first, row["number"] + STRIP_BEFORE)
    )
    by_number = {vehicle["number"]: vehicle for vehicle in vehicles}
    numbers = range(min(by_number, default=row["number"]), max(by_number, default=0) + 1)
    holes = _holes(connection, row)
    reached = {
        what: min(
            (
                (0, -1) if r["number"] is None else (r["epoch"], r["number"])
                for r in progress
                if r["node"] == row["node"] and r["what"] == what
            ),
            default=(0, -1),
        )
        for what in STAGES
    }
    cells = []
    for number in numbers:
        vehicle = by_number.get(number)
        state = _vehicle_state(vehicle) if vehicle else "missing" if number in holes else "skipped"
        if state == "known":
            place = (row["epoch"], number)
            state = next((what for what in STAGES if place <= reached[what]), state)
        cells.append((number, vehicle, state))
    return Strip(node=row["node"], feed=row["feed"], cells=tuple(cells))


def _holes(connection: Connection, place: Row) -> frozenset[int]:
    """Numbers that are overdue in the cell, feed and epoch of ``place``."""
    wanted = (place["node"], "number", place["epoch"])
    return frozenset(
        hole["number"]
        for hole in overview.open_holes(connection, place["feed"], HOLES_READ)
        if (hole["node"], hole["kind"], hole["epoch"]) == wanted
    )


def _vehicle_state(vehicle: Row) -> str:
    if vehicle["withdrawn"]:
        return "withdrawn"
    if vehicle["fitted"]:
        return "fitted"
    return "held" if _problems.decode(vehicle["problems"]) else "known"


def racks(connection: Connection, now_us: int) -> dict[str, Any]:
    rows = [
        row
        for feed in archive.feeds_now(connection)
        for row in overview.racks_not_shipped(connection, feed.feed, RACKS_SHOWN)
    ]
    risks = rack_risks(connection, {(row["node"], row["rack"]) for row in rows})
    found = [
        RackCells(
            rack=row,
            slots=slots_of(connection, row),
            holes=_holes(connection, row),
            risk=risks.get((row["node"], row["rack"])),
        )
        for row in rows
    ]
    return {"racks": found}


def cells(connection: Connection, now_us: int) -> dict[str, Any]:
    """``masters``: what each cell works by; ``offered``: the newest version for it."""
    return {
        "nodes": overview.nodes(connection),
        "feeds": archive.feeds_now(connection),
        "masters": overview.masters_in_force(connection),
        "offered": newest_versions(connection),
    }


def devices(connection: Connection, now_us: int) -> dict[str, Any]:
    return {
        "printers": _printers(overview.printers(connection, now_us - PRINTER_WINDOW_US)),
        "scanners": _scanners(overview.scans(connection)),
    }


def _printers(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Labels by state, age of the last confirmed one, share that ended unknown, reprints."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        printer = found.setdefault(
            (row["node"], row["printer"]),
            {
                "node": row["node"],
                "printer": row["printer"],
                "states": {},
                "last_ok_us": None,
                "reprints": 0,
                "labels": 0,
            },
        )
        printer["states"][row["state"]] = row["labels"]
        printer["labels"] += row["labels"]
        printer["reprints"] += int(row["reprints"])
        if row["state"] in ("confirmed", "sent"):
            printer["last_ok_us"] = max(printer["last_ok_us"] or 0, row["last_us"])
    for printer in found.values():
        printer["failure_rate"] = printer["states"].get("unknown", 0) / printer["labels"]
    return list(found.values())


def _scanners(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Scans by verdict; a wrong scan that was caught is counted apart from an unreadable one."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows:
        scanner = found.setdefault(
            (row["node"], row["workplace"], row["device"]),
            {
                "node": row["node"],
                "workplace": row["workplace"],
                "device": row["device"],
                "verdicts": defaultdict(int),
                "scans": 0,
                "last_us": 0,
            },
        )
        scanner["verdicts"][row["verdict"]] += row["scans"]
        scanner["scans"] += row["scans"]
        scanner["last_us"] = max(scanner["last_us"], row["last_us"])
    for scanner in found.values():
        verdicts = scanner["verdicts"]
        wrong = verdicts["wrong_part"] + verdicts["wrong_slot"]
        scanner["wrong"] = wrong
        scanner["wrong_rate"] = wrong / max(1, scanner["scans"])
        scanner["unreadable"] = verdicts["unreadable"] + verdicts["unknown"]
    return list(found.values())


def kanban(connection: Connection, now_us: int) -> dict[str, Any]:
    return {"loops": loops_now(connection)}


def labels(connection: Connection, now_us: int) -> dict[str, Any]:
    return {
        "labels": listings.page(connection, LISTINGS["labels"], rows=LABELS_SHOWN).rows,
        "reprints": listings.page(connection, LISTINGS["reprints"], rows=LABELS_SHOWN).rows,
    }


def quarantine(connection: Connection, now_us: int) -> dict[str, Any]:
    return {"rows": listings.page(connection, LISTINGS["quarantine"], rows=LABELS_SHOWN).rows}


Part = Callable[[Connection, int], dict[str, Any]]
PARTS: dict[str, tuple[Part, str]] = {
    "exceptions": (exceptions, "changed"),
    "sequence": (sequence, "tracking"),
    "plan": (plan_view.plan, "tracking"),
    "racks": (racks, "tracking"),
    "cells": (cells, "changed"),
    "figures": (figures_view.figures, "slowly"),
    "devices": (devices, "tracking"),
    "kanban": (kanban, "kanban"),
    "labels": (labels, "tracking"),
    "quarantine": (quarantine, "broadcast"),
}
"""Each part of the desk with the topic that renews it; ``slowly``: only the clock does."""
