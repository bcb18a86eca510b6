"""What is read of a message, as a table: a segment, after which other, with which qualifier, into
which field. A message declares its rows once; the walk goes by them, and so does the document that
tells partners what is read.

A segment of which each value goes to one field needs its rows and nothing else. One whose values
belong together (a quantity with its date and code) is read by a method of the message's own, which
asks the table where they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from central.edi.profiles.message_rules import MessageRules

ANY = ""
"""Whatever segment came before."""
OTHER = "*"
"""Whatever the qualifier means."""
ALWAYS = "+"
"""Beside what the qualifier of the segment says; read by a method of the message."""
IGNORE = "ignore"


class At(NamedTuple):
    """Element and component, from 1. Element 0: each of the segment's."""

    element: int
    component: int = 1

    def __str__(self) -> str:
        element = str(self.element or "each")
        return element if self.component == 1 else f"{element}.{self.component}"


class Otherwise(StrEnum):
    """What happens to a qualifier that has no meaning."""

    LEFT_OUT = "left out"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """What a segment's qualifier at ``at`` means: by ``keys``, tables of a partner's profile, over
    our own meanings of each. A later one counts before an earlier, unless it says ``ignore``.
    """

    at: At
    keys: Mapping[str, Mapping[str, str]]
    otherwise: Otherwise = Otherwise.LEFT_OUT

    def of(self, rules: MessageRules) -> dict[str, str]:
        """Code to meaning, for this partner."""
        meanings: dict[str, str] = {}
        for key, ours in self.keys.items():
            stated: Mapping[str, str] = getattr(rules, key)
            own = {**ours, **stated}
            later = bool(meanings)
            meanings |= {code: m for code, m in own.items() if not (later and m == IGNORE)}
        return meanings


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One value. ``at``: where it stands, the first place that is filled. ``into``: of what, and
    which field (``item.order``). ``after``: the segments of which one came last; none, whichever.
    ``means``: the qualifier's meaning, ``=137`` for the code itself, ``OTHER`` or ``ALWAYS``.
    ``stays``: what the field has already is not overwritten. ``part`` of a period: its first or
    last day.
    """

    segment: str
    at: tuple[At, ...]
    into: str
    after: tuple[str, ...] = (ANY,)
    means: str = OTHER
    stays: bool = False
    part: str = ""

    @property
    def owner(self) -> str:
        return self.into.partition(".")[0]

    @property
    def field(self) -> str:
        return self.into.partition(".")[2]


def row(
    segment: str, at: str, into: str, means: str = OTHER, *, after: str = ANY, stays: bool = False,
    part: str = "",
) -> Row:  # fmt: skip
    """``at`` and ``after`` as they are written: ``"2.1 4.1"``, ``"LIN, QTY"``."""
    return Row(
        segment=segment, at=tuple(_place(text) for text in at.split()), into=into, means=means,
        after=tuple(after.split(", ")), stays=stays, part=part,
    )  # fmt: skip


def _place(text: str) -> At:
    element, _, component = text.partition(".")
    return At(0 if element == "n" else int(element), int(component or 1))


Found = Mapping[str, tuple[Row, ...]]
"""Meaning to its rows."""
_NONE: Found = MappingProxyType({})


class Table:
    """The rows of one message. ``codes`` by segment; ``unread``: segments that may stand there and
    say nothing that is needed. Any other is a problem. ``checked``: what of them must be right all
    the same, in words for people.
    """

    def __init__(
        self, rows: Iterable[Row], *, codes: Mapping[str, Codes] = MappingProxyType({}),
        unread: str = "", checked: Mapping[str, str] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        self.rows, self.codes, self.checked = tuple(rows), codes, checked
        self.unread = frozenset(unread.split())
        self._found: dict[str, dict[str, dict[str, tuple[Row, ...]]]] = {}
        self._places: dict[tuple[str, str], tuple[At, ...]] = {}
        for one in self.rows:
            self._places.setdefault((one.segment, one.into), one.at)
            for after in one.after:
                places = self._found.setdefault(one.segment, {}).setdefault(after, {})
                places[one.means] = (*places.get(one.means, ()), one)

    @property
    def tags(self) -> tuple[str, ...]:
        """The segments that are read, in the order of the rows."""
        return tuple(dict.fromkeys(one.segment for one in self.rows))

    def find(self, tag: str, after: str, means: str, code: str) -> tuple[Row, ...]:
        """The rows of a segment with that meaning, or else with that code, or else with any."""
        found = self._found.get(tag, {})
        for place in (found.get(after, _NONE), found.get(ANY, _NONE)):
            rows = place.get(means) or place.get("=" + code) or place.get(OTHER)
            if rows:
                return rows
        return ()

    def taken(self, tag: str, after: str, means: str, code: str) -> tuple[Row, ...]:
        """The rows by which a segment is read: those of ``find``, and those of other places that
        are read whatever the qualifier means.
        """
        found = self.find(tag, after, means, code)
        by_meaning = any(one.segment == tag and one.means[:1].isalpha() for one in self.rows)
        codes = self.codes.get(tag)
        refused = codes is not None and codes.otherwise is Otherwise.REFUSED
        if refused and by_meaning and means in ("", IGNORE):
            return ()
        places = {one.at for one in found}
        there = self._found.get(tag, {})
        beside = [
            one
            for place in dict.fromkeys((after, ANY))
            for kind in (OTHER, ALWAYS)
            for one in there.get(place, _NONE).get(kind, ())
            if one.at not in places
        ]
        return (*found, *beside)

    def only_place(self, tag: str) -> str:
        """After what a segment stands that is read in one place only; empty: there are several."""
        places = tuple(self._found.get(tag, ()))
        return places[0] if len(places) == 1 else ANY

    def at(self, tag: str, into: str) -> At:
        """Where the value for that field stands. Raises KeyError when nothing goes there."""
        return self.places(tag, into)[0]

    def places(self, tag: str, into: str) -> tuple[At, ...]:
        """Likewise, where a value has several places."""
        return self._places[tag, into]
