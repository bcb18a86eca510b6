"""Days that people may mean: one of another century is a slip of the pen."""

from __future__ import annotations

from datetime import date

FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)


def is_meant(day: date) -> bool:
    return FIRST <= day <= LAST
