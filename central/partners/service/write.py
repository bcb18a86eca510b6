"""Storing customers and calendars: checked whole, one change at a time, and only rows
that differ are written, so that the history shows what somebody changed.

Every ``save_*`` runs inside the caller's work and says RuleRefusedError with all reasons.
``version`` is the one that the person saw; an older one is refused as stale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Connection, Table, and_, select

from central.db.database import hold, upsert
from central.db.rows import refuse, refuse_stale, replace_rows
from central.db.work import Work
from central.partners import tables
from central.partners.national import fault_of
from central.partners.rules.customers import (
    Calendar,
    Currency,
    Customer,
    calendar_in_order,
    faults_of_calendar,
    faults_of_currency,
    faults_of_customer,
    in_order,
)
from central.partners.rules.parties import switched_off, unknown
from central.partners.service import customers
from central.partners.service.identities import Owner, columns_of, contact_rows
from central.partners.service.roles import role_faults
from central.partners.tables_divisions import divisions as rows_of_divisions
from central.words.reasons import Reason, because


def save_customer(work: Work, customer: Customer) -> int:
    """Stores the customer with plants, unloading points and windows; returns the version now."""
    version = store_customer(work, customer)
    refuse_roles(work.connection, customer.customer)
    return version


def refuse_roles(connection: Connection, customer: str) -> None:
    """RuleRefusedError: whom the stored customer names in a role cannot be it."""
    found = customers.customer_of(connection, customer)
    refuse(list(role_faults(connection, found)) if found else [])


def store_customer(work: Work, customer: Customer) -> int:
    """As ``save_customer``, for files in which who is named in a role may stand further down: the
    caller asks ``refuse_roles`` when everything is stored.
    """
    connection = work.connection
    customer = in_order(customer)
    hold(connection, "customers")
    stored = customers.customer_of(connection, customer.customer)
    refuse_stale("customer", customer.customer, stored.version if stored else 0, customer.version)
    refuse([*faults_of_customer(customer), *_unknown_places(connection, customer, stored)])
    if stored == customer:
        return customer.version
    elsewhere = {"version", "changed_us", "changed_by", *tables.IDENTITY}
    head = {
        name: getattr(customer, name) for name in tables.customers.c.keys() if name not in elsewhere
    } | columns_of(customer.identity)
    version = customer.version + 1
    upsert(connection, tables.customers, [{**head, "version": version, **work.stamp}])
    _store_plants(connection, customer)
    _store_windows(connection, customer)
    return version


def _store_plants(connection: Connection, customer: Customer) -> None:
    key, plants = {"customer": customer.customer}, customer.plants
    people = contact_rows(Owner(customer.customer), customer.identity)
    for it in plants:
        people += contact_rows(Owner(customer.customer, it.plant), it.identity)
    whose = {"kind": "customer", "owner": customer.customer}
    replace_rows(connection, tables.contacts, whose, people)
    replace_rows(
        connection,
        tables.plants,
        key,
        (
            {
                "plant": it.plant,
                "name": it.name,
                "calendar": it.calendar,
                "active": it.active,
                **columns_of(it.identity),
            }
            for it in plants
        ),
    )
    replace_rows(
        connection,
        tables.unloading_points,
        key,
        (
            {
                "plant": plant.plant,
                "point": point.point,
                "name": point.name,
                "active": point.active,
            }
            for plant in plants
            for point in plant.points
        ),
    )


def _store_windows(connection: Connection, customer: Customer) -> None:
    """Of the customer under no plant, and of each plant."""
    owners = [("", customer.windows), *((it.plant, it.windows) for it in customer.plants)]
    replace_rows(
        connection,
        tables.windows,
        {"customer": customer.customer},
        (
            {"plant": plant, "at": f"{window.at:%H:%M}", "percent": window.percent}
            for plant, windows in owners
            for window in windows
        ),
    )


def save_calendar(work: Work, calendar: Calendar) -> int:
    """Stores the calendar with its days and months; returns the version that it has now."""
    connection = work.connection
    calendar = calendar_in_order(calendar)
    hold(connection, "calendar", calendar.calendar)
    stored = customers.calendar_sheet(connection, calendar.calendar)
    refuse_stale("calendar", calendar.calendar, stored.version if stored else 0, calendar.version)
    faults = [*faults_of_calendar(calendar), *_country_faults(calendar)]
    refuse([*faults, *_still_used(connection, calendar)])
    if stored == calendar:
        return calendar.version
    key = {"calendar": calendar.calendar}
    version = calendar.version + 1
    head = {
        **key,
        "name": calendar.name,
        "country": calendar.country,
        "subdivision": calendar.subdivision,
        "weekdays": ",".join(str(day) for day in sorted(calendar.weekdays)),
        "active": calendar.active,
        "version": version,
        **work.stamp,
    }
    upsert(connection, tables.calendars, [head])
    replace_rows(
        connection,
        tables.calendar_days,
        key,
        (
            {"first": day.first, "kind": str(day.kind), "last": day.last, "name": day.name}
            for day in calendar.days
        ),
    )
    replace_rows(
        connection,
        tables.industry_months,
        key,
        ({"name": it.name, "first": it.first, "last": it.last} for it in calendar.months),
    )
    return version


def remove_calendar(work: Work, calendar: Calendar, seen: int) -> None:
    """RuleRefusedError: somebody names it, in use or not, or it is another version than was seen;
    one that is only switched off stays with its history.
    """
    connection, code = work.connection, calendar.calendar
    hold(connection, "calendar", code)
    hold(connection, "customers")
    refuse_stale("calendar", code, calendar.version, seen)
    users = [
        it.customer
        for it in customers.customers(connection)
        if code in {it.calendar, *(plant.calendar for plant in it.plants)}
    ]
    refuse([_calendar_used(code, users)] if users else [])
    key = {"calendar": code}
    for table in (tables.calendar_days, tables.industry_months, tables.calendars):
        replace_rows(connection, table, key, [])


def _calendar_used(calendar: str, users: Sequence[str]) -> Reason:
    said = "calendar {calendar} is used by {users}: give them another one first"
    return because("calendar.used", said, calendar=calendar, users=", ".join(users))


def save_currency(connection: Connection, currency: Currency) -> None:
    refuse(faults_of_currency(currency))
    row = {"currency": currency.currency, "digits": currency.digits, "name": currency.name}
    _upsert_changed(connection, tables.currencies, row)


def _upsert_changed(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    same = and_(*(table.c[name] == value for name, value in row.items()))
    if connection.execute(select(table).where(same)).first() is None:
        upsert(connection, table, [row])


def _unknown_places(
    connection: Connection, customer: Customer, stored: Customer | None
) -> list[Reason]:
    """What the customer names and nobody entered, or what they name anew and is switched off."""
    table = tables.calendars
    calendars = _in_use(connection, table.c.calendar, table.c.active)
    divisions = _in_use(connection, rows_of_divisions.c.division, rows_of_divisions.c.active)
    faults = []
    new = _used(customer) - (_used(stored) if stored else set())
    for key, name in _named(customer):
        known = divisions if key == "division" else calendars
        if name not in known:
            faults.append(unknown(key, name))
        elif not known[name] and (key, name) in new:
            faults.append(switched_off(key, name))
    if customer.currency not in {it.currency for it in customers.currencies(connection)}:
        faults.append(unknown("currency", customer.currency))
    try:
        ZoneInfo(customer.zone)
    except (ValueError, OSError, LookupError):
        said = "zone = {zone!r} is no time zone: take a name such as Europe/Berlin"
        faults.append(because("partner.zone", said, zone=customer.zone))
    if said := fault_of(customer.country, customer.subdivision):
        faults.append(because("partner.country", "{what}", what=said))
    return faults


def _in_use(connection: Connection, code: Column[str], active: Column[bool]) -> Mapping[str, bool]:
    """Whether each of a table is, by its code."""
    return {row[0]: row[1] for row in connection.execute(select(code, active))}


def _named(customer: Customer) -> list[tuple[str, str]]:
    """Key and code of every calendar and of the division."""
    named = [("calendar", customer.calendar), ("division", customer.division)]
    named += [(f"plants.{it.plant}.calendar", it.calendar) for it in customer.plants]
    return [(key, name) for key, name in named if name]


def _used(customer: Customer) -> set[tuple[str, str]]:
    """Those of them that are needed: nothing of what is switched off."""
    plants = tuple(it for it in customer.plants if it.active)
    return set(_named(replace(customer, plants=plants))) if customer.active else set()


def _still_used(connection: Connection, calendar: Calendar) -> list[Reason]:
    """Why it cannot be switched off."""
    if calendar.active:
        return []
    hold(connection, "customers")
    code, plant = calendar.calendar, tables.plants
    of_plants = select(plant.c.customer).where(plant.c.calendar == code, plant.c.active)
    owner = tables.customers
    query = select(owner.c.customer).where(
        owner.c.active, (owner.c.calendar == code) | owner.c.customer.in_(of_plants)
    )
    users = connection.execute(query.order_by(owner.c.customer)).scalars().all()
    return [_calendar_used(code, users)] if users else []


def _country_faults(calendar: Calendar) -> list[Reason]:
    said = fault_of(calendar.country, calendar.subdivision)
    return [because("partner.country", "{what}", what=said)] if said else []
