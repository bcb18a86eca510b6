"""Moments, figures and cells as people read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from central.db.listings import Kind
from central.web.local_time import local, told_apart
from central.words.reasons import spoken

MARKS = {"en": (",", "."), "de": (".", ",")}
"""Thousands and decimals, as a reader of the language writes them."""


_DAYS = {"de": "%d.%m.%Y"}
"""Other than YYYY-MM-DD."""


def day(value: date | None, language: str = "en") -> str:
    """As a reader of ``language`` writes it; empty for none."""
    return "" if value is None else value.strftime(_DAYS.get(language, "%Y-%m-%d"))


def moment(at_us: int | None, language: str = "en") -> str:
    """With the zone, and with the offset in the hour that comes twice; empty for never."""
    if at_us is None:
        return ""
    at, which = local(at_us), told_apart(at_us)
    return f"{day(at, language)} {at:%H:%M:%S %Z}" + (f" ({which})" if which else "")


def clock(at_us: int) -> str:
    """The time of the day, to the second, with the zone."""
    return f"{local(at_us):%H:%M:%S %Z}"


def figure(value: Decimal | int | None, language: str) -> str:
    """A number as a reader of ``language`` writes it; nothing is rounded."""
    if value is None:
        return ""
    thousands, decimals = MARKS[language]
    sign, digits = ("−", spoken(-value)) if value < 0 else ("", spoken(value))
    whole, _, rest = digits.partition(".")
    grouped = f"{int(whole):,}".replace(",", thousands)
    return f"{sign}{grouped}{decimals}{rest}" if rest else f"{sign}{grouped}"


def amount(value: Decimal, digits: int, language: str) -> str:
    """A price with at least the currency's digits; more are shown and never rounded."""
    whole, mark, rest = figure(value, language).partition(MARKS[language][1])
    if len(rest) >= digits:
        return f"{whole}{mark}{rest}"
    return f"{whole}{MARKS[language][1]}{rest:0<{digits}}"


def cell_text(value: Any, kind: Kind, language: str) -> str:
    """What stands in a cell of a table."""
    if value is None:
        return ""
    if kind is Kind.MOMENT:
        return moment(value, language)
    if kind is Kind.FIGURE and isinstance(value, Decimal | int):
        return figure(value, language)
    return day(value, language) if isinstance(value, date) else str(value)
