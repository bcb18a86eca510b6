"""One of our own houses that sells, and the ranges from which its documents take their numbers.
Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from stdnum import ean

from central.partners.rules.identifiers import bic_faults, iban_faults
from central.partners.rules.parties import (
    UNKNOWN,
    Identity,
    code_faults,
    identity_faults,
    identity_in_order,
    text_faults,
    twice,
)
from central.words.reasons import Reason, because

PREFIX = re.compile(r"[A-Za-z0-9/._-]{0,20}")
WIDTH_MAX = 12
NUMBER_MAX = 10**WIDTH_MAX - 1
SOON = 10
SSCC_DIGITS = 17
"""Before the digit that checks them."""


class NumberKind(StrEnum):
    """What is numbered."""

    DESPATCH_NOTE = "despatch_note"
    LOAD = "load"
    UNIT = "unit"
    SSCC = "sscc"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRange:
    """From the first to the last number, both included, each with the prefix before it and filled
    with zeros to ``width`` digits; an SSCC has its check digit behind. ``customer``: whose
    documents alone take their numbers here; empty: of all who have no range of their own.
    ``next``: what is given next; 0, or less than where a range that gave numbers stands: it stands
    as it is, and a new range begins with its first number.
    """

    kind: NumberKind
    prefix: str = ""
    customer: str = ""
    first: int = 1
    last: int = 999_999
    width: int = 0
    next: int = 0
    active: bool = True

    def text(self, number: int) -> str:
        """As it stands on the document."""
        text = f"{self.prefix}{number:0{self.width}d}"
        return text + ean.calc_check_digit(text) if self.kind is NumberKind.SSCC else text

    @property
    def name(self) -> str:
        return f"{self.kind} {self.prefix}".strip()

    @property
    def left(self) -> int:
        """How many are not given yet."""
        return self.last + 1 - (self.next or self.first)

    @property
    def used(self) -> bool:
        return self.next > self.first

    @property
    def ends_soon(self) -> bool:
        """Something is left, but less than a tenth of what it gives in all."""
        return 0 < self.left * SOON < self.last + 1 - self.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """Where we are paid."""

    name: str = ""
    iban: str = ""
    bic: str = ""


NO_BANK = Bank()


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """One of our own houses that sells. ``version`` 0: not stored yet."""

    division: str
    name: str = ""
    identity: Identity = UNKNOWN
    bank: Bank = NO_BANK
    currency: str = ""
    active: bool = True
    ranges: tuple[NumberRange, ...] = ()
    version: int = 0


def division_in_order(division: Division) -> Division:
    """Ranges by kind and prefix, who it is as everywhere."""
    return replace(
        division,
        identity=identity_in_order(division.identity),
        ranges=tuple(sorted(division.ranges, key=lambda it: (it.kind, it.prefix))),
    )


def with_next(division: Division, stored: Division | None) -> Division:
    """Each range has its ``next``: one that has given numbers never goes back, whoever read it
    before the last one was given; another begins where it is said, or with its first number.
    """
    at = {(it.kind, it.prefix): it.next for it in stored.ranges if it.used} if stored else {}

    def standing(wanted: NumberRange) -> NumberRange:
        given = at.get((wanted.kind, wanted.prefix), 0)
        return replace(wanted, next=max(wanted.next, given) or wanted.first)

    return replace(division, ranges=tuple(standing(it) for it in division.ranges))


def faults_of_division(division: Division) -> tuple[Reason, ...]:
    """Whether its currency is known is asked by whoever knows them."""
    faults = code_faults("division", division.division)
    faults += text_faults("name", division.name)
    faults += identity_faults("identity.", division.identity)
    faults += text_faults("bank.name", division.bank.name)
    faults += iban_faults("bank.iban", division.bank.iban)
    faults += bic_faults("bank.bic", division.bank.bic)
    faults += twice("ranges", [it.name for it in division.ranges])
    in_use = Counter((it.kind, it.customer) for it in division.ranges if it.active)
    for kind, customer in sorted(of for of, count in in_use.items() if count > 1):
        said = "two ranges of {kind} {customer} are in use at once: switch one of them off"
        faults.append(because("number.two_in_use", said, kind=str(kind), customer=customer))
    for it in division.ranges:
        faults += _range_faults(it)
    return tuple(faults)


def _range_faults(it: NumberRange) -> Iterator[Reason]:
    name = it.name
    if not PREFIX.fullmatch(it.prefix):
        said = "range {name}: its prefix takes letters, digits and / . _ -, 20 at most"
        yield because("number.prefix", said, name=name)
    if not 0 <= it.width <= WIDTH_MAX:
        said = "range {name}: its width is 0 to {most} digits"
        yield because("number.width", said, name=name, most=WIDTH_MAX)
    if not 0 <= it.first <= it.last <= NUMBER_MAX:
        said = "range {name}: it goes from {first} to {last}; take 0 to {most}, the smaller first"
        yield because(
            "number.bounds", said, name=name, first=it.first, last=it.last, most=NUMBER_MAX
        )
    elif it.kind is NumberKind.SSCC and not _gives_ssccs(it):
        said = (
            "range {name}: an SSCC has {digits} digits before its last: prefix and width together"
        )
        yield because("number.sscc", said, name=name, digits=SSCC_DIGITS)
    elif it.next and not it.first <= it.next <= it.last + 1:
        said = "range {name}: its next number {next} is not among {first} to {last}"
        yield because("number.next", said, name=name, next=it.next, first=it.first, last=it.last)


def _gives_ssccs(it: NumberRange) -> bool:
    """Each of its numbers has so many digits, none is longer than the width."""
    whole = not it.prefix or (it.prefix.isascii() and it.prefix.isdigit())
    return whole and len(it.prefix) + it.width == SSCC_DIGITS and len(str(it.last)) <= it.width


def faults_of_range_change(was: Division, now: Division) -> Iterator[Reason]:
    """No number is ever given twice: what has given one is kept."""
    wanted = {(it.kind, it.prefix): it for it in now.ranges}
    for old in was.ranges:
        name, new = old.name, wanted.get((old.kind, old.prefix))
        if not old.used:
            continue
        if new is None:
            said = "range {name} has given numbers up to {last}: switch it off, and keep it"
            yield because("number.kept", said, name=name, last=old.text(old.next - 1))
        elif (new.first, new.width, new.customer) != (old.first, old.width, old.customer):
            said = "range {name} has given numbers: its first number, width and customer stay"
            yield because("number.fixed", said, name=name)


def faults_of_overlap(divisions: Sequence[Division]) -> Iterator[Reason]:
    """Of two ranges of one kind, of whatever divisions, that could give the same number."""
    ranges = [(division.division, it) for division in divisions for it in division.ranges]
    for (one, first), (other, second) in combinations(ranges, 2):
        if first.kind is second.kind and _meet(first, second):
            said = "range {prefix} of {one} and range {second} of {other} give the same {kind}"
            yield because(
                "number.overlap",
                said,
                prefix=first.text(first.first),
                one=one,
                second=second.text(second.first),
                other=other,
                kind=str(first.kind),
            )


def _meet(one: NumberRange, other: NumberRange) -> bool:
    """Whether a text of one is a text of the other: of the same length, with the digits that the
    longer prefix has more counted as digits of its numbers.
    """
    short, long = sorted((one, other), key=lambda it: len(it.prefix))
    more = long.prefix.removeprefix(short.prefix)
    if not long.prefix.startswith(short.prefix) or (more and not more.isdecimal()):
        return False
    return any(
        len(more) + long_part.digits == short_part.digits
        and int(more + long_part.low) <= int(short_part.high)
        and int(short_part.low) <= int(more + long_part.high)
        for long_part in _parts(long)
        for short_part in _parts(short)
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """The numbers of a range that are written with so many digits."""

    low: str
    high: str

    @property
    def digits(self) -> int:
        return len(self.low)


def spans_left(it: NumberRange) -> Iterator[Span]:
    """What the range gives from its next number on, as it stands on documents: each span is of
    texts of one length.
    """
    check = ("0", "9") if it.kind is NumberKind.SSCC else ("", "")
    for part in _parts(replace(it, first=it.next or it.first)):
        yield Span(f"{it.prefix}{part.low}{check[0]}", f"{it.prefix}{part.high}{check[1]}")


class Span(NamedTuple):
    """Texts of one length, both included."""

    low: str
    high: str


def _parts(it: NumberRange) -> Iterator[_Part]:
    for digits in range(max(it.width, 1), WIDTH_MAX + 1):
        low = max(it.first, 0 if digits <= max(it.width, 1) else 10 ** (digits - 1))
        high = min(it.last, 10**digits - 1)
        if low <= high:
            yield _Part(f"{low:0{digits}d}", f"{high:0{digits}d}")
