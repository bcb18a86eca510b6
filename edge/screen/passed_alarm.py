"""What a terminal says of a car that passed without its part: what counts, first. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState, ExceptionKind, OpenException, Rack, Vehicle
from edge.cell.racks import needs_of, pieces, problems_of, vehicle_at
from edge.screen.racks_view import sequence_text
from edge.screen.status import MessageView
from wire.family_words import with_index
from wire.needs import explode
from wire.readable import readable
from wire.words import Need, UsageProblem


def passed_alarm(state: CellState, masters: CompiledMasters | None) -> MessageView | None:
    """The newest one, with how many ``more`` there are. ``text`` is for an alarm without fields,
    of an older cell.
    """
    kind = ExceptionKind.FITTED_WITHOUT_PART
    found = sorted(
        (each for each in state.exceptions.values() if each.kind is kind),
        key=lambda each: each.at_us,
    )
    if not found:
        return None
    values = {"text": readable(found[-1].text), "more": str(len(found) - 1)}
    told = _told(state, masters, found[-1])
    return MessageView(code=kind.value, level="fault", values=values | told)


def _told(
    state: CellState, masters: CompiledMasters | None, found: OpenException
) -> dict[str, str]:
    """By the fields of the exception; what is missing by what is known of the vehicle now."""
    rack, feed = state.racks.get(found.rack), state.feeds.get(found.feed)
    vehicle = feed.vehicles.get(found.call_number) if feed else None
    missing: Iterable[Need | UsageProblem] = ()
    if rack is not None and found.number is not None:
        vehicle = vehicle_at(state, rack, found.number)
        missing = _missing_in(rack, found.number, vehicle) if vehicle else ()
    elif vehicle is not None and masters is not None:
        needs, problems = explode(masters, vehicle.telegram)
        missing = (*needs, *problems)
    told = {
        "missing": ", ".join(dict.fromkeys(_name(masters, each) for each in missing)),
        "rack": found.rack,
        "number": "" if found.number is None else sequence_text(vehicle, found.number),
        "call": found.call_number,
    }
    return {name: value for name, value in told.items() if value}


def _missing_in(rack: Rack, number: int, vehicle: Vehicle) -> tuple[Need | UsageProblem, ...]:
    """Where all is picked, the rack itself has not left: then the vehicle has nothing of it."""
    needs = needs_of(vehicle, rack.rack_family)
    lacks = tuple(need for need in needs if pieces(rack, number, need) < need.quantity)
    return (*(lacks or needs), *problems_of(vehicle, rack.rack_family))


def _name(masters: CompiledMasters | None, one: Need | UsageProblem) -> str:
    family = masters.families.get(one.family) if masters else None
    name = family.family.name if family and family.family.name else one.family
    return with_index(name, one.index) if isinstance(one, Need) else name
