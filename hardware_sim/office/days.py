"""Two weeks between two makers and a supplier, a day at a time: files in the morning, the planner,
and at night the truck.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from hardware_sim.central_program import StartError
from hardware_sim.office import edifact, x12
from hardware_sim.office.document import Advice, Counted, Document, Envelope
from hardware_sim.office.folders import Office
from hardware_sim.office.maker import Habits, Maker, Place
from hardware_sim.office.mistakes import HELD, MISTAKES, REFUSED, UNKNOWN, Mistake
from hardware_sim.office.planner import Planner
from hardware_sim.office.shipping import Mood, Note, Shipper

DAYS = 10
AHEAD_DAYS = 120
"""Calendar days of needs behind the last day."""
TAKEN_S = 30.0
DECIDED_S = 90.0
"""A claim of a program that died is given up after a minute."""
FLOWED_S = 150.0
"""What a program that died had in hand is free after half a minute or a minute, and the one that
takes it up may be killed as well.
"""
UNDER_WAY = frozenset({"received", "queued"})
"""States of an interchange that end by themselves."""
JUMP_DAYS = {3: 1.6, 7: 0.5}
"""On these days a maker changes one part's needs by that factor: out of any tolerance."""
MOODS = {0: Mood.SHORT, 1: Mood.LATE, 5: Mood.LATE}
"""Evenings on which not all is ready, or the paper does not leave with the truck."""
REFUSED_DAYS, MISSING_DAYS = (1, 6), (4,)
"""Mornings on which a gate refuses some pieces of a note, or misses some."""
REFUSED_PERCENT, MISSING_PERCENT = 10, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One maker as the supplier meets them."""

    maker: Maker
    sender: str
    plant: str
    supplier: str
    edifact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What must become of a file. ``answered``: whether its syntax is to be acknowledged as good;
    None: nobody to answer.
    """

    outcome: str
    reason: str = ""
    answered: bool | None = True


