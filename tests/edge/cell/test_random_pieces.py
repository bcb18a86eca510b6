"""Vehicles with several parts of one family, amended and reworked at random. What was sent, read by
this page alone, says what must lie in the racks.
"""

from __future__ import annotations

from collections import defaultdict
from random import Random

import pytest

from edge.cell import inputs
from edge.cell.model import HoldReason
from edge.cell.racks import hold_reasons, numbers
from edge.cell.tours import current_pick, pickable
from tests.support.cell.world import (
    ANNA,
    BEN,
    LEFT,
    PARTS,
    RIGHT,
    World,
    code_of,
    masters,
    telegram,
)
from wire.events import (
    AnyFact,
    DeferReason,
    DivorceReason,
    Marriage,
    PartDivorced,
    RackClosed,
    Scanned,
    Verdict,
)
from wire.ids import FamilyId, PartNumber
from wire.telegram import PartLine

VEHICLES = 24
RACK_SIZE = 3
PARTS_OF = {"seat": ("S-LEATHER", "S-CLOTH"), "mirror": ("M-RED", "M-BLUE")}
BY_RULE = {"seat": "S-CLOTH", "mirror": "M-RED"}
Line = tuple[str, int, int]
"""Part, index, pieces."""


class Truth:
    """What each vehicle was said to need last, and what lies in its slots by the facts."""

    def __init__(self) -> None:
        self.said: dict[str, dict[str, list[Line]]] = {}
        self.lies: defaultdict[str, list[Marriage]] = defaultdict(list)
        self.seen = 0

    def wanted(self, call: str, family: str) -> dict[int, tuple[str, int]] | None:
        """Part and pieces by index; None: the lines cannot be told apart."""
        lines = self.said[call].get(family, [])
        if not lines:
            return {0: (BY_RULE[family], 1)}
        if len(lines) == 1:
            return {0: (lines[0][0], lines[0][2])}
        found = {index: (part, pieces) for part, index, pieces in lines if index}
        return found if len(found) == len(lines) else None

    def look(self, world: World) -> None:
        for _, fact in world.facts[self.seen :]:
            self.take(world, fact)
        self.seen = len(world.facts)

    def take(self, world: World, fact: AnyFact) -> None:
        if isinstance(fact, Scanned) and fact.marriage is not None:
            piece = fact.marriage
            wanted = self.wanted(piece.call_number, piece.family)
            assert wanted is not None, "picked for lines that nobody can tell apart"
            assert wanted[piece.index] == (piece.part, piece.quantity)
            assert piece.part in fact.text
            of_family = [m for m in self.lies[piece.call_number] if m.family == piece.family]
            there = sum(m.index == piece.index for m in of_family)
            assert there < piece.quantity, "one piece too many"
            assert piece.piece not in [m.piece for m in of_family], "two pieces share a label"
            self.lies[piece.call_number].append(piece)
        elif isinstance(fact, PartDivorced):
            self.lies[fact.marriage.call_number].remove(fact.marriage)
        elif isinstance(fact, RackClosed):
            first = world.state.racks[fact.rack].first_number
            family = "seat" if fact.rack.startswith("SEAT") else "mirror"
            for number in range(first, first + RACK_SIZE):
                self.is_whole(f"C{number:04d}", family)

    def is_whole(self, call: str, family: str) -> None:
        wanted = self.wanted(call, family)
        assert wanted is not None
        found = sorted((m.index, str(m.part)) for m in self.lies[call] if m.family == family)
        assert found == sorted(
            (index, part) for index, (part, pieces) in wanted.items() for _ in range(pieces)
        )


