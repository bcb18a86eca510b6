"""What a maker wants to say, before it is written in their syntax."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Pieces wanted on ``first``, or over the days up to ``last``, both included. ``at``: the hour
    and minute (HHMM) of that day, empty: whenever.
    """

    quantity: int
    first: date
    last: date | None = None
    at: str = ""
    firm: bool = True
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The last delivery that the maker booked."""

    note: str
    quantity: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One part at one unloading point, empty: they have but one. ``received``: their cum since
    ``since``, of all points; ``received_here`` is no field of a message. ``fabricate`` and
    ``material``: the cums that they answer for, 0 for none.
    """

    part: str
    point: str
    received: int
    received_here: int
    since: date
    lines: tuple[Demand, ...]
    order: str = ""
    last: Receipt | None = None
    fabricate: int = 0
    material: int = 0
    authorised_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A plan or a call-off."""

    plan: bool
    number: str
    issued: date
    items: tuple[Item, ...]

    @property
    def first_day(self) -> date:
        """From here on it replaces what stood before."""
        days = [line.first for item in self.items for line in item.lines]
        return min(days, default=self.issued)

    @property
    def last_day(self) -> date:
        days = [line.last or line.first for item in self.items for line in item.lines]
        return max(days, default=self.issued)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """``counted`` were on the truck, ``refused`` of them go back."""

    part: str
    counted: int
    refused: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What arrived on a despatch note."""

    number: str
    note: str
    on: date
    pieces: tuple[Counted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who writes to whom, and the maker's next control reference."""

    sender: str
    recipient: str
    reference: int
    plant: str
    supplier: str
