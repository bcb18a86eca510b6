"""From quantities to cums and back, and what is open."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import accumulate, pairwise

from central.words.reasons import RuleRefusedError, because

ZERO = Decimal(0)


def cumulative(quantities: Iterable[Decimal], start: Decimal = ZERO) -> tuple[Decimal, ...]:
    """The cum after each quantity, counted from ``start``, which is not among them."""
    return tuple(accumulate(quantities, initial=start))[1:]


def discrete(cums: Iterable[Decimal], start: Decimal = ZERO) -> tuple[Decimal, ...]:
    """The quantity of each line; RuleRefusedError where a cum falls."""
    found = []
    for position, (before, after) in enumerate(pairwise((start, *cums)), 1):
        if after < before:
            raise RuleRefusedError(
                because(
                    "cum.falls",
                    "the cum of line {position} is {after}, below {before} before it",
                    position=position,
                    after=after,
                    before=before,
                )
            )
        found.append(after - before)
    return tuple(found)


def in_transit(despatched_cum: Decimal, received_cum: Decimal) -> Decimal:
    """RuleRefusedError if negative: one of the cums is wrong, and a person says which."""
    if received_cum > despatched_cum:
        raise RuleRefusedError(
            because(
                "cum.negative_in_transit",
                "received cum {received} is above despatched cum {despatched} by {excess}: "
                "correct one of them, it is never netted",
                received=received_cum,
                despatched=despatched_cum,
                excess=received_cum - despatched_cum,
            )
        )
    return despatched_cum - received_cum


def open_quantity(
    *, received_cum: Decimal, demand_to_date: Decimal, despatched_cum: Decimal
) -> Decimal:
    """What is still to be despatched for the demand up to a day; negative: despatched ahead."""
    return received_cum + demand_to_date - despatched_cum
