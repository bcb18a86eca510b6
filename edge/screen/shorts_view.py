"""The short queue as rows for screens and programs. Pure."""

from __future__ import annotations

from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState
from edge.cell.shorts import Short, queue
from edge.cell.slot_times import rack_due_us
from edge.screen.racks_view import sequence_text
from edge.screen.status import ShortRow


def short_rows(
    state: CellState, masters: CompiledMasters | None, now_us: int
) -> tuple[ShortRow, ...]:
    """In the order of the line."""
    return tuple(_row(state, masters, each, now_us) for each in queue(state))


def _row(state: CellState, masters: CompiledMasters | None, each: Short, now_us: int) -> ShortRow:
    pick = each.pick
    due_us = rack_due_us(state, masters, pick.rack) if masters else None
    return ShortRow(
        part=pick.need.part,
        face=pick.need.face,
        family=pick.need.family,
        rack=pick.rack.rack,
        slot=pick.ref.slot,
        number=pick.number,
        sequence_number=sequence_text(pick.vehicle, pick.number),
        reason=each.reason.value,
        due_s=None if due_us is None else (due_us - now_us) / 1e6,
        owner=each.owner,
        person=each.person,
        age_s=max(0.0, (now_us - each.at_us) / 1e6),
        exception=each.exception,
        index=pick.need.index,
    )
