"""A shift at random: whatever comes, the invariants hold and the facts alone give the state."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable
from random import Random
from typing import Any

import msgspec
import pytest

from edge.cell import inputs
from edge.cell.decide import decide
from edge.cell.evolve import evolve
from edge.cell.model import CellState
from edge.cell.racks import carries, number_at, slot_of, slot_state
from edge.cell.tours import current_pick
from tests.support.cell.random_shift import Shift, numbers_of
from tests.support.cell.world import LEFT, PARTS, World, code_of, masters
from wire.codec import decode_fact, encode
from wire.events import (
    DivorceReason,
    LabelKind,
    Marriage,
    NumberSkipped,
    PartDivorced,
    PutConfirmed,
    RackClosed,
    RackDealt,
    RackFormed,
    RackShipped,
    Reaction,
    Scanned,
    ScrapReleased,
    TelegramTaken,
    Verdict,
)
from wire.ids import DeviceId
from wire.masters import Filling, LoadOrder, PutCheck
from wire.slot_state import SlotState
from wire.telegram import Flag, PartLine, Telegram

IGNORED = frozenset(
    {
        Reaction.DUPLICATE,
        Reaction.OUTDATED,
        Reaction.SET_ASIDE,
        Reaction.CONFLICT,
        Reaction.WITHDRAWN,
        Reaction.FITTED,
    }
)
"""What of a vehicle came so says nothing of its parts."""


def folded(world: World, through: Callable[[Any], Any]) -> CellState:
    state = CellState()
    for offset, (at_us, fact) in enumerate(world.facts):
        evolve(state, through(fact), at_us, offset)
    return state


@pytest.mark.parametrize(
    ("seed", "filling"),
    [*((seed, Filling.NUMBER) for seed in range(5)), *((seed, Filling.DENSE) for seed in range(6))],
)
def test_whatever_comes_the_invariants_hold_and_the_facts_give_the_state(
    seed: int, filling: Filling
) -> None:
    shift = Shift(seed, filling)
    for _ in range(500):
        shift.step()
    world = shift.world
    assert any(f.marriage for _, f in world.facts if isinstance(f, Scanned))
    _check_marriages(world)
    _check_puts(world)
    _check_pieces(world)
    _check_labels(world)
    _check_dealt(world)
    assert folded(world, lambda fact: fact) == world.state
    assert folded(world, lambda fact: decode_fact(encode(fact))) == world.state


def _check_marriages(world: World) -> None:
    """Every marriage was what its slot wanted at that moment, judged by folding up to there."""
    state = CellState()
    waste: set[tuple[str, str]] = set()
    for offset, (at_us, fact) in enumerate(world.facts):
        if isinstance(fact, PartDivorced) and fact.reason is DivorceReason.SCRAP:
            waste.add((fact.marriage.part, fact.marriage.serial))
        if isinstance(fact, ScrapReleased):
            waste.discard((fact.part, fact.serial))
        if isinstance(fact, Scanned) and fact.marriage is not None:
            pick = current_pick(state, fact.workplace)
            married = fact.marriage
            assert fact.verdict is Verdict.RIGHT
            assert pick is not None
            assert (pick.rack.rack, pick.ref.slot) == (married.rack, married.slot)
            assert (pick.need.part, pick.need.family) == (married.part, married.family)
            assert pick.need.index == married.index
            assert married.call_number == pick.vehicle.telegram.call_number
            assert married.part in fact.text
            assert not married.serial or (married.part, married.serial) not in waste
            assert married.vin == pick.vehicle.telegram.vin
            assert not pick.vehicle.fitted
            assert not {Flag.TEST, Flag.RE_ORDER} & set(pick.vehicle.telegram.flags)
            assert slot_state(state, pick.rack, pick.number) is SlotState.OPEN
            assert not pick.need.serial_tracked or married.serial
            assert f"{married.part}/{married.serial}" not in state.serials or not married.serial
        evolve(state, fact, at_us, offset)


def _check_puts(world: World) -> None:
    """Where puts are shown, a rack closes by itself only when each piece in it was shown, and no
    piece is accepted at a workplace where one for another slot waits. A model of its own.
    """
    waits: dict[str, set[tuple[str, int, str, int, int]]] = {}
    checked: set[str] = set()
    skipped = {fact.number for _, fact in world.facts if isinstance(fact, NumberSkipped)}
    for _, fact in world.facts:
        match fact:
            case RackFormed() if fact.put_check is not PutCheck.NEVER:
                checked.add(fact.rack)
            case Scanned(marriage=Marriage() as m) if m.rack in checked:
                mine = waits.setdefault(fact.workplace, set())
                assert all(one[:4] == (m.rack, m.slot, m.family, m.index) for one in mine)
                mine.add((m.rack, m.slot, m.family, m.index, m.piece))
            case PutConfirmed(marriage=m) | PartDivorced(marriage=m):
                for mine in waits.values():
                    mine.discard((m.rack, m.slot, m.family, m.index, m.piece))
            case RackClosed():
                left = {one for mine in waits.values() for one in mine if one[0] == fact.rack}
                rack = world.state.racks.get(fact.rack)
                assert rack is None or all(number_at(rack, one[1]) in skipped for one in left)
            case RackShipped():
                for place, mine in waits.items():
                    waits[place] = {one for one in mine if one[0] != fact.rack}


def _check_pieces(world: World) -> None:
    """By the telegrams and scans alone: no piece is picked twice for one place of a slot, none for
    another part than its line names.
    """
    named: dict[str, Telegram] = {}
    lies: defaultdict[tuple[str, int], list[Marriage]] = defaultdict(list)
    for _, fact in world.facts:
        if isinstance(fact, TelegramTaken) and fact.reaction not in IGNORED:
            named[fact.telegram.call_number] = fact.telegram
        elif isinstance(fact, Scanned) and fact.marriage is not None:
            piece = fact.marriage
            slot = lies[piece.rack, piece.slot]
            alike = [m for m in slot if (m.family, m.index) == (piece.family, piece.index)]
            assert len(alike) < piece.quantity
            assert piece.piece not in [m.piece for m in slot if m.family == piece.family]
            if piece.index:
                line = _line_of(named[piece.call_number], piece.family, piece.index)
                assert (line.part, line.quantity) == (piece.part, piece.quantity)
            slot.append(piece)
        elif isinstance(fact, PartDivorced):
            lies[fact.marriage.rack, fact.marriage.slot].remove(fact.marriage)


def _check_dealt(world: World) -> None:
    """No slot with a piece in it is given to another number, and no number has two slots."""
    picked: dict[tuple[str, int], int] = {}
    slots: dict[str, dict[int, int]] = {}
    for _, fact in world.facts:
        match fact:
            case RackDealt():
                dealt = {each.slot: each.number for each in fact.slots}
                slots[fact.rack] = dealt
                assert len(set(dealt.values())) == len(dealt)
                for (name, slot), count in picked.items():
                    if name == fact.rack and count:
                        assert slot in dealt
            case Scanned(marriage=Marriage() as m):
                picked[m.rack, m.slot] = picked.get((m.rack, m.slot), 0) + 1
            case PartDivorced(marriage=m):
                picked[m.rack, m.slot] -= 1
    for rack in world.state.racks.values():
        carried = numbers_of(rack)
        others = [
            other
            for other in world.state.racks.values()
            if other.rack != rack.rack
            and (other.rack_family, other.epoch) == (rack.rack_family, rack.epoch)
        ]
        assert not any(carries(other, number) for other in others for number in carried)
        places = [slot_of(rack, number) for number in carried]
        assert places == sorted(places, reverse=rack.load_order is LoadOrder.REVERSE)


def _line_of(said: Telegram, family: str, index: int) -> PartLine:
    (line,) = [it for it in said.parts if (it.family, it.index) == (family, index)]
    return line


def _check_labels(world: World) -> None:
    """A part label that is valid is of a piece that lies in its slot, and says its serial."""
    for label in world.state.labels.values():
        if label.kind is LabelKind.PART and not label.superseded:
            rack = world.state.racks[label.rack]
            (piece,) = (
                m
                for m in rack.picked.get(number_at(rack, label.slot), ())
                if (m.family, m.piece) == (label.family, label.piece)
            )
            assert label.fields["serial"] == piece.serial


def test_a_checkpoint_at_any_moment_goes_on_as_if_nothing_had_been() -> None:
    shift = Shift(99)
    for _ in range(400):
        shift.step()
    facts = shift.world.facts
    for cut in range(0, len(facts), 37):
        state = CellState()
        for offset, (at_us, fact) in enumerate(facts):
            if offset == cut:
                packed = msgspec.msgpack.encode(state)
                state = msgspec.msgpack.decode(packed, type=CellState)
            evolve(state, fact, at_us, offset)
        assert state == shift.world.state


def test_hostile_scans_pass_no_wrong_part() -> None:
    """Look-alikes, other parts, fragments, glued and cut codes: accepted only if it is the part.

    ``LINESIDE_HOSTILE_SCANS`` asks for more of them.
    """
    rng = Random(5)
    world = World(checked=False)
    world.adopt(masters())
    world.line(1, 40)
    world.start()
    accepted = 0
    for count in range(int(os.environ.get("LINESIDE_HOSTILE_SCANS", "10000"))):
        pick = current_pick(world.state, LEFT)
        if pick is None:
            world.offer()
            pick = current_pick(world.state, LEFT)
        wanted = pick.need.part if pick else "M-RED"
        text = _hostile(rng, wanted, count)
        decision = world_decide(world, text)
        (fact,) = (f for f in decision.facts if isinstance(f, Scanned))
        if fact.marriage is not None:
            accepted += 1
            assert fact.marriage.part == wanted
            head, _, tail = text.removeprefix("[)>\x1e06\x1d").partition("\x1d")
            assert head.rstrip("\x1e\x04") in (wanted, "P" + wanted), (text, tail)
    assert accepted


def world_decide(world: World, text: str) -> inputs.Decision:
    given = inputs.CodeScanned(device=DeviceId("s"), workplace=LEFT, raw_id=0, text=text)
    return decide(world.state, world.compiled, given, world.now_us)


def _hostile(rng: Random, wanted: str, count: int) -> str:
    kind = count % 8
    if kind == 0:
        return rng.choice([part for part in PARTS if part != wanted])
    if kind == 1:
        place = rng.randrange(len(wanted))
        return wanted[:place] + rng.choice("O0I1ЕАB-_ ") + wanted[place + 1 :]
    if kind == 2:
        return code_of(wanted, str(count))[: rng.randrange(4, 14)]
    if kind == 3:
        return wanted + wanted
    if kind == 4:
        return wanted.lower() + rng.choice(["", " ", "\u200b", "\n"])
    if kind == 5:
        return "".join(rng.choices("PSQ1T[)>\x1e\x06\x1d\x04M-RED", k=rng.randrange(1, 30)))
    if kind == 6:
        return f"LS:{rng.choice(['PART', 'SLOT', 'RACK', 'CMD', 'KB', 'CARRIER'])}:{wanted}"
    return rng.choice([code_of("X" + wanted, "1"), "S" + wanted, "1P" + wanted, "]C1" + wanted])
