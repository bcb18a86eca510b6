"""A small cell for the screen's tests: two rack families, a few vehicles, a fake port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

from edge.badges.attempts import BadgeAttempts, Lock
from edge.cell.inputs import Answer, CallHelp, Decision, Input, RefusedError, SignIn
from edge.cell.masters import compile_masters
from edge.cell.model import (
    CellState,
    FeedState,
    Rack,
    Run,
    Tour,
    Vehicle,
    Workplace,
)
from edge.health import DeviceHealth, FeedHealth, Health, Spread
from edge.screen.port import Change
from tests.support import web
from wire.badges import plain_hash
from wire.events import Marriage, Need, PickRef, Verdict
from wire.ids import (
    CallNumber,
    DeviceId,
    FaceId,
    FamilyId,
    FeedId,
    NodeId,
    PartNumber,
    PersonId,
    PointOfFit,
    RackFamilyId,
    RackId,
    SequenceNumber,
    TourId,
    Vin,
    WorkplaceId,
)
from wire.masters import (
    Face,
    FeedRules,
    Fit,
    LabelOn,
    LoadOrder,
    Masters,
    PartFamily,
    Person,
    RackFamily,
    Role,
    Variant,
)
from wire.telegram import Status, Telegram

FEED = FeedId("L1")
RACK = RackId("MIRROR-0-0409")
PLACE = WorkplaceId("A1")
NOW_US = 1_790_000_000_000_000
PARTS = ("5K1-857-507-AB12", "5K1-857-507-CD40")

MASTERS = Masters(
    cell=NodeId("cell-a"),
    version=3,
    feeds=(FeedRules(feed=FEED, takt_s=60),),
    rack_families=(
        RackFamily(
            rack_family=RackFamilyId("MIRROR"),
            name="Mirrors left",
            feed=FEED,
            point_of_fit=PointOfFit("P17"),
            size=8,
        ),
    ),
    families=(
        PartFamily(
            family=FamilyId("mirror-l"),
            name="Mirror left",
            rack_family=RackFamilyId("MIRROR"),
            variants=(
                Variant(rule="A", part=PartNumber(PARTS[0])),
                Variant(rule="not A", part=PartNumber(PARTS[1])),
            ),
            serial_tracked=True,
        ),
    ),
    faces=(
        Face(face=FaceId("B07"), part=PartNumber(PARTS[0]), aisle=2, position=7),
        Face(face=FaceId("B12"), part=PartNumber(PARTS[1]), aisle=2, position=12),
    ),
    fits=(Fit(point_of_fit=PointOfFit("P17"), offset_vehicles=40, transport_s=600, safety_s=300),),
    people=(
        Person(
            person=PersonId("p1"), name="Ada Koch", role=Role.PICKER, badge_hash=plain_hash("ada")
        ),
        Person(
            person=PersonId("t1"),
            name="Tom Lead",
            role=Role.TEAM_LEAD,
            badge_hash=plain_hash("tom"),
        ),
        Person(
            person=PersonId("s1"), name="Sam Dock", role=Role.SHIPPING, badge_hash=plain_hash("sam")
        ),
        Person(
            person=PersonId("u1"),
            name="Uli Super",
            role=Role.SUPERVISOR,
            badge_hash=plain_hash("uli"),
        ),
    ),
)


def need(variant: int, quantity: int = 1) -> Need:
    return Need(
        family=FamilyId("mirror-l"),
        part=PartNumber(PARTS[variant]),
        quantity=quantity,
        face=FaceId(("B07", "B12")[variant]),
        rack_family=RackFamilyId("MIRROR"),
        rule="A",
        serial_tracked=True,
    )


def vehicle(number: int, *, variant: int = 0, quantity: int = 1, colour: str = "Blue") -> Vehicle:
    telegram = Telegram(
        feed=FEED,
        call_number=CallNumber(f"0005{number}"),
        status=Status.FINAL,
        sequence_number=SequenceNumber(f"{number:04d}"),
        vin=Vin(f"WVWZZZ1KZ6W{number:06d}"),
        colour=colour,
    )
    return Vehicle(
        telegram=telegram,
        content="",
        order=(2, number, number),
        epoch=0,
        number=number,
        needs=(need(variant, quantity),),
        at_us=NOW_US - 60_000_000,
    )


def marriage(number: int, piece: int = 1) -> Marriage:
    return Marriage(
        feed=FEED,
        call_number=CallNumber(f"0005{number}"),
        vin=Vin(f"WVWZZZ1KZ6W{number:06d}"),
        point_of_fit=PointOfFit("P17"),
        rack=RACK,
        slot=number - 409,
        family=FamilyId("mirror-l"),
        part=PartNumber(PARTS[number % 2]),
        serial=f"S{number}-{piece}",
        piece=piece,
        quantity=1,
    )


def cell(*, missing: tuple[int, ...] = (), picked: int = 3, signed_in: bool = True) -> CellState:
    """Numbers 409..416 of one rack of eight, ``picked`` of them done, ``missing`` not there."""
    state = CellState(offset=100, masters_version=3)
    feed = FeedState()
    run = Run(frontier=416, first=409)
    run.frontier_us = NOW_US - 5_000_000
    for number in range(409, 417):
        if number in missing:
            run.missing[number] = NOW_US - 42_000_000
            continue
        found = vehicle(number, variant=number % 2, quantity=2 if number == 414 else 1)
        feed.vehicles[found.telegram.call_number] = found
        run.owner[number] = found.telegram.call_number
    feed.runs[0] = run
    state.feeds[FEED] = feed
    rack = Rack(
        rack=RACK,
        rack_family=RackFamilyId("MIRROR"),
        point_of_fit=PointOfFit("P17"),
        feed=FEED,
        epoch=0,
        first_number=409,
        size=8,
        load_order=LoadOrder.SAME,
        label_on=LabelOn.PICK,
        rack_label=True,
        formed_us=NOW_US - 60_000_000,
    )
    for number in range(409, 409 + picked):
        rack.picked[number] = [marriage(number)]
    state.racks[RACK] = rack
    picks = tuple(PickRef(rack=RACK, slot=slot, family=FamilyId("mirror-l")) for slot in range(8))
    person = PersonId("p1" if signed_in else "")
    tour = Tour(
        tour=TourId("t-7"),
        workplace=PLACE,
        person=person,
        picks=picks,
        started_us=NOW_US,
        engine="numba",
        optimal=True,
    )
    state.workplaces[PLACE] = Workplace(person=person, tour=tour)
    return state


SPREAD = Spread(at_most=((1.0, 0), (2.0, 4), (5.0, 9), (10.0, 10)), count=11, sum_ms=61.5)
HEALTH = Health(
    node="cell-a",
    uptime_s=3600.0,
    facts=101,
    unsent_facts=0,
    oldest_unsent_age_s=None,
    last_acknowledgement_age_s=1.2,
    broker_age_s=0.8,
    clock_offset_s=0.004,
    free_disk_bytes=10**10,
    resident_bytes=90_000_000,
    masters_version=3,
    planner="numba",
    feeds=(
        FeedHealth(
            feed=FEED,
            last_telegram_age_s=12.0,
            last_head_age_s=2.0,
            line_running=True,
            holes=0,
            oldest_hole_age_s=None,
        ),
    ),
    scanners=(
        DeviceHealth(
            device=DeviceId("scan-1"), kind="serial", state="open", detail="", last_ok_age_s=8.0
        ),
    ),
    printers=(
        DeviceHealth(
            device=DeviceId("zebra-1"),
            kind="tcp_9100",
            state="ready",
            detail="",
            last_ok_age_s=30.0,
        ),
    ),
    feedback_ms_p50=2.1,
    feedback_ms_p99=8.4,
    label_ms_p50=11.0,
    label_ms_p99=31.0,
    feedback=SPREAD,
    label=SPREAD,
)


class FakePort:
    """A cell that answers by hand. ``tell`` moves it; ``stop`` ends its changes."""

    def __init__(self, state: CellState | None = None, masters: Masters | None = MASTERS) -> None:
        self.node = "cell-a"
        self.state = state if state is not None else cell()
        self.masters = masters
        self.compiled = None if masters is None else compile_masters(masters)
        self.moment_us = NOW_US
        self.given: list[Input] = []
        self.refusal: RefusedError | None = None
        self.known_health = HEALTH
        self._queues: list[asyncio.Queue[Change | None]] = []
        self.attempts = BadgeAttempts(lambda: self.moment_us / 1e6)
        self.locks: list[tuple[str, Lock]] = []

    def now_us(self) -> int:
        return self.moment_us

    def health(self) -> Health:
        return self.known_health

    async def submit(self, given: Input) -> Decision:
        if self.refusal is not None:
            raise self.refusal
        self.given.append(given)
        match given:
            case SignIn():
                place = self.state.workplaces.setdefault(given.workplace, Workplace())
                place.person = given.person
            case CallHelp():
                self.state.workplaces[given.workplace].paused = given.kind.value == "pause"
            case _:
                pass
        self.tell()
        return Decision()

    def badge_locked_s(self, source: str) -> float:
        return self.attempts.locked_s(source)

    def badge_refused(self, source: str) -> None:
        lock = self.attempts.refused(source, "address")
        if lock is not None:
            self.locks.append((source, lock))

    async def changes(self) -> AsyncIterator[Change]:
        queue: asyncio.Queue[Change | None] = asyncio.Queue()
        self._queues.append(queue)
        try:
            while (change := await queue.get()) is not None:
                yield change
        finally:
            self._queues.remove(queue)

    def raw(self, raw_id: int) -> bytes | None:
        return None

    def tell(self, answer: Answer | None = None) -> None:
        self.state.offset += 1
        for queue in self._queues:
            queue.put_nowait(Change(offset=self.state.offset, answer=answer, at_us=self.moment_us))

    def answer(
        self,
        verdict: Verdict,
        text: str = "",
        expected: str = "",
        code: str = "",
        values: Mapping[str, str] | None = None,
    ) -> None:
        self.tell(
            Answer(
                workplace=PLACE,
                device=DeviceId("scan-1"),
                verdict=verdict,
                code=code or f"test.{verdict}",
                text=text,
                expected=expected,
                values=values or {},
            )
        )

    def stop(self) -> None:
        for queue in self._queues:
            queue.put_nowait(None)

    @property
    def listeners(self) -> int:
        return len(self._queues)


class Client(web.Client):
    """Asks the screen of a cell by the name of the machine itself."""

    base_url = "http://localhost"
