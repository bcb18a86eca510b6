"""National holidays, from the library ``holidays``; the only room that knows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import holidays

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Outside of them no rule of a country is known to us."""


@dataclass(frozen=True, slots=True)
class National(Mapping[date, str]):
    """Day to name; a year is worked out when it is first asked for."""

    country: str
    subdivision: str = ""

    def __getitem__(self, day: date) -> str:
        return holidays_of(self.country, self.subdivision, day.year)[day]

    def __iter__(self) -> Iterator[date]:
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            yield from holidays_of(self.country, self.subdivision, year)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@lru_cache(maxsize=1024)
def holidays_of(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    """Of one year in the country's language; none where country or year is not known."""
    known = country and not fault_of(country, subdivision)
    if not known or not FIRST_YEAR <= year <= LAST_YEAR:
        return {}
    own = holidays.country_holidays(country).default_language  # else the machine's locale decides
    part = subdivision or None
    found = holidays.country_holidays(country, subdiv=part, years=year, language=own)
    return {day: name for day, name in sorted(found.items()) if day.year == year}


def fault_of(country: str, subdivision: str) -> str:
    """Why this is no country or part of one; empty: it is, or none is named."""
    if not country:
        return f"subdivision {subdivision} without a country" if subdivision else ""
    known = _countries()
    if country not in known:
        return f"country {country!r} is not known: take its two letters of ISO 3166, such as DE"
    if subdivision and subdivision not in known[country]:
        listed = ", ".join(known[country]) or "none"
        return f"subdivision {subdivision!r} of {country} is not known; there are: {listed}"
    return ""


@cache
def _countries() -> Mapping[str, list[str]]:
    return holidays.list_supported_countries(include_aliases=False)
