"""Which language a browser asks for: ``Accept-Language`` (RFC 9110) against what there is. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

NAMES_MAX = 10
"""A browser names a few; what comes after so many is not looked at."""


def asked(header: str, have: Collection[str]) -> str:
    """The code of ``have`` that weighs most, of equals the first; empty: it names none of them."""
    weighed = [(weight, code) for code, weight in _named(header) if code in have and weight > 0]
    return max(weighed, key=lambda it: it[0], default=(0.0, ""))[1]


def _named(header: str) -> Iterator[tuple[str, float]]:
    """Codes without their regions, and their weights; what is no weight counts as 0."""
    for name in header.split(",")[:NAMES_MAX]:
        code, *more = name.split(";")
        weights = (it.strip().lower() for it in more)
        given = next((it[2:] for it in weights if it.startswith("q=")), "1")
        weight = float(given) if given.replace(".", "", 1).isdecimal() else 0.0
        yield code.split("-")[0].strip().lower(), weight
