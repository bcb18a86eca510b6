"""What tracking decides without looking anywhere: what a batch is to a history that we hold, what
a fact speaks of, what a slot is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from wire import events
from wire.codec import chain_hash
from wire.limits import excess
from wire.masters import Filling
from wire.slot_state import SlotState
from wire.sync import Entry, FactBatch


class FactRefusedError(Exception):
    """A definite reason why a fact will never be applied. It is kept, and the next one is taken."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class BatchRefusedError(ValueError):
    """The batch is not a piece of a journal: nothing of it is taken."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def verify_chain(batch: FactBatch, genesis: str) -> None:
    """Raises BatchRefusedError unless the entries follow each other and each hash is right."""
    if not batch.entries:
        return
    first = batch.entries[0].offset
    previous = batch.previous_hash
    if first == 0 and previous != genesis:
        raise BatchRefusedError("chain_broken", "the hash before offset 0 is not the genesis hash")
    for offset, entry in enumerate(batch.entries, first):
        if entry.offset != offset:
            raise BatchRefusedError(
                "not_consecutive", f"offset {offset} was expected, {entry.offset} was sent"
            )
        if chain_hash(previous, offset, entry.at_us, bytes(entry.fact)) != entry.hash:
            raise BatchRefusedError("chain_broken", f"the hash at offset {offset} does not verify")
        previous = entry.hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """``beyond``: the batch starts after a hole, so nothing of it can be taken."""

    fresh: tuple[Entry, ...] = ()
    duplicates: int = 0
    conflicts: tuple[Entry, ...] = ()
    beyond: bool = False


def judge(batch: FactBatch, high_water: int, anchor: str, held: Mapping[int, str]) -> Judgement:
    """What of a verified batch is new, known, or another history.

    ``held`` is offset to hash for the offsets of the batch up to ``high_water``. Same id and same
    hash: duplicate. Same id, other hash: conflict. New entries that do not continue from
    ``anchor`` are conflicts as well: their history is not the one that we hold.
    """
    entries = batch.entries
    if not entries:
        return Judgement()
    first = entries[0].offset
    if first > high_water + 1:
        return Judgement(beyond=True)
    known = entries[: max(0, high_water + 1 - first)]
    fresh = entries[len(known) :]
    conflicts = [entry for entry in known if held.get(entry.offset) != entry.hash]
    duplicates = len(known) - len(conflicts)
    before = known[-1].hash if known else batch.previous_hash
    if fresh and before != anchor:
        return Judgement(duplicates=duplicates, conflicts=(*conflicts, *fresh))
    return Judgement(fresh=fresh, duplicates=duplicates, conflicts=tuple(conflicts))


Link = tuple[str, str]
"""Kind (call, serial, rack, label, number) and value."""


def links_of(fact: events.AnyFact) -> set[Link]:
    """Under which keys a fact is found. FactRefusedError for one beyond the limits of the wire: an
    index row of PostgreSQL holds 2,700 bytes.
    """
    found = excess(fact)
    if found is not None:
        raise FactRefusedError(found.code, found.detail)
    return {link for link in _links(fact) if link[1]}


def number_key(feed: str, epoch: int, number: int) -> str:
    """The value of a ``number`` link."""
    return f"{feed}:{epoch}:{number}"


def _links(fact: events.AnyFact) -> set[Link]:  # noqa: C901 - one case per fact, nothing nested
    match fact:
        case events.TelegramTaken():
            call = ("call", str(fact.telegram.call_number))
            return {call, *_number_links(fact.telegram.feed, fact.epoch, fact.number)}
        case events.TelegramQuarantined() | events.VersionDecided() | events.NeedsRevised():
            return {("call", str(fact.call_number))}
        case events.CallHeld() | events.CallReleased() | events.ModuleOrdered():
            return {("call", str(fact.call_number)), ("rack", str(fact.rack))}
        case events.NumberSkipped():
            return _number_links(fact.feed, fact.epoch, fact.number)
        case events.ExceptionRaised():
            named = {("call", str(fact.call_number)), ("rack", str(fact.rack))}
            return named | _number_links(fact.feed, fact.epoch, fact.number)
        case events.TourStarted() | events.DeferralEnded():
            return {("rack", str(pick.rack)) for pick in fact.picks}
        case events.PickDeferred():
            return {("rack", str(fact.pick.rack)), ("call", str(fact.call_number))}
        case events.Scanned():
            return {("rack", str(fact.rack)), *_marriage_links(fact.marriage)}
        case events.PartDivorced() | events.PutConfirmed():
            return _marriage_links(fact.marriage)
        case events.PiecesBlocked():
            return {("serial", serial) for serial in fact.serials}
        case events.ScrapReleased() | events.PartsReceived():
            return {("serial", fact.serial)}
        case events.LoadDeparted():
            return {("rack", str(rack)) for rack in fact.racks}
        case events.LabelRequested():
            return {("label", str(fact.label)), ("rack", str(fact.rack))}
        case events.LabelMoved():
            return {("label", str(fact.label))}
        case _:
            return {("rack", str(fact.rack))} if isinstance(fact, _OF_RACK) else set()


_OF_RACK = (
    events.ReworkReleased
    | events.RackFormed
    | events.RackDealt
    | events.RackBound
    | events.RackClosed
    | events.RackDissolved
    | events.RackShipped
    | events.RackLoaded
    | events.RackUnloaded
    | events.RackReturned
    | events.RackOnUnit
    | events.RackOffUnit
)


def _number_links(feed: str, epoch: int, number: int | None) -> set[Link]:
    return set() if number is None else {("number", number_key(feed, epoch, number))}


def _marriage_links(marriage: events.Marriage | None) -> set[Link]:
    if marriage is None:
        return set()
    return {
        ("call", str(marriage.call_number)),
        ("rack", str(marriage.rack)),
        ("serial", marriage.serial),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotFacts:
    """What is known of one slot: the vehicle on its number, and the pieces for this rack family."""

    has_vehicle: bool
    withdrawn: bool
    fitted: bool = False
    problems: bool
    blocked: bool = False
    """A piece in it, or all of a part that it still wants, may not be used."""
    in_doubt: bool = False
    """Nobody can tell which version of its vehicle counts, or whose number it is."""
    skipped: bool
    shipped: bool
    contested: bool = False
    """Another vehicle waits for a number of its own since this one took its place."""
    held: bool = False
    """Masters hold its vehicle at a status, and nobody has released it."""
    misplaced: bool = False
    """Nobody can tell which place of which group of the maker is its vehicle's."""
    gap_before: bool = False
    """A missing number before it in the rack holds those behind it."""
    closed: bool = False
    """The rack is full: what is not picked in it now changed since."""
    left_out: bool = False
    """A person closed the rack without what the slot lacks."""
    pieces_needed: int
    pieces_married: int
    """Of those needed."""
    awaited: bool = True
    """Its number is missing or did not come yet; not one that the line told nothing of."""
    pieces_wrong: int = 0
    """Married before the vehicle changed, and not needed any more."""
    put_awaited: bool = False
    """Something of it has still to be shown in its compartment."""


