"""Whether a line is within the purchase order that it names. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from central.agreements.model.options import OrderCreation
from central.orders.rules.line_keys import Key
from central.words.reasons import Reason, because

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """A number that exists, as the lines of one part see it. ``of_part`` False: it is of ``others``
    alone. ``quantity``: ordered of the part (None: nothing is said), ``taken``: of that, what lines
    have had despatched and what is open of them.
    """

    of_part: bool = True
    others: tuple[str, ...] = ()
    quantity: Decimal | None = None
    taken: Decimal = ZERO


class Open(Protocol):
    @property
    def quantity(self) -> Decimal: ...
    @property
    def purchase_order(self) -> str: ...


@dataclass(slots=True)
class Numbers:
    """Numbers by their text, and what the lines of one release ask of each, in their order."""

    known: Mapping[str, Ordered]
    creation: OrderCreation
    part: str = ""
    asked: dict[str, Decimal] = field(default_factory=dict)
    freed: dict[str, Decimal] = field(default_factory=dict)

    def free(self, standing: Iterable[Open]) -> None:
        """What is open of these lines is asked anew."""
        for line in standing:
            number = line.purchase_order
            self.freed[number] = self.freed.get(number, ZERO) + line.quantity

    def fault(self, key: Key, quantity: Decimal) -> Reason | None:
        """Why a line cannot be an order under its number; None: it is one, and counts there."""
        if not quantity:
            return None
        found = self.known.get(key.purchase_order)
        in_advance = self.creation is OrderCreation.CREATE_IN_ADVANCE
        if found is None or not found.of_part:
            return self._missing(key, found) if in_advance else None
        asked = self.asked.get(key.purchase_order, ZERO) + quantity
        if found.quantity is not None:
            taken = found.taken - self.freed.get(key.purchase_order, ZERO)
            if taken + asked > found.quantity:
                return because(
                    "orders.order_exceeded",
                    "purchase order {number} orders {ordered} of part {part}, of which {taken} are "
                    "taken: the {quantity} of {on} are {over} too many",
                    number=key.purchase_order,
                    ordered=found.quantity,
                    part=self.part,
                    taken=taken + asked - quantity,
                    quantity=quantity,
                    on=key.on,
                    over=taken + asked - found.quantity,
                )
        self.asked[key.purchase_order] = asked
        return None

    def _missing(self, key: Key, found: Ordered | None) -> Reason:
        number, on = key.purchase_order, key.on
        if not number:
            words = "the line of {on} has no purchase order number to find an order made in advance"
            return because("orders.no_order_number", words, on=on)
        if found is None:
            words = (
                "purchase order {number} in the line of {on} is not that of an order made in "
                "advance"
            )
            return because("orders.no_order", words, number=number, on=on)
        return because(
            "orders.order_of_other_part",
            "purchase order {number} in the line of {on} is for {parts}, not for part {part}",
            number=number,
            on=on,
            parts=", ".join(found.others),
            part=self.part,
        )
