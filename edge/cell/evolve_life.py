"""Folding what masters chain to a status of a call."""

from __future__ import annotations

from dataclasses import replace

from edge.cell.model import CellState, Vehicle
from wire.events import CallHeld, CallReleased, ModuleOrdered


def held(state: CellState, fact: CallHeld, at_us: int, offset: int) -> None:
    known = _known(state, fact)
    if known is not None:
        _put(state, fact, {**known.held, fact.rack: fact.reason or fact.status})


def released(state: CellState, fact: CallReleased, at_us: int, offset: int) -> None:
    known = _known(state, fact)
    if known is not None:
        gone = known.held.keys() if not fact.rack else {fact.rack}
        _put(state, fact, {rack: why for rack, why in known.held.items() if rack not in gone})


def ordered(state: CellState, fact: ModuleOrdered, at_us: int, offset: int) -> None:
    """Whoever makes the module answers central; here nothing waits for it."""


def _known(state: CellState, fact: CallHeld | CallReleased) -> Vehicle | None:
    feed = state.feeds.get(fact.feed)
    return None if feed is None else feed.vehicles.get(fact.call_number)


def _put(state: CellState, fact: CallHeld | CallReleased, held: dict[str, str]) -> None:
    vehicles = state.feeds[fact.feed].vehicles
    vehicles[fact.call_number] = replace(vehicles[fact.call_number], held=held)
