"""Where what a vehicle needs lies, by the newest masters. A vehicle of which something is in a slot
keeps what it needs whatever masters say later; the places of its parts may move, and go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState, Vehicle
from edge.cell.parts_of_family import key_of
from edge.cell.racks import covering, pieces
from edge.cell.tours import Pick, incomplete
from wire.events import Need, NeedsRevised, TourEnded, UsageProblem
from wire.ids import CallNumber, FeedId


def has_place(masters: CompiledMasters, need: Need) -> bool:
    return need.face in masters.faces


def lost_place(need: Need) -> str:
    """What a person reads of a need that has none."""
    return f"face {need.face} of {need.part} is no longer in the masters"


def lost_places(masters: CompiledMasters, picks: Iterable[Pick]) -> str:
    """What of the picks has no place, each said once; empty: all have one."""
    said = (lost_place(pick.need) for pick in picks if not has_place(masters, pick.need))
    return "; ".join(dict.fromkeys(said))


def kept_needs(
    state: CellState, masters: CompiledMasters, feed: FeedId, vehicle: Vehicle
) -> tuple[tuple[Need, ...], tuple[UsageProblem, ...]]:
    """The same parts where they lie now. One that is still to be picked and lies nowhere is a
    problem of its family: its slot waits for a person, or for masters that give it a face.
    """
    needs = tuple(_moved(masters, need) for need in vehicle.needs)
    families = {need.family for need in needs}
    others = (problem for problem in vehicle.problems if problem.family not in families)
    lost = (
        UsageProblem(
            family=need.family, fired=(), rack_family=need.rack_family, detail=lost_place(need)
        )
        for need in needs
        if not has_place(masters, need) and _is_wanted(state, feed, vehicle, need)
    )
    return needs, (*others, *lost)


def ended_tours(state: CellState, revised: Iterable[NeedsRevised]) -> Iterator[TourEnded]:
    """Tours with a pick that nobody can do any more: the rest comes back in a later tour."""
    now = {(fact.feed, fact.call_number): fact for fact in revised}
    for name, place in state.workplaces.items():
        tour = place.tour
        picks = () if tour is None or not now else incomplete(state, tour.picks)
        if tour is not None and any(_is_gone(now, pick) for pick in picks):
            yield TourEnded(tour=tour.tour, workplace=name, completed=False)


def _moved(masters: CompiledMasters, need: Need) -> Need:
    face = masters.face_of_part.get(need.part, need.face)
    return need if face == need.face else replace(need, face=face)


def _is_wanted(state: CellState, feed: FeedId, vehicle: Vehicle, need: Need) -> bool:
    number = vehicle.number or 0
    return any(
        rack.rack_family == need.rack_family
        and rack.shipped_us is None
        and pieces(rack, number, need) < need.quantity
        for rack in covering(state, feed, vehicle.epoch, number)
    )


def _is_gone(now: dict[tuple[FeedId, CallNumber], NeedsRevised], pick: Pick) -> bool:
    fact = now.get((pick.rack.feed, pick.vehicle.telegram.call_number))
    if fact is None:
        return False
    waits = any(p.rack_family in ("", pick.rack.rack_family) for p in fact.problems)
    wanted = {(key_of(need), need.rack_family) for need in fact.needs}
    return waits or (key_of(pick.need), pick.rack.rack_family) not in wanted
