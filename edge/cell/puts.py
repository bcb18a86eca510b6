"""Put confirmation: a right part in the wrong compartment stops the line as surely as a wrong part.

Where a rack family wants it, an accepted piece counts as picked once the code of its compartment
was scanned, and no part for another compartment is accepted at that workplace before. Pieces of
one need may be scanned one after the other and be shown together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from edge.cell.draft import Draft
from edge.cell.inputs import ConfirmPut, Decision, RefusedError
from edge.cell.model import CellState, Rack, Unput
from edge.cell.parts_of_family import key_of
from edge.cell.rack_orders import named, the_rack
from edge.cell.racks import number_at, unput_at
from edge.cell.settle import settle
from edge.cell.situation import Situation
from edge.cell.tours import Pick, resolve
from edge.cell.verification import Judgement
from wire.events import PickRef, PutConfirmed, Verdict
from wire.ids import RackId, WorkplaceId
from wire.masters import PutCheck

NOTHING = "put.nothing"
WRONG = "put.mismatch"
FIRST = "put.first"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPut:
    """A number of a rack, and what was accepted for it and has to be shown there."""

    rack: Rack
    number: int
    pieces: list[Unput]


def waiting_at(state: CellState, workplace: WorkplaceId) -> list[Unput]:
    """Pieces that were accepted here and have to be shown in their compartment, the oldest
    first.
    """
    found = (each for rack in _here(state) for each in rack.unput if each.workplace == workplace)
    return sorted(found, key=lambda each: each.at_us)


def judge_first(state: CellState, workplace: WorkplaceId, pick: Pick | None) -> Judgement | None:
    """What the picker has in the hand is put down before a part for another need is taken."""
    waiting = waiting_at(state, workplace)
    if not waiting:
        return None
    piece = waiting[0].marriage
    if pick is not None and (pick.rack.rack, pick.ref.slot, key_of(pick.need)) == (
        piece.rack,
        piece.slot,
        key_of(piece),
    ):
        return None
    return _judged(state, waiting[0], Verdict.HELD, FIRST)


def is_by_label(state: CellState, workplace: WorkplaceId, rack: Rack, slot: int) -> bool:
    """Whether a scan of the slot's label is about a put: something that is shown by its label
    waits at the workplace, or for this slot.
    """
    waiting = (*waiting_at(state, workplace), *unput_at(rack, number_at(rack, slot)))
    return any(state.racks[each.marriage.rack].put_check is PutCheck.SLOT_LABEL for each in waiting)


def carrierless(state: CellState, workplace: WorkplaceId) -> list[RackId]:
    """Racks without a carrier that something waits for at the workplace."""
    racks = (state.racks[each.marriage.rack] for each in waiting_at(state, workplace))
    return [rack.rack for rack in racks if not rack.carrier]


def judge_compartment(
    state: CellState, workplace: WorkplaceId, carrier: str, compartment: int
) -> Judgement:
    """The code of a carrier's compartment."""
    rack = next((rack for rack in _here(state) if rack.carrier == carrier), None)
    if rack is None:
        return Judgement(verdict=Verdict.UNKNOWN, code="carrier.not_bound")
    return judge_put(state, workplace, rack, compartment - 1)


def judge_put(state: CellState, workplace: WorkplaceId, rack: Rack, slot: int) -> Judgement:
    """The slot that was shown: right when something that was accepted here goes into it, or, where
    nothing waits here, something of another workplace.
    """
    place = state.workplaces.get(workplace)
    if place is None or not place.person:
        return Judgement(verdict=Verdict.IDLE, code="workplace.nobody", rack=rack.rack)
    mine = waiting_at(state, workplace)
    there = [each for each in mine or rack.unput if _place(each) == (rack.rack, slot)]
    if there:
        facts = tuple(
            PutConfirmed(marriage=each.marriage, workplace=workplace, person=place.person)
            for each in there
        )
        return _judged(state, there[0], Verdict.CONFIRMED, "put.right", facts=facts)
    if mine:
        return _judged(state, mine[0], Verdict.WRONG_SLOT, WRONG)
    return Judgement(verdict=Verdict.IDLE, code=NOTHING, rack=rack.rack)


def confirm(at: Situation, given: ConfirmPut) -> Decision:
    """A person has looked: what was accepted for the slot lies in it."""
    named(given.person, given.reason)
    there = unput_at(the_rack(at.state, given.rack), given.number)
    if not there:
        raise RefusedError(
            NOTHING, f"nothing in number {given.number} of rack {given.rack} waits to be shown"
        )
    draft = Draft(at.state, at.now_us, racks=[given.rack])
    for each in there:
        draft.add(
            PutConfirmed(
                marriage=each.marriage,
                workplace=each.workplace,
                person=given.person,
                reason=given.reason[:200],
            )
        )
    settle(draft, at.masters, [given.rack])
    return draft.decision()


def open_puts(state: CellState) -> Iterator[OpenPut]:
    """Each number of which pieces have to be shown."""
    for rack in _here(state):
        for number in dict.fromkeys(number_at(rack, each.marriage.slot) for each in rack.unput):
            yield OpenPut(rack=rack, number=number, pieces=unput_at(rack, number))


def _here(state: CellState) -> Iterable[Rack]:
    return (rack for rack in state.racks.values() if rack.shipped_us is None)


def _place(each: Unput) -> tuple[RackId, int]:
    return each.marriage.rack, each.marriage.slot


def _judged(
    state: CellState,
    each: Unput,
    verdict: Verdict,
    code: str,
    *,
    facts: tuple[PutConfirmed, ...] = (),
) -> Judgement:
    piece = each.marriage
    ref = PickRef(rack=piece.rack, slot=piece.slot, family=piece.family, index=piece.index)
    return Judgement(
        verdict=verdict,
        code=code,
        pick=resolve(state, ref),
        rack=piece.rack,
        values={"rack": piece.rack, "slot": str(piece.slot + 1), "part": piece.part},
        facts=facts,
        settles=piece.rack if facts else RackId(""),
    )
