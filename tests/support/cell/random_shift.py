"""One random cell: telegrams, scans, people, crashes, by weight."""

from __future__ import annotations

from random import Random
from typing import Any

from edge.cell import block_inputs, inputs
from edge.cell.exceptions import exceptions
from edge.cell.label_copies import newest_of
from edge.cell.model import Rack
from edge.cell.puts import waiting_at
from edge.cell.racks import NOBODY, number_at, slot_status
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
from wire.events import DivorceReason, HelpKind, LabelState, Marriage, Movement, NumberSkipped
from wire.ids import BlockId, DeviceId, FamilyId, LabelId, LoopId, PartNumber, PersonId, RackId, Vin
from wire.label_name import name_of_slot
from wire.masters import Filling, GapPolicy, LabelOn, LoadOrder, PutCheck
from wire.slot_state import SlotState
from wire.sync import Head
from wire.telegram import Change, Flag, PartLine, Status

CARL = PersonId("carl")


def numbers_of(rack: Rack) -> list[int]:
    """All that have a slot in it."""
    found = (number_at(rack, slot) for slot in range(rack.size))
    return sorted(number for number in found if number != NOBODY)


class Shift:
    """One random cell; every step keeps the invariants."""

    def __init__(self, seed: int, filling: Filling = Filling.NUMBER) -> None:
        self.rng = rng = Random(seed)
        self.world = World()
        self.racks = {
            "load_order": rng.choice(list(LoadOrder)),
            "label_on": rng.choice(list(LabelOn)),
            "filling": filling,
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
            for number in numbers_of(rack):
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
            status=rng.choices(list(Status), weights=[1, 2, 20, 1, 2, 1])[0],
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
        number = rng.choice(numbers_of(rack) or [rack.first_number])
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
