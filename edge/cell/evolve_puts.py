"""Folding what has to be shown in its compartment, and what was."""

from __future__ import annotations

from edge.cell.model import CellState, Unput
from wire.events import Marriage, PutConfirmed
from wire.ids import WorkplaceId
from wire.masters import PutCheck


def picked(state: CellState, workplace: WorkplaceId, marriage: Marriage, at_us: int) -> None:
    rack = state.racks[marriage.rack]
    if rack.put_check is not PutCheck.NEVER:
        rack.unput = [*rack.unput, Unput(marriage=marriage, workplace=workplace, at_us=at_us)]


def put_confirmed(state: CellState, fact: PutConfirmed, at_us: int, offset: int) -> None:
    done(state, fact.marriage)


def done(state: CellState, marriage: Marriage) -> None:
    """It lies there, or it was taken out again."""
    rack = state.racks[marriage.rack]
    rack.unput = [each for each in rack.unput if each.marriage != marriage]
