"""X12 out. There is no escape: data with a delimiter is refused, or other delimiters are chosen
before anything is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from syntax.problems import CannotWrite
from syntax.segments import Delimiters, Elements
from syntax.x12 import CHARSET, ISA_WIDTHS, REPETITION_SINCE

Value = str | Sequence[str]
"""An element: a text, or its components."""

CHOICES = (
    Delimiters(element=b"*", component=b">", segment=b"~", repetition=b"^"),
    Delimiters(element=b"|", component=b":", segment=b"~", repetition=b"^"),
    Delimiters(element=b"\x1d", component=b"\x1f", segment=b"\x1c", repetition=b"\x1e"),
)
"""Tried in order by ``choose``; the last are control characters, which no data has."""


def choose(texts: Iterable[str], partner: Delimiters | None = None) -> Delimiters:
    """Delimiters that occur in none of the texts; the partner's own first. Raises CannotWrite."""
    used = set("".join(texts))
    for candidate in ([partner] if partner else []) + list(CHOICES):
        if not used & set(candidate.special().decode(CHARSET)):
            return candidate
    raise CannotWrite("the data has every delimiter that could be chosen")


def encode(elements: Elements, delimiters: Delimiters) -> bytes:
    """One segment with its terminator, nothing trimmed. Raises CannotWrite for data that has a
    delimiter or a character outside the character set.
    """
    component = delimiters.component.decode(CHARSET)
    repetition = delimiters.repetition.decode(CHARSET)
    special = set(delimiters.special().decode(CHARSET))
    for element in elements:
        for part in element:
            for value in part:
                _check(value, special)
    text = delimiters.element.decode(CHARSET).join(
        repetition.join(component.join(part) for part in element) for element in elements
    )
    return text.encode(CHARSET) + delimiters.segment


def _check(value: str, special: set[str]) -> None:
    found = special.intersection(value)
    if found:
        raise CannotWrite(f"{value!r} has the delimiter {min(found)!r}, and X12 has no escape")
    if any(ord(c) < 0x20 or c == "\x7f" for c in value):
        raise CannotWrite(f"{value!r} has a control character")
    if any(ord(c) > 0xFF for c in value):
        raise CannotWrite(f"{value!r} has a character outside {CHARSET}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Isa:
    """What an interchange header says. ``sender`` and ``receiver`` are qualifier and id; ``date``
    is YYMMDD, ``time`` HHMM, ``control`` at most nine digits.
    """

    sender: tuple[str, str]
    receiver: tuple[str, str]
    date: str
    time: str
    version: str
    control: str
    test: bool = False


@dataclass(slots=True)
class Writer:
    """One interchange with one group, or with none for a TA1. ``segment`` adds; ``close`` returns
    the bytes.
    """

    isa: Isa
    delimiters: Delimiters = CHOICES[0]
    _out: bytearray = field(default_factory=bytearray)
    _sets: int = 0
    _in_set: int = 0
    _group: str = ""

    def __post_init__(self) -> None:
        isa = self.isa
        repeats = isa.version >= REPETITION_SINCE
        if not repeats:
            self.delimiters = _without_repetition(self.delimiters)
        repetition = self.delimiters.repetition.decode(CHARSET) if repeats else "U"
        values = (
            "00", "", "00", "", *isa.sender, *isa.receiver, isa.date, isa.time, repetition,
            isa.version, isa.control.zfill(9), "0", "T" if isa.test else "P",
        )  # fmt: skip
        special = set(self.delimiters.special().decode(CHARSET))
        element = self.delimiters.element.decode(CHARSET)
        text = "ISA"
        for number, (value, width) in enumerate(zip(values, ISA_WIDTHS, strict=False), start=1):
            if number != 11:
                _check(value, special)
            if len(value) > width:
                raise CannotWrite(f"ISA{number:02} {value!r} is longer than {width}")
            text += element + value.ljust(width)
        text += element + self.delimiters.component.decode(CHARSET)
        self._out += text.encode(CHARSET) + self.delimiters.segment

    def segment(self, tag: str, *elements: Value) -> None:
        """Adds one; empty elements and components at the end are left out."""
        whole = [[tag], *([value] if isinstance(value, str) else list(value) for value in elements)]
        for components in whole:
            while components and not components[-1]:
                components.pop()
        while not whole[-1]:
            whole.pop()
        shaped: Elements = tuple(((tuple(element) or ("",)),) for element in whole)
        self._out += encode(shaped, self.delimiters)
        self._in_set += 1

    def open_group(
        self, code: str, sender: str, receiver: str, date: str, time: str, control: str,
        version: str,
    ) -> None:  # fmt: skip
        """GS: its dates have eight digits from 004010 on, six before."""
        self._group = control
        self.segment("GS", code, sender, receiver, date, time, control, "X", version)

    def open_set(self, type: str, control: str) -> None:
        self._in_set = 0
        self._sets += 1
        self.segment("ST", type, control)

    def close_set(self, control: str) -> None:
        self.segment("SE", str(self._in_set + 1), control)

    def close(self) -> bytes:
        if self._group:
            self.segment("GE", str(self._sets), self._group)
        self.segment("IEA", "1" if self._group else "0", self.isa.control.zfill(9))
        return bytes(self._out)


def _without_repetition(found: Delimiters) -> Delimiters:
    return Delimiters(element=found.element, component=found.component, segment=found.segment)
