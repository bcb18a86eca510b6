"""When a rack that takes the next vehicles of the line is full, and what it waits for. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from edge.cell.model import CellState, Rack, Run
from wire.masters import Filling, LoadOrder


def place_of(rack: Rack, slot: int) -> int:
    """Which one in the order of the line, from 0. It is its own inverse."""
    return slot if rack.load_order is LoadOrder.SAME else rack.size - 1 - slot


def ends_full(rack: Rack) -> bool:
    """Whether its last slot in the order of the line has a number; of a group, every slot."""
    if rack.filling is Filling.GROUP:
        return all(slot in rack.dealt for slot in range(rack.size))
    return place_of(rack, rack.size - 1) in rack.dealt


def is_whole(state: CellState, rack: Rack, run: Run | None) -> bool:
    """Nobody else comes into it: it is full, a later one of its family has begun, its run has
    ended, or it was closed short. Not while a number inside it is missing.
    """
    if run is None:
        return False
    ended = run.ended or rack.short_last is not None or ends_full(rack)
    if rack.filling is Filling.GROUP:
        return ended
    if any(rack.first_number < n < rack.last_number for n in run.missing):
        return False
    return ended or any(
        other.first_number > rack.last_number for other in alike(state, rack) if other.dealt
    )


def holes_before(state: CellState, rack: Rack, run: Run, number: int) -> Iterator[int]:
    """What is missing before a number and may still move it on by a slot: not what lies before the
    end of the nearest rack that is closed.
    """
    closed = [
        (other.first_number, other.last_number)
        for other in alike(state, rack)
        if other.closed_us is not None and other.first_number < rack.first_number
    ]
    floor = max(closed, default=(0, -1))[1]
    return (hole for hole in run.missing if floor < hole < number)


def alike(state: CellState, rack: Rack) -> Iterator[Rack]:
    """The other dense racks of its family and run."""
    for other in state.racks.values():
        same = (other.rack_family, other.feed, other.epoch) == (
            rack.rack_family,
            rack.feed,
            rack.epoch,
        )
        if same and other.filling is Filling.DENSE and other.rack != rack.rack:
            yield other
