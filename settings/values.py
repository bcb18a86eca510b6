"""Single values as people write them: text, whole number, number, Decimal, yes and no, date, time
of day (HH:MM). What is none of them is a ValueError that quotes it and says what is expected. Pure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

TEXT_MAX = 4000
DIGITS_MAX, DECIMALS_MAX = 15, 9
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def text_of(given: object, *, controls: bool = False) -> str:
    """``controls``: line ends and the like may stand in it."""
    if not isinstance(given, str):
        raise ValueError(f"{shown(given)} is no text: put it in quotes")
    prints = controls or given.replace("\n", "").isprintable()
    if len(given) > TEXT_MAX or not prints:
        raise ValueError(f"takes up to {TEXT_MAX} characters that print")
    return given


def _whole(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or abs(given) >= 10**DIGITS_MAX:
        raise ValueError(f"{shown(given)} is no whole number of at most {DIGITS_MAX} digits")
    return given


def _number(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        raise ValueError(f"{shown(given)} is no number")
    if abs(given) >= 10**DIGITS_MAX:
        raise ValueError(f"{shown(given)} has more than {DIGITS_MAX} digits before the point")
    return float(given)


def decimal_of(text: str) -> Decimal | None:
    """The number that a person writes: digits 0 to 9, a minus and a point; None: it is none. Other
    alphabets' digits, exponents and separators of thousands are not guessed at.
    """
    return Decimal(text) if _DECIMAL.fullmatch(text) else None


def _exact(given: object) -> Decimal:
    """A number, or its digits as text: 12.5 or "12.5"."""
    if isinstance(given, bool) or not isinstance(given, int | float | str | Decimal):
        raise ValueError(f"{shown(given)} is no number")
    found = decimal_of(given.strip()) if isinstance(given, str) else Decimal(str(given))
    if found is None:
        raise ValueError(f"{shown(given)} is no number: write it as 1234.5")
    if not found.is_finite() or abs(found) >= 10**DIGITS_MAX:
        raise ValueError(f"{shown(given)} has more than {DIGITS_MAX} digits before the point")
    if int(found.as_tuple().exponent) < -DECIMALS_MAX:
        raise ValueError(f"{shown(given)} has more than {DECIMALS_MAX} digits behind the point")
    return _without_zeros(found)


def _without_zeros(found: Decimal) -> Decimal:
    """1.50 and 1.5 are the same writing afterwards."""
    text = f"{found:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return Decimal("0" if text in {"-0", ""} else text)


def _yes_no(given: object) -> bool:
    if not isinstance(given, bool):
        raise ValueError(f"{shown(given)} is neither true nor false")
    return given


def _day(given: object) -> date:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    try:
        return date.fromisoformat(given if isinstance(given, str) and len(given) == 10 else "")
    except ValueError:
        raise ValueError(f"{shown(given)} is no date: write it as 2026-01-31") from None


def _clock(given: object) -> time:
    try:
        found = given if isinstance(given, time) else time.fromisoformat(str(given))
    except ValueError:
        raise ValueError(f"{shown(given)} is no time of day: write it as 06:30") from None
    if found.replace(second=0, microsecond=0, tzinfo=None) != found:
        raise ValueError(f"{shown(given)}: a time of day is HH:MM")
    return found


def shown(given: object) -> str:
    """What was written, as a fault quotes it: at most 60 characters."""
    if isinstance(given, int) and not isinstance(given, bool) and abs(given) >= 10**60:
        return "a number of more than 60 digits"
    text = repr(str(given) if isinstance(given, Decimal | date | time) else given)
    return text if len(text) <= 60 else f"{text[:57]}..."


PLAIN: Mapping[Any, Callable[[object], Any]] = {
    str: text_of,
    int: _whole,
    float: _number,
    Decimal: _exact,
    bool: _yes_no,
    date: _day,
    time: _clock,
}
