"""Which terms hold for a kind of schedule of a part: the contract's, unless something is agreed
otherwise for the kind, for the part, or for the kind of the part. The nearest holds. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from central.agreements.model.options import (
    CumCount,
    NoteNumbers,
    Reconcile,
    RetroPrice,
    Returns,
)
from central.agreements.model.own_terms import KindTerms, PartTerms, ScheduleKind
from central.agreements.model.terms import Terms

KINDS = tuple(str(kind) for kind in ScheduleKind)
OPTIONS = tuple(it.name for it in fields(Terms) if it.name not in KINDS)
BY_KIND = frozenset(it.name for it in fields(KindTerms))
"""Those that may differ between plans and call-offs; of a part every one may."""
GOES_WITH: Mapping[str, str] = {"tolerance_days": "tolerance_method"}
"""An option that says nothing without another one is taken from where that one is said."""
_COUNTING_FIRST = (
    Reconcile.USE_DELIVERY_NOTE_AND_CUM_QTY,
    Reconcile.USE_CUMULATIVE_QUANTITY,
    Reconcile.USE_DELIVERY_NOTE,
)


Values = Mapping[str, Any]
"""Of options, by name."""


class Level(StrEnum):
    """Where a term is said, the nearest last."""

    CONTRACT = "contract"
    KIND = "kind"
    PART = "part"
    KIND_OF_PART = "kind_of_part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applying:
    """``said``: of each option, where what holds is said."""

    terms: Terms
    said: Mapping[str, Level]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsOfPart:
    """What holds for the plans and for the call-offs of one part."""

    plan: Terms
    call_off: Terms

    def of(self, kind: ScheduleKind) -> Terms:
        return self.plan if kind is ScheduleKind.PLAN else self.call_off

    @property
    def compares(self) -> Reconcile:
        """How the one ledger of the part is compared: where one kind of schedule counts, the
        customer counts.
        """
        both = {self.call_off.reconcile, self.plan.reconcile}
        return next((it for it in _COUNTING_FIRST if it in both), Reconcile.NO_RECONCILE)

    @property
    def by_point(self) -> bool:
        """Whether each unloading point has a cum of its own."""
        return self.plan.cum_count is CumCount.POINT

    @property
    def returns(self) -> Returns:
        return self.plan.returns

    @property
    def retro_price(self) -> RetroPrice:
        return self.plan.retro_price

    @property
    def note_numbers(self) -> NoteNumbers:
        return self.plan.note_numbers


@lru_cache(maxsize=4096)
def terms_of_part(terms: Terms, own: PartTerms | None = None) -> TermsOfPart:
    """``terms``: as the contract says them; ``own``: what is agreed otherwise for the part."""
    plan, call_off = (applying(terms, own, kind).terms for kind in ScheduleKind)
    return TermsOfPart(plan=plan, call_off=call_off)


def applying(terms: Terms, own: PartTerms | None, kind: ScheduleKind) -> Applying:
    """What holds for one kind of schedule, option by option, and where it is said."""
    values: Values = {}
    said = dict.fromkeys(OPTIONS, Level.CONTRACT)
    for level, where in levels(terms, own, kind):
        here = said_at(where)
        values = {**values, **here}
        said |= dict.fromkeys(here, level)
    return Applying(terms=replace(terms, plan=None, call_off=None, **values), said=said)


def levels(
    terms: Terms, own: PartTerms | None, kind: ScheduleKind
) -> Iterator[tuple[Level, KindTerms | None]]:
    """What is agreed otherwise than by the contract itself, the nearest last."""
    yield Level.KIND, getattr(terms, kind)
    yield Level.PART, own
    yield Level.KIND_OF_PART, getattr(own, kind) if own is not None else None


def said_at(where: KindTerms | None) -> Values:
    """The options that are said there."""
    if where is None:
        return {}
    names = (it.name for it in fields(where) if it.name not in KINDS)
    found = {name: value for name in names if (value := getattr(where, name)) is not None}
    for option, other in GOES_WITH.items():
        if other in found:
            found.setdefault(option, None)
    return found


def without_empty(terms: Terms) -> Terms:
    """A kind of which nothing is said is left out."""
    return replace(terms, plan=_kept(terms.plan), call_off=_kept(terms.call_off))


def part_without_empty(own: PartTerms | None) -> PartTerms | None:
    """None: nothing is said of the part."""
    if own is None:
        return None
    own = replace(own, plan=_kept(own.plan), call_off=_kept(own.call_off))
    return None if own == PartTerms() else own


def _kept(of_kind: KindTerms | None) -> KindTerms | None:
    return None if of_kind == KindTerms() else of_kind
