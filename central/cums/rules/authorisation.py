"""The highest authorised cums: what the customer answers for. They never go down in a period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from central.cums.model import Authorisation, Use
from central.words.reasons import Reason, RuleRefusedError, because

ZERO = Decimal(0)
SPOKEN = {Use.FABRICATE: "authorised to fabricate", Use.RAW_MATERIAL: "authorised to buy"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPeriod:
    """What stood before a reset."""

    start: date
    fabricate: Decimal
    raw_material: Decimal
    despatched_cum: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Highest:
    start: date
    fabricate: Decimal = ZERO
    raw_material: Decimal = ZERO
    closed: tuple[ClosedPeriod, ...] = ()

    def of(self, use: Use) -> Decimal:
        return self.fabricate if use is Use.FABRICATE else self.raw_material

    def liability(self, use: Use, despatched_cum: Decimal) -> Decimal:
        """Authorised and not yet despatched: the customer's, even after a cut."""
        return max(ZERO, self.of(use) - despatched_cum)


def raise_to(
    highest: Highest, authorisations: Iterable[Authorisation]
) -> tuple[Highest, tuple[Reason, ...]]:
    """The highest of what stood and what comes; a lower cum is said and changes nothing."""
    reasons = []
    for authorisation in authorisations:
        use, cum, was = authorisation.use, authorisation.cum, highest.of(authorisation.use)
        if cum > was:
            highest = (
                replace(highest, fabricate=cum)
                if use is Use.FABRICATE
                else replace(highest, raw_material=cum)
            )
            words = "{use}: cum {was} -> {cum}"
        else:
            words = (
                "{use}: cum {cum} does not lower the highest, {was}, of the period since {start}"
            )
        reasons.append(
            because(
                "authorisation.raised" if cum > was else "authorisation.kept",
                words,
                use=SPOKEN[use],
                was=was,
                cum=cum,
                start=highest.start,
            )
        )
    return highest, tuple(reasons)


def begin_period(highest: Highest, start: date, despatched_cum: Decimal) -> Highest:
    """From zero again; what stood is kept. ``despatched_cum``: of the period that ends."""
    if start <= highest.start:
        raise RuleRefusedError(
            because(
                "authorisation.period_not_later",
                "a period from {start} does not follow the one from {was}",
                start=start,
                was=highest.start,
            )
        )
    ended = ClosedPeriod(
        start=highest.start,
        fabricate=highest.fabricate,
        raw_material=highest.raw_material,
        despatched_cum=despatched_cum,
    )
    return Highest(start=start, closed=(*highest.closed, ended))
