"""What may be ordered of one thing: a rack, a slot, a call, an exception, a label, a truck ..."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from edge.cell.exception_ranks import BLOCK
from edge.cell.exceptions import LABEL_ID, ExceptionView, exceptions
from edge.cell.holes import names_now
from edge.cell.model import FeedState, Rack, Vehicle
from edge.cell.offers import Offer, of_keyed, offer
from edge.cell.on_trucks import open_load_of, racks_on, unit_of
from edge.cell.parts_of_family import key_of
from edge.cell.racks import carries, covering, needs_at, oldest_first, vehicle_at
from edge.cell.situation import Situation
from edge.cell.versions import open_conflicts
from wire.events import DeferReason, HelpKind
from wire.ids import CallNumber, FeedId, LabelId, LoadId, RackId, UnitId, WorkplaceId


def of_rack(at: Situation, name: RackId) -> Iterator[Offer]:
    """As a whole."""
    yield offer(at, "ship-rack", rack=name)
    yield offer(at, "close-short", rack=name)
    yield offer(at, "bind-carrier", rack=name)
    yield offer(at, "print", rack=name, number=None)
    on = open_load_of(at.state, name)
    for load in at.state.loads.values():
        if load.departed_us is None:
            action = "load-rack" if load is not on else "unload-rack"
            yield offer(at, action, load=load.load, rack=name)
    for empty in (True, False):
        yield offer(at, "return-rack", rack=name, empty=empty)
    yield offer(at, "take-off-unit" if unit_of(at.state, name) else "put-on-unit", rack=name)


def of_unit(at: Situation, name: UnitId) -> Iterator[Offer]:
    """A pallet or container: onto which truck, racks that may go on it or off, and back."""
    here = racks_on(at.state, name)
    for load in at.state.loads.values():
        if load.departed_us is None:
            yield offer(at, "load-unit", load=load.load, unit=name)
    for rack in here:
        yield offer(at, "take-off-unit", rack=rack)
    for other in oldest_first(at.state):
        if other.rack not in here and other.shipped_us is None:
            yield offer(at, "put-on-unit", rack=other.rack, unit=name)
    for empty in (True, False):
        yield offer(at, "return-unit", unit=name, empty=empty)


def of_slot(at: Situation, name: RackId, number: int) -> Iterator[Offer]:
    """The slot of a number in a rack, and the pieces in it."""
    rack = at.state.racks.get(name)
    if rack is not None:
        yield offer(at, "skip-number", feed=rack.feed, epoch=rack.epoch, number=number)
    for action in ("release-rework", "confirm-put", "print"):
        yield offer(at, action, rack=name, number=number)
    if rack is not None and carries(rack, number):
        yield from _of_pieces(at, rack, number)


def _of_pieces(at: Situation, rack: Rack, number: int) -> Iterator[Offer]:
    for piece in rack.picked.get(number, ()):
        yield offer(
            at,
            "divorce",
            rack=rack.rack,
            number=number,
            part=piece.part,
            serial=piece.serial,
            index=piece.index,
        )
    parts = at.masters.parts if at.masters else {}
    for need in needs_at(at.state, rack, number):
        family, index = key_of(need)
        part = parts.get(need.instead_of or need.part)
        for substitute in part.substitutes if part else ():
            yield offer(
                at,
                "release-substitute",
                rack=rack.rack,
                number=number,
                family=family,
                index=index,
                substitute=substitute,
            )


def of_call(at: Situation, feed: FeedId, call: CallNumber) -> Iterator[Offer]:
    """A vehicle, and its slots."""
    for take in ("new", "old"):
        yield offer(at, "decide-version", feed=feed, call_number=call, take=take, version="")
    known = at.state.feeds.get(feed, FeedState()).vehicles.get(call)
    for rack in known.held if known and known.held else ("",):
        yield offer(at, "release-call", feed=feed, call_number=call, rack=rack)
    yield from of_keyed(at, feed, call)
    if known is not None and known.number is not None:
        for found in tuple(covering(at.state, feed, known.epoch, known.number)):
            yield from of_slot(at, found.rack, known.number)


def of_exception(at: Situation, name: str) -> Iterator[Offer]:
    """Its own action, who owns it, and that it is closed by a word."""
    names = {name, *names_now(at.state, name)}
    for view in exceptions(at.state, at.now_us):
        if view.exception in names and not view.stored:
            yield from settling(at, view)
    for closed in (False, True):
        yield offer(at, "handle-exception", exception=name, closed=closed)


def settling(at: Situation, view: ExceptionView) -> Iterator[Offer]:
    """The order by which the exception goes away; nothing where that is no order of the cell."""
    settles = _SETTLES.get(view.action)
    return iter(()) if settles is None else settles(at, view)


def _of_its_slot(at: Situation, view: ExceptionView) -> Iterator[Offer]:
    yield offer(at, view.action, rack=view.rack, number=view.number)


def _of_its_number(at: Situation, view: ExceptionView) -> Iterator[Offer]:
    yield offer(
        at,
        "skip-number",
        feed=view.feed,
        epoch=view.epoch,
        number=view.number,
        last=view.last,
    )


def _of_its_vehicle(at: Situation, view: ExceptionView) -> Iterator[Offer]:
    vehicle = _vehicle(at, view)
    return iter(()) if vehicle is None else of_keyed(at, view.feed, vehicle.telegram.call_number)


def _of_its_truck(at: Situation, view: ExceptionView) -> Iterator[Offer]:
    if (load := open_load_of(at.state, view.rack)) is not None:
        yield offer(at, "unload-rack", load=load.load, rack=view.rack)


def _of_its_label(at: Situation, view: ExceptionView) -> Iterator[Offer]:
    yield offer(at, "reprint", label=view.exception.removeprefix(LABEL_ID))


def _of_its_block(at: Situation, view: ExceptionView) -> Iterator[Offer]:
    yield offer(at, "lift-block", block=view.exception.removeprefix(f"{BLOCK}:"))


def _vehicle(at: Situation, view: ExceptionView) -> Vehicle | None:
    rack = at.state.racks.get(view.rack)
    return None if rack is None or view.number is None else vehicle_at(at.state, rack, view.number)


def _of_held(at: Situation, view: ExceptionView) -> Iterator[Offer]:
    """The hold of this rack alone where there is one, else that of each."""
    vehicle = _vehicle(at, view)
    if vehicle is not None:
        call = vehicle.telegram.call_number
        rack = view.rack if view.rack in vehicle.held else ""
        yield offer(at, "release-call", feed=view.feed, call_number=call, rack=rack)


def _of_conflict(at: Situation, view: ExceptionView) -> Iterator[Offer]:
    for it in open_conflicts(at.state):
        if it.exception == view.exception:
            for take in ("new", "old"):
                yield offer(
                    at,
                    "decide-version",
                    feed=it.feed,
                    call_number=it.call_number,
                    take=take,
                    version=it.version,
                )


def of_label(at: Situation, label: LabelId) -> Iterator[Offer]:
    yield offer(at, "reprint", label=label)


def of_single(at: Situation, rack: RackId) -> Iterator[Offer]:
    """At each workplace where somebody is signed in."""
    for name, place in at.state.workplaces.items():
        if place.person:
            yield offer(at, "begin-single", person=place.person, workplace=name, rack=rack)
    for delivered in (True, False):
        yield offer(at, "end-single", rack=rack, delivered=delivered)


def of_load(at: Situation, name: LoadId) -> Iterator[Offer]:
    load = at.state.loads.get(name)
    on_it = load.racks if load is not None else []
    for rack in at.state.racks.values():
        if rack.shipped_us is None and open_load_of(at.state, rack.rack) is None:
            yield offer(at, "load-rack", load=name, rack=rack.rack)
    for unit in dict.fromkeys(at.state.units.values()):
        if any(rack not in on_it for rack in racks_on(at.state, unit)):
            yield offer(at, "load-unit", load=name, unit=unit)
    for loaded in on_it:
        yield offer(at, "unload-rack", load=name, rack=loaded)
    yield offer(at, "depart-load", load=name)
    yield offer(at, "deliver-load", load=name)


def of_workplace(at: Situation, name: WorkplaceId) -> Iterator[Offer]:
    """As whoever is signed in there."""
    place = at.state.workplaces.get(name)
    if place is None or not place.person:
        return
    for kind in (HelpKind.HELP, HelpKind.RESUME if place.paused else HelpKind.PAUSE):
        yield offer(at, "help", person=place.person, workplace=name, kind=kind)
    for reason in DeferReason:
        yield offer(at, "defer-pick", person=place.person, workplace=name, reason=reason)
    for face in at.state.short_faces:
        yield offer(at, "fill-face", person=place.person, face=face)
    yield offer(at, "begin-single", person=place.person, workplace=name, rack="")
    yield offer(at, "open-load", person=place.person, workplace=name)
    yield offer(at, "sign-out", person=place.person, workplace=name)


_SETTLES: dict[str, Callable[[Situation, ExceptionView], Iterator[Offer]]] = {
    "handle-exception": lambda at, view: iter(
        (offer(at, "handle-exception", exception=view.exception, closed=True),)
    ),
    "skip-number": _of_its_number,
    "release-rework": _of_its_slot,
    "confirm-put": _of_its_slot,
    "release-call": _of_held,
    "telegram": _of_its_vehicle,
    "unload-rack": _of_its_truck,
    "reprint": _of_its_label,
    "lift-block": _of_its_block,
    "fill-face": lambda at, view: iter((offer(at, "fill-face", face=view.face),)),
    "decide-version": _of_conflict,
    "begin-single": lambda at, view: of_single(at, view.rack),
    "end-single": lambda at, view: of_single(at, view.rack),
}
"""By the action that an exception names."""
