"""What a customer and a calendar are, and what is wrong with them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from central.partners.rules.calendar import IndustryMonth
from central.partners.rules.windows import DeliveryWindow, check_windows
from central.words.reasons import Reason, RuleRefusedError, because

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
"""Codes stand in addresses and in names of folders."""
TEXT_MAX = 200
DIGITS_MAX = 4


class DayKind(StrEnum):
    """What an entry of a calendar does to its days."""

    SHUTDOWN = "shutdown"
    CLOSED = "closed"
    """One day off, a bridge day for example."""
    EXTRA = "extra"
    """Worked although a weekday, a holiday or a shutdown closes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """From the first to the last day, both included."""

    kind: DayKind
    first: date
    last: date
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """``country`` and ``subdivision`` name the national holidays; empty: none are kept.

    ``weekdays``: those that are worked, 0 is Monday. ``version`` 0: not stored yet.
    """

    calendar: str
    name: str = ""
    country: str = ""
    subdivision: str = ""
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    days: tuple[CalendarDay, ...] = ()
    months: tuple[IndustryMonth, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnloadingPoint:
    point: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """Empty ``calendar`` and no ``windows``: the customer's."""

    plant: str
    name: str = ""
    calendar: str = ""
    points: tuple[UnloadingPoint, ...] = ()
    windows: tuple[DeliveryWindow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """``zone``: by which their days begin. ``language``: of what we send to their people.

    Without ``calendar``: Monday to Friday but the holidays of country and subdivision.
    """

    customer: str
    name: str
    currency: str = "EUR"
    language: str = "en"
    country: str = ""
    subdivision: str = ""
    zone: str = "UTC"
    calendar: str = ""
    division: str = ""
    note: str = ""
    active: bool = True
    windows: tuple[DeliveryWindow, ...] = ()
    plants: tuple[Plant, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Currency:
    """``digits`` behind the point of an amount."""

    currency: str
    digits: int = 2
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """One of our own houses that sells."""

    division: str
    name: str = ""


def in_order(customer: Customer) -> Customer:
    """Plants, points and windows sorted: who says the same in another order changes nothing."""
    return replace(
        customer,
        windows=_by_time(customer.windows),
        plants=tuple(
            replace(
                plant,
                points=tuple(sorted(plant.points, key=lambda point: point.point)),
                windows=_by_time(plant.windows),
            )
            for plant in sorted(customer.plants, key=lambda plant: plant.plant)
        ),
    )


def calendar_in_order(calendar: Calendar) -> Calendar:
    return replace(
        calendar,
        weekdays=tuple(sorted(calendar.weekdays)),
        days=tuple(sorted(calendar.days, key=lambda day: (day.first, day.kind))),
        months=tuple(sorted(calendar.months, key=lambda month: (month.first, month.name))),
    )


def _by_time(windows: tuple[DeliveryWindow, ...]) -> tuple[DeliveryWindow, ...]:
    return tuple(sorted(windows, key=lambda window: window.at))


def code_faults(key: str, code: str) -> list[Reason]:
    """What is wrong with a code that stands under ``key``."""
    if CODE.fullmatch(code):
        return []
    return [
        because(
            "partner.code",
            "{key} = {given!r}: take letters, digits, point, dash and underline, 40 at most",
            key=key,
            given=code,
        )
    ]


def text_faults(key: str, text: str, *, empty: bool = True) -> list[Reason]:
    """What is wrong with words that stand under ``key``."""
    if len(text) > TEXT_MAX or not text.isprintable():
        said = "{key}: take up to {most} characters that print, in one line"
        return [because("partner.text", said, key=key, most=TEXT_MAX)]
    if not empty and not text.strip():
        return [because("partner.empty", "{key} is empty: give it", key=key)]
    return []


def faults_of_customer(customer: Customer) -> tuple[Reason, ...]:
    """Whether the places that it names exist is asked by whoever knows them."""
    faults = code_faults("customer", customer.customer)
    faults += text_faults("name", customer.name, empty=False)
    faults += text_faults("note", customer.note.replace("\n", " "))
    faults += _window_faults("windows", customer.windows)
    faults += _twice("plants", [plant.plant for plant in customer.plants])
    for plant in customer.plants:
        where = f"plants.{plant.plant}"
        faults += code_faults(f"{where}.plant", plant.plant)
        faults += text_faults(f"{where}.name", plant.name)
        faults += _window_faults(f"{where}.windows", plant.windows)
        faults += _twice(f"{where}.points", [point.point for point in plant.points])
        for point in plant.points:
            faults += text_faults(f"{where}.points.point", point.point, empty=False)
            faults += text_faults(f"{where}.points.name", point.name)
    return tuple(faults)


def faults_of_calendar(calendar: Calendar) -> tuple[Reason, ...]:
    faults = code_faults("calendar", calendar.calendar) + text_faults("name", calendar.name)
    worked = calendar.weekdays
    if not worked or len(set(worked)) != len(worked) or not set(worked) <= set(range(7)):
        said = "weekdays: name each day that is worked once, 0 (Monday) to 6, and at least one"
        faults.append(because("calendar.weekdays", said))
    for day in calendar.days:
        faults += _span_faults(f"{day.kind} {day.name}", day.first, day.last)
        faults += text_faults("days.name", day.name)
    faults += _twice("days", [f"{day.kind} {day.first}" for day in calendar.days])
    for month in calendar.months:
        faults += _span_faults(f"industry month {month.name}", month.first, month.last)
        faults += text_faults("months.name", month.name, empty=False)
    faults += _twice("months", [month.name for month in calendar.months])
    faults += [
        because(
            "calendar.months_overlap",
            "industry months {one} and {other} overlap on {day}: let one end before",
            one=before.name,
            other=after.name,
            day=after.first,
        )
        for before, after in pairwise(sorted(calendar.months, key=lambda month: month.first))
        if after.first <= before.last
    ]
    return tuple(faults)


def faults_of_currency(currency: Currency) -> tuple[Reason, ...]:
    faults = text_faults("name", currency.name)
    if not re.fullmatch(r"[A-Z]{3}", currency.currency):
        said = "currency = {given!r}: take the three capitals of ISO 4217, such as EUR"
        faults.append(because("currency.code", said, given=currency.currency))
    if not 0 <= currency.digits <= DIGITS_MAX:
        faults.append(because("currency.digits", "digits: 0 to {most}", most=DIGITS_MAX))
    return tuple(faults)


def _span_faults(what: str, first: date, last: date) -> list[Reason]:
    if first <= last:
        return []
    said = "{what} begins on {first}, after its end on {last}"
    return [because("calendar.backwards", said, what=what.strip(), first=first, last=last)]


def _twice(key: str, names: Iterable[str]) -> list[Reason]:
    listed = list(names)
    return [
        because("partner.twice", "{key}: {name} appears twice", key=key, name=name)
        for name in sorted({name for name in listed if listed.count(name) > 1})
    ]


def _window_faults(key: str, windows: tuple[DeliveryWindow, ...]) -> list[Reason]:
    """No window at all is none: the day's quantity is then one delivery."""
    if not windows:
        return []
    try:
        check_windows(windows)
    except RuleRefusedError as refused:
        return [
            because("partner.windows", "{key}: {what}", key=key, what=reason.text)
            for reason in refused.reasons
        ]
    whole = all(
        window.percent == window.percent.quantize(Decimal("0.0001"))
        and window.at == window.at.replace(second=0, microsecond=0, tzinfo=None)
        for window in windows
    )
    if whole:
        return []
    said = "{key}: times are HH:MM, percentages have four decimals at most"
    return [because("partner.windows_digits", said, key=key)]
