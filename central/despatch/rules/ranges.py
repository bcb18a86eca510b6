"""Ranges of numbers: for notes, licence plates and SSCCs, of one of our divisions and one customer,
or of all. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from stdnum import ean

from central.words.reasons import Reason, RuleRefusedError, because

SSCC_DIGITS = 17
"""Before the digit that checks them."""


class RangeOf(StrEnum):
    NOTE = "note"
    UNIT = "unit"
    SSCC = "sscc"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRange:
    """Numbers from ``first`` to ``last`` behind ``prefix``, each of ``width`` digits. Empty
    ``division`` or ``customer``: of any.
    """

    number_range: str
    of: RangeOf = RangeOf.NOTE
    division: str = ""
    customer: str = ""
    prefix: str = ""
    first: int
    last: int
    width: int

    def number(self, place: int) -> str:
        text = f"{self.prefix}{place:0{self.width}d}"
        return text + ean.calc_check_digit(text) if self.of is RangeOf.SSCC else text


def range_faults(wanted: NumberRange) -> list[Reason]:
    """Why it cannot be."""
    found = []
    name, digits = wanted.number_range, len(str(wanted.last))
    if not 0 <= wanted.first <= wanted.last:
        said = "range {name}: from {first} to {last} is no range"
        first, last = wanted.first, wanted.last
        found.append(because("range.order", said, name=name, first=first, last=last))
    if not digits <= wanted.width <= 18:
        said = "range {name}: {last} does not fit into {width} digits"
        width = wanted.width
        found.append(because("range.width", said, name=name, last=wanted.last, width=width))
    if wanted.of is RangeOf.NOTE and not wanted.customer:
        said = "range {name}: numbers of notes for every customer are a range of the division's"
        found.append(because("range.of_division", said, name=name))
    length = len(wanted.prefix) + wanted.width
    whole = not wanted.prefix or (wanted.prefix.isascii() and wanted.prefix.isdigit())
    if wanted.of is RangeOf.SSCC and (length != SSCC_DIGITS or not whole):
        said = "range {name}: an SSCC has {digits} digits before its last, these have {length}"
        found.append(because("range.sscc", said, name=name, digits=SSCC_DIGITS, length=length))
    return found


def nearest(ranges: Iterable[NumberRange], division: str, customer: str) -> NumberRange | None:
    """Of those of one kind the one that names most of division and customer, the customer first;
    None: there is none.
    """
    able = [it for it in ranges if it.division in ("", division) and it.customer in ("", customer)]
    rank = lambda it: (bool(it.customer), bool(it.division))  # noqa: E731
    return max(able, key=rank, default=None)


def exhausted(wanted: NumberRange) -> RuleRefusedError:
    return RuleRefusedError(
        because(
            "range.exhausted",
            "range {name} is exhausted: {last} was its last number. Enter another range",
            name=wanted.number_range,
            last=wanted.number(wanted.last),
        )
    )
