"""An order line that a person entered, for which no schedule came: a spare part, a sample, a call
because the line stands. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from central.words.digits import QUANTITY_PLACES, digit_faults
from central.words.reasons import RuleRefusedError, because
from central.words.spelling import MisspeltError

BY_HAND = "by_hand"
"""The kind of an order line that no schedule wrote, and none replaces."""
ZERO = Decimal(0)
Name = Annotated[str, Meta(min_length=1, max_length=70, pattern=r"^[^\x00-\x1f]+$")]
MaybeName = Annotated[str, Meta(max_length=70, pattern=r"^[^\x00-\x1f]*$")]
Why = Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f]*\S[^\x00-\x1f]*$")]


class Origin(StrEnum):
    """Why there is an order that no schedule asks for."""

    SPARE_PART = "spare_part"
    SAMPLE = "sample"
    EMERGENCY = "emergency"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderWish:
    """``key``: of whoever asks; the same once more is answered and not ordered again. ``part``: the
    customer's number, or ours. ``agreement`` empty: the one that takes schedules for it. ``on``:
    the day, ``at`` to ``to`` its window, where the customer is. ``unit`` empty: the agreement's.
    """

    key: Name
    customer: Name
    part: Name
    quantity: Decimal
    on: date
    origin: Origin
    why: Why
    agreement: MaybeName = ""
    plant: MaybeName = ""
    unloading_point: MaybeName = ""
    unit: MaybeName = ""
    at: time | None = None
    to: time | None = None
    reference: MaybeName = ""
    purchase_order: MaybeName = ""

    def __post_init__(self) -> None:
        """Raises MisspeltError: what no single field shows."""
        _check(self.quantity, self.at, self.to)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChange:
    """What a line by hand is for now. ``seen``: its ``changed_us`` as whoever asks saw it; empty:
    they change it whatever it is.
    """

    quantity: Decimal
    on: date
    why: Why
    at: time | None = None
    to: time | None = None
    seen: MaybeName = ""

    def __post_init__(self) -> None:
        """Raises MisspeltError: what no single field shows."""
        _check(self.quantity, self.at, self.to)


def check_seen(line: int, changed_us: int, seen: str) -> None:
    """RuleRefusedError: somebody changed the line since it was seen."""
    if seen and seen != str(changed_us):
        words = "order line {line} was changed meanwhile: look at it again, then decide"
        raise RuleRefusedError(because("by_hand.overtaken", words, line=line))


def check_untouched(line: int, despatched: Decimal, awaiting: Decimal) -> None:
    """RuleRefusedError: some of it has left, or is packed or on a note."""
    if despatched:
        words = (
            "{quantity} of order line {line} have left: it is not changed; undo the note, or enter "
            "another order"
        )
        raise RuleRefusedError(because("by_hand.has_left", words, quantity=despatched, line=line))
    if awaiting:
        words = (
            "{quantity} of order line {line} await departure: unpack them, or void the note, then "
            "change it"
        )
        raise RuleRefusedError(because("by_hand.awaits", words, quantity=awaiting, line=line))


def clock(at: time | None) -> str:
    """HH:MM; empty: no time is said."""
    return "" if at is None else f"{at:%H:%M}"


def _check(quantity: Decimal, at: time | None, to: time | None) -> None:
    faults = [
        ("quantity", reason.text) for reason in digit_faults(quantity, QUANTITY_PLACES, "quantity")
    ]
    if quantity <= ZERO:
        faults.append(("quantity", "must be above 0"))
    if to is not None and (at is None or to <= at):
        faults.append(("to", "a window ends after it begins"))
    if faults:
        raise MisspeltError(faults)
