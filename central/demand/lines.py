"""What the rules see of a schedule: one part, its lines, the customer's cum and authorisations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from central.agreements.model.horizons import LineStatus
from central.agreements.model.own_terms import ScheduleKind
from central.cums.model import Authorisation

__all__ = ["DemandLine", "LineStatus", "Schedule", "ScheduleKind"]


class Slot(NamedTuple):
    """A time of a day, HH:MM where the customer is; empty: the day as a whole."""

    on: date
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandLine:
    """``on`` is the day, or the first of the period that ends on ``until``, included. ``at`` to
    ``to``: its window on the day, HH:MM where the customer is; empty: none is said.
    """

    number: int
    on: date
    quantity: Decimal
    status: LineStatus | None = LineStatus.FIRM
    """None: the message does not say; the agreement's line types do."""
    until: date | None = None
    purchase_order: str = ""
    reference: str = ""
    at: str = ""
    to: str = ""

    @property
    def slot(self) -> Slot:
        return Slot(self.on, self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """One part of one plan or call-off, as the customer sent it."""

    number: str
    part: str
    issued_on: date
    kind: ScheduleKind = ScheduleKind.PLAN
    lines: tuple[DemandLine, ...] = ()
    received_cum: Decimal | None = None
    """What the customer has received, by their own count."""
    counted_since: date | None = None
    """Since when the customer counts."""
    last_note: str = ""
    """The last despatch note that the customer has received."""
    authorisations: tuple[Authorisation, ...] = ()
    covers_from: date | None = None
    """The first day that it replaces."""
    covers_to: date | None = None
    """The last day of which it speaks, where the message says so: of later days it says nothing."""


def in_order(lines: tuple[DemandLine, ...]) -> tuple[DemandLine, ...]:
    """By day and time, then by number."""
    return tuple(sorted(lines, key=lambda line: (line.on, line.at, line.number)))
