"""Scans of our own labels: a label scanned back proves that it came out; an old copy is refused."""

from __future__ import annotations

from dataclasses import replace

from edge.cell import puts
from edge.cell.blocked import block_of_piece
from edge.cell.draft import Draft
from edge.cell.evolve import LABEL_SHIPPED
from edge.cell.label_copies import newest_copy
from edge.cell.labels import (
    COPIES_BY_ONE_PERSON,
    PRINTED,
    rack_of_label,
    reprint_copy,
)
from edge.cell.model import CellState, Label, Workplace
from edge.cell.racks import number_at
from edge.cell.tours import current_pick
from edge.cell.verification import Judgement, judge_blocked
from wire.events import LabelKind, LabelMoved, LabelState, Verdict
from wire.ids import LabelId, RackId, WorkplaceId

COMMAND_CARD = "command card"


def judge_label(state: CellState, workplace: WorkplaceId, name: str) -> Judgement:
    """A label still waited for is confirmed. A slot or rack label that was confirmed before says
    where the picker stands: it must be the slot whose turn it is.
    """
    label = state.labels.get(LabelId(name))
    if label is None:
        shipped = rack_of_label(state, name)
        if shipped is not None:
            return Judgement(verdict=Verdict.SUPERSEDED, code=LABEL_SHIPPED, rack=shipped)
        return Judgement(verdict=Verdict.UNKNOWN, code="label.unknown")
    if label.rack in state.singles:
        return _single(label)
    if refused := _refused(state, label):
        return Judgement(verdict=refused[0], code=refused[1], rack=label.rack)
    if blocked := _blocked(state, workplace, label):
        return blocked
    rack = state.racks[label.rack]
    moved = (
        (LabelMoved(label=label.label, state=LabelState.CONFIRMED, detail="scanned back"),)
        if label.state in PRINTED
        else ()
    )
    if label.kind is LabelKind.SLOT and puts.is_by_label(state, workplace, rack, label.slot):
        put = puts.judge_put(state, workplace, rack, label.slot)
        return replace(put, facts=(*moved, *put.facts)) if put.facts else put
    if moved:
        return Judgement(
            verdict=Verdict.CONFIRMED, code="label.confirmed", rack=label.rack, facts=moved
        )
    return _place(state, workplace, label)


def _single(label: Label) -> Judgement:
    """Of a piece that was ordered again: it lies in no slot."""
    if label.superseded or label.state is LabelState.CANCELLED:
        return Judgement(verdict=Verdict.SUPERSEDED, code="label.superseded", rack=label.rack)
    if label.state is LabelState.QUEUED:
        return Judgement(verdict=Verdict.UNKNOWN, code="label.not_printed", rack=label.rack)
    if label.state not in PRINTED:
        return Judgement(verdict=Verdict.CONFIRMED, code="label.confirmed_before", rack=label.rack)
    moved = LabelMoved(label=label.label, state=LabelState.CONFIRMED, detail="scanned back")
    return Judgement(
        verdict=Verdict.CONFIRMED, code="label.confirmed", rack=label.rack, facts=(moved,)
    )


def reprint_last(
    state: CellState, workplace: WorkplaceId, place: Workplace, now_us: int
) -> Judgement:
    """The command card: one further copy of this workplace's last label, on the picker's word."""
    last = state.labels.get(place.last_label)
    if last is None:
        return Judgement(verdict=Verdict.IDLE, code="label.none")
    newest = newest_copy(state, last)
    if newest.copy >= COPIES_BY_ONE_PERSON:
        return Judgement(verdict=Verdict.IDLE, code="reprint.second_person")
    draft = Draft(state, now_us, racks=())
    reprint_copy(draft, newest, person=place.person, reason=COMMAND_CARD, workplace=workplace)
    return Judgement(
        verdict=Verdict.CONFIRMED,
        code="command.reprint",
        rack=newest.rack,
        facts=tuple(draft.facts),
        effects=tuple(draft.effects),
    )


def _refused(state: CellState, label: Label) -> tuple[Verdict, str] | None:
    rack = state.racks.get(label.rack)
    if rack is None and label.superseded and label.rack not in state.shipped:
        return Verdict.SUPERSEDED, "label.superseded"
    if rack is None or rack.shipped_us is not None:
        return Verdict.SUPERSEDED, LABEL_SHIPPED
    if label.superseded:
        return Verdict.SUPERSEDED, "label.superseded"
    if label.state is LabelState.CANCELLED:
        return Verdict.SUPERSEDED, "label.cancelled"
    if label.state is LabelState.QUEUED:
        return Verdict.UNKNOWN, "label.not_printed"
    return None


def _blocked(state: CellState, workplace: WorkplaceId, label: Label) -> Judgement | None:
    """The label of a piece that may not be used."""
    rack = state.racks[label.rack]
    for piece in rack.picked.get(number_at(rack, label.slot), ()):
        if label.kind is LabelKind.PART and (piece.family, piece.piece) == (
            label.family,
            label.piece,
        ):
            block = block_of_piece(state, piece)
            return judge_blocked(block, current_pick(state, workplace)) if block else None
    return None


def _place(state: CellState, workplace: WorkplaceId, label: Label) -> Judgement:
    pick = current_pick(state, workplace)
    if pick is None or label.kind is LabelKind.PART:
        return Judgement(
            verdict=Verdict.CONFIRMED, code="label.confirmed_before", rack=RackId(label.rack)
        )
    here = label.rack == pick.rack.rack
    if here and (label.kind is LabelKind.RACK or label.slot == pick.ref.slot):
        return Judgement(verdict=Verdict.CONFIRMED, code="slot.right", pick=pick)
    return Judgement(verdict=Verdict.WRONG_SLOT, code="slot.mismatch", pick=pick)
