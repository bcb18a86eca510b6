"""What stands beside a schedule, and what reconciling leaves of its lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from central.demand.lines import DemandLine

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backorder:
    """An order line already entered and overdue, with what of it is still open."""

    order: str
    due_on: date
    open_quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciledLine:
    line: DemandLine
    in_transit: Decimal = ZERO
    """Of the quantity asked: on its way already."""
    backordered: Decimal = ZERO
    """Of the quantity asked: on an overdue order line already."""
    cum: Decimal | None = None
    """The customer's cum when this line is delivered, if the customer counts."""

    @property
    def quantity(self) -> Decimal:
        """What is left to despatch."""
        return self.line.quantity - self.in_transit - self.backordered


class OrderKey(NamedTuple):
    """A part of a purchase order under an agreement; empty: every part of the agreement."""

    agreement: str
    number: str
    part: str


class CalledOff(NamedTuple):
    """What is called off of one forecast: of a schedule, by its number and day."""

    schedule: int
    number: int
    day: date
    quantity: Decimal
