"""Values of interchanges as people write them: numbers, days, weeks and times in their language."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

from central.edi.meanings import said, word
from central.edi.model.schedule import Bucket
from central.edi.readers import edifact_codes, values
from central.edi.readers.edifact_codes import bucket_of
from central.edi.readers.values import Period


def number_words(text: str, language: str) -> str:
    """A quantity with its thousands apart; what is no quantity stays as it is."""
    try:
        value = values.difference(text.strip())
    except ValueError:
        return text.strip()
    return written(value, language)


def written(value: Decimal, language: str) -> str:
    """English with commas, German with points between thousands."""
    plain = f"{value:,f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.translate(str.maketrans(",.", ".,")) if language == "de" else plain


def day_words(text: str, language: str, *, alone: bool = False) -> str:
    """A day of six or eight digits. ``alone``: without the word before it."""
    try:
        found = values.day(text)
    except ValueError:
        return text
    return spelt(found, language) if alone else said("day", language, day=spelt(found, language))


def clock_words(text: str) -> str:
    try:
        return _clock(values.clock(text[:4]))
    except ValueError:
        return text


def date_words(text: str, form: str, language: str) -> str:
    """A value of DTM by its format; what is none is said to be none."""
    try:
        found = edifact_codes.period(text, form)
    except ValueError:
        return said("bad_date", language, text=text, form=form or "–")
    return period_words(found, bucket_of(form, found), language)


def period_words(found: Period, bucket: Bucket | None, language: str) -> str:
    """A day, a week, a month, or from one day to another; with the times that it has."""
    first, last = spelt(found.first, language), spelt(found.last, language)
    if found.at is not None:
        first = f"{first}, {_clock(found.at)}"
    if found.to is not None:
        last = f"{last}, {_clock(found.to)}"
    if bucket is Bucket.WEEK:
        year, week, _ = found.first.isocalendar()
        return said("week", language, week=week, year=year)
    if bucket is Bucket.MONTH:
        month = word("common", "months", str(found.first.month), language)
        return said("month", language, month=month, year=found.first.year)
    if found.first == found.last and found.to is None:
        if found.at is None:
            return said("day", language, day=first)
        return said("moment", language, day=spelt(found.first, language), at=_clock(found.at))
    return said("period", language, first=first, last=last)


def spelt(day: date, language: str) -> str:
    """``24 November 2026``."""
    month = word("common", "months", str(day.month), language)
    return said("day_of", language, day=day.day, month=month, year=day.year)


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