def is_held(vehicle: Mapping[Any, Any], rack: str) -> bool:
    """Whether masters hold the vehicle of this row in the rack, or wherever it is."""
    held = msgspec.json.decode(vehicle["held"], type=dict[str, str])
    return "" in held or rack in held


def slot_state(slot: SlotFacts) -> SlotState:
    """Exactly one state. A number that a person skipped counts again when a vehicle takes it that
    is still to be built.
    """
    lacking = slot.problems or slot.pieces_married < slot.pieces_needed
    passed = slot.fitted and lacking
    vehicle = slot.has_vehicle and not slot.withdrawn and not passed
    if slot.shipped:
        return SlotState.SHIPPED
    if slot.in_doubt:
        return SlotState.HELD
    if slot.skipped and not vehicle:
        return SlotState.SKIPPED
    if not slot.has_vehicle:
        left = slot.pieces_wrong and not slot.awaited
        return SlotState.HELD if left else SlotState.MISSING
    held = slot.withdrawn or passed or slot.problems or slot.contested or slot.misplaced
    if held or slot.held or slot.blocked or slot.pieces_wrong:
        return SlotState.HELD
    if slot.pieces_married >= slot.pieces_needed:
        return SlotState.OPEN if slot.put_awaited else SlotState.PICKED
    if slot.left_out:
        return SlotState.SKIPPED
    return SlotState.HELD if slot.gap_before or slot.closed else SlotState.OPEN


def numbers_of_slots(rack: Mapping[Any, Any]) -> dict[int, int]:
    """Slot to number, in load order. ``rack`` is a row of ``tracking_racks``."""
    if rack["filling"] != Filling.NUMBER.value:
        return msgspec.json.decode(rack["dealt"], type=dict[int, int])
    first, size, order = rack["first_number"], rack["size"], rack["load_order"]
    return {slot: _number_of_slot(first, size, order, slot) for slot in range(size)}


def last_of_rack(rack: Mapping[Any, Any]) -> int:
    """Its last number."""
    if rack["filling"] != Filling.NUMBER.value:
        return max(numbers_of_slots(rack).values(), default=int(rack["first_number"]))
    return int(rack["short_last"] or rack["first_number"] + rack["size"] - 1)


def is_short(rack: Mapping[Any, Any], last: int) -> bool:
    """Whether it is closed, with this last number, with fewer than it was formed for."""
    if rack["filling"] == Filling.NUMBER.value:
        return last < last_of_rack(rack)
    if rack["filling"] == Filling.GROUP.value:
        return not numbers_of_slots(rack).keys() >= set(range(rack["size"]))
    end = 0 if rack["load_order"] == "reverse" else rack["size"] - 1
    return end not in numbers_of_slots(rack)


def carries(rack: Mapping[Any, Any], number: int) -> bool:
    """Whether a number of its run has a slot in it."""
    if rack["filling"] != Filling.NUMBER.value:
        return number in numbers_of_slots(rack).values()
    return bool(rack["first_number"] <= number <= last_of_rack(rack))


def _number_of_slot(first_number: int, size: int, load_order: str, slot: int) -> int:
    """Slots are counted in load order: reverse loads the last number first."""
    if load_order == "reverse":
        return first_number + size - 1 - slot
    return first_number + slot


@dataclass(frozen=True, slots=True, kw_only=True)
class LetGo:
    """Slots that nobody checked, counted from 0, and who let them go, why and when."""

    slots: tuple[int, ...]
    person: str
    reason: str
    at_us: int

    @property
    def said(self) -> str:
        """The slots as people count them."""
        return ", ".join(str(slot + 1) for slot in self.slots)
