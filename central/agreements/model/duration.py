"""How long an agreement holds: model years, and changes of them that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from central.words.reasons import Reason, RuleRefusedError, because


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelYear:
    """``quantity``: agreed for the year; None: none was."""

    name: str
    first: date
    last: date
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What a year was and became, who changed it and why."""

    was: ModelYear
    now: ModelYear
    person: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """Years in order; ``history`` has every change, the oldest first."""

    years: tuple[ModelYear, ...]
    history: tuple[Amendment, ...] = ()

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


def amend(duration: Duration, changed: ModelYear, *, person: str, why: str) -> Duration:
    """The year of that name as it is now; RuleRefusedError if the years do not hold together."""
    was = next((year for year in duration.years if year.name == changed.name), None)
    if was is None:
        raise RuleRefusedError(
            because("duration.unknown", "there is no model year {name}", name=changed.name)
        )
    years = tuple(changed if year is was else year for year in duration.years)
    if faults := faults_of(years):
        raise RuleRefusedError(*faults)
    amendment = Amendment(was=was, now=changed, person=person, why=why)
    return replace(duration, years=years, history=(*duration.history, amendment))
