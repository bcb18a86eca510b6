"""Another part in the place of the one that a vehicle wants: only one that the masters name for it,
by the word of a lead, and of two where the masters say so. From then on the vehicle wants the other
part in that slot, and whatever speaks of it says instead of what.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from edge.cell.draft import Draft
from edge.cell.inputs import Decision, RefusedError
from edge.cell.masters import CompiledMasters
from edge.cell.model import Rack, Vehicle
from edge.cell.parts_of_family import key_of
from edge.cell.rack_orders import named, the_rack
from edge.cell.racks import in_conflict, needs_at, pieces, vehicle_at
from edge.cell.settle import settle
from edge.cell.shorts import end_void
from edge.cell.situation import Situation
from edge.cell.substitute_inputs import ReleaseSubstitute
from wire.events import Need, SubstituteReleased


def release(at: Situation, given: ReleaseSubstitute) -> Decision:
    named(given.person, given.reason)
    rack = the_rack(at.state, given.rack)
    vehicle = vehicle_at(at.state, rack, given.number)
    if vehicle is None or vehicle.gone or at.masters is None:
        raise RefusedError(
            "slot.empty", f"no vehicle waits at number {given.number} of {given.rack}"
        )
    if in_conflict(at.state, rack, given.number):
        raise RefusedError(
            "slot.in_doubt",
            f"nobody can tell which version of number {given.number} counts; decide that first",
        )
    need = _wanted(at, rack, given)
    _may_stand(at.masters, need, given)
    fact = SubstituteReleased(
        feed=rack.feed,
        call_number=vehicle.telegram.call_number,
        rack=rack.rack,
        number=given.number,
        need=replace(
            need,
            part=given.substitute,
            face=at.masters.face_of_part[given.substitute],
            instead_of=need.instead_of or need.part,
        ),
        person=given.person,
        second_person=given.second_person,
        reason=given.reason[:200],
    )
    draft = Draft(at.state, at.now_us, feed=rack.feed)
    draft.add(fact)
    end_void(draft, [rack.rack])
    settle(draft, at.masters, [rack.rack])
    return draft.decision()


def _wanted(at: Situation, rack: Rack, given: ReleaseSubstitute) -> Need:
    for need in needs_at(at.state, rack, given.number):
        if key_of(need) == (given.family, given.index):
            if pieces(rack, given.number, need):
                raise RefusedError(
                    "substitute.picked", f"{need.part} lies in the slot already; take it out first"
                )
            return need
    raise RefusedError("substitute.family", f"the vehicle needs no {given.family} in {rack.rack}")


def _may_stand(masters: CompiledMasters, need: Need, given: ReleaseSubstitute) -> None:
    """Raises RefusedError."""
    original = need.instead_of or need.part
    part = masters.parts.get(original)
    if part is None or given.substitute not in part.substitutes:
        raise RefusedError(
            "substitute.unknown",
            f"the masters do not let {given.substitute} stand for {original}",
        )
    if given.substitute not in masters.face_of_part:
        raise RefusedError("substitute.face", f"{given.substitute} lies in no face here")
    if part.substitute_second_person and given.second_person in ("", given.person):
        raise RefusedError(
            "substitute.second_person", f"a part instead of {original} needs a second person"
        )


def kept(known: Vehicle | None, needs: Sequence[Need]) -> tuple[Need, ...]:
    """A word of the line that wants the same part again leaves what was released as it is."""
    before = {key_of(n): n for n in (known.needs if known else ()) if n.instead_of}
    return (
        tuple(_kept(before.get(key_of(need)), need) for need in needs) if before else tuple(needs)
    )


def _kept(released: Need | None, need: Need) -> Need:
    same = released is not None and released.instead_of == need.part
    return released if released is not None and same else need


def is_substituted(vehicle: Vehicle) -> bool:
    return any(need.instead_of for need in vehicle.needs)
