"""What the supervisor's desk shows, part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from central.broadcast.service import archive
from central.cells.service import newest_versions
from central.db import listings
from central.kanban.service import loops_now
from central.supervision import figures_view, plan_view, service, supply_view
from central.supervision.cell_signs import cell_signs, troubles_of
from central.supervision.gantt import LOOK_OF_BAND, Look, percent
from central.supervision.lists_pages import LISTINGS
from central.supervision.rules import some_of_each
from central.tracking.service import overview
from central.tracking.service.holes import missing_numbers
from central.tracking.service.overview import Row
from central.tracking.service.plans import RackRisk, rack_risks
from central.tracking.service.slots import SlotView, in_doubt, slots_of
from central.tracking.service.unbroken import STAGES
from wire.events import UsageProblem
from wire.slot_state import SlotState

TROUBLES_SHOWN = 25
RACKS_SHOWN = 12
LABELS_SHOWN = 12
STRIP_BEFORE = 12
STRIP_VEHICLES = 48
RECEIVED = "received"
PRINTER_WINDOW_US = 8 * 3600 * 1_000_000
Values = Mapping[str, Any]
"""What a template is given."""
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
        """It cannot close: a number is missing or a slot is held, as central knows it now, or no
        vehicle comes into its places any more, as its cell says.
        """
        waits = self.risk is not None and self.risk.waits > 0
        return self.rack["closed_us"] is None and (
            waits
            or any(slot.number in self.holes or slot.state is SlotState.HELD for slot in self.slots)
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
    in_doubt: int
    """Vehicles here of which nobody can tell which version counts: a person decides at the cell."""


def exceptions(connection: Connection, now_us: int) -> Values:
    all_of = service.collect(connection, now_us)
    shown = some_of_each(all_of, TROUBLES_SHOWN)
    return {"troubles": shown, "more": len(all_of) - len(shown)}


def sequence(connection: Connection, now_us: int) -> Values:
    strips, supplies = [], []
    for feed in archive.feeds_now(connection):
        progress = overview.progress(connection, feed.feed)
        strips += [strip(connection, row, progress) for row in progress if row["what"] == RECEIVED]
        supplies += supply_view.supplies(connection, feed, now_us, progress)
    return {"strips": strips, "supplies": supplies}


def strip(connection: Connection, row: Row, progress: Sequence[Row]) -> Strip:
    """Of the cell, feed and run of ``row``, which says what was received."""
    first = row["number"] - STRIP_VEHICLES + STRIP_BEFORE
    vehicles = overview.strip(
        connection, row["node"], row["feed"], row["epoch"], (first, row["number"] + STRIP_BEFORE)
    )
    by_number = {vehicle["number"]: vehicle for vehicle in vehicles}
    numbers = range(min(by_number, default=row["number"]), max(by_number, default=0) + 1)
    holes, doubt = _holes(connection, row), in_doubt(connection, row)
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
        if number in doubt or (vehicle and vehicle["call_number"] in doubt):
            state = "held"
        if state == "known":
            place = (row["epoch"], number)
            state = next((what for what in STAGES if place <= reached[what]), state)
        cells.append((number, vehicle, state))
    return Strip(
        node=row["node"],
        feed=row["feed"],
        cells=tuple(cells),
        in_doubt=sum(isinstance(it, str) for it in doubt),
    )


def _holes(connection: Connection, place: Row) -> frozenset[int]:
    """Numbers that are overdue in the cell, feed and epoch of ``place``."""
    return missing_numbers(connection, place["node"], place["feed"], place["epoch"])


def _vehicle_state(vehicle: Row) -> str:
    if vehicle["withdrawn"]:
        return "withdrawn"
    if vehicle["fitted"]:
        return "fitted"
    return "held" if _problems.decode(vehicle["problems"]) else "known"


def racks(connection: Connection, now_us: int) -> Values:
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


def cells(connection: Connection, now_us: int) -> Values:
    """``masters``: what each cell works by; ``offered``: the newest version for it."""
    signs = cell_signs(connection, now_us)
    return {
        "cells": signs,
        "complaints": {it.node: list(troubles_of([it], [])) for it in signs},
        "feeds": archive.feeds_now(connection),
        "masters": overview.masters_in_force(connection),
        "offered": newest_versions(connection),
    }


def devices(connection: Connection, now_us: int) -> Values:
    return {
        "cells": cell_signs(connection, now_us),
        "printers": _printers(overview.printers(connection, now_us - PRINTER_WINDOW_US)),
        "scanners": _scanners(overview.scans(connection)),
    }


@dataclass(slots=True, kw_only=True)
class Printer:
    """``states``: labels by state. ``last_ok_us``: when one was last sent or confirmed."""

    node: str
    printer: str
    states: dict[str, int] = field(default_factory=dict)
    last_ok_us: int | None = None
    reprints: int = 0
    labels: int = 0

    @property
    def failure_rate(self) -> float:
        """Share of the labels that ended unknown."""
        return self.states.get("unknown", 0) / self.labels


def _printers(rows: Sequence[Row]) -> list[Printer]:
    printers: dict[tuple[str, str], Printer] = {}
    for row in rows:
        printer = printers.setdefault(
            (row["node"], row["printer"]), Printer(node=row["node"], printer=row["printer"])
        )
        printer.states[row["state"]] = row["labels"]
        printer.labels += row["labels"]
        printer.reprints += int(row["reprints"])
        if row["state"] in ("confirmed", "sent"):
            printer.last_ok_us = max(printer.last_ok_us or 0, row["last_us"])
    return list(printers.values())


class DevicePlace(NamedTuple):
    node: str
    workplace: str
    device: str


@dataclass(slots=True, kw_only=True)
class Scanner:
    """Scans by verdict; a wrong scan that was caught is counted apart from an unreadable one."""

    node: str
    workplace: str
    device: str
    verdicts: Counter[str] = field(default_factory=Counter)
    scans: int = 0
    last_us: int = 0

    @property
    def wrong(self) -> int:
        return self.verdicts["wrong_part"] + self.verdicts["wrong_slot"]

    @property
    def wrong_rate(self) -> float:
        return self.wrong / max(1, self.scans)

    @property
    def unreadable(self) -> int:
        return self.verdicts["unreadable"] + self.verdicts["unknown"]


def _scanners(rows: Sequence[Row]) -> list[Scanner]:
    scanners: dict[DevicePlace, Scanner] = {}
    for row in rows:
        place = DevicePlace(row["node"], row["workplace"], row["device"])
        scanner = scanners.setdefault(place, Scanner(**place._asdict()))
        scanner.verdicts[row["verdict"]] += row["scans"]
        scanner.scans += row["scans"]
        scanner.last_us = max(scanner.last_us, row["last_us"])
    return list(scanners.values())


def kanban(connection: Connection, now_us: int) -> Values:
    return {"loops": loops_now(connection)}


def labels(connection: Connection, now_us: int) -> Values:
    return {
        "labels": listings.page(connection, LISTINGS["labels"], rows=LABELS_SHOWN).rows,
        "reprints": listings.page(connection, LISTINGS["reprints"], rows=LABELS_SHOWN).rows,
    }


def quarantine(connection: Connection, now_us: int) -> Values:
    return {"rows": listings.page(connection, LISTINGS["quarantine"], rows=LABELS_SHOWN).rows}


Part = Callable[[Connection, int], Values]
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
