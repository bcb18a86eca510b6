"""What the pages of masters show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from central.cells import service as cells
from central.cells.rules import Site
from central.masters import service, trials
from central.masters.forms import NEW, cells_of, columns, controls
from central.masters.rules.difference import Difference, differences
from central.masters.rules.sections import SECTIONS, name_of, rows_of
from central.masters.rules.trial import GRAVITY
from central.masters.service import PROGRAM, Proposal
from central.tracking.service import overview
from central.web.forms import Given
from wire.ids import NodeId
from wire.masters import Masters

ROWS_SHOWN = 300
VEHICLES_SHOWN = 100
Values = Mapping[str, Any]
"""Of a template, by the names that it uses."""


@dataclass(frozen=True, slots=True)
class View:
    """A table of a cell; ``place``: the row that is open, NEW: one that is not there yet; ``q``:
    text that shown rows contain.
    """

    section: str
    place: int | None = None
    q: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a proposal is held against; ``against``: a day, as ``trials.day_of`` reads it."""

    site: Site
    against: str = "today"


def list_values(connection: Connection) -> Values:
    offered = cells.newest_versions(connection)
    own = overview.masters_in_force(connection)
    proposed = service.open_proposals(connection)
    nodes = {str(row["node"]) for row in overview.nodes(connection)}
    return {
        "cells": sorted({*offered, *own, *proposed, *nodes}),
        "offered": offered,
        "own": own,
        "proposed": {
            cell: (found, _differences(connection, found)) for cell, found in proposed.items()
        },
    }


def cell_values(
    connection: Connection,
    cell: str,
    view: View,
    given: Mapping[str, str] | None,
) -> Values:
    section, place, q = view.section, view.place, view.q
    proposal = service.open_proposal(connection, cell)
    before = service.in_force(connection, cell) or Masters(cell=NodeId(cell), version=0)
    masters = proposal.masters if proposal else before
    found = differences(before, masters)
    was = rows_of(before, section)
    rows = [
        (n, name_of(section, row), cells_of(section, row), row not in was)
        for n, row in enumerate(rows_of(masters, section))
    ]
    wanted = [row for row in rows if q.casefold() in "\n".join(row[2]).casefold()]
    if section == "layout":
        place = 0
    count = len(rows)
    editing = place is not None and NEW <= place < count
    return {
        **_head(connection, cell, proposal, before),
        "section": section,
        "sections": {name: len(rows_of(masters, name)) for name in SECTIONS},
        "columns": columns(section),
        "rows": wanted[:ROWS_SHOWN],
        "more": max(0, len(wanted) - ROWS_SHOWN),
        "q": q,
        "place": place,
        "controls": controls(masters, section, place or 0, given)
        if editing and place != NEW
        else controls(masters, section, count, given)
        if editing
        else [],
        "parts": sorted({str(face.part) for face in masters.faces if face.part}),
        "gone": [it for it in found if it.section == section and not it.field and not it.after],
        "differences": found,
    }


def proposal_values(
    connection: Connection,
    cell: str,
    tried: Tried,
    now_us: int,
    given: Mapping[str, str] | None,
) -> Values:
    proposal = service.open_proposal(connection, cell)
    before = service.in_force(connection, cell)
    base = before or Masters(cell=NodeId(cell), version=0)
    try:
        day = trials.day_of(tried.against, now_us)
    except ValueError:
        day = trials.day_of("today", now_us)
    faults = tried.site.faults(proposal.masters) if proposal else []
    trial = None
    if proposal and not faults:
        trial = trials.try_day(connection, before, proposal.masters, day)
    changed = sorted(trial.changed, key=lambda it: GRAVITY[it.effect]) if trial else []
    return {
        **_head(connection, cell, proposal, base),
        "differences": differences(base, proposal.masters) if proposal else [],
        "faults": faults,
        "trial": trial,
        "changed": changed[:VEHICLES_SHOWN],
        "more": max(0, len(changed) - VEHICLES_SHOWN),
        "day": day,
        "given": Given(given or {}),
    }


def history_values(connection: Connection, cell: str, given: Mapping[str, str] | None) -> Values:
    proposal = service.open_proposal(connection, cell)
    before = service.in_force(connection, cell) or Masters(cell=NodeId(cell), version=0)
    return {
        **_head(connection, cell, proposal, before),
        "versions": cells.versions_of(connection, cell),
        "withdrawn": [
            it for it in service.closed_proposals(connection, cell) if it.state == service.WITHDRAWN
        ],
        "given": Given(given or {}),
    }


def _head(connection: Connection, cell: str, proposal: Proposal | None, before: Masters) -> Values:
    """What stands on top of each page of a cell. ``own``: what the cell says it works by."""
    return {
        "cell": cell,
        "proposal": proposal,
        "version": before.version,
        "own": overview.masters_in_force(connection).get(cell),
        "program": PROGRAM,
    }


def _differences(connection: Connection, proposal: Proposal) -> list[Difference]:
    before = service.in_force(connection, proposal.cell)
    return differences(before or Masters(cell=proposal.masters.cell, version=0), proposal.masters)
