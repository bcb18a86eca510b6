"""The short queue: picks that a picker put off, and picks from faces that are empty. The tour goes
on without them, their rack stays open, and nothing plans them until they come back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from edge.cell.draft import Draft
from edge.cell.inputs import Decision, DeferPick, FillFace, RefusedError
from edge.cell.model import CellState, Deferred, Rack, ShortFace
from edge.cell.racks import needs_at, numbers, oldest_first, slot_of, vehicle_at
from edge.cell.single_picks import put_back
from edge.cell.situation import Situation
from edge.cell.tours import Pick, current_pick, end_tours, incomplete, resolve
from wire.events import DeferralEnded, DeferReason, PickDeferred, PickRef
from wire.ids import PersonId, RackId
from wire.short_name import name_of_face, name_of_pick, pick_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """One pick of the queue. ``exception`` is the id under which a person takes it."""

    pick: Pick
    reason: DeferReason
    person: PersonId
    at_us: int
    exception: str
    owner: PersonId


def defer(at: Situation, given: DeferPick) -> Decision:
    """The next pick of the tour has its turn; with SHORT every tour goes past the face."""
    if not given.person:
        raise RefusedError("person.missing", "scan your badge first")
    pick = current_pick(at.state, given.workplace)
    if pick is None:
        raise RefusedError("tour.none", f"nothing has its turn at {given.workplace}")
    if given.pick is not None and given.pick != pick.ref:
        raise RefusedError(
            "pick.not_its_turn",
            f"another pick has its turn now, {pick.need.part} at face {pick.need.face}",
        )
    if (single := at.state.singles.get(pick.ref.rack)) is not None:
        return put_back(single, given.person, given.reason.value)
    draft = Draft(at.state, at.now_us, racks=())
    draft.add(
        PickDeferred(
            pick=pick.ref,
            reason=given.reason,
            part=pick.need.part,
            face=pick.need.face,
            call_number=pick.vehicle.telegram.call_number,
            workplace=given.workplace,
            person=given.person,
        )
    )
    end_tours(draft, list(draft.state.workplaces))
    return draft.decision()


def fill(at: Situation, given: FillFace) -> Decision:
    """All picks that wait for this face come back."""
    if not given.person:
        raise RefusedError("person.missing", "scan your badge first")
    short = at.state.short_faces.get(given.face)
    back = [
        put_off
        for put_off in at.state.deferred.values()
        if (pick := resolve(at.state, put_off.pick)) is not None and pick.need.face == given.face
    ]
    if short is None and not back:
        raise RefusedError("face.not_short", f"nothing waits for face {given.face}")
    fact = DeferralEnded(
        picks=tuple(put_off.pick for put_off in back),
        face=given.face,
        part=short.part if short else back[0].part,
        person=given.person,
    )
    return Decision(facts=(fact,))


def end_void(draft: Draft, racks: list[RackId]) -> None:
    """What of these racks nobody has to pick any more leaves the queue."""
    void = tuple(
        put_off.pick
        for put_off in draft.state.deferred.values()
        if put_off.pick.rack in racks and not _is_wanted(draft.state, put_off)
    )
    if void:
        draft.add(DeferralEnded(picks=void))


def queue(state: CellState) -> Iterator[Short]:
    """Every pick that waits, in the order of the line."""
    if not state.deferred and not state.short_faces:
        return
    for rack in oldest_first(state):
        if rack.closed_us is None:
            for pick in _waiting(state, rack):
                yield _short(state, pick)


def reasons_at(state: CellState, rack: Rack, number: int) -> tuple[DeferReason, ...]:
    """Why picks into the slot of ``number`` wait; empty: none does."""
    if not state.deferred and not state.short_faces:
        return ()
    found = (pick.deferred for pick in _open_at(state, rack, number))
    return tuple(dict.fromkeys(reason for reason in found if reason is not None))


def _is_wanted(state: CellState, put_off: Deferred) -> bool:
    pick = next(incomplete(state, [put_off.pick]), None)
    if pick is None or pick.vehicle.withdrawn or pick.rack.closed_us is not None:
        return False
    return pick.need.part == put_off.part


def _waiting(state: CellState, rack: Rack) -> Iterator[Pick]:
    for number in numbers(state, rack):
        yield from (p for p in _open_at(state, rack, number) if p.deferred is not None)


def _open_at(state: CellState, rack: Rack, number: int) -> Iterator[Pick]:
    vehicle = vehicle_at(state, rack, number)
    if vehicle is None or vehicle.withdrawn:
        return iter(())
    slot = slot_of(rack, number)
    needs = needs_at(state, rack, number)
    refs = (
        PickRef(rack=rack.rack, slot=slot, family=need.family, index=need.index) for need in needs
    )
    return incomplete(state, refs)


def _short(state: CellState, pick: Pick) -> Short:
    put_off = state.deferred.get(pick_key(pick.ref))
    short: Deferred | ShortFace | None = put_off
    name = name_of_pick(pick.ref)
    if pick.deferred is DeferReason.SHORT:
        short, name = state.short_faces[pick.need.face], name_of_face(pick.need.face)
    return Short(
        pick=pick,
        reason=pick.deferred or DeferReason.LATER,
        person=short.person if short else PersonId(""),
        at_us=short.at_us if short else 0,
        exception=name,
        owner=state.owners.get(name, PersonId("")),
    )
