"""A raw interchange for people: its segments or records one by one, with what is wrong with each.

Works for any bytes. What cannot be read as segments is shown as the lines it has.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from central.edi.model.interchange import Syntax
from central.edi.model.taken import Taken
from central.edi.profiles.profile import ANY, Profile
from central.edi.read import Reading, read, syntax_of
from central.edi.record_words import coarse_records, say_record
from central.edi.segment_words import NOTHING_TAKEN, Said, say
from syntax.bounds import MAX_FILE
from syntax.edifact import delimiters_for
from syntax.problems import NOWHERE, EdiError, Problem
from syntax.records import LENGTH, Record
from syntax.segments import Delimiters, split
from syntax.x12 import ISA_LENGTH, isa_delimiters

MAX_ROWS = 2000
MAX_TEXT = 2000
"""Characters of one row; longer ones are cut and end in an ellipsis."""
AROUND = 3
"""Rows before and after one with a problem that are always shown."""
_RAW_LINE = 200
"""Bytes of a row of what is neither segment nor line."""
_LINE = re.compile(rb"[^\r\n]{1,%d}" % _RAW_LINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``index`` counts segments or records from 1, as positions of problems do; ``offset`` is in
    bytes. ``text`` is without terminator, control characters as their pictures. ``skipped`` rows
    were left out before this one.
    """

    index: int
    offset: int
    text: str
    problems: tuple[Problem, ...] = ()
    skipped: int = 0
    said: Said | None = None
    """What it says in words; None: it is no segment, or nobody asked."""


_BETWEEN = re.compile(rb"[\r\n\t ]*")
_BETWEEN_RECORDS = re.compile(rb"[\r\n\x1a]*")
_LINE_END = re.compile(rb"[\r\n]")


class _Raw(NamedTuple):
    """A segment by its number, and its bytes from ``offset`` to before ``end``."""

    number: int
    offset: int
    end: int
    delimiters: Delimiters | None = None


def segments(
    data: bytes, profile: Profile = ANY, limit: int = MAX_ROWS,
    problems: Sequence[Problem] | None = None, language: str = "",
) -> list[Row]:  # fmt: skip
    """At most ``limit`` rows: those with problems and their neighbours, then from the beginning,
    and the last. ``problems`` are those that were found when it came; without them those of now.
    With a ``language`` each says what it means. Never raises.
    """
    whole = list(_rows(data[:MAX_FILE]))
    reads: dict[int, Taken] = {}
    reading = read(data, profile, reads)
    wrong = reading.all_problems() if problems is None else problems
    found = _by_row(whole, list(dict.fromkeys(wrong)))
    words = _Words(data, profile, reads, reading, language) if language else None
    rows, next_row = [], 0
    for at in _kept(len(whole), sorted(found), max(limit, 1)):
        raw = whole[at]
        rows.append(
            Row(
                index=raw.number, offset=raw.offset, text=_shown(data[raw.offset : raw.end]),
                problems=tuple(found.get(at, ())), skipped=at - next_row,
                said=words.of(raw) if words else None,
            )
        )  # fmt: skip
        next_row = at + 1
    return rows


def text_at(data: bytes, problems: Sequence[Problem]) -> list[str]:
    """The segment of each problem."""
    whole = list(_rows(data[:MAX_FILE]))
    find = _Finder(whole)
    rows = [whole[find.row(problem)] if whole else _Raw(0, 0, 0) for problem in problems]
    return [_shown(data[row.offset : row.end]) for row in rows]


def _rows(data: bytes) -> Iterator[_Raw]:
    """Segments or records as far as there are any, then lines. Finds where they end and no more:
    what is wrong inside is known by then.
    """
    index, at = 0, 0
    for part in _parts(data):
        index, at = index + 1, part.after
        yield _Raw(index, part.offset, part.end, part.delimiters)
    for found in _LINE.finditer(data, at):
        if found.group().strip():
            index += 1
            yield _Raw(index, found.start(), found.end())


class _Part(NamedTuple):
    """A segment's bytes, and where what follows it begins."""

    offset: int
    end: int
    after: int
    delimiters: Delimiters | None = None


def _parts(data: bytes) -> Iterator[_Part]:
    match syntax_of(data):
        case Syntax.EDIFACT:
            return _edifact(data)
        case Syntax.X12:
            return _x12(data)
        case Syntax.VDA:
            return _vda(data)
        case Syntax.ENTERED | None:
            return iter(())


