"""Brings together what the audit needs: journals from their files, central's tables over HTTP,
and what the simulated people and printers remember.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from typing import Any, NamedTuple

import httpx

from hardware_sim.found import Cover, Evidence
from hardware_sim.journal_reader import Book, read_journal
from hardware_sim.running_plant import Works

SYNC_S = 20.0
LOOKS_MAX = 5
_PAGE = 1000


class Found(NamedTuple):
    evidence: Evidence
    counts: dict[str, int]
    """What central counts."""
    lost: list[str]
    """What could not be had."""


async def collect(works: Works) -> Found:
    """Cells may still tell something while one looks (a plan in which nothing is left to do); then
    the journals and central were not seen at one moment, and one looks again.
    """
    for _ in range(LOOKS_MAX - 1):
        found = await _look(works)
        again = await _books(works, [])
        if [book.facts for book in again] == [book.facts for book in found.evidence.books]:
            return found
    return await _look(works)


async def _look(works: Works) -> Found:
    lost: list[str] = []
    books = await _books(works, lost)
    counts: dict[str, Any] = {}
    applied: dict[str, int] = {}
    marriages: list[dict[str, Any]] = []
    stock: dict[tuple[str, str], int] = {}
    told: set[tuple[str, str]] = set()
    try:
        counts = await _until_applied(works, sum(book.facts for book in books))
        for node in await works.office.ask("/api/v1/tracking/nodes"):
            applied[node["node"]] = applied.get(node["node"], 0) + node["applied"]
        marriages = await _marriages(works)
        for row in await works.office.ask("/api/v1/kanban/stock"):
            stock[row["location"], row["part"]] = row["quantity"]
        for row in await works.office.ask("/api/v1/tracking/exceptions?open_only=false"):
            told.add((row["node"], row["exception"]))
    except (httpx.HTTPError, ValueError, KeyError) as error:
        lost.append(f"central did not answer the audit: {error!r}")
    shifts = [shift for cell in works.cells for shift in cell.shifts]
    evidence = Evidence(
        plant=works.plant,
        records=works.line.records,
        books=books,
        central_marriages=[m for m in marriages if m.get("divorced_by") is None],
        facts_applied=applied,
        scans=[(shift.workplace, scan) for shift in shifts for scan in shift.scans],
        tones=[tone for shift in shifts for tone in shift.tones],
        physical={
            cell.cell.cell: [label for printer in cell.printers for label in printer.printed]
            for cell in works.cells
        },
        holes=await _holes(works, lost),
        stock=stock,
        re_orders=works.again.sent if works.again is not None else (),
        covers=await _covers(works, lost),
        told=told,
    )
    return Found(evidence, counts, lost)


async def _books(works: Works, lost: list[str]) -> list[Book]:
    books = []
    for cell in works.cells:
        name = cell.cell.cell
        try:
            books.append(await asyncio.to_thread(read_journal, works.premises.journal(name), name))
        except (sqlite3.Error, ValueError, KeyError) as error:
            lost.append(f"journal of {name}: {error!r}")
    return books


async def _holes(works: Works, lost: list[str]) -> dict[str, int]:
    holes = {}
    for cell in works.cells:
        try:
            holes[cell.cell.cell] = len(await cell.screen.get("/holes"))
        except (httpx.HTTPError, ValueError) as error:
            lost.append(f"{cell.cell.cell} does not answer: {error!r}")
    return holes


async def _covers(works: Works, lost: list[str]) -> list[Cover]:
    found = []
    for cell in works.cells:
        name = cell.cell.cell
        try:
            view = await cell.screen.view(cell.cell.workplaces[0])
            found.append(Cover(cell=name, minutes=view["cover_min"], at_s=time.time()))
        except (httpx.HTTPError, ValueError, KeyError) as error:
            lost.append(f"{name} does not show its cover: {error!r}")
    return found


async def _until_applied(works: Works, facts: int) -> dict[str, Any]:
    """Central's counts, as soon as they reach the journals' or time is up."""
    deadline = time.monotonic() + SYNC_S
    while True:
        counts: dict[str, Any] = await works.office.ask("/api/v1/tracking/counts")
        if counts["facts_applied"] >= facts or time.monotonic() > deadline:
            return counts
        await asyncio.sleep(0.2)


async def _marriages(works: Works) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = 0
    while True:
        rows = await works.office.ask(f"/api/v1/tracking/marriages?after={after}&limit={_PAGE}")
        found += rows
        if len(rows) < _PAGE:
            return found
        after = rows[-1]["marriage"]
