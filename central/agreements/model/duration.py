"""How long an agreement holds: model years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from central.words.reasons import Reason, because
from central.words.years import FIRST, LAST, is_meant


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelYear:
    """``quantity``: agreed for the year; None: none was."""

    name: str
    first: date
    last: date
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """Years in order."""

    years: tuple[ModelYear, ...]

    def year_of(self, day: date) -> ModelYear | None:
        return next((year for year in self.years if year.first <= day <= year.last), None)

    def starts_to(self, day: date) -> date | None:
        """The latest first day of a year up to the day."""
        return max((year.first for year in self.years if year.first <= day), default=None)


def faults_of(years: Sequence[ModelYear]) -> tuple[Reason, ...]:
    """Years end after they begin, have names of their own, and do not overlap."""
    faults = [
        because(
            "duration.backwards",
            "model year {name} ends on {last}, before it begins on {first}",
            name=year.name,
            first=year.first,
            last=year.last,
        )
        for year in years
        if year.last < year.first
    ]
    faults += _of_other_centuries(years)
    names = [year.name for year in years]
    faults += [
        because("duration.twice", "model year {name} appears twice", name=name)
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    faults += [
        because(
            "duration.overlap",
            "model year {one} ends on {last}, {other} begins on {first}: they overlap",
            one=before.name,
            last=before.last,
            other=after.name,
            first=after.first,
        )
        for before, after in pairwise(sorted(years, key=lambda year: year.first))
        if after.first <= before.last
    ]
    return tuple(faults)


def _of_other_centuries(years: Sequence[ModelYear]) -> list[Reason]:
    return [
        because(
            "duration.years",
            "model year {name} names {on}: its days are from {begin} to {end}",
            name=year.name,
            on=on,
            begin=FIRST,
            end=LAST,
        )
        for year in years
        for on in (year.first, year.last)
        if not is_meant(on)
    ]