def _edifact(data: bytes) -> Iterator[_Part]:
    at, pattern, delimiters = _after(data, 0), None, None
    while at < len(data):
        if pattern is None or delimiters is None:
            una = data[at + 3 : at + 9] if data.startswith(b"UNA", at) else b""
            try:
                delimiters = delimiters_for("3", una)
            except EdiError:
                return
            at = _after(data, at + 9) if una else at
            end, release = re.escape(delimiters.segment), re.escape(delimiters.release)
            each = b"[^%b]" % (end + release)
            escaped = b"|%b." % release if release else b""
            pattern = re.compile(b"(?:%b+%b)*+%b" % (each, escaped, end), re.DOTALL)
        found = pattern.match(data, at)
        if found is None:
            return
        yield _Part(at, found.end() - 1, found.end(), delimiters)
        if data.startswith(b"UNZ", at):
            pattern = None
        at = _after(data, found.end())


def _x12(data: bytes) -> Iterator[_Part]:
    at, terminator, delimiters = _after(data, 0), b"", None
    while at < len(data):
        if data.startswith(b"ISA", at):
            terminator = data[at + ISA_LENGTH - 1 : at + ISA_LENGTH]
            delimiters = _of_isa(data[at : at + ISA_LENGTH])
        end = data.find(terminator, at) if terminator else -1
        if end < 0:
            return
        yield _Part(at, end, end + 1, delimiters)
        if data.startswith(b"IEA", at):
            terminator = b""
        at = _after(data, end + 1)


def _of_isa(head: bytes) -> Delimiters | None:
    try:
        return isa_delimiters(head, NOWHERE)
    except (EdiError, IndexError):
        return None


def _vda(data: bytes) -> Iterator[_Part]:
    at = _after(data, 0, _BETWEEN_RECORDS)
    while len(data) - at >= LENGTH:
        line = _LINE_END.search(data, at, at + LENGTH)
        end = line.start() if line else at + LENGTH
        yield _Part(at, end, end)
        at = _after(data, end, _BETWEEN_RECORDS)


def _after(data: bytes, at: int, between: re.Pattern[bytes] = _BETWEEN) -> int:
    """Behind what the transport puts between segments."""
    found = between.match(data, at)
    return found.end() if found else at


class _Words:
    """What rows say, in one language."""

    def __init__(
        self, data: bytes, profile: Profile, reads: Mapping[int, Taken], reading: Reading,
        language: str,
    ) -> None:  # fmt: skip
        self._data, self._layouts, self._language = data, profile.records, language
        self._reads, self._syntax = reads, syntax_of(data)
        records = (r for m in reading.messages() for r in m.message.records)
        self._coarse = coarse_records(records)

    def of(self, raw: _Raw) -> Said | None:
        data, text = self._data[raw.offset : raw.end], _text(self._data[raw.offset : raw.end])
        if self._syntax is Syntax.VDA:
            layout = self._layouts.get(text[:3])
            if layout is None:
                return None
            record = Record(
                number=raw.number, offset=raw.offset, raw=data, text_raw=text, layout=layout
            )
            return say_record(record, self._language, coarse=raw.number in self._coarse)
        if self._syntax is None or raw.delimiters is None:
            return None
        try:
            segment = split(text.encode(), raw.number, raw.offset, raw.delimiters, "utf-8")
        except EdiError:
            return None  # a control character, or a release character of nothing
        taken = self._reads.get(raw.number, NOTHING_TAKEN)
        return say(segment, self._syntax, taken, self._language)


class _Finder:
    """The row of a problem: by its segment, or else by its byte; what is wrong with the file as a
    whole stands at its end.
    """

    def __init__(self, whole: list[_Raw]) -> None:
        self._numbers = {raw.number: at for at, raw in enumerate(whole)}
        self._offsets = [raw.offset for raw in whole]

    def row(self, problem: Problem) -> int:
        at = problem.position
        if at.segment in self._numbers:
            return self._numbers[at.segment]
        last = max(len(self._offsets) - 1, 0)
        return max(bisect_right(self._offsets, at.offset) - 1, 0) if at.offset else last


def _by_row(whole: list[_Raw], problems: Sequence[Problem]) -> dict[int, list[Problem]]:
    find = _Finder(whole)
    found: dict[int, list[Problem]] = {}
    for problem in problems:
        found.setdefault(find.row(problem), []).append(problem)
    return found


def _kept(count: int, wrong: list[int], limit: int) -> list[int]:
    if count <= limit:
        return list(range(count))
    kept: set[int] = set()
    for at in wrong:
        near = set(range(max(at - AROUND, 0), min(at + AROUND + 1, count)))
        if len(kept | near) >= limit:
            break
        kept |= near
    kept.add(count - 1)
    for at in range(count):
        if len(kept) >= limit:
            break
        kept.add(at)
    return sorted(kept)


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("iso8859-1")


def _shown(raw: bytes) -> str:
    text = _text(raw)
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT] + "…"
    return "".join(chr(0x2400 + ord(c)) if ord(c) < 0x20 else c for c in text)
