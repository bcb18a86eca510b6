"""A shift at random: whatever comes, the invariants hold and the facts alone give the state."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable
from random import Random
from typing import Any

import msgspec
import pytest

from edge.cell import block_inputs, inputs
from edge.cell.decide import decide
from edge.cell.evolve import evolve
from edge.cell.exceptions import exceptions
from edge.cell.label_copies import newest_of
from edge.cell.model import CellState, SlotState
from edge.cell.puts import waiting_at
from edge.cell.racks import number_at, slot_state, slot_status
from edge.cell.tours import current_pick, pickable
from edge.cell.version_inputs import DecideVersion
from edge.cell.versions import open_conflicts
from tests.support.cell.world import (
    ANNA,
    BEN,
    FEED,
    LEFT,
    PARTS,
    RIGHT,
    World,
    code_of,
    masters,
    telegram,
)
from wire.codec import decode_fact, encode
from wire.events import (
    DivorceReason,
    HelpKind,
    LabelKind,
    LabelState,
    Marriage,
    Movement,
    NumberSkipped,
    PartDivorced,
    PutConfirmed,
    RackClosed,
    RackFormed,
    RackShipped,
    Reaction,
    Scanned,
    ScrapReleased,
    TelegramTaken,
    Verdict,
)
from wire.ids import BlockId, DeviceId, FamilyId, LabelId, LoopId, PartNumber, PersonId, RackId, Vin
from wire.label_name import name_of_slot
from wire.masters import GapPolicy, LabelOn, LoadOrder, PutCheck
from wire.sync import Head
from wire.telegram import Change, Flag, PartLine, Status, Telegram

CARL = PersonId("carl")
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


class Shift:
    """One random cell; every step keeps the invariants."""

    def __init__(self, seed: int) -> None:
        self.rng = rng = Random(seed)
        self.world = World()
        self.racks = {
            "load_order": rng.choice(list(LoadOrder)),
            "label_on": rng.choice(list(LabelOn)),
        }
        labelled = self.racks["label_on"] is LabelOn.TELEGRAM
        checks = [PutCheck.NEVER, PutCheck.SLOT_LABEL if labelled else PutCheck.COMPARTMENT]
        self.racks["put_check"] = rng.choice(checks)
        self.policy = rng.choice(list(GapPolicy))
        self.version = 0
        self.number = 0
        self.masters()
        for place, person in ((LEFT, ANNA), (RIGHT, BEN)):
            self.world.do(inputs.SignIn(workplace=place, person=person))

    def masters(self) -> None:
        self.version += 1
        new = masters(
            version=self.version,
            racks={**self.racks, "size": self.rng.choice([3, 4])},
            gap_policy=self.policy,
            hold_after_vehicles=2,
            last_number=60,
        )
        self.world.adopt(new)

    def step(self) -> None:
        act = self.rng.choices(list(_WEIGHTS), weights=list(_WEIGHTS.values()))[0]
        given: Any = getattr(self, f"_{act}")()
        if given is not None:
            try:
                decision = self.world.do(given)
            except inputs.RefusedError as refused:
                assert refused.code
                assert str(refused)
                return
            self._check(given, decision)

    def _check(self, given: Any, decision: inputs.Decision) -> None:
        for fact in decision.facts:
            if isinstance(fact, NumberSkipped):
                assert isinstance(given, inputs.SkipNumber), "no program skips"
        for rack in self.world.state.racks.values():
            for number in range(rack.first_number, rack.first_number + rack.size):
                state, reason = slot_status(self.world.state, rack, number)
                assert (state is SlotState.HELD) == (reason is not None)
                assert len(rack.picked.get(number, ())) <= 8

    # -- what may come

    def _telegram(self) -> Any:
        rng = self.rng
        if rng.random() < 0.7:
            self.number = self.number % 60 + (1 if rng.random() < 0.9 else 2)
            number, call = self.number, ""
        else:
            number = max(1, self.number - rng.randrange(8))
            call = rng.choice(["", f"C{max(1, self.number - rng.randrange(8)):04d}"])
        one = telegram(
            min(number, 60),
            call,
            transmission=self._transmission(),
            position=len(self.world.facts) + 1,
            colour=rng.choice(["RED", "BLUE"]),
            status=rng.choices(list(Status), weights=[1, 2, 20, 1, 2])[0],
            options={"TRIM": rng.choice(["C", "C", "L1", "?"]), "HEAVY": rng.choice(["0", "1"])},
            flags=rng.choice([*[()] * 12, *[(flag,) for flag in Flag]]),
            parts=self._lines(),
            **({"vin": Vin("WVWZZZ1JZXW999999")} if rng.random() < 0.05 else {}),
        )
        return inputs.TelegramArrived(feed=FEED, raw_id=0, telegram=one)

    def _transmission(self) -> int | None:
        """The line's counter stops, or begins anew, now and then."""
        now = len(self.world.facts)
        return self.rng.choices([now, None, now % 7], weights=[30, 1, 1])[0]

    def _lines(self) -> tuple[PartLine, ...]:
        rng = self.rng
        if rng.random() < 0.8:
            return tuple(self._line() for _ in range(rng.choice([0, 0, 0, 0, 1, 2])))
        parts, family = rng.choice([(PARTS[3:], "seat"), (PARTS[:2], "mirror")])
        indexes = rng.choice([(1, 2), (1, 2), (2, 1), (1, 2, 3), (1, 1), (0, 1)])
        return tuple(
            PartLine(
                part=PartNumber(rng.choice(parts)),
                family=FamilyId(family),
                index=index,
                quantity=rng.choice([1, 1, 2]),
            )
            for index in indexes
        )

    def _line(self) -> PartLine:
        rng = self.rng
        return PartLine(
            part=PartNumber(rng.choice([*PARTS, "S-NEW"])),
            family=FamilyId(rng.choice(["", "", "seat", "mirror", "engine"])),
            change=rng.choice(list(Change)),
        )

    def _restart(self) -> None:
        self.number = 0

    def _head(self) -> Any:
        position = self.rng.randrange(len(self.world.facts) + 5)
        return inputs.HeadArrived(head=Head(feed=FEED, position=position, at_us=0))

    def _scan(self) -> Any:
        place = self.rng.choice([LEFT, RIGHT])
        pick = current_pick(self.world.state, place)
        serial = str(self.rng.randrange(200))
        good = code_of(pick.need.part, serial) if pick else "M-RED"
        labels = list(self.world.state.labels.values())[-20:]
        puts = [self._put(each.marriage) for each in waiting_at(self.world.state, place)]
        text = self.rng.choice(
            [good] * 12
            + puts * 20
            + [code_of(self.rng.choice(PARTS), serial), self.rng.choice(PARTS), "?", ""]
            + [f"LS:CMD:{c}" for c in ("HELP", "SHORT", "DAMAGED", "LATER", "REPRINT")]
            + [f"LS:CMD:{c}" for c in ("PAUSE", "RESUME", "RESUME")]
            + [f"LS:FILLED:A{i}" for i in range(3)]
            + ["LS:BADGE:anna!", "LS:BADGE:ben!", "LS:CARRIER:R1", "LS:KB:K1:1"]
            + [self.rng.choice(labels).fields["code"] if labels else "x"]
        )
        return inputs.CodeScanned(device=DeviceId(place), workplace=place, raw_id=0, text=text)

    def _put(self, piece: Marriage) -> str:
        """The code of its compartment, of the one beside it, or the label of its slot."""
        rack = self.world.state.racks[piece.rack]
        slot = piece.slot + self.rng.choice([1, 1, 1, 2])
        if rack.put_check is PutCheck.SLOT_LABEL:
            newest = newest_of(self.world.state, name_of_slot(rack.rack, slot - 1))
            return newest.fields["code"] if newest else "x"
        return f"LS:PUT:{rack.carrier}:{slot}" if rack.carrier else "LS:CARRIER:R2"

    def _offer(self) -> Any:
        place = self.rng.choice([LEFT, RIGHT])
        refs = [pick.ref for pick in pickable(self.world.state)]
        picks = tuple(self.rng.sample(refs, min(len(refs), 5)))
        return inputs.TourOffered(workplace=place, picks=picks, engine="x", optimal=False)

    def _spool(self) -> Any:
        labels = list(self.world.state.labels)[-30:]
        if not labels:
            return None
        state = self.rng.choice(list(LabelState))
        return inputs.LabelReported(label=self.rng.choice(labels), state=state)

    def _person(self) -> Any:
        rng, state = self.rng, self.world.state
        rack = rng.choice(list(state.racks.values()) or [None])
        if rack is None:
            return None
        number = rng.randrange(rack.first_number, rack.first_number + rack.size)
        married = rack.picked.get(number)
        piece = married[0] if married else None
        labels = list(state.labels)[-30:] or [LabelId("x")]
        views = exceptions(state, self.world.now_us)
        return rng.choice(
            [
                inputs.SkipNumber(
                    feed=FEED, epoch=rack.epoch, number=number, person=BEN, reason="r"
                ),
                *self._decisions(),
                inputs.ReleaseRework(rack=rack.rack, number=number, person=BEN, reason="r"),
                inputs.Divorce(
                    rack=rack.rack,
                    number=number,
                    serial=piece.serial if piece else "",
                    part=piece.part if piece else "",
                    reason=rng.choice(list(DivorceReason)),
                    person=BEN,
                ),
                inputs.ReleaseScrap(
                    part=piece.part if piece else "S-CLOTH",
                    serial=str(rng.randrange(200)),
                    person=BEN,
                    reason="r",
                ),
                self._block(piece),
                block_inputs.LiftBlock(
                    block=rng.choice([*state.blocks] or [BlockId("x")]),
                    person=ANNA,
                    second_person=CARL,
                    reason="r",
                ),
                inputs.BindCarrier(rack=rack.rack, carrier=f"R{rng.randrange(9)}", person=BEN),
                inputs.CloseShort(rack=rack.rack, person=BEN, reason="r"),
                inputs.ConfirmPut(rack=rack.rack, number=number, person=BEN, reason="r"),
                inputs.ShipRack(rack=rack.rack, person=BEN),
                inputs.Reprint(
                    label=rng.choice(labels), person=BEN, second_person=ANNA, reason="r"
                ),
                inputs.PrintOnDemand(rack=rack.rack, number=rng.choice([None, number]), person=BEN),
                inputs.SignIn(workplace=LEFT, person=rng.choice([ANNA, BEN])),
                inputs.CallHelp(kind=rng.choice(list(HelpKind)), workplace=RIGHT, person=BEN),
                inputs.MoveKanban(
                    loop=LoopId("K1"), card="1", movement=Movement.CONSUME, person=BEN
                ),
                inputs.HandleException(
                    exception=rng.choice([v.exception for v in views] or ["x"]),
                    person=BEN,
                    closed=rng.random() < 0.5,
                ),
                inputs.ShipRack(rack=RackId("nowhere"), person=BEN),
            ]
        )

    def _decisions(self) -> list[DecideVersion]:
        return [
            DecideVersion(
                feed=it.feed,
                call_number=it.call_number,
                take_new=self.rng.random() < 0.5,
                version=it.version,
                person=BEN,
                reason="r",
            )
            for it in open_conflicts(self.world.state)
        ]

    def _block(self, piece: Marriage | None) -> block_inputs.BlockPieces:
        rng = self.rng
        serial = piece.serial if piece and piece.serial else str(rng.randrange(200))
        lot, serials = rng.choice([("", ()), (serial, ()), ("", (serial,)), ("", (serial,))])
        part = piece.part if piece else rng.choice(PARTS)
        return block_inputs.BlockPieces(part=part, lot=lot, serials=serials, person=BEN, reason="r")

    def _masters(self) -> None:
        self.masters()


