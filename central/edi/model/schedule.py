"""A plan or call-off, the same whichever syntax and message it came in.

Frozen, and as the customer said it: nothing is netted, spread or looked up here. Quantities are
Decimal in ``Item.unit``; days are the customer's calendar days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum

from central.edi.model.interchange import Party, Syntax
from syntax.problems import NOWHERE, Position


class Kind(StrEnum):
    PLAN = "plan"
    CALL_OFF = "call-off"


class Function(StrEnum):
    """What the message does to the one before."""

    ORIGINAL = "original"
    REPLACE = "replace"
    CHANGE = "change"
    CANCEL = "cancel"
    DUPLICATE = "duplicate"
    NOT_STATED = "not stated"


class Status(StrEnum):
    """How binding a line is. NOT_STATED: the agreement's horizons decide."""

    FIRM = "firm"
    FORECAST = "forecast"
    INFORMATION = "information"
    NOT_STATED = "not stated"


class Demand(StrEnum):
    """DATED stands on its days; BACKLOG is overdue; IMMEDIATE is wanted at once; NONE says that
    nothing is wanted, with quantity 0.
    """

    DATED = "dated"
    BACKLOG = "backlog"
    IMMEDIATE = "immediate"
    NONE = "none"


class Resource(StrEnum):
    FABRICATE = "fabricate"
    MATERIAL = "material"


class Bucket(StrEnum):
    """What a line's quantity is for: one day, or a period that may be spread."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    PERIOD = "period"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """``first`` to ``last`` inclusive; both None for a backlog or immediate demand without a date.
    ``at`` to ``to``: the time of the day. ``cumulative`` is what the customer wrote, None when
    they wrote none. ``order``: a purchase order of the line's own.
    """

    quantity: Decimal
    first: date | None
    last: date | None
    at: time | None = None
    to: time | None = None
    bucket: Bucket = Bucket.DAY
    cumulative: Decimal | None = None
    status: Status = Status.NOT_STATED
    demand: Demand = Demand.DATED
    authorises: Resource | None = None
    order: str = ""
    reference: str = ""
    position: Position = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The last delivery the customer has booked."""

    note: str = ""
    note_date: date | None = None
    quantity: Decimal | None = None
    received_on: date | None = None
    position: Position = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Cum:
    """A cumulative quantity since ``since``; ``until`` where the customer dates it."""

    quantity: Decimal
    since: date | None = None
    until: date | None = None
    position: Position = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """The customer answers for this cum of the resource, over the period stated."""

    resource: Resource
    cumulative: Decimal
    first: date | None = None
    last: date | None = None
    position: Position = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One part at one place. ``order`` and ``reference`` (its own schedule or release number) are
    the item's; nothing of them is copied to its lines: who needs a line's looks at ``Line.order``
    and ``Line.reference`` first and then here.
    """

    part: str
    part_of_supplier: str = ""
    ship_to: str = ""
    unloading_point: str = ""
    consumption_point: str = ""
    order: str = ""
    reference: str = ""
    unit: str = ""
    units: tuple[str, ...] = ()
    """Every unit in which something of it is stated, where the message gives one to each."""
    counted_as: tuple[str, ...] = ()
    """What the partner's units were multiplied by, as ``BX = 12 PCE``; empty: by nothing."""
    last_receipt: Receipt | None = None
    received: Cum | None = None
    shipped: Cum | None = None
    authorisations: tuple[Authorisation, ...] = ()
    lines: tuple[Line, ...] = ()
    position: Position = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where it came from, enough to find the bytes again and to answer."""

    syntax: Syntax
    message: str
    version: str
    sender: Party
    recipient: Party
    interchange: str
    interchange_old: str
    reference: str
    group: str = ""
    test: bool = False
    position: Position = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """``customer`` and ``supplier`` are the parties the document names, by their ids."""

    kind: Kind
    source: Source
    number: str
    previous_number: str = ""
    revision: str = ""
    issued_on: date | None = None
    function: Function = Function.NOT_STATED
    horizon_first: date | None = None
    horizon_last: date | None = None
    customer: str = ""
    supplier: str = ""
    items: tuple[Item, ...] = ()


def cumulative(item: Item) -> tuple[Decimal, ...]:
    """The cum after each line: received, then line by line. Starts at zero when the customer does
    not say what they have received.
    """
    total = item.received.quantity if item.received else Decimal(0)
    cums = []
    for line in item.lines:
        total += line.quantity
        cums.append(total)
    return tuple(cums)
