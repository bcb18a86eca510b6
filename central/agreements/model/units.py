"""Which names of a unit are the same unit. Pure. Nothing is converted: other units are held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType

from central.words.reasons import Reason, RuleRefusedError, because

SAME: tuple[frozenset[str], ...] = (
    frozenset({"PCE", "PCS", "PC", "EA", "C62", "H87", "ST", "STK"}),
    frozenset({"KGM", "KG"}),
    frozenset({"GRM", "GR", "G"}),
    frozenset({"TNE", "TO", "T"}),
    frozenset({"MTR", "MR", "M"}),
    frozenset({"MMT", "MM"}),
    frozenset({"LTR", "LT", "L"}),
    frozenset({"MTK", "M2", "QM"}),
    frozenset({"MTQ", "M3"}),
    frozenset({"SET", "SE"}),
    frozenset({"PR", "PA", "NPR"}),
)
"""Names in EDIFACT, X12, VDA and on our own pages, each row one unit."""
_UNITS: Mapping[str, frozenset[str]] = MappingProxyType(
    {name: names for names in SAME for name in names}
)

COUNTED = SAME[0] | {"NMB", "SET", "SE", "PR", "PA", "NPR"}
"""Units of things that are counted: there is no half of one."""


def same(one: str, other: str) -> bool:
    """Whatever the case; a name that no row has is the same as itself alone."""
    one, other = one.strip().upper(), other.strip().upper()
    return one == other or other in _UNITS.get(one, frozenset())


def other_than(ours: str, stated: Iterable[str]) -> tuple[str, ...]:
    """Of the stated units those that are not ours, each once."""
    return tuple(dict.fromkeys(unit for unit in stated if unit.strip() and not same(ours, unit)))


def fractions(part: str, unit: str, quantities: Iterable[Decimal]) -> tuple[Reason, ...]:
    """The quantities that are no whole number of a unit that counts; empty: all can be."""
    if unit.strip().upper() not in COUNTED:
        return ()
    words = (
        "part {part} is counted in {unit}, and {quantity} is no whole number of it: nothing is "
        "rounded; correct the agreement's unit or ask the customer"
    )
    broken = dict.fromkeys(each for each in quantities if each != each.to_integral_value())
    return tuple(
        because("unit.fraction", words, part=part, unit=unit, quantity=each) for each in broken
    )


def check_whole(part: str, unit: str, quantities: Iterable[Decimal]) -> None:
    """RuleRefusedError for a fraction of a unit that counts."""
    if broken := fractions(part, unit, quantities):
        raise RuleRefusedError(*broken)


def said(part: str, ours: str, stated: Iterable[str]) -> tuple[Reason, bool] | None:
    """A reason and whether it stops; None: the units are the same."""
    stated = tuple(stated)
    if others := other_than(ours, stated):
        words = (
            "part {part} is stated in {theirs}, the agreement counts it in {ours}: nothing is "
            "converted; correct the agreement's unit or ask the customer"
        )
        theirs = ", ".join(others)
        return because("unit.other", words, part=part, theirs=theirs, ours=ours), True
    if not any(unit.strip() for unit in stated):
        words = "part {part} is stated without a unit: taken as {ours}, as the agreement counts it"
        return because("unit.none", words, part=part, ours=ours), False
    return None
