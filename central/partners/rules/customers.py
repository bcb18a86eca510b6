"""What a customer and a calendar are, and what is wrong with them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from central.partners.rules.calendar import IndustryMonth
from central.partners.rules.parties import (
    UNKNOWN,
    Identity,
    code_faults,
    identity_faults,
    identity_in_order,
    text_faults,
    twice,
)
from central.partners.rules.windows import DeliveryWindow, check_windows
from central.words.reasons import Reason, RuleRefusedError, because
from central.words.years import FIRST, LAST, is_meant

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
    active: bool = True
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnloadingPoint:
    point: str
    name: str = ""
    active: bool = True


def point_key(point: str) -> str:
    """Two unloading points with the same one are the same: people write them in any capitals."""
    return point.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """Where goods are shipped to. Empty ``calendar``, no ``windows``, nothing in ``identity``: the
    customer's.
    """

    plant: str
    name: str = ""
    calendar: str = ""
    identity: Identity = UNKNOWN
    active: bool = True
    points: tuple[UnloadingPoint, ...] = ()
    windows: tuple[DeliveryWindow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """``zone``: by which their days begin. ``language``: of what we send to their people.

    Without ``calendar``: Monday to Friday but the holidays of country and subdivision.
    ``sold_to``, ``invoice_to`` and ``payer``: another customer who is that for this one; empty:
    themselves. ``parent``: of their group.
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
    identity: Identity = UNKNOWN
    sold_to: str = ""
    invoice_to: str = ""
    payer: str = ""
    parent: str = ""
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


def in_order(customer: Customer) -> Customer:
    """Plants, points, windows and contacts sorted, tax numbers in one spelling: who says the
    same in another way changes nothing.
    """
    return replace(
        customer,
        identity=identity_in_order(customer.identity),
        windows=_by_time(customer.windows),
        plants=tuple(
            replace(
                plant,
                identity=identity_in_order(plant.identity),
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


def faults_of_customer(customer: Customer) -> tuple[Reason, ...]:
    """Whether the places that it names exist is asked by whoever knows them."""
    faults = code_faults("customer", customer.customer)
    faults += text_faults("name", customer.name, empty=False)
    faults += text_faults("note", customer.note.replace("\n", " "))
    faults += identity_faults("identity.", customer.identity)
    faults += _role_faults(customer)
    faults += _window_faults("windows", customer.windows)
    faults += twice("plants", [plant.plant for plant in customer.plants])
    for plant in customer.plants:
        where = f"plants.{plant.plant}"
        faults += code_faults(f"{where}.plant", plant.plant)
        faults += text_faults(f"{where}.name", plant.name)
        faults += identity_faults(f"{where}.identity.", plant.identity)
        faults += _window_faults(f"{where}.windows", plant.windows)
        faults += twice(f"{where}.points", [it.point for it in plant.points], point_key)
        for point in plant.points:
            faults += text_faults(f"{where}.points.point", point.point, empty=False)
            faults += text_faults(f"{where}.points.name", point.name)
    return tuple(faults)


ROLES = ("sold_to", "invoice_to", "payer", "parent")
"""Fields of a customer that name another one; a delivery goes to a plant."""


def _role_faults(customer: Customer) -> list[Reason]:
    said = "{key} = {name}: leave it empty where the customer is it themselves"
    return [
        because("partner.own_role", said, key=role, name=customer.customer)
        for role in ROLES
        if getattr(customer, role) == customer.customer
    ]


def faults_of_calendar(calendar: Calendar) -> tuple[Reason, ...]:
    faults = code_faults("calendar", calendar.calendar) + text_faults("name", calendar.name)
    worked = calendar.weekdays
    if not worked or len(set(worked)) != len(worked) or not set(worked) <= set(range(7)):
        said = "weekdays: name each day that is worked once, 0 (Monday) to 6, and at least one"
        faults.append(because("calendar.weekdays", said))
    for day in calendar.days:
        faults += _span_faults(f"{day.kind} {day.name}", day.first, day.last)
        faults += text_faults("days.name", day.name)
    faults += twice("days", [f"{day.kind} {day.first}" for day in calendar.days])
    for month in calendar.months:
        faults += _span_faults(f"industry month {month.name}", month.first, month.last)
        faults += text_faults("months.name", month.name, empty=False)
    faults += twice("months", [month.name for month in calendar.months])
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
    if first > last:
        said = "{what} begins on {first}, after its end on {last}"
        return [because("calendar.backwards", said, what=what.strip(), first=first, last=last)]
    said = "{what} names {on}: a calendar has days from {begin} to {end}"
    return [
        because("calendar.years", said, what=what.strip(), on=on, begin=FIRST, end=LAST)
        for on in (first, last)
        if not is_meant(on)
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