POSTED = Due(outcome="posted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A file that was laid down, and what must become of it."""

    name: str
    maker: str
    reference: int
    outcome: str
    reason: str = ""
    answered: bool | None = True
    document: Document | None = None


@dataclass(slots=True)
class Diary:
    """Everything that happened, as the makers know it."""

    dropped: list[Dropped] = field(default_factory=list)
    last: dict[str, Document] = field(default_factory=dict)
    """By maker: their last call-off that was whole."""
    notes: list[tuple[str, Note]] = field(default_factory=list)


def sites(days: list[date], rng: Random) -> tuple[Site, Site]:
    """The two makers of the contracts: one counts cumulatively, one day by day."""
    since = date(days[0].year, 1, 1)
    ahead = [days[0] + timedelta(days=n) for n in range((days[-1] - days[0]).days + AHEAD_DAYS)]
    workdays = [day for day in ahead if day.weekday() < 5]
    nordwerk = Habits(
        nets=True,
        references=False,
        pack=10,
        daily={
            Place("8E5035411", "T12"): 480,
            Place("8E5035415H", "T12"): 160,
            Place("6Y0867104", "T12"): 900,
            Place("6Y0867104", "T31"): 300,
        },
        times={"T31": {"0600": 60, "1330": 40}},
    )
    lakeside = Habits(
        nets=False,
        references=True,
        pack=4,
        daily={Place("LM-77120-A", ""): 96, Place("LM-77121-A", ""): 92},
    )
    return (
        Site(
            maker=Maker("nordwerk", nordwerk, workdays, since, Random(rng.random())),
            sender="NORDWERK",
            plant="EMD",
            supplier="104118",
            edifact=True,
        ),
        Site(
            maker=Maker("lakeside", lakeside, workdays, since, Random(rng.random())),
            sender="LAKESIDE",
            plant="FLT",
            supplier="LS-4711",
            edifact=False,
        ),
    )


def counted(part: str, sent: int, number: int) -> Counted:
    """What a gate makes of ``sent`` pieces on the morning of day ``number``."""
    missing = sent * MISSING_PERCENT // 100 if number in MISSING_DAYS else 0
    refused = sent * REFUSED_PERCENT // 100 if number in REFUSED_DAYS else 0
    return Counted(part=part, counted=sent - missing, refused=refused)


def standing(
    schedules: Sequence[Mapping[str, Any]], interchanges: Sequence[Mapping[str, Any]]
) -> str:
    """Where everything stands; empty while something goes on by itself: a schedule that is due, an
    interchange that nobody has decided about yet (what a killed process left is swept up later), an
    answer that is not out yet.
    """
    if any(row["due"] for row in schedules) or any(
        row["state"] in UNDER_WAY for row in interchanges
    ):
        return ""
    states = [(row["schedule"], row["state"]) for row in schedules]
    return f"{states} {[(row['interchange'], row['state']) for row in interchanges]}"


def working_days(today: date, count: int = DAYS) -> list[date]:
    """The last so many days from Monday to Friday, ``today`` included if it is one."""
    found: list[date] = []
    day = today
    while len(found) < count:
        if day.weekday() < 5:
            found.append(day)
        day -= timedelta(days=1)
    return found[::-1]


class Fortnight:
    """``say`` tells people how far it is."""

    def __init__(
        self,
        office: Office,
        days: list[date],
        rng: Random,
        *,
        say: Callable[[str], None],
    ) -> None:
        self.office = office
        self.days = days
        self.diary = Diary()
        self.sites = sites(days, rng)
        self.shipper = Shipper(office.central)
        self.planner = Planner(office.central)
        self._rng = rng
        self._say = say
        self._references = {site.maker.name: 100 for site in self.sites}
        self._mistakes = list(MISTAKES)
        rng.shuffle(self._mistakes)
        self._arriving: list[tuple[Site, Note]] = []

    async def run(self, *, decide: bool = True) -> None:
        """``decide`` False: exceptions wait for somebody at the pages."""
        for number, day in enumerate(self.days):
            await self.morning(number, day)
            if decide:
                await self.planner.work(day)
                await self.until_flowed()
            await self.evening(day, MOODS.get(number, Mood.USUAL))
            self._say(f"{day}: {len(self.diary.dropped)} files, {len(self.diary.notes)} notes")

    async def morning(self, number: int, day: date) -> None:
        for site in self.sites:
            await self._advices(site, number, day)
        self._arriving = []
        for site in self.sites:
            maker = site.maker
            jump = maker.places[0] if number in JUMP_DAYS else None
            if number:
                maker.think_again(day, jump=jump, factor=JUMP_DAYS.get(number, 1.0))
            if number == 0 or day.weekday() == 0:
                await self._send(site, maker.plan(day))
            if self._mistakes and number:
                await self._spoilt(site, day, self._mistakes.pop())
            document = maker.call_off(day)
            self.diary.last[maker.name] = document
            slowly = number % 4 == 2
            data, dropped = await self._send(site, document, slowly=slowly)
            if number % 3 == 1:
                await self._again(site, data, dropped)
            await self.office.until_taken([site.maker.name for site in self.sites], TAKEN_S)
        await self.until_flowed()

    async def evening(self, day: date, mood: Mood) -> None:
        """What is due leaves; it arrives the morning after its note is posted."""
        for site in self.sites:
            for note in await self.shipper.ship(site.maker.name, day, mood):
                self.diary.notes.append((site.maker.name, note))
                self._arriving.append((site, note))

    async def until_flowed(self) -> None:
        """Nothing is taken in or stepped on any more: two looks give the same."""
        begun, before = time.monotonic(), ""
        while True:
            await asyncio.sleep(0.3)
            now = await self._standing()
            if now == before and not self.office.waiting([s.maker.name for s in self.sites]):
                return
            before = now
            if time.monotonic() - begun > FLOWED_S:
                raise StartError(f"after {FLOWED_S:g} s not at rest: {await self._under_way()}")

    async def _standing(self) -> str:
        schedules, interchanges = await self._flowing()
        return standing(schedules, interchanges) or f"under way at {time.monotonic()}"

    async def _under_way(self) -> str:
        schedules, interchanges = await self._flowing()
        return ", ".join(
            [f"schedule {row['schedule']} is due" for row in schedules if row["due"]]
            + [
                f"{row['name']} is {row['state']}"
                for row in interchanges
                if row["state"] in UNDER_WAY
            ]
        )

    async def _flowing(self) -> tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]]:
        rows = await self.office.central.ask("/api/v1/releases/schedules?limit=200", "planner")
        taken = await self.office.central.ask("/api/v1/edi/interchanges?limit=200", "planner")
        return rows, taken["interchanges"]

    async def _advices(self, site: Site, number: int, day: date) -> None:
        own = sorted((note for of, note in self._arriving if of is site), key=lambda it: it.on)
        for note in own:
            pieces = [counted(part, sent, number) for part, sent in note.pieces.items()]
            advice = site.maker.arrive(note.note, note.point, pieces, note.pieces, day)
            await self._drop(site, self._advice_bytes(site, advice), "advice", POSTED)

    async def _send(
        self, site: Site, document: Document, *, slowly: bool = False
    ) -> tuple[bytes, Dropped]:
        data = self._schedule_bytes(site, document)
        kind = "plan" if document.plan else "calloff"
        dropped = await self._drop(site, data, kind, POSTED, document=document, slowly=slowly)
        return data, dropped

    async def _spoilt(self, site: Site, day: date, mistake: Mistake) -> None:
        """The same call-off as comes next, under a number of its own, spoilt on the way."""
        document = site.maker.call_off(day)
        data = mistake.spoil(self._schedule_bytes(site, document), self._rng)
        if mistake.outcome == UNKNOWN:
            await self._upload(site, data, mistake)
            return
        due = Due(
            outcome="posted" if mistake.outcome == HELD else mistake.outcome,
            reason=mistake.reason,
            answered={REFUSED: False, HELD: True}.get(mistake.outcome),
        )
        await self._drop(site, data, mistake.name.replace(" ", "-"), due)
        await self.office.until_taken([site.maker.name], TAKEN_S)

    async def _upload(self, site: Site, data: bytes, mistake: Mistake) -> None:
        """Nobody's folder: it comes by HTTP, and its envelope names nobody we know."""
        reference = self._references[site.maker.name]
        name = f"{reference:06d}-{mistake.name}"
        await self.office.central.upload(name, data, "planner")
        self.diary.dropped.append(
            Dropped(
                name=name,
                maker=site.maker.name,
                reference=reference,
                outcome=mistake.outcome,
                answered=None,
            )
        )

    async def _until_decided(self, first: Dropped) -> None:
        """A file that is gone from its folder may come back, if it still grew when it was claimed,
        and one that was stored by a program that died is decided by the next.
        """
        begun, url = time.monotonic(), "/api/v1/edi/interchanges?limit=200"
        while True:
            found = await self.office.central.ask(url, "planner")
            states = {row["name"]: row["state"] for row in found["interchanges"]}
            if states.get(first.name) == first.outcome:
                return
            if time.monotonic() - begun > DECIDED_S:
                raise StartError(f"{first.name} was not {first.outcome} in {DECIDED_S:g} s")
            await asyncio.sleep(0.1)

    async def _again(self, site: Site, data: bytes, first: Dropped) -> None:
        await self._until_decided(first)
        name = f"again-{first.name}"
        await self.office.drop(site.maker.name, name, data)
        self.diary.dropped.append(
            Dropped(
                name=name,
                maker=site.maker.name,
                reference=first.reference,
                outcome="duplicate",
                answered=None,
            )
        )

    async def _drop(
        self,
        site: Site,
        data: bytes,
        kind: str,
        due: Due,
        *,
        document: Document | None = None,
        slowly: bool = False,
    ) -> Dropped:
        reference = self._references[site.maker.name]
        name = f"{reference:06d}-{kind}.{'edi' if site.edifact else 'x12'}"
        dropped = Dropped(
            name=name,
            maker=site.maker.name,
            reference=reference,
            outcome=due.outcome,
            reason=due.reason,
            answered=due.answered,
            document=document,
        )
        self.diary.dropped.append(dropped)
        await self.office.drop(site.maker.name, name, data, slowly=slowly)
        return dropped

    def _schedule_bytes(self, site: Site, document: Document) -> bytes:
        write = edifact.schedule if site.edifact else x12.schedule
        return write(document, self._envelope(site))

    def _advice_bytes(self, site: Site, advice: Advice) -> bytes:
        write = edifact.receiving_advice if site.edifact else x12.receiving_advice
        return write(advice, self._envelope(site))

    def _envelope(self, site: Site) -> Envelope:
        name = site.maker.name
        self._references[name] += 1
        return Envelope(
            sender=site.sender,
            recipient="LINESIDE",
            reference=self._references[name],
            plant=site.plant,
            supplier=site.supplier,
        )
