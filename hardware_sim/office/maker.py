"""A maker's office: what it needs, what it has received, and so what it writes each morning.

Pure: days and a seeded generator come in, documents go out. It counts as makers do: a schedule
says what is still wanted beyond what was received.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from hardware_sim.office.document import Advice, Demand, Document, Item, Receipt

FIRM_DAYS = 10
"""Working days that a call-off names."""
PLAN_WEEKS = 10
CHANGE_PERCENT = 4
"""Usual change of a day's need from one morning to the next, far from it."""
FROZEN_DAYS = 3
"""Working days that no usual change touches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """``nets``: a schedule counts from the received cum and so repeats what is on its way;
    otherwise it names only days after the present one. ``references``: each line carries one.
    """

    nets: bool
    references: bool
    pack: int
    daily: Mapping[str, int]
    """Part to the pieces that a usual day takes."""


@dataclass(slots=True)
class _Part:
    needs: dict[date, int] = field(default_factory=dict)
    before: int = 0
    """Needed before the first day that is kept in ``needs``."""
    received: int = 0
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
        self._parts = {part: _Part() for part in habits.daily}
        for part, usual in habits.daily.items():
            for day in self._days:
                swing = rng.randrange(-2, 3) * habits.pack
                self._parts[part].needs[day] = max(habits.pack, usual + swing)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self._parts)

    def received(self, part: str) -> int:
        return self._parts[part].received

    def needed_to(self, part: str, day: date) -> int:
        """The cum of what they need up to and including ``day``."""
        return sum(quantity for on, quantity in self._parts[part].needs.items() if on <= day)

    def think_again(self, today: date, *, jump: str = "", factor: float = 1.0) -> None:
        """Changes their mind a little about days that are not frozen; of ``jump`` by a lot."""
        later = [day for day in self._days if day > today][FROZEN_DAYS:]
        for part, kept in self._parts.items():
            usual = self.habits.daily[part]
            step = max(self.habits.pack, usual * CHANGE_PERCENT // 100)
            for day in self._rng.sample(later, min(3, len(later))):
                kept.needs[day] = max(0, kept.needs[day] + self._rng.choice((-step, step)))
            if part == jump:
                for day in later[:5]:
                    kept.needs[day] = round(kept.needs[day] * factor)

    def arrive(self, note: str, pieces: Mapping[str, int], on: date) -> Advice:
        """Goods at the gate: counted, booked, and answered."""
        for part, quantity in pieces.items():
            kept = self._parts[part]
            kept.received += quantity
            kept.last = Receipt(note=note, quantity=quantity, on=on)
        self._advices += 1
        counted = tuple((part, quantity, 0) for part, quantity in pieces.items())
        return Advice(number=f"WE{self._advices:05d}", note=note, on=on, pieces=counted)

    def call_off(self, today: date) -> Document:
        """The next days, firm."""
        days = [day for day in self._days if day > today or (self.habits.nets and day == today)]
        items = [self._item(part, self._lines(part, days[:FIRM_DAYS])) for part in self._parts]
        return self._document(False, today, items)

    def plan(self, today: date) -> Document:
        """Weeks of forecast behind the firm days, with what they answer for."""
        days = [day for day in self._days if day > today][FIRM_DAYS:]
        weeks: dict[date, list[date]] = {}
        for day in days:
            weeks.setdefault(day - timedelta(days=day.weekday()), []).append(day)
        items = []
        for part, kept in self._parts.items():
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
            fabricate = self.needed_to(part, near + timedelta(days=14))
            items.append(
                self._item(
                    part,
                    lines,
                    fabricate=fabricate,
                    material=fabricate + 10 * self.habits.daily[part],
                    until=near + timedelta(days=28),
                )
            )
        return self._document(True, today, items)

    def _lines(self, part: str, days: Sequence[date]) -> tuple[Demand, ...]:
        kept = self._parts[part]
        wanted = {day: kept.needs[day] for day in days}
        if self.habits.nets and days:
            before = self.needed_to(part, days[0] - timedelta(days=1)) - kept.received
            for day in days:
                wanted[day] += before
                before = min(0, wanted[day])
                wanted[day] = max(0, wanted[day])
        return tuple(
            Demand(
                quantity=quantity,
                first=day,
                reference=f"{part[-4:]}{day:%y%m%d}" if self.habits.references else "",
            )
            for day, quantity in wanted.items()
            if quantity
        )

    def _item(
        self,
        part: str,
        lines: tuple[Demand, ...],
        *,
        fabricate: int = 0,
        material: int = 0,
        until: date | None = None,
    ) -> Item:
        kept = self._parts[part]
        return Item(
            part=part,
            received=kept.received,
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
