"""A receiving advice: what the customer says has arrived of a delivery of ours.

As the customer said it: nothing is compared with what we despatched. Quantities are Decimal in
``ReceivedLine.unit`` and never negative; None means that the customer did not say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from central.edi.model.schedule import Cum, Function, Source
from syntax.problems import NOWHERE, Position


class Deviation(StrEnum):
    """What kind of difference; UNSTATED: a quantity in question that no code explains."""

    REJECTED = "rejected"
    OVER = "over"
    SHORT = "short"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference the customer names. ``code`` and ``reason`` are theirs; ``quantity`` is above
    zero whichever sign they wrote.
    """

    kind: Deviation
    quantity: Decimal
    code: str = ""
    reason: str = ""
    position: Position = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedLine:
    """One part of one delivery. ``note`` is our despatch note or shipment, the line's own or else
    the document's. ``received`` is what arrived, ``accepted`` what they keep, ``cumulative`` their
    cum after this receipt.
    """

    part: str
    note: str
    part_of_supplier: str = ""
    order: str = ""
    reference: str = ""
    unit: str = ""
    units: tuple[str, ...] = ()
    """Every unit in which something of it is stated, where the message gives one to each."""
    counted_as: tuple[str, ...] = ()
    """What the partner's units were multiplied by, as ``BX = 12 PCE``; empty: by nothing."""
    received_on: date | None = None
    despatched: Decimal | None = None
    received: Decimal | None = None
    accepted: Decimal | None = None
    rejected: Decimal | None = None
    over: Decimal | None = None
    short: Decimal | None = None
    cumulative: Cum | None = None
    differences: tuple[Difference, ...] = ()
    position: Position = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivingAdvice:
    """One document. ``customer``, ``supplier`` and ``ship_to`` are parties by their ids."""

    source: Source
    number: str
    note: str = ""
    issued_on: date | None = None
    received_on: date | None = None
    function: Function = Function.NOT_STATED
    customer: str = ""
    supplier: str = ""
    ship_to: str = ""
    lines: tuple[ReceivedLine, ...] = ()


def booked(line: ReceivedLine) -> Decimal | None:
    """What the customer adds to their stock: accepted, or else received less rejected. None when
    they state neither.
    """
    if line.accepted is not None:
        return line.accepted
    if line.received is None:
        return None
    return line.received - (line.rejected or Decimal(0))


def not_kept(line: ReceivedLine) -> Decimal:
    """What of it the customer says is missing or rejected, as a field or as a difference."""
    found = Decimal(0)
    for kind, stated in ((Deviation.REJECTED, line.rejected), (Deviation.SHORT, line.short)):
        named = sum((it.quantity for it in line.differences if it.kind is kind), Decimal(0))
        found += max(named, stated or Decimal(0))
    return found
