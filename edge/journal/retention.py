"""How far the oldest rows of a journal's table may go: read from the oldest on, and no further than
to the first that stays.

Rows are in the order in which they were written, and so is their age: what is behind an old row is
not asked for. A row that says a time still to come was written by a clock that was wrong. Its own
age is not known; it is older than every row behind it, so it goes with the first of those that is
old, and never by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

READ_MAX: Final = 2000
"""Rows of unknown age that one look reads; the next one goes on behind them."""
NOTHING: Final = -1
LAST: Final = (1 << 63) - 1
OLDEST_FACT: Final = (
    'SELECT "offset", at_us FROM facts WHERE "offset" > ? ORDER BY "offset" LIMIT 1'
)

Query = Callable[[str, tuple[object, ...]], Iterable[tuple[int, int]]]


@dataclass(slots=True)
class OldestRows:
    """The old end of one table with an ascending ``key`` and ``at_us``. Keys are not negative."""

    table: str
    key: str
    _read_to: int = NOTHING
    """Behind a first row of unknown age: so far there is nothing that stays."""

    def due(self, query: Query, *, before_us: int, now_us: int, up_to: int, rows_max: int) -> int:
        """The key up to which rows are older than ``before_us``, no more than ``rows_max`` of them
        and none beyond ``up_to``; NOTHING: the oldest one stays.
        """
        found, last, count = NOTHING, NOTHING, 0
        read_to, self._read_to = self._read_to, NOTHING
        for key, at_us in self._rows(query, NOTHING, up_to, rows_max):
            if at_us < before_us:
                found = key
            elif at_us <= now_us:
                return found
            count, last = count + 1, key
        if found >= 0 or count < rows_max:
            return found
        return self._behind(query, max(read_to, last), last, before_us, now_us, up_to)

    def _behind(
        self, query: Query, after: int, last: int, before_us: int, now_us: int, up_to: int
    ) -> int:
        """Looks for an old row behind rows of unknown age: then ``last``, the end of the first of
        them, is old too.
        """
        self._read_to = after
        for key, at_us in self._rows(query, after, up_to, READ_MAX):
            if at_us < before_us:
                return last
            if at_us <= now_us:
                break
            self._read_to = key
        return NOTHING

    def _rows(self, query: Query, after: int, up_to: int, limit: int) -> Iterable[tuple[int, int]]:
        return query(
            f'SELECT "{self.key}", at_us FROM {self.table} '  # noqa: S608 - names of our own
            f'WHERE "{self.key}" > ? AND "{self.key}" <= ? ORDER BY "{self.key}" LIMIT ?',
            (after, up_to, limit),
        )


@dataclass(slots=True)
class Retention:
    """Facts that are due, and the raw inputs that came before the oldest fact that stays."""

    _facts: OldestRows = field(default_factory=lambda: OldestRows("facts", "offset"))
    _raw: OldestRows = field(default_factory=lambda: OldestRows("raw", "raw_id"))

    def due(
        self, query: Query, *, before_us: int, now_us: int, up_to: int, rows_max: int
    ) -> tuple[int, int]:
        """Offset and raw id up to which rows go. No fact beyond ``up_to`` does."""
        offset = self._facts.due(
            query, before_us=before_us, now_us=now_us, up_to=up_to, rows_max=rows_max
        )
        for _, oldest_us in query(OLDEST_FACT, (offset,)):
            before_us = min(before_us, oldest_us)
        raw_id = self._raw.due(
            query, before_us=before_us, now_us=now_us, up_to=LAST, rows_max=rows_max
        )
        return offset, raw_id
