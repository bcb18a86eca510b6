"""A small cell for tests: masters, telegrams, and a driver that decides, checks and folds."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any
from zlib import crc32

import msgspec

from edge.cell.decide import decide
from edge.cell.evolve import evolve
from edge.cell.inputs import (
    Answer,
    CodeScanned,
    Decision,
    Input,
    LabelReported,
    MastersArrived,
    SignIn,
    TelegramArrived,
    TourOffered,
)
from edge.cell.masters import CompiledMasters, compile_masters
from edge.cell.model import CellState, FeedState, Rack
from edge.cell.racks import slot_state
from edge.cell.tours import current_pick, fallback_tour
from wire.events import AnyFact, LabelKind, LabelState
from wire.ids import (
    CallNumber,
    DeviceId,
    FaceId,
    FamilyId,
    FeedId,
    LabelId,
    LoopId,
    NodeId,
    PartNumber,
    PersonId,
    PointOfFit,
    RackFamilyId,
    RackId,
    SequenceNumber,
    Vin,
    WorkplaceId,
)
from wire.masters import (
    Face,
    FeedRules,
    Fit,
    Layout,
    Loop,
    Masters,
    PartFamily,
    Person,
    RackFamily,
    Role,
    Variant,
)
from wire.telegram import Status, Telegram

FEED = FeedId("L1")
MIRROR, SEAT = RackFamilyId("MIRROR"), RackFamilyId("SEAT")
LEFT, RIGHT = WorkplaceId("left"), WorkplaceId("right")
ANNA, BEN = PersonId("anna"), PersonId("ben")
PRINTERS = {kind: DeviceId(f"printer-{kind.value}") for kind in LabelKind}
PARTS = ("M-RED", "M-BLUE", "B-STD", "S-LEATHER", "S-CLOTH")


def badge(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()


def masters(version: int = 1, racks: dict[str, Any] | None = None, **rules: Any) -> Masters:
    """Two rack families of one feed: mirrors (racks of 4, and two brackets) and seats, tracked."""
    rack = {"size": 4, **(racks or {})}
    return Masters(
        cell=NodeId("cell-a"),
        version=version,
        feeds=(
            FeedRules(**{"feed": FEED, "window": 10, "max_jump": 40, "last_number": 400, **rules}),
        ),
        families=(
            PartFamily(
                family=FamilyId("mirror"),
                name="Mirror",
                rack_family=MIRROR,
                variants=(
                    Variant(rule="COLOUR=RED", part=PartNumber("M-RED")),
                    Variant(rule="not COLOUR=RED", part=PartNumber("M-BLUE")),
                ),
            ),
            PartFamily(
                family=FamilyId("bracket"),
                name="Bracket",
                rack_family=MIRROR,
                variants=(
                    Variant(rule="HEAVY", part=PartNumber("B-STD"), quantity=2),
                    Variant(rule="not HEAVY", part=PartNumber("")),
                ),
            ),
            PartFamily(
                family=FamilyId("seat"),
                name="Seat",
                rack_family=SEAT,
                serial_tracked=True,
                variants=(
                    Variant(rule="TRIM in {L1, L2}", part=PartNumber("S-LEATHER")),
                    Variant(rule="TRIM=C", part=PartNumber("S-CLOTH")),
                ),
            ),
        ),
        rack_families=(
            RackFamily(
                **{
                    "rack_family": MIRROR,
                    "name": "Mirrors",
                    "feed": FEED,
                    "point_of_fit": PointOfFit("F1"),
                    **rack,
                }
            ),
            RackFamily(
                **{
                    "rack_family": SEAT,
                    "name": "Seats",
                    "feed": FEED,
                    "point_of_fit": PointOfFit("F2"),
                    **rack,
                }
            ),
        ),
        faces=tuple(
            Face(face=FaceId(f"A{i}"), part=PartNumber(part), aisle=0, position=i)
            for i, part in enumerate(PARTS)
        ),
        fits=(
            Fit(point_of_fit=PointOfFit("F1"), offset_vehicles=100, transport_s=600, safety_s=300),
            Fit(
                point_of_fit=PointOfFit("F2"),
                offset_vehicles=200,
                transport_s=600,
                safety_s=300,
                frozen_vehicles=5,
            ),
        ),
        layout=Layout(tour_vehicles=3),
        loops=(Loop(loop=LoopId("K1"), part=PartNumber("M-RED"), location="A0", quantity=20),),
        people=(
            Person(person=ANNA, name="Anna", role=Role.PICKER, badge_hash=badge("anna!")),
            Person(person=BEN, name="Ben", role=Role.TEAM_LEAD, badge_hash=badge("ben!")),
        ),
    )


def telegram(number: int | str = "", call: str = "", **values: Any) -> Telegram:
    """A final telegram; the call follows the number unless it is named, the VIN the call."""
    text = f"{number:04d}" if isinstance(number, int) else number
    options = values.pop("options", {"TRIM": "C"})
    named = "".join(filter(str.isdigit, call or text)) or str(crc32(call.encode()))
    digits = f"{named[-6:]:0>6}"
    return Telegram(
        **{
            "feed": FEED,
            "call_number": CallNumber(call or f"C{text}"),
            "status": Status.FINAL,
            "sequence_number": SequenceNumber(text),
            "vin": Vin(f"WVWZZZ1JZXW{digits}"),
            "colour": "RED",
            "options": options,
            **values,
        }
    )


@dataclass
class World:
    """``do`` decides, checks that the live state was not touched, and folds."""

    compiled: CompiledMasters = field(default_factory=lambda: compile_masters(masters(), PRINTERS))
    state: CellState = field(default_factory=CellState)
    now_us: int = 1_700_000_000_000_000
    facts: list[tuple[int, AnyFact]] = field(default_factory=list)
    checked: bool = True
    sent: int = 0

    def do(self, given: Input) -> Decision:
        before = msgspec.msgpack.encode(self.state) if self.checked else b""
        try:
            decision = decide(self.state, self.compiled, given, self.now_us)
        finally:
            if self.checked:
                assert msgspec.msgpack.encode(self.state) == before, "decide changed the state"
        self.fold(decision)
        return decision

    def fold(self, decision: Decision) -> None:
        for fact in decision.facts:
            evolve(self.state, fact, self.now_us, len(self.facts))
            self.facts.append((self.now_us, fact))
        self.now_us += 1_000_000

    def adopt(self, new: Masters) -> Decision:
        self.compiled = compile_masters(new, PRINTERS)
        return self.do(MastersArrived(masters=new, digest="d"))

    def hear(self, *telegrams: Telegram) -> list[Decision]:
        """Telegrams without a transmission get the next one."""
        done = []
        for one in telegrams:
            self.sent += 1
            if one.transmission is None:
                one = msgspec.structs.replace(one, transmission=self.sent)
            done.append(self.do(TelegramArrived(feed=FEED, raw_id=self.sent, telegram=one)))
        return done

    def line(self, first: int, last: int, **values: Any) -> None:
        self.hear(*(telegram(n, **values) for n in range(first, last + 1)))

    def scan(self, text: str, workplace: WorkplaceId = LEFT, problem: str = "") -> Answer:
        decision = self.do(
            CodeScanned(
                device=DeviceId(f"scanner-{workplace}"),
                workplace=workplace,
                raw_id=0,
                text=text,
                problem=problem,
            )
        )
        answers = [e for e in decision.effects if isinstance(e, Answer)]
        assert len(answers) == 1
        self.last = decision
        return answers[0]

    def start(self, workplace: WorkplaceId = LEFT, person: PersonId = ANNA) -> None:
        """Sign in and take the fallback tour."""
        self.do(SignIn(workplace=workplace, person=person))
        self.offer(workplace)

    def offer(self, workplace: WorkplaceId = LEFT) -> Decision:
        picks = fallback_tour(self.state, self.compiled, workplace)
        return self.do(
            TourOffered(workplace=workplace, picks=picks, engine="fallback", optimal=False)
        )

    def pick_all(self, workplace: WorkplaceId = LEFT) -> int:
        """Scan what is wanted until nothing can be picked. Returns how many scans."""
        count = 0
        while True:
            pick = current_pick(self.state, workplace)
            if pick is None:
                self.offer(workplace)
                pick = current_pick(self.state, workplace)
                if pick is None:
                    return count
            count += 1
            answer = self.scan(code_of(pick.need.part, f"N{len(self.facts)}"), workplace)
            assert answer.verdict == "right", answer

    def report(self, label: str, *states: LabelState) -> None:
        for one in states:
            self.do(LabelReported(label=LabelId(label), state=one))

    @property
    def feed(self) -> FeedState:
        return self.state.feeds[FEED]

    def rack(self, name: str) -> Rack:
        return self.state.racks[RackId(name)]

    def states(self, name: str) -> list[str]:
        """Slot states in the order of numbers."""
        rack = self.rack(name)
        return [
            slot_state(self.state, rack, number).value
            for number in range(rack.first_number, rack.first_number + rack.size)
        ]


def code_of(part: str, serial: str = "") -> str:
    """A supplier's label."""
    tail = f"\x1dS{serial}" if serial else ""
    return f"[)>\x1e06\x1dP{part}{tail}\x1e\x04"
