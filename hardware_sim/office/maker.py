"""A maker's office: what it needs, what it has received, and so what it writes each morning.

Pure: days and a seeded generator come in, documents go out. It counts as makers do: a schedule
says what is still wanted beyond what was received.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from hardware_sim.office.document import Advice, Counted, Demand, Document, Item, Receipt

FIRM_DAYS = 10
"""Working days that a call-off names."""
PLAN_WEEKS = 10
CHANGE_PERCENT = 4
"""Usual change of a day's need from one morning to the next, far from it."""
FROZEN_DAYS = 3
"""Working days that no usual change touches."""
TIMED_DAYS = 4
"""Days of a call-off that say the time of the day, where the unloading point has times."""


class Place(NamedTuple):
    """A part and where they take it in; the point is empty where there is but one."""

    part: str
    point: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """``nets``: a schedule counts from the received cum and so repeats what is on its way;
    otherwise it names only days after the present one. ``references``: each line carries one.
    ``daily``: pieces that a usual day takes. ``times``: of an unloading point, in percent of its
    day; they add up to 100.
    """

    nets: bool
    references: bool
    pack: int
    daily: Mapping[Place, int]
    times: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(slots=True)
class _Stream:
    """``lost``: what left for here and was refused, or never came."""

    needs: dict[date, int] = field(default_factory=dict)
    received: int = 0
    lost: int = 0
    last: Receipt | None = None


class Maker:
    """``since``: the first day of their counting year."""

    def __init__(
        self, name: str, habits: Habits, workdays: Sequence[date], since: date, rng: Random
    ) -> None:
        """``workdays``: from the first day on, far enough for the last day's plan."""
        self.name = name
        self.habits = habits
        self.since = since
        self._days = list(workdays)
        self._rng = rng
        self._numbers = {True: 100, False: 5000}
        self._advices = 0
        self._streams = {place: _Stream() for place in habits.daily}
        for place, usual in habits.daily.items():
            for day in self._days:
                swing = rng.randrange(-2, 3) * habits.pack
                self._streams[place].needs[day] = max(habits.pack, usual + swing)

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(self._streams)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(place.part for place in self._streams))

    def received(self, part: str) -> int:
        """At all points."""
        return sum(it.received for place, it in self._streams.items() if place.part == part)

    def lost(self, place: Place) -> int:
        """What left for here and was refused or never came."""
        return self._streams[place].lost

    def needed_to(self, place: Place, day: date) -> int:
        """The cum of what they need there up to and including ``day``."""
        return sum(quantity for on, quantity in self._streams[place].needs.items() if on <= day)

    def think_again(self, today: date, *, jump: Place | None = None, factor: float = 1.0) -> None:
        """Changes their mind a little about days that are not frozen; of ``jump`` by a lot."""
        later = [day for day in self._days if day > today][FROZEN_DAYS:]
        for place, kept in self._streams.items():
            usual = self.habits.daily[place]
            step = max(self.habits.pack, usual * CHANGE_PERCENT // 100)
            for day in self._rng.sample(later, min(3, len(later))):
                kept.needs[day] = max(0, kept.needs[day] + self._rng.choice((-step, step)))
            if place == jump:
                for day in later[:5]:
                    kept.needs[day] = round(kept.needs[day] * factor)

    def arrive(
        self, note: str, point: str, pieces: Sequence[Counted], sent: Mapping[str, int], on: date
    ) -> Advice:
        """Goods at the gate, against what the note says was sent: counted, booked, answered."""
        for it in pieces:
            kept = self._streams[Place(it.part, point)]
            taken = it.counted - it.refused
            kept.received += taken
            kept.lost += sent[it.part] - taken
            kept.last = Receipt(note=note, quantity=taken, on=on)
        self._advices += 1
        return Advice(number=f"WE{self._advices:05d}", note=note, on=on, pieces=tuple(pieces))

    def call_off(self, today: date) -> Document:
        """The next days, firm."""
        days = [day for day in self._days if day > today or (self.habits.nets and day == today)]
        items = [self._item(it, self._lines(it, days[:FIRM_DAYS])) for it in self._streams]
        return self._document(False, today, items)

    def plan(self, today: date) -> Document:
        """Weeks of forecast behind the firm days, with what they answer for."""
        days = [day for day in self._days if day > today][FIRM_DAYS:]
        weeks: dict[date, list[date]] = {}
        for day in days:
            weeks.setdefault(day - timedelta(days=day.weekday()), []).append(day)
        items = []
        for place, kept in self._streams.items():
            lines = tuple(
                Demand(
                    quantity=sum(kept.needs[day] for day in week),
                    first=monday,
                    last=monday + timedelta(days=6),
                    firm=False,
                )
                for monday, week in list(weeks.items())[:PLAN_WEEKS]
                if monday > today
            )
            near = days[0] if days else today
            fabricate = self._authorised(place.part, near + timedelta(days=14))
            items.append(
                self._item(
                    place,
                    lines,
                    fabricate=fabricate,
                    material=fabricate + 10 * self._usual(place.part),
                    until=near + timedelta(days=28),
                )
            )
        return self._document(True, today, items)

    def _authorised(self, part: str, day: date) -> int:
        return sum(self.needed_to(it, day) for it in self._streams if it.part == part)

    def _usual(self, part: str) -> int:
        return sum(usual for it, usual in self.habits.daily.items() if it.part == part)

    def _lines(self, place: Place, days: Sequence[date]) -> tuple[Demand, ...]:
        kept = self._streams[place]
        wanted = {day: kept.needs[day] for day in days}
        if self.habits.nets and days:
            before = self.needed_to(place, days[0] - timedelta(days=1)) - kept.received
            for day in days:
                wanted[day] += before
                before = min(0, wanted[day])
                wanted[day] = max(0, wanted[day])
        found: list[Demand] = []
        for count, (day, quantity) in enumerate(wanted.items()):
            times = self.habits.times.get(place.point, {}) if count < TIMED_DAYS else {}
            found += self._of_day(place, day, quantity, times)
        return tuple(found)

    def _of_day(
        self, place: Place, day: date, quantity: int, times: Mapping[str, int]
    ) -> Iterator[Demand]:
        reference = f"{place.part[-4:]}{day:%y%m%d}" if self.habits.references else ""
        left = quantity
        shares = list((times or {"": 100}).items())
        for count, (at, percent) in enumerate(shares, 1):
            share = left if count == len(shares) else min(left, quantity * percent // 100)
            left -= share
            if share:
                yield Demand(quantity=share, first=day, at=at, reference=reference)

    def _item(
        self,
        place: Place,
        lines: tuple[Demand, ...],
        *,
        fabricate: int = 0,
        material: int = 0,
        until: date | None = None,
    ) -> Item:
        kept = self._streams[place]
        return Item(
            part=place.part,
            point=place.point,
            received=self.received(place.part),
            received_here=kept.received,
            since=self.since,
            lines=lines,
            last=kept.last,
            fabricate=fabricate,
            material=material,
            authorised_until=until,
        )

    def _document(self, plan: bool, today: date, items: Sequence[Item]) -> Document:
        self._numbers[plan] += 1
        number = f"{'P' if plan else 'C'}{self._numbers[plan]:05d}"
        return Document(plan=plan, number=number, issued=today, items=tuple(items))
