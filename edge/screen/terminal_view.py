"""What a picker's page shows, from the cell's state. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from edge.cell.layers import compartment_of
from edge.cell.losses import losses_before
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState, Rack, Tour, Workplace
from edge.cell.parts_of_family import piece_of_need
from edge.cell.racks import hold_reasons, needs_of, numbers, oldest_first
from edge.cell.situation import Situation
from edge.cell.tours import Pick, incomplete, pick_of_single, remaining, single_at
from edge.health import DeviceHealth, FeedHealth, Health
from edge.screen.button_offers import not_now
from edge.screen.note_view import note_view
from edge.screen.passed_alarm import passed_alarm
from edge.screen.put_view import put_view
from edge.screen.racks_view import (
    family_name,
    hole_views,
    sequence_text,
    slot_views,
    vin_last6,
)
from edge.screen.shorts_view import short_rows
from edge.screen.status import (
    Ages,
    AnswerView,
    HoleView,
    MessageView,
    PickView,
    PutView,
    ShortRow,
    TerminalView,
    TourView,
)
from edge.troubles import Trouble, TroubleKind
from wire.family_words import with_index
from wire.ids import FeedId, PersonId, RackId, WorkplaceId
from wire.masters import Continuity
from wire.slot_state import SlotState

NEXT_PICKS = 2
SHORTS_SHOWN = 12
SILENT_TAKTS = 3.0
"""A running line that sends no telegram for so many takts asks for attention."""
SILENT_TAKTS_MAX = 10
"""And is a fault, where the masters alarm at no silence."""
OF_CENTRAL = frozenset({TroubleKind.DAMAGED, TroubleKind.BRANCHED, TroubleKind.NOT_TAKEN})
NOT_TAKEN = "!"
"""Beside the age of a central that answers and takes no facts."""


def terminal_view(
    state: CellState,
    masters: CompiledMasters | None,
    health: Health,
    workplace: WorkplaceId,
    *,
    now_us: int,
    cover_min: float | None,
    last_answer: AnswerView | None = None,
) -> TerminalView:
    """The whole page of one workplace at ``now_us``."""
    place = state.workplaces.get(workplace) or Workplace()
    stop = next((trouble for trouble in health.troubles if trouble.stops), None)
    shown = bool(place.person) and not place.paused and masters is not None and stop is None
    turn = remaining(state, place.tour) if shown and place.tour else iter(())
    single = single_at(state, workplace) if shown else None
    first = [] if single is None else [pick_of_single(single)]
    found = [*first, *islice(turn, 1 + NEXT_PICKS - len(first))]
    put = put_view(state, workplace, found[0] if found else None) if shown else None
    picks = [_pick_view(masters, pick) for pick in found]
    current = picks[0] if picks else None
    lit = put or current
    rack = _rack_on_page(state, place, lit)
    shorts = short_rows(state, masters, now_us)
    holes = tuple(h for h in hole_views(state, now_us) if rack and rack.rack in h.racks)
    usual = None if stop else _message(state, masters, place, current, rack, holes, shorts)
    return TerminalView(
        node=health.node,
        workplace=workplace,
        at_us=now_us,
        offset=state.offset,
        person=place.person,
        person_name=_person_name(masters, place.person),
        paused=place.paused,
        cover_min=cover_min,
        ages=_ages(health),
        age_limits=_age_limits(masters, health, now_us),
        never_heard=_never_heard(health),
        device_problems=_device_problems(health, workplace),
        tour=_tour_view(state, place.tour) if place.tour else None,
        current=current,
        next=tuple(picks[1:]),
        rack=rack.rack if rack else "",
        rack_name=_rack_name(masters, rack),
        rack_slots=slot_views(state, rack, lit.number if lit else None) if rack else (),
        last_answer=last_answer,
        message=_stopped(stop) if stop else usual,
        put=put,
        holes=holes,
        shorts=shorts[:SHORTS_SHOWN],
        shorts_waiting=len(shorts),
        short_faces=tuple(dict.fromkeys([*(row.face for row in shorts), *state.short_faces])),
        alarm=passed_alarm(state, masters) or _silence(health),
        note=note_view(state, workplace),
        not_now=not_now(
            Situation(state, masters, now_us), workplace, putting=bool(put and not put.more)
        ),
    )


def _silence(health: Health) -> MessageView | None:
    kind = TroubleKind.FEED_SILENT
    text = next((each.text for each in health.troubles if each.kind is kind), "")
    values = {"text": text, "more": "0"}
    return MessageView(code=kind.value, level="fault", values=values) if text else None


def _tour_view(state: CellState, tour: Tour) -> TourView:
    open_picks = sum(1 for _ in incomplete(state, tour.picks))
    return TourView(
        id=tour.tour,
        done=len(tour.picks) - open_picks,
        total=len(tour.picks),
        engine=tour.engine,
        optimal=tour.optimal,
    )


def _pick_view(masters: CompiledMasters | None, pick: Pick) -> PickView:
    need = pick.need
    face = masters.faces.get(need.face) if masters else None
    family = masters.families.get(need.family) if masters else None
    name = family.family.name if family else ""
    where = compartment_of(pick.rack, pick.ref.slot)
    return PickView(
        rack=pick.rack.rack,
        slot=pick.ref.slot,
        number=pick.number,
        sequence_number=sequence_text(pick.vehicle, pick.number),
        vin_last6=vin_last6(pick.vehicle),
        call_number=pick.vehicle.telegram.call_number,
        part=need.part,
        part_name=with_index(name or need.family if need.index else name, need.index),
        family=need.family,
        face=need.face,
        aisle=face.aisle if face else 0,
        position=face.position if face else 0,
        quantity=need.quantity,
        piece=piece_of_need(
            pick.rack, pick.number, needs_of(pick.vehicle, pick.rack.rack_family), need
        ),
        index=need.index,
        colour=pick.vehicle.telegram.colour,
        state=SlotState.OPEN,
        flags=tuple(flag.value for flag in pick.vehicle.telegram.flags),
        layer=where.layer if where else 0,
        cell=where.cell if where else 0,
    )


def _rack_on_page(
    state: CellState, place: Workplace, lit: PutView | PickView | None
) -> Rack | None:
    """The rack of the put or pick that is shown; else the one that the tour stands at."""
    if lit is not None:
        return state.racks.get(RackId(lit.rack))
    for ref in place.tour.picks if place.tour else ():
        rack = state.racks.get(ref.rack)
        if rack is not None and rack.closed_us is None:
            return rack
    return next((r for r in oldest_first(state) if r.closed_us is None), None)


def _stopped(trouble: Trouble) -> MessageView:
    """Instead of the pick: nothing that is scanned now is taken."""
    return MessageView(code=trouble.kind.value, level="fault", values={"text": trouble.text})


def _message(
    state: CellState,
    masters: CompiledMasters | None,
    place: Workplace,
    current: PickView | None,
    rack: Rack | None,
    holes: Sequence[HoleView],
    shorts: Sequence[ShortRow],
) -> MessageView | None:
    if masters is None:
        return MessageView(code="no_masters", level="attention")
    if not place.person:
        return MessageView(code="sign_in", level="info")
    if place.paused:
        return MessageView(code="paused", level="attention")
    if current is not None:
        return None
    if holes:
        numbers = ", ".join(hole.sequence_number for hole in holes[:4])
        return MessageView(code="gap", level="attention", values={"numbers": numbers})
    if rack and (lost := losses_before(state, rack)):
        told = ", ".join(map(str, lost[:4]))
        return MessageView(code="lost", level="attention", values={"transmissions": told})
    reasons = _reasons(state, rack) if rack else []
    if reasons:
        return MessageView(code="hold", level="attention", values={"reasons": ",".join(reasons)})
    if shorts:
        faces = ", ".join(dict.fromkeys(row.face for row in shorts))
        return MessageView(code="short", level="attention", values={"faces": faces})
    return MessageView(code="no_tour", level="info")


def _reasons(state: CellState, rack: Rack) -> list[str]:
    carried = numbers(state, rack)
    return sorted({reason for n in carried for reason in hold_reasons(state, rack, n)})


def _rack_name(masters: CompiledMasters | None, rack: Rack | None) -> str:
    return family_name(masters.masters if masters else None, rack.rack_family) if rack else ""


def _person_name(masters: CompiledMasters | None, person: PersonId) -> str:
    found = masters.people.get(person) if masters else None
    return found.name if found else ""


def _ages(health: Health) -> Ages:
    """Of feeds the oldest that was heard; those that never were are named beside it."""
    return Ages(
        broadcast=max(_heard([feed.last_telegram_age_s for feed in health.feeds]), default=None),
        link=max(_heard([_link_age(feed) for feed in health.feeds]), default=None),
        printer=_oldest([device.last_ok_age_s for device in health.printers]),
        scanner=_oldest([device.last_ok_age_s for device in health.scanners]),
        central=health.last_acknowledgement_age_s,
    )


def _age_limits(
    masters: CompiledMasters | None, health: Health, now_us: int
) -> dict[str, tuple[float, float]]:
    """In takts of the slowest feed, beside the time in which the line was not planned to run, only
    while every line runs: one that stands is silent. Of the feeds that were heard.
    """
    if masters is None:
        return {}
    heard = [feed for feed in health.feeds if feed.last_telegram_age_s is not None]
    found = [
        _silence_limits(masters, feed.feed, feed.last_telegram_age_s or 0.0, now_us)
        for feed in heard
        if feed.feed in masters.feeds and feed.line_running
    ]
    if not found or len(found) < len(heard) or None in found:
        return {}
    return {"broadcast": max(filter(None, found))}


def _silence_limits(
    masters: CompiledMasters, feed: FeedId, age_s: float, now_us: int
) -> tuple[float, float] | None:
    """None: the line is not planned to run now, or does not tell every vehicle."""
    rules, calendar = masters.feeds[feed], masters.calendars[feed]
    told = rules.continuity is Continuity.NUMBER
    if not told or not calendar.is_planned(now_us):
        return None
    idle_s = max(0, round(age_s - calendar.working_s(now_us - round(age_s * 1e6), now_us)))
    takt_s = calendar.takt_at(now_us)
    most = rules.silence_takts or SILENT_TAKTS_MAX
    return idle_s + min(SILENT_TAKTS, most) * takt_s, idle_s + float(most) * takt_s


def _never_heard(health: Health) -> dict[str, tuple[str, ...]]:
    """Feeds, by what was never heard of them; nothing where none of all was."""
    ages = {
        "broadcast": {feed.feed: feed.last_telegram_age_s for feed in health.feeds},
        "link": {feed.feed: _link_age(feed) for feed in health.feeds},
    }
    never = {
        name: tuple(feed for feed, age in of.items() if age is None) for name, of in ages.items()
    }
    return {name: feeds for name, feeds in never.items() if 0 < len(feeds) < len(health.feeds)}


def _link_age(feed: FeedHealth) -> float | None:
    """The gateway is heard by a telegram or by its heartbeat."""
    known = [a for a in (feed.last_telegram_age_s, feed.last_head_age_s) if a is not None]
    return min(known, default=None)


def _oldest(ages: Sequence[float | None]) -> float | None:
    """None if any has never been heard, or if there is none."""
    known = _heard(ages)
    return max(known) if known and len(known) == len(ages) else None


def _heard(ages: Sequence[float | None]) -> list[float]:
    return [age for age in ages if age is not None]


def _device_problems(health: Health, workplace: WorkplaceId) -> dict[str, str]:
    """Of the cell's printers and the scanners of this workplace."""
    found = {}
    here = [it for it in health.scanners if not it.workplaces or workplace in it.workplaces]
    for name, devices in (("printer", health.printers), ("scanner", here)):
        word = _problem_word(devices)
        if word:
            found[name] = word
    if any(trouble.kind in OF_CENTRAL for trouble in health.troubles):
        found["central"] = NOT_TAKEN
    return found


def _problem_word(devices: Sequence[DeviceHealth]) -> str:
    return next((device.state for device in devices if not device.good), "")