_WEIGHTS = {
    "telegram": 20,
    "scan": 60,
    "offer": 15,
    "spool": 12,
    "person": 25,
    "head": 2,
    "restart": 0.3,
    "masters": 0.5,
}


def folded(world: World, through: Callable[[Any], Any]) -> CellState:
    state = CellState()
    for offset, (at_us, fact) in enumerate(world.facts):
        evolve(state, through(fact), at_us, offset)
    return state


@pytest.mark.parametrize("seed", range(5))
def test_whatever_comes_the_invariants_hold_and_the_facts_give_the_state(seed: int) -> None:
    shift = Shift(seed)
    for _ in range(500):
        shift.step()
    world = shift.world
    assert any(f.marriage for _, f in world.facts if isinstance(f, Scanned))
    _check_marriages(world)
    _check_puts(world)
    _check_pieces(world)
    _check_labels(world)
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


def _line_of(said: Telegram, family: str, index: int) -> PartLine:
    (line,) = [it for it in said.parts if (it.family, it.index) == (family, index)]
    return line


def _check_labels(world: World) -> None:
    """A part label that is valid is of a piece that lies in its slot, and says its serial."""
    for label in world.state.labels.values():
        rack = world.state.racks[label.rack]
        if label.kind is LabelKind.PART and not label.superseded:
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
