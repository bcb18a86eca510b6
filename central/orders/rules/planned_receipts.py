"""What customers plan to receive: by day, window and unloading point, what is to arrive, what has
left for it and what is late; and the total of each part. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)


class Place(NamedTuple):
    """Where and when something is to arrive; ``at`` to ``to`` HH:MM where the customer is, empty:
    the day as a whole.
    """

    on: date
    at: str
    customer: str
    plant: str
    unloading_point: str
    part: str
    agreement: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """``to_arrive``: all of it; ``left``: of that, on notes; ``late``: of what has not left, that
    its window is over.
    """

    place: Place
    to_arrive: Decimal
    left: Decimal
    late: Decimal = ZERO

    @property
    def open(self) -> Decimal:
        return self.to_arrive - self.left


class PartOf(NamedTuple):
    customer: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    of: PartOf
    to_arrive: Decimal
    left: Decimal
    late: Decimal

    @property
    def open(self) -> Decimal:
        return self.to_arrive - self.left


def planned(lines: Iterable[Planned], now: Mapping[str, datetime]) -> tuple[Planned, ...]:
    """One for each place, by day, window, customer and point. ``now``: by customer, by the clocks
    there.
    """
    found: dict[Place, Planned] = {}
    for line in lines:
        before = found.get(line.place, replace(line, to_arrive=ZERO, left=ZERO))
        found[line.place] = replace(
            before, to_arrive=before.to_arrive + line.to_arrive, left=before.left + line.left
        )
    return tuple(
        replace(it, late=it.open if _is_over(it.place, now[it.place.customer]) else ZERO)
        for it in (found[place] for place in sorted(found))
    )


def _is_over(place: Place, now: datetime) -> bool:
    return is_over(place.on, place.at, place.to, now)


def is_over(on: date, at: str, to: str, now: datetime) -> bool:
    """By the day, or by the end of the window, or its begin where no end is said; ``now`` by the
    clocks of the customer.
    """
    if on != now.date():
        return on < now.date()
    due = to or at
    return bool(due) and due < f"{now:%H:%M}"


def totals(rows: Iterable[Planned]) -> tuple[Total, ...]:
    """By customer and part."""
    found: dict[PartOf, Total] = {}
    for it in rows:
        of = PartOf(it.place.customer, it.place.part)
        was = found.get(of, Total(of=of, to_arrive=ZERO, left=ZERO, late=ZERO))
        found[of] = replace(
            was,
            to_arrive=was.to_arrive + it.to_arrive,
            left=was.left + it.left,
            late=was.late + it.late,
        )
    return tuple(found[of] for of in sorted(found))
