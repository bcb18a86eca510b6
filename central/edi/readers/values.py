"""Numbers and dates, strictly: what does not look like one is refused, never guessed.

``84OO`` is no number, the 13th month is no date, the year 2999 is no year of a schedule.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

YEARS = range(1980, 2100)
"""Years that a schedule, a receipt or a reset can name."""
MAX_QUANTITY = Decimal(10) ** 10
"""Quantities and cums stay below: VDA's widest cum has ten digits."""
SMALLEST = Decimal("0.000001")
"""What central keeps of a quantity."""

_INTEGER = re.compile(r"[0-9]{1,18}")
_DECIMAL = re.compile(r"(-?)([0-9]{1,18})(?:[.,]([0-9]{1,15}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From the first to the last day, both inclusive; ``at`` is a time of the first day, ``to`` of
    the last.
    """

    first: date
    last: date
    at: time | None = None
    to: time | None = None


def integer(text: str) -> int:
    """Digits only. Raises ValueError."""
    if not _INTEGER.fullmatch(text):
        raise ValueError(f"{_shown(text)} is not a whole number")
    return int(text)


def quantity(text: str, decimals: int = 0) -> Decimal:
    """A quantity from 0 to below ``MAX_QUANTITY``; ``decimals`` digits at the end of a number
    without a mark are its fraction. Raises ValueError.
    """
    match = _DECIMAL.fullmatch(text)
    if not match:
        raise ValueError(f"{_shown(text)} is not a number")
    sign, whole, fraction = match.groups()
    value = Decimal(f"{whole}.{fraction}" if fraction else whole).scaleb(-decimals)
    if value >= MAX_QUANTITY:
        raise ValueError(f"{text} is not a plausible quantity (limit {MAX_QUANTITY:,f})")
    if value % SMALLEST:
        raise ValueError(f"{text} has more than six decimals: nothing is rounded")
    if sign and value:
        raise ValueError(f"{text} is negative")
    return value


def difference(text: str) -> Decimal:
    """A quantity with a sign: below zero is missing, above is too much. Raises ValueError."""
    return -quantity(text[1:]) if text.startswith("-") else quantity(text.removeprefix("+"))


def day(text: str) -> date:
    """CCYYMMDD, or YYMMDD with years from 80 in the last century. Raises ValueError."""
    if not _INTEGER.fullmatch(text) or len(text) not in (6, 8):
        raise ValueError(f"{_shown(text)} is not a date")
    year, rest = _year(text)
    try:
        return date(year, int(rest[:2]), int(rest[2:]))
    except ValueError as error:
        raise ValueError(f"{text} is not a date: {error}") from error


def clock(text: str) -> time:
    """HHMM or HHMMSS. Raises ValueError."""
    if not _INTEGER.fullmatch(text) or len(text) not in (4, 6):
        raise ValueError(f"{_shown(text)} is not a time")
    try:
        return time(int(text[:2]), int(text[2:4]), int(text[4:] or "0"))
    except ValueError as error:
        raise ValueError(f"{text} is not a time: {error}") from error


def week(text: str) -> Period:
    """CCYYWW or YYWW, the weeks of ISO 8601. Raises ValueError."""
    if not _INTEGER.fullmatch(text) or len(text) not in (4, 6):
        raise ValueError(f"{_shown(text)} is not a week")
    year, rest = _year(text, short=4)
    try:
        monday = date.fromisocalendar(year, int(rest), 1)
    except ValueError as error:
        raise ValueError(f"{text} is not a week: {error}") from error
    return Period(first=monday, last=monday + timedelta(days=6))


def month(text: str) -> Period:
    """CCYYMM or YYMM. Raises ValueError."""
    if not _INTEGER.fullmatch(text) or len(text) not in (4, 6):
        raise ValueError(f"{_shown(text)} is not a month")
    year, rest = _year(text, short=4)
    try:
        first = date(year, int(rest), 1)
    except ValueError as error:
        raise ValueError(f"{text} is not a month: {error}") from error
    return whole_month(first)


def whole_month(any_day: date) -> Period:
    """The month of that day."""
    last = calendar.monthrange(any_day.year, any_day.month)[1]
    return Period(first=any_day.replace(day=1), last=any_day.replace(day=last))


def span(first: date, last: date) -> Period:
    """Raises ValueError when the end is before the beginning."""
    if last < first:
        raise ValueError(f"the period ends {last} before it begins {first}")
    return Period(first=first, last=last)


def _year(text: str, short: int = 6) -> tuple[int, str]:
    if len(text) == short:
        two = int(text[:2])
        return (1900 if two >= 80 else 2000) + two, text[2:]
    year = int(text[:4])
    if year not in YEARS:
        raise ValueError(f"{text} has the year {year}, outside {YEARS[0]} to {YEARS[-1]}")
    return year, text[4:]


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")
