"""How many decimals a number of the office may have, and how large it may be: what its column holds
as a whole number of 64 bits. Nothing is rounded to fit. Pure.
"""

from __future__ import annotations

from decimal import Context, Decimal, DecimalException, Inexact, InvalidOperation

from central.words.reasons import Reason, RuleRefusedError, because

QUANTITY_PLACES = 6
"""Of quantities, cums, and prices of one piece."""
PERCENT_PLACES = 4
LARGEST = Decimal(10) ** 12
"""Numbers are below it: 12 digits and 6 places are below 2**63, with room for a sum."""
_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])


def scaled(number: Decimal, places: int, what: str) -> int:
    """``number`` in units of its last place. RuleRefusedError names ``what`` has more places, or is
    too large.
    """
    try:
        moved = _EXACT.scaleb(Decimal(number), places)
        whole = int(moved)
    except (DecimalException, ValueError, OverflowError):
        raise RuleRefusedError(_too_large(number, what)) from None
    if whole != moved:
        raise RuleRefusedError(_too_fine(number, places, what))
    if abs(number) >= LARGEST:
        raise RuleRefusedError(_too_large(number, what))
    return whole


def unscaled(whole: int, places: int) -> Decimal:
    """The way back, without trailing zeros."""
    units, rest = divmod(whole, 10**places)
    return Decimal(whole).scaleb(-places).normalize() if rest else Decimal(units)


def digit_faults(number: Decimal | None, places: int, what: str) -> tuple[Reason, ...]:
    """Why the number cannot be kept; (): it can."""
    try:
        if number is not None:
            scaled(number, places, what)
    except RuleRefusedError as refused:
        return refused.reasons
    return ()


def _too_fine(number: Decimal, places: int, what: str) -> Reason:
    return because(
        "number.too_fine",
        "{what} {number} has more than {places} decimals: nothing is rounded, write it with "
        "{places} at most",
        what=what,
        number=number,
        places=places,
    )


def _too_large(number: Decimal, what: str) -> Reason:
    return because(
        "number.too_large",
        "{what} {number} is no number below {largest}: it cannot be kept",
        what=what,
        number=str(number)[:40],
        largest=LARGEST,
    )
