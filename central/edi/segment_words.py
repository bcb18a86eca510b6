"""Each segment of an interchange said in words: what it means with its values, what of it is read
into our fields, and what is not. A code that our tables lack is said to be unknown, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from central.edi import meanings
from central.edi.meanings import Place, said, word
from central.edi.model.interchange import Syntax
from central.edi.model.taken import Taken
from central.edi.readers.field_table import At
from central.edi.value_words import clock_words, date_words, day_words, number_words
from syntax.segments import Segment

UNITS, TEXT, NUMBER, DAY, CLOCK, DATE = "unit", "text", "number", "day", "clock", "date"
_PLAIN = frozenset({UNITS, TEXT, NUMBER, DAY, CLOCK, DATE})
"""Kinds of places that are no list of codes."""
NOTHING_TAKEN = Taken(into={}, stated={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """``text`` is the whole segment; ``read``: into which fields of ours something of it goes;
    ``unread``: what stands there besides. ``framing``: it is read as what holds messages together.
    """

    name: str
    text: str
    read: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    framing: bool = False


def say(segment: Segment, syntax: Syntax, taken: Taken, language: str) -> Said:
    """In that language; ``taken`` is what its message's reader took of it."""
    return _Speaker(segment, syntax.value, taken, language).said()


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    joint: str = ", "
    """What stands before it, unless it is the first."""


class _Speaker:
    def __init__(self, segment: Segment, syntax: str, taken: Taken, language: str) -> None:
        self._segment, self._syntax, self._language = segment, syntax, language
        self._stated = taken.stated
        self._into = taken.into
        self._meaning = meanings.segment(syntax, segment.tag)
        listed = meanings.tables(syntax)["envelope"].get(segment.tag, "")
        self._framed = frozenset(meanings.place(text) for text in listed.split())

    def said(self) -> Said:
        found = self._meaning
        if found is None:
            unknown = said("no_segment", self._language)
            return Said(name=unknown, text=unknown, unread=tuple(self._left(())))
        name = found.name.get(self._language, found.name["en"])
        lead, rest = self._lead(found.places, name)
        pieces = [*self._pieces(rest)]
        between = " " if lead and pieces and rest and rest[0].kind in (DATE, DAY) else ": "
        words = "".join(p.joint + p.text if n else p.text for n, p in enumerate(pieces))
        read = dict.fromkeys(field_words(into, self._language) for into in self._into.values())
        return Said(
            name=name,
            text=f"{lead or name}{between}{words}" if words else lead or name,
            read=tuple(read), unread=tuple(self._left(found.places)), framing=bool(self._framed),
        )  # fmt: skip

    def _lead(self, places: tuple[Place, ...], name: str) -> tuple[str, tuple[Place, ...]]:
        """The meaning of the code that the segment begins with, and the places that remain; empty:
        its name leads.
        """
        first = next((place for place in places if self._text(place)), None)
        if first is None or first != places[0] or first.kind in _PLAIN or first.label:
            return "", tuple(place for place in places if self._text(place))
        rest = tuple(p for p in places[1:] if self._text(p))
        meaning = self._coded(first)
        return (meaning if self._known(first) else f"{name}, {meaning}"), rest

    def _pieces(self, places: tuple[Place, ...]) -> Iterator[_Piece]:
        """A code before a date is its beginning, all else stands by itself."""
        waiting = ""
        for number, place in enumerate(places):
            value = self._value(place)
            behind = places[number + 1] if number + 1 < len(places) else None
            if place.joins == "<":
                yield _Piece(f"({value})", " ")
            elif place.joins == "+":
                yield _Piece(value, ".")
            elif place.kind == UNITS:
                yield _Piece(value, " ")
            elif place.kind not in _PLAIN and behind and behind.kind == DAY and not behind.label:
                waiting = f"{value} "
            else:
                yield _Piece(waiting + value)
                waiting = ""

    def _text(self, place: Place) -> str:
        return self._segment.text(*place.at)

    def _value(self, place: Place) -> str:
        text, language = self._text(place), self._language
        match place.kind:
            case "text":
                value = text.strip()
            case "number":
                value = number_words(text, language)
            case "day" if place.label:
                value = day_words(text, language, alone=True)
            case "day":
                value = day_words(text, language)
            case "clock":
                value = clock_words(text)
            case "date":
                form = self._segment.text(*place.form) if place.form else ""
                value = date_words(text, form, language)
            case _:
                value = self._coded(place)
        label = word("common", "labels", place.label, language) if place.label else ""
        return f"{label} {value}" if label else value

    def _known(self, place: Place) -> bool:
        text = self._text(place)
        return text in self._codes(place) or text in self._stated

    def _coded(self, place: Place) -> str:
        """What a code means: in this partner's profile, or else in our tables."""
        text, language = self._text(place), self._language
        found = word(self._syntax, self._list(place), text, language)
        stated = self._stated.get(text, "") if place.kind != UNITS else ""
        if stated:
            means = word("common", "meanings", stated, language) or stated
            return said("stated_by_profile", language, code=text, means=means)
        return found or said("unknown", language, code=text)

    def _codes(self, place: Place) -> Mapping[str, str]:
        return meanings.tables(self._syntax).get(self._list(place), {})

    @staticmethod
    def _list(place: Place) -> str:
        return "codes.units" if place.kind == UNITS else f"codes.{place.kind}"

    def _left(self, places: tuple[Place, ...]) -> Iterator[str]:
        """What stands in the segment and is not read: by what it is called, or by where it is."""
        by_place = {place.at: place for place in places}
        read = self._framed | self._into.keys()
        helping = {p.form for p in places if p.form and p.at in read}
        if self._into:
            helping |= {p.at for p in places if p.kind not in _PLAIN}
        for at in self._filled():
            if at in read or at in helping:
                continue
            place = by_place.get(at)
            if place is not None:
                yield self._value(place)
            elif not any(place.form == at for place in places):
                where = said("element", self._language, place=at)
                yield f"{where}: {self._segment.text(*at)}"

    def _filled(self) -> Iterator[At]:
        for element in range(1, len(self._segment.elements)):
            for component, text in enumerate(self._segment.elements[element][0], start=1):
                if text.strip():
                    yield At(element, component)


def field_words(into: str, language: str) -> str:
    """What of ours a value goes into: ``item.unit`` is the unit of the part."""
    if into == "nothing":
        return said("checked", language)
    owner, *names = into.split(".")
    words = [word("common", "owners", owner, language) or owner]
    words += [word("common", "into", name, language) or name for name in names]
    return ", ".join(words)
