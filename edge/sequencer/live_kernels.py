# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
# ruff: noqa: ANN001, ANN201, C901
"""Compiled edits of a plan's arrays in place. Imported only by `live`; see `walk_kernels` for why
no kernel calls one of another module.

`table[ROWS, room]` holds one int64 row per quantity, see the names; columns 0..n are in use. OPENS
has a mark at n too, where the next vehicle at the end would open a rack.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

DUE, RELEASE, WEIGHT, PICK, OPENS, KEPT, LENGTH, PLACES, WIDTH, AHEAD, SUM = range(11)
ROWS: Final = 11
SHIFTED: Final = 7  # the rows that move with their vehicle; the others are worked out again
LONG_AGO: Final = np.int64(-(1 << 60))
U0: Final = np.uint64(0)


@njit(cache=True, nogil=True, error_model="numpy")
def remove(table, duration, words, faces, share, v, n):
    """Take vehicle v out; n counts it. Its rack, if it opened one, is opened by the next. Its tour
    is not the one to keep any more."""
    for i in range(max(0, v - duration.shape[1]), v):
        if table[KEPT, i] > v - i:
            table[KEPT, i] = 0
    if table[OPENS, v]:
        table[OPENS, v + 1] = 1
    for row in range(SHIFTED):
        for i in range(v, n - 1):
            table[row, i] = table[row, i + 1]
    table[OPENS, n - 1] = table[OPENS, n]
    table[OPENS, n] = 0
    for row in range(words.shape[0]):
        for i in range(v, n - 1):
            words[row, i] = words[row, i + 1]
        words[row, n - 1] = U0
    if not share:
        for row in range(faces.shape[0]):
            for i in range(v, n - 1):
                faces[row, i] = faces[row, i + 1]
            faces[row, n - 1] = U0
    for i in range(v, n - 1):
        for b in range(duration.shape[1]):
            duration[i, b] = duration[i + 1, b]
    for i in range(v, n - 1):
        table[AHEAD, i] = table[AHEAD, i + 1]
    table[AHEAD, n - 1] = 0


@njit(cache=True, nogil=True, error_model="numpy")
def insert(table, duration, words, faces, share, v, n):
    """Make room for a vehicle before vehicle v; n does not count it. It joins the rack of v, and
    opens it if v did. A tour that it splits is not one to keep any more."""
    for i in range(max(0, v - duration.shape[1]), v):
        if table[KEPT, i] > v - i:
            table[KEPT, i] = 0
    table[OPENS, n + 1] = table[OPENS, n]
    for row in range(SHIFTED):
        for i in range(n, v, -1):
            table[row, i] = table[row, i - 1]
    for row in range(words.shape[0]):
        for i in range(n, v, -1):
            words[row, i] = words[row, i - 1]
    if not share:
        for row in range(faces.shape[0]):
            for i in range(n, v, -1):
                faces[row, i] = faces[row, i - 1]
    for i in range(n, v, -1):
        for b in range(duration.shape[1]):
            duration[i, b] = duration[i - 1, b]
    for i in range(n + 1, v, -1):
        table[AHEAD, i] = table[AHEAD, i - 1]
    table[OPENS, v + 1] = 0
    table[KEPT, v] = 0


@njit(cache=True, nogil=True, error_model="numpy")
def keep(table, n, counts):
    """The cut to keep has tours of counts[t] vehicles."""
    for v in range(n):
        table[KEPT, v] = 0
    i = 0
    for t in range(counts.size):
        table[KEPT, i] = counts[t]
        i += counts[t]


@njit(cache=True, nogil=True, error_model="numpy")
def refresh(table, n, limit, places, dues_before):
    """Work out PLACES (places < 0: no limit), WIDTH and SUM again."""
    ahead = dues_before.size
    latest, read = LONG_AGO, 0
    total = np.int64(0)
    for i in range(n):
        if places >= 0:
            while read <= i + ahead - places:
                due = dues_before[read] if read < ahead else table[DUE, read - ahead]
                latest = max(latest, due)
                read += 1
        table[PLACES, i] = latest
        table[SUM, i] = total
        total += table[PICK, i]
    for i in range(n, table.shape[1]):
        table[SUM, i] = total
    end = n
    for i in range(n - 1, -1, -1):
        table[WIDTH, i] = min(limit, end - i)
        if table[OPENS, i]:
            end = i


@njit(cache=True, nogil=True, error_model="numpy")
def delay(table, n, first, by_ms):
    """Move the dues of vehicles from `first` on."""
    for i in range(first, n):
        table[DUE, i] += by_ms
