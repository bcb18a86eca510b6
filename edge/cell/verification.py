"""Verify before print: a part is judged against the slot whose turn it is, never looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from edge.cell.blocked import block_before, block_of, untold
from edge.cell.identity import named_last, vin_of
from edge.cell.inputs import Effect
from edge.cell.model import Block, CellState, Scrapped, Vehicle, Workplace
from edge.cell.model.pieces import serial_key
from edge.cell.parts_of_family import next_piece
from edge.cell.racks import hold_reasons, needs_of
from edge.cell.reading import Problem, Reading
from edge.cell.shipped_pieces import shipped_piece
from edge.cell.tours import Pick, current_pick, incomplete
from wire.events import AnyFact, Marriage, Verdict
from wire.ids import CallNumber, PartNumber, RackId, WorkplaceId

_LOOKS_LIKE_PART = frozenset("-._ ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a scan is. ``facts`` come before the scan's own in the same commit."""

    verdict: Verdict
    code: str
    pick: Pick | None = None
    marriage: Marriage | None = None
    other_call: CallNumber = CallNumber("")
    rack: RackId = RackId("")
    values: Mapping[str, str] = field(default_factory=dict)
    """What the words of the code speak of."""
    facts: tuple[AnyFact, ...] = ()
    effects: tuple[Effect, ...] = ()
    settles: RackId = RackId("")
    """The rack that may be complete now."""

    @property
    def expected(self) -> PartNumber:
        return self.pick.need.part if self.pick else PartNumber("")


JUST_DONE_US = 5_000_000
"""How long the code of a piece without serial that was taken is taken for that piece again."""


def judge_part(
    state: CellState, workplace: WorkplaceId, reading: Reading, part: str, text: str, now_us: int
) -> Judgement:
    """A code that names a part. RIGHT exactly when it is the part, compared character by
    character, that the current slot still wants. The piece before it, shown once more a moment
    after it was taken, is done; later it is another piece of that part, and a wrong one.
    """
    place = state.workplaces.get(workplace) or Workplace()
    pick = current_pick(state, workplace)
    if kept_back := _kept_back(state, pick, reading, part):
        return kept_back
    if married := _married_before(state, place, pick, reading, part, text):
        return married
    if away := _elsewhere(state, pick, reading, part):
        return away
    if idle := _idle(place, pick):
        return Judgement(verdict=Verdict.IDLE, code=idle)
    if pick is not None and part == pick.need.part:
        return _untold(state, pick, reading) or _take(pick, reading)
    moment = 0 <= now_us - place.accepted_us < JUST_DONE_US
    if pick is not None and part == place.last_part and moment:
        if not reading.serial or text == place.accepted_text:
            return Judgement(verdict=Verdict.ALREADY_DONE, code="pick.done", pick=pick)
    if held := _held(state, place, part, pick):
        return held
    if pick is None:
        return Judgement(verdict=Verdict.IDLE, code="tour.waits")
    return Judgement(verdict=Verdict.WRONG_PART, code="part.mismatch", pick=pick)


def judge_plain(state: CellState, workplace: WorkplaceId, reading: Reading) -> Judgement:
    """Text that is no part of this cell: what the vehicle whose slot has its turn is known by; a
    wrong part where it is almost the one that is wanted
    (a revision, a look-alike), otherwise unknown.
    """
    pick = current_pick(state, workplace)
    if pick is not None and reading.text in _names(pick.vehicle):
        return Judgement(verdict=Verdict.CONFIRMED, code="vin.right", pick=pick)
    if pick is not None and _almost(reading.text, pick.need.part):
        return Judgement(verdict=Verdict.WRONG_PART, code="part.mismatch", pick=pick)
    return Judgement(verdict=Verdict.UNKNOWN, code="code.unknown", pick=pick)


def _names(vehicle: Vehicle) -> set[str]:
    """What the vehicle's own code may say where it is no VIN by ISO 3779."""
    named = {named_last(vehicle, field) for field in ("vin", "short_vin", "body_number")}
    return (named | {str(vehicle.telegram.call_number)}) - {""}


