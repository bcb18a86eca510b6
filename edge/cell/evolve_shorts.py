"""Folding what is put off and what is filled again."""

from __future__ import annotations

from edge.cell.evolve_plans import workplace_of
from edge.cell.model import CellState, Deferred, ShortFace
from wire.events import DeferralEnded, DeferReason, PickDeferred
from wire.short_name import pick_key


def pick_deferred(state: CellState, fact: PickDeferred, at_us: int, offset: int) -> None:
    workplace_of(state, fact.workplace).pace_from_us = 0
    if fact.reason is DeferReason.SHORT:
        state.short_faces[fact.face] = ShortFace(
            part=fact.part, person=fact.person, workplace=fact.workplace, at_us=at_us
        )
        return
    state.deferred[pick_key(fact.pick)] = Deferred(
        pick=fact.pick,
        reason=fact.reason,
        part=fact.part,
        person=fact.person,
        workplace=fact.workplace,
        at_us=at_us,
    )


def deferral_ended(state: CellState, fact: DeferralEnded, at_us: int, offset: int) -> None:
    for pick in fact.picks:
        state.deferred.pop(pick_key(pick), None)
    if fact.face:
        state.short_faces.pop(fact.face, None)
