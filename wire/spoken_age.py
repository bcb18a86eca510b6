"""How long something lasts or is past, as people say it: one rule for cell and central. Pure."""

from __future__ import annotations

from typing import NamedTuple


class SpokenAge(NamedTuple):
    """``unit``: s, min, h or d."""

    number: int
    unit: str

    def __str__(self) -> str:
        return f"{self.number} {self.unit}"


def spoken_age(seconds: float) -> SpokenAge:
    """In seconds below two minutes, in minutes below two hours, in hours below two days."""
    for limit, unit, name in ((120, 1, "s"), (7200, 60, "min"), (172_800, 3600, "h")):
        if abs(seconds) < limit:
            return SpokenAge(round(seconds / unit), name)
    return SpokenAge(round(seconds / 86_400), "d")