def judge_vin(state: CellState, workplace: WorkplaceId, reading: Reading) -> Judgement:
    """A vehicle's own code: whether it is the one whose slot has its turn."""
    pick = current_pick(state, workplace)
    if pick is None:
        return Judgement(verdict=Verdict.IDLE, code="tour.none")
    vehicle = pick.vehicle
    if reading.vin:
        same = reading.vin == vin_of(vehicle)
    else:
        same = reading.short_vin == named_last(vehicle, "short_vin")
    if same:
        return Judgement(verdict=Verdict.CONFIRMED, code="vin.right", pick=pick)
    return Judgement(verdict=Verdict.WRONG_SLOT, code="vin.mismatch", pick=pick)


def _kept_back(
    state: CellState, pick: Pick | None, reading: Reading, part: str
) -> Judgement | None:
    scrap = state.scrapped.get(serial_key(part, reading.serial)) if reading.serial else None
    return _scrapped(scrap, pick) if scrap is not None else _blocked(state, pick, reading, part)


def _scrapped(scrap: Scrapped, pick: Pick | None) -> Judgement:
    """A piece that a person has thrown away is not taken again, whatever slot wants its part."""
    values = {"at_us": str(scrap.at_us), "person": scrap.person, "note": scrap.note or "-"}
    return Judgement(verdict=Verdict.WRONG_PART, code="serial.scrapped", pick=pick, values=values)


def judge_blocked(block: Block, pick: Pick | None) -> Judgement:
    """A piece that quality does not let be used."""
    values = {"at_us": str(block.at_us), "person": block.person, "note": block.reason or "-"}
    return Judgement(verdict=Verdict.WRONG_PART, code="piece.blocked", pick=pick, values=values)


def _blocked(state: CellState, pick: Pick | None, reading: Reading, part: str) -> Judgement | None:
    """By what the code says; or an earlier code named this serial with a lot that is blocked, and
    this one names another, or none.
    """
    if block := block_of(state, part, _lot(reading, part, pick), reading.serial):
        return judge_blocked(block, pick)
    if before := block_before(state, part, reading.serial):
        told = judge_blocked(before, pick)
        values = {**told.values, "lot": before.lot}
        return replace(told, code="piece.blocked_before", values=values)
    return None


def _lot(reading: Reading, part: str, pick: Pick | None) -> str:
    """A serial of a part that is not tracked is that of its container."""
    tracked = pick is None or pick.need.part != part or pick.need.serial_tracked
    return reading.lot or ("" if tracked else reading.serial)


def _untold(state: CellState, pick: Pick, reading: Reading) -> Judgement | None:
    """The right part, and its code does not say whether it is of what is blocked."""
    lot = _lot(reading, pick.need.part, pick)
    block = untold(state, pick.need.part, lot, reading.serial)
    if block is None or (pick.need.serial_tracked and not reading.serial):
        return None
    values = {"what": block.lot or block.serials[0]}
    return Judgement(verdict=Verdict.UNREADABLE, code="lot.missing", pick=pick, values=values)


def _married_before(
    state: CellState, place: Workplace, pick: Pick | None, reading: Reading, part: str, text: str
) -> Judgement | None:
    """One serial, one vehicle. The same label twice in a row is only a second scan; done already is
    what lies in the slot that has its turn.
    """
    call = state.serials.get(serial_key(part, reading.serial)) if reading.serial else None
    if call is None:
        return None
    again = text == place.accepted_text
    left = None if again else shipped_piece(state, part, reading.serial)
    elsewhere = pick is not None and not again and call != pick.vehicle.telegram.call_number
    other_call = CallNumber(call) if elsewhere else CallNumber("")
    if left is not None:
        return Judgement(
            verdict=Verdict.WRONG_PART,
            code="serial.shipped" if left.rack else "serial.shipped_before",
            pick=pick,
            other_call=other_call,
            values={"rack": left.rack, "vin": left.vin or left.call_number},
        )
    if not again and (there := _lies_in(state, CallNumber(call), part, reading.serial)):
        here = pick is not None and (there.rack, there.slot) == (pick.ref.rack, pick.ref.slot)
        if not here:
            values = {"rack": there.rack, "slot": str(there.slot + 1), "vin": there.vin or call}
            return Judgement(
                verdict=Verdict.WRONG_PART,
                code="serial.elsewhere",
                pick=pick,
                other_call=other_call,
                values=values,
            )
    return Judgement(
        verdict=Verdict.ALREADY_DONE, code="serial.married", pick=pick, other_call=other_call
    )


