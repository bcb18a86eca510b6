"""A raw interchange for people: its segments or records one by one, with what is wrong with each.

Works for any bytes. What cannot be read as segments is shown as the lines it has.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from central.edi import edifact, vda, x12
from central.edi.bounds import MAX_FILE
from central.edi.interchange import Syntax
from central.edi.problems import EdiError, Problem
from central.edi.profile import ANY, Profile
from central.edi.reading import read, syntax_of

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


_Raw = tuple[int, int, bytes]
"""Index, offset and bytes."""


def segments(data: bytes, profile: Profile = ANY, limit: int = MAX_ROWS) -> list[Row]:
    """At most ``limit`` rows: those with problems and their neighbours, then from the beginning,
    and the last. Never raises.
    """
    whole = list(_rows(data[:MAX_FILE], profile))
    problems = _by_row(whole, read(data, profile).all_problems())
    kept = _kept(len(whole), sorted(problems), max(limit, 1))
    rows, next_row = [], 0
    for at in kept:
        index, offset, raw = whole[at]
        rows.append(
            Row(
                index=index, offset=offset, text=_shown(raw), problems=tuple(problems.get(at, ())),
                skipped=at - next_row,
            )
        )  # fmt: skip
        next_row = at + 1
    return rows


def text_at(data: bytes, profile: Profile, problems: Sequence[Problem]) -> list[str]:
    """The segment of each problem."""
    whole = list(_rows(data[:MAX_FILE], profile))
    find = _Finder(whole)
    return [_shown(whole[find.row(problem)][2]) if whole else "" for problem in problems]


def _rows(data: bytes, profile: Profile) -> Iterator[_Raw]:
    """Segments or records as far as they can be read, then lines."""
    index, offset = 0, 0
    try:
        for index, offset, raw in _segments(data, profile):
            yield index, offset, raw
            offset += len(raw)
    except EdiError:
        pass
    if index and syntax_of(data) is not Syntax.VDA:
        offset += 1  # the terminator
    for found in _LINE.finditer(data, offset):
        if found.group().strip():
            index += 1
            yield index, found.start(), found.group()


def _segments(data: bytes, profile: Profile) -> Iterator[_Raw]:
    syntax = syntax_of(data)
    if syntax is Syntax.VDA:
        records = vda.Reader(profile.records, profile.vda_charset)
        records.receive_data(data)
        records.receive_data(b"")
        for record in iter(records.next_record, None):
            yield record.number, record.offset, record.raw
    elif syntax is not None:
        reader = edifact.Reader() if syntax is Syntax.EDIFACT else x12.Reader()
        reader.receive_data(data)
        reader.receive_data(b"")
        for segment in iter(reader.next_segment, None):
            yield segment.number, segment.offset, segment.raw


class _Finder:
    """The row of a problem: by its segment, or else by its byte; what is wrong with the file as a
    whole stands at its end.
    """

    def __init__(self, whole: list[_Raw]) -> None:
        self._numbers = {index: at for at, (index, _, _) in enumerate(whole)}
        self._offsets = [offset for _, offset, _ in whole]

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


def _shown(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("iso8859-1")
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT] + "…"
    return "".join(chr(0x2400 + ord(c)) if ord(c) < 0x20 else c for c in text)