class Day:
    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.world = World(checked=False)
        self.world.adopt(masters(racks={"size": RACK_SIZE}))
        self.truth = Truth()
        self.sent = 0
        for place, person in ((LEFT, ANNA), (RIGHT, BEN)):
            self.world.do(inputs.SignIn(workplace=place, person=person))

    def step(self) -> None:
        act = self.rng.choice(
            [self.send, self.amend, self.offer, self.put_off, self.take_out, self.rework]
            + [self.scan] * 14
        )
        try:
            act()
        except inputs.RefusedError as refused:
            assert str(refused)
        self.truth.look(self.world)

    def send(self) -> None:
        if self.sent < VEHICLES:
            self.sent += 1
            self.say(self.sent, clear=self.rng.random() < 0.9)

    def amend(self) -> None:
        if self.sent:
            self.say(self.rng.randint(1, self.sent), clear=self.rng.random() < 0.9)

    def say(self, number: int, *, clear: bool) -> None:
        said = {family: self.lines(family, clear=clear) for family in PARTS_OF}
        self.truth.said[f"C{number:04d}"] = said
        parts = [
            PartLine(part=PartNumber(part), family=FamilyId(family), index=index, quantity=pieces)
            for family, lines in said.items()
            for part, index, pieces in lines
        ]
        self.rng.shuffle(parts)
        self.world.hear(telegram(number, parts=tuple(parts)))

    def lines(self, family: str, *, clear: bool) -> list[Line]:
        """Mostly the same few, so that an amendment touches some of them only."""
        rng = self.rng
        count = rng.choice([0, 1, 2, 2, 3])
        indexes = sorted(rng.sample([1, 2, 3, 7], count))
        if not clear and count > 1:
            indexes[0] = rng.choice([0, indexes[1]])
        return [(rng.choice(PARTS_OF[family]), index, rng.choice([1, 1, 2])) for index in indexes]

    def scan(self) -> None:
        place = self.rng.choice([LEFT, RIGHT])
        pick = current_pick(self.world.state, place)
        if pick is None:
            self.offer()
            return
        serial = self.rng.choice([f"N{len(self.world.facts)}"] * 8 + ["N7", "N30", "N99"])
        part = self.rng.choice([str(pick.need.part)] * 9 + list(PARTS))
        self.world.scan(code_of(part, serial), place)

    def offer(self) -> None:
        refs = [pick.ref for pick in pickable(self.world.state)]
        picks = tuple(self.rng.sample(refs, min(len(refs), 6)))
        place = self.rng.choice([LEFT, RIGHT])
        self.world.do(
            inputs.TourOffered(workplace=place, picks=picks, engine="random", optimal=False)
        )

    def put_off(self) -> None:
        self.world.do(
            inputs.DeferPick(
                workplace=self.rng.choice([LEFT, RIGHT]), reason=DeferReason.LATER, person=ANNA
            )
        )

    def take_out(self) -> None:
        lies = [m for pieces in self.truth.lies.values() for m in pieces]
        if lies:
            piece = self.rng.choice(lies)
            self.world.do(
                inputs.Divorce(
                    rack=piece.rack,
                    number=int(piece.call_number[1:]),
                    part=piece.part,
                    serial=piece.serial,
                    reason=DivorceReason.SWAP,
                    person=BEN,
                )
            )

    def rework(self) -> None:
        state = self.world.state
        for rack in list(state.racks.values()):
            for number in numbers(state, rack):
                if HoldReason.LATE_CHANGE in hold_reasons(state, rack, number):
                    self.world.do(
                        inputs.ReleaseRework(
                            rack=rack.rack, number=number, person=BEN, reason="changed"
                        )
                    )

    def end(self) -> None:
        """All vehicles come, what is not clear is said clearly, what changed is reworked."""
        while self.sent < VEHICLES:
            self.send()
        for call, said in list(self.truth.said.items()):
            if any(self.truth.wanted(call, family) is None for family in said):
                self.say(int(call[1:]), clear=True)
        self.rework()
        while any(self.world.pick_all(place) for place in (LEFT, RIGHT)):
            self.rework()
        self.truth.look(self.world)


@pytest.mark.parametrize("seed", range(6))
def test_each_piece_that_was_said_is_picked_once_and_no_other(seed: int) -> None:
    day = Day(seed)
    for _ in range(600):
        day.step()
    day.end()
    truth, state = day.truth, day.world.state
    several = [
        call for call in truth.said for f in PARTS_OF if len(truth.wanted(call, f) or {}) > 1
    ]
    assert len(several) > VEHICLES // 2
    for call in truth.said:
        for family in PARTS_OF:
            truth.is_whole(call, family)
    assert len(state.racks) == len(PARTS_OF) * VEHICLES // RACK_SIZE
    assert all(rack.closed_us is not None for rack in state.racks.values())
    refused = [f for _, f in day.world.facts if isinstance(f, Scanned) and not f.marriage]
    assert {Verdict.WRONG_PART, Verdict.ALREADY_DONE} & {f.verdict for f in refused}