def _lies_in(state: CellState, call: CallNumber, part: str, serial: str) -> Marriage | None:
    """Where a serial lies that is married now."""
    singles = ((0, single.picked) for single in state.singles.values())
    for _, married in (*(it for r in state.racks.values() for it in r.picked.items()), *singles):
        for piece in married:
            if (piece.part, piece.serial, piece.call_number) == (part, serial, call):
                return piece
    return None


def _elsewhere(
    state: CellState, pick: Pick | None, reading: Reading, part: str
) -> Judgement | None:
    """Another cell has the piece, or had it and it was not released since."""
    piece = state.elsewhere.get(serial_key(part, reading.serial)) if reading.serial else None
    if piece is None:
        return None
    return Judgement(
        verdict=Verdict.WRONG_PART,
        code=f"serial.elsewhere.{piece.state.value}",
        pick=pick,
        values={
            "at_us": str(piece.at_us),
            "node": piece.node,
            "rack": piece.rack or "-",
            "vin": piece.vin or "-",
            "person": piece.person or "-",
            "note": piece.note or "-",
        },
    )


def _idle(place: Workplace, pick: Pick | None) -> str:
    if place.paused:
        return "workplace.paused"
    if not place.person:
        return "workplace.nobody"
    return "" if place.tour is not None or pick is not None else "tour.none"


def _take(pick: Pick, reading: Reading) -> Judgement:
    need = pick.need
    if need.serial_tracked and not reading.serial:
        return Judgement(verdict=Verdict.UNREADABLE, code="serial.missing", pick=pick)
    if need.serial_tracked and reading.doubt:
        code = Problem.LOST_SEPARATOR.value
        return Judgement(verdict=Verdict.UNREADABLE, code=code, pick=pick)
    telegram = pick.vehicle.telegram
    marriage = Marriage(
        feed=telegram.feed,
        call_number=telegram.call_number,
        vin=vin_of(pick.vehicle),
        point_of_fit=pick.rack.point_of_fit,
        rack=pick.rack.rack,
        slot=pick.ref.slot,
        family=need.family,
        part=need.part,
        serial=reading.serial if need.serial_tracked else "",
        # a serial of a part that is not tracked is that of its container
        lot=reading.lot or ("" if need.serial_tracked else reading.serial),
        piece=next_piece(
            pick.rack, pick.number, needs_of(pick.vehicle, pick.rack.rack_family), need
        ),
        quantity=need.quantity,
        index=need.index,
        instead_of=need.instead_of,
    )
    return Judgement(verdict=Verdict.RIGHT, code="part.right", pick=pick, marriage=marriage)


def _held(state: CellState, place: Workplace, part: str, pick: Pick | None) -> Judgement | None:
    for wanted in incomplete(state, place.tour.picks if place.tour else ()):
        if wanted.need.part == part:
            reasons = hold_reasons(state, wanted.rack, wanted.number)
            if wanted.deferred is not None:
                code = f"pick.deferred.{wanted.deferred.value}"
                return Judgement(verdict=Verdict.HELD, code=code, pick=pick or wanted)
            if reasons:
                code = f"slot.held.{reasons[0].value}"
                return Judgement(verdict=Verdict.HELD, code=code, pick=pick or wanted)
    return None


def _almost(text: str, part: str) -> bool:
    if not all(char.isalnum() or char in _LOOKS_LIKE_PART for char in text):
        return False
    if abs(len(text) - len(part)) > 2:
        return False
    same = sum(a == b for a, b in zip(text.casefold(), part.casefold(), strict=False))
    return same * 2 >= len(part)
