"""What masters chain to a status of a call, done once for each change: a slot held, a person
called, a message, a label, a module ordered. Pure.

A word of the line that says the same again, an older one, and one that comes twice are no change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from edge.cell.call_names import names_of, names_reached
from edge.cell.draft import Draft
from edge.cell.inputs import Decision
from edge.cell.label_copies import newest_of
from edge.cell.labels import part_label, rack_label, slot_labels
from edge.cell.masters import CompiledMasters
from edge.cell.model import FeedState, Rack, Vehicle
from edge.cell.racks import covering, needs_of, numbers, slot_of, vehicle_at
from edge.cell.situation import Situation
from wire.events import (
    AnyFact,
    CallHeld,
    ExceptionRaised,
    LabelKind,
    LabelRequested,
    ModuleOrdered,
    PersonNeeded,
    RackClosed,
    RackShipped,
    Reaction,
    TelegramTaken,
)
from wire.ids import FeedId, RackId, WorkplaceId
from wire.label_name import name_of_piece
from wire.life_actions import RACKED, SHIPPED, LifeAction, Printed, Verb, actions_on
from wire.telegram import Telegram

_NAME_MAX = 200
_NONE = RackId("")


@dataclass(frozen=True, slots=True)
class _Reached:
    """``rack``: whose closing or leaving it was; None: a word of the line."""

    vehicle: Vehicle
    status: str
    rack: Rack | None = None


def holds_by_word(
    draft: Draft, masters: CompiledMasters, taken: TelegramTaken
) -> Iterator[CallHeld]:
    """Before anything follows from the word: no label prints of what is to wait."""
    for status in _by_word(draft, taken):
        for action in actions_on(masters.feeds[taken.telegram.feed], status):
            if action.verb is Verb.HOLD:
                yield _hold(taken.telegram, status, action)


def chained(at: Situation, decision: Decision) -> Decision:
    """The decision, and what follows from the statuses that its facts bring."""
    masters = at.masters
    if masters is None or not any(rules.actions for rules in masters.feeds.values()):
        return decision
    if not any(isinstance(f, TelegramTaken | RackClosed | RackShipped) for f in decision.facts):
        return decision
    draft = Draft(at.state, at.now_us)
    for feed in at.state.feeds.keys() | _feeds(decision):
        draft.own(feed)
    for fact in decision.facts:
        draft.add(fact)
    draft.effects += decision.effects
    for fact in decision.facts:
        for reached in _reached(draft, fact):
            _act(draft, masters, reached)
    return draft.decision()


def _feeds(decision: Decision) -> set[FeedId]:
    return {f.telegram.feed for f in decision.facts if isinstance(f, TelegramTaken)}


def _by_word(draft: Draft, taken: TelegramTaken) -> tuple[str, ...]:
    """The names of the status that the telegram brings; empty: it brings none."""
    said = taken.telegram
    known = draft.before.feeds.get(said.feed, FeedState()).vehicles.get(said.call_number)
    if taken.reaction is Reaction.SET_ASIDE:
        return ()
    if known is None:
        heard = draft.state.feeds[said.feed].vehicles.get(said.call_number)
        return names_of(said) if heard is not None else ()
    if taken.order <= known.order and not taken.decided:
        return ()
    return tuple(name for name in names_of(said) if name not in names_reached(known))


def _reached(draft: Draft, fact: AnyFact) -> Iterator[_Reached]:
    if isinstance(fact, TelegramTaken):
        now = draft.state.feeds[fact.telegram.feed].vehicles.get(fact.telegram.call_number)
        if now is not None:
            yield from (_Reached(now, status) for status in _by_word(draft, fact))
    elif isinstance(fact, RackClosed | RackShipped):
        rack = draft.state.racks[fact.rack]
        status = RACKED if isinstance(fact, RackClosed) else SHIPPED
        for number in numbers(draft.state, rack):
            vehicle = vehicle_at(draft.state, rack, number)
            if vehicle is not None and needs_of(vehicle, rack.rack_family):
                yield _Reached(vehicle, status, rack)


def _act(draft: Draft, masters: CompiledMasters, reached: _Reached) -> None:
    said = reached.vehicle.telegram
    for action in actions_on(masters.feeds[said.feed], reached.status):
        match action.verb:
            case Verb.HOLD:
                if reached.rack is not None:
                    draft.add(_hold(said, reached.status, action, reached.rack.rack))
            case Verb.ALARM | Verb.MESSAGE:
                draft.add(_told(reached, action))
            case Verb.PRINT:
                for rack in _racks(draft, reached):
                    _print(draft, masters, rack, reached.vehicle, Printed(action.words))
            case Verb.ORDER:
                draft.add(_ordered(reached, action))


def _hold(said: Telegram, status: str, action: LifeAction, rack: RackId = _NONE) -> CallHeld:
    return CallHeld(
        feed=said.feed,
        call_number=said.call_number,
        status=status,
        reason=action.words,
        rack=rack,
    )


def _told(reached: _Reached, action: LifeAction) -> ExceptionRaised:
    vehicle, said = reached.vehicle, reached.vehicle.telegram
    alarm = action.verb is Verb.ALARM
    kind = PersonNeeded.CALL_STATUS if alarm else PersonNeeded.MESSAGE
    rack = f":{reached.rack.rack}" if reached.rack is not None else ""
    words = f": {action.words}" if action.words else ""
    return ExceptionRaised(
        exception=f"{kind.value}:{said.feed}:{said.call_number}:{reached.status}{rack}"[:_NAME_MAX],
        kind=kind,
        text=f"call {said.call_number} is {reached.status}{words}"[:200],
        feed=said.feed,
        call_number=said.call_number,
        epoch=vehicle.epoch,
        number=vehicle.number,
        rack=reached.rack.rack if reached.rack is not None else _NONE,
    )


def _ordered(reached: _Reached, action: LifeAction) -> ModuleOrdered:
    vehicle, said = reached.vehicle, reached.vehicle.telegram
    return ModuleOrdered(
        feed=said.feed,
        call_number=said.call_number,
        vin=said.vin,
        epoch=vehicle.epoch,
        number=vehicle.number,
        module=action.words,
        status=reached.status,
        rack=reached.rack.rack if reached.rack is not None else _NONE,
    )


def _racks(draft: Draft, reached: _Reached) -> list[Rack]:
    """Those here in which the vehicle has a slot."""
    vehicle = reached.vehicle
    if reached.rack is not None:
        return [reached.rack]
    if vehicle.number is None:
        return []
    found = covering(draft.state, vehicle.telegram.feed, vehicle.epoch, vehicle.number)
    return [
        rack for rack in found if rack.shipped_us is None and needs_of(vehicle, rack.rack_family)
    ]


def _print(
    draft: Draft, masters: CompiledMasters, rack: Rack, vehicle: Vehicle, what: Printed
) -> None:
    """Where there is none that says the same yet."""
    number = vehicle.number or 0
    slot = slot_of(rack, number)
    if what is Printed.RACK and not _is_asked(draft, LabelKind.RACK, rack):
        rack_label(draft, masters, rack)
    elif what is Printed.SLOT and not _is_asked(draft, LabelKind.SLOT, rack, slot):
        slot_labels(draft, masters, rack, [number])
    elif what is Printed.PART and not _is_asked(draft, LabelKind.PART, rack, slot):
        for piece in rack.picked.get(number, ()):
            if newest_of(draft.before, name_of_piece(piece)) is None:
                part_label(draft, masters, piece, WorkplaceId(""))


def _is_asked(draft: Draft, kind: LabelKind, rack: Rack, slot: int = 0) -> bool:
    """Whether the same decision prints one already."""
    return any(
        (fact.kind, fact.rack, fact.slot) == (kind, rack.rack, slot)
        for fact in draft.facts
        if isinstance(fact, LabelRequested)
    )
