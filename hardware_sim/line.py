"""The line: broadcasts a day's build order with everything that goes wrong on the way, and keeps
the truth.

The brain is pure: ``advance`` lets one vehicle pass the call-off point and returns the telegrams
that leave now, in the order in which they leave. What each vehicle finally is was fixed before
the day began, so a late change is a first telegram that was not yet right and an amendment that
is; the same for re-sequencing. The day ends as planned whatever the rates are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from hardware_sim.plant import FeedRules, Vehicle

Telegram = dict[str, Any]
"""A CAT3 telegram as JSON (wire's page: type ``cat3``)."""
Alter = Callable[[Mapping[str, str], Random], dict[str, str]]
"""Options to other options that the plant can also build."""
PartLines = Callable[[Mapping[str, str]], list[dict[str, Any]]]
"""Options to the part lines that a telegram carries."""


def _no_lines(_: Mapping[str, str]) -> list[dict[str, Any]]:
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Shares of vehicles to which something happens; ``restarts`` is a count for the day."""

    duplicate: float = 0.0
    withheld: float = 0.0
    """Telegram that leaves after later ones."""
    lost: float = 0.0
    """Telegram that never leaves: it must be asked for by phone."""
    amended: float = 0.0
    swapped: float = 0.0
    cancelled: float = 0.0
    preview: float = 0.0
    """Announced before, without a place in the sequence."""
    restarts: int = 0
    change_window: int = 12
    """No vehicle changes once this many have passed after it."""
    withheld_vehicles_max: int = 8


QUIET = Rates()
USUAL = Rates(
    duplicate=0.05,
    withheld=0.03,
    lost=0.005,
    amended=0.05,
    swapped=0.03,
    cancelled=0.02,
    preview=0.1,
    restarts=1,
)


@dataclass(slots=True, kw_only=True)
class Record:
    """What the line knows of one vehicle; at the day's end, the truth about it."""

    vehicle: Vehicle
    run: int
    """0 for the first run of numbers, one more after each wrap or restart."""
    number: int
    """As last announced."""
    final_number: int
    announced: dict[str, str]
    """Options as last announced."""
    history: list[dict[str, str]] = field(default_factory=list)
    """Every set of options that was ever announced."""
    cancelled: bool = False
    lost: bool = False
    missed: bool = False
    """It passes the points of fit before its telegram leaves: nobody can supply it any more."""
    changing: bool = False
    passed: bool = False
    telegrams: int = 0
    sent: bool = False
    """Its place in the sequence was announced at least once."""
    smooth: bool = True
    """Nothing went wrong with it or just before it, so its label can print at once."""


@dataclass(slots=True)
class _Due:
    tick: int
    make: Callable[[], list[Telegram]]


class Line:
    """``advance`` until ``done``, then ``finish``."""

    def __init__(
        self,
        vehicles: Sequence[Vehicle],
        feed: FeedRules,
        rates: Rates,
        rng: Random,
        alter: Alter,
        *,
        first_number: int | None = None,
        part_lines: PartLines = _no_lines,
    ) -> None:
        self._feed = feed
        self._rates = rates
        self._rng = rng
        self._alter = alter
        self._part_lines = part_lines
        self._transmission = 0
        self._tick = 0
        self._due: list[_Due] = []
        self._by_phone: dict[tuple[int, int], Telegram] = {}
        self.records = self._plan(vehicles, first_number or feed.first_number)

    @property
    def feed(self) -> str:
        return self._feed.feed

    @property
    def lines(self) -> tuple[Line, ...]:
        return (self,)

    def of(self, _: str) -> Line:
        """The line whose vehicles a feed tells."""
        return self

    @property
    def passed(self) -> int:
        """Vehicles that have passed the call-off point."""
        return self._tick

    @property
    def done(self) -> bool:
        return self._tick >= len(self.records)

    def order_again(self, record: Record, parts: Sequence[str]) -> Telegram:
        """A replacement for parts of a vehicle; none named: for all of them."""
        named = [{"part": part} for part in parts]
        return {**self._telegram(record, "final"), "flags": ["re_order"], "parts": named}

    @property
    def outstanding(self) -> int:
        """Telegrams that wait to leave later."""
        return len(self._due)

    def advance(self) -> list[Telegram]:
        """One vehicle passes. Raises IndexError when the day is over."""
        record = self.records[self._tick]
        leaving: list[Telegram] = []
        if self._tick and self.records[self._tick - 1].run != record.run:
            leaving += self._flush()
        self._tick += 1
        record.passed = True
        record.smooth = not (self._due or record.lost or record.missed)
        leaving += self._pass_by(record) if record.missed else self._announce(record)
        leaving += self._take_due()
        leaving += [] if record.missed else self._change(record)
        return leaving

    def finish(self) -> list[Telegram]:
        """All that was withheld leaves: the line has stopped for the day."""
        return self._flush()

    def read_out(self, number: int) -> Telegram | None:
        """By phone: the vehicle with this number in the run that counts now, if its telegram was
        lost.
        """
        for (_, lost), telegram in reversed(self._by_phone.items()):
            if lost == number:
                return telegram
        return None

    # -- the plan of the day

    def _plan(self, vehicles: Sequence[Vehicle], first: int) -> list[Record]:
        records: list[Record] = []
        number, run = first, 0
        restarts = self._rates.restarts
        not_before = self._rng.randrange(len(vehicles) // 2 + 1)
        for place, vehicle in enumerate(vehicles):
            left = len(vehicles) - place
            if restarts and place >= not_before and self._may_restart(number, left):
                number, run, restarts = self._feed.first_number, run + 1, restarts - 1
            records.append(
                Record(
                    vehicle=vehicle,
                    run=run,
                    number=number,
                    final_number=number,
                    announced=dict(vehicle.options),
                )
            )
            following = self._feed.after(number)
            run += following < number
            number = following
        return records

    def _may_restart(self, number: int, left: int) -> bool:
        """Far enough from both ends of the numbers that nobody takes a restart for a vehicle that
        comes late, or for a wrap with numbers missing.
        """
        return (
            number - self._feed.first_number > self._feed.window * 3 // 2
            and self._feed.last_number - number > self._feed.max_jump
            and left > self._feed.window // 2
        )

    # -- what happens to one vehicle

    def _announce(self, record: Record) -> list[Telegram]:
        rates, rng = self._rates, self._rng
        if rng.random() < rates.amended:
            record.announced = self._alter(record.vehicle.options, rng)
            record.changing = True
            self._later(rng.randint(1, rates.change_window - 2), lambda: self._correct(record))
        leaving = [self._preview(record)] if rng.random() < rates.preview else []
        telegram = self._telegram(record, "final")
        fate = rng.random()
        if record.changing or fate >= rates.lost + rates.withheld:
            record.sent = True
            leaving.append(telegram)
            if rng.random() < rates.duplicate:
                leaving.append(telegram)
        elif fate < rates.lost:
            record.lost = True
            self._by_phone[record.run, record.number] = telegram
        else:
            self._later(
                rng.randint(1, rates.withheld_vehicles_max), lambda: _sent(record, telegram)
            )
        return leaving

    def _pass_by(self, record: Record) -> list[Telegram]:
        """Its station reports it before the gateway has its order."""
        record.sent = True
        fitted = {**self._telegram(record, "fitted"), "sequence_number": "0000"}
        return [fitted, self._telegram(record, "final")]

    def _change(self, record: Record) -> list[Telegram]:
        """Cancellation of this vehicle, or this one changes places with one before it."""
        rng, rates = self._rng, self._rates
        if record.lost or record.changing:
            return []
        if rng.random() < rates.cancelled:
            record.changing = True
            self._later(rng.randint(1, rates.change_window - 2), lambda: self._cancel(record))
        elif rng.random() < rates.swapped:
            return self._swap(record)
        return []

    def _swap(self, record: Record) -> list[Telegram]:
        """The wrong way round for a while: both announced in each other's place, later put
        right.
        """
        near = [
            other
            for other in self.records[max(0, self._tick - 5) : self._tick - 1]
            if other.run == record.run
            and not (other.lost or other.missed or other.changing or other.cancelled)
        ]
        if not near:
            return []
        other = self._rng.choice(near)
        record.changing = other.changing = True
        back = self._rng.randint(1, self._rates.change_window - 6)
        self._later(back, lambda: self._exchange(record, other))
        return self._exchange(record, other, settled=False)

    def _exchange(self, one: Record, two: Record, *, settled: bool = True) -> list[Telegram]:
        one.number, two.number = two.number, one.number
        one.sent = two.sent = True
        if settled:
            one.changing = two.changing = False
        return [self._telegram(one, "final"), self._telegram(two, "final")]

    def _correct(self, record: Record) -> list[Telegram]:
        record.announced = dict(record.vehicle.options)
        record.changing = False
        return [self._telegram(record, "final")]

    def _cancel(self, record: Record) -> list[Telegram]:
        record.cancelled = True
        record.changing = False
        return [self._telegram(record, "cancelled")]

    # -- telegrams

    def _preview(self, record: Record) -> Telegram:
        return {**self._telegram(record, "preview"), "sequence_number": "0000"}

    def _telegram(self, record: Record, status: str) -> Telegram:
        self._transmission += 1
        record.telegrams += 1
        if record.announced not in record.history:
            record.history.append(dict(record.announced))
        vehicle = record.vehicle
        return {
            "type": "cat3",
            "feed": self._feed.feed,
            "call_number": vehicle.call_number,
            "status": status,
            "sequence_number": f"{record.number:04d}",
            "vin": vehicle.vin,
            "body_number": vehicle.body_number,
            "status_text": status.upper(),
            "model": vehicle.model,
            "colour": vehicle.colour,
            "options": dict(record.announced),
            "parts": self._part_lines(record.announced),
            "transmission": self._transmission,
        }

    def _later(self, vehicles: int, make: Callable[[], list[Telegram]]) -> None:
        self._due.append(_Due(self._tick + vehicles, make))

    def _take_due(self) -> list[Telegram]:
        due = [entry for entry in self._due if entry.tick <= self._tick]
        self._due = [entry for entry in self._due if entry.tick > self._tick]
        return [telegram for entry in due for telegram in entry.make()]

    def _flush(self) -> list[Telegram]:
        due, self._due = sorted(self._due, key=lambda entry: entry.tick), []
        return [telegram for entry in due for telegram in entry.make()]


def _sent(record: Record, telegram: Telegram) -> list[Telegram]:
    record.sent = True
    return [telegram]


def without_cancellations(rates: Rates) -> Rates:
    """For a recorded order that must be built whole."""
    return replace(rates, cancelled=0.0)
