"""Storing customers and calendars: checked whole, one change at a time for each, and only rows
that differ are written, so that the history shows what somebody changed.

Every ``save_*`` runs inside the caller's work and says RuleRefusedError with all reasons.
``version`` is the one that the person saw; an older one is refused as stale.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, and_, select

from central.db.database import hold, upsert
from central.db.rows import refuse, refuse_stale, replace_rows
from central.db.work import Work
from central.partners import tables
from central.partners.national import fault_of
from central.partners.rules.customers import (
    Calendar,
    Currency,
    Customer,
    Division,
    calendar_in_order,
    code_faults,
    faults_of_calendar,
    faults_of_currency,
    faults_of_customer,
    in_order,
    text_faults,
)
from central.partners.service import customers
from central.words.reasons import Reason, because


def save_customer(work: Work, customer: Customer) -> int:
    """Stores the customer with plants, unloading points and windows; returns the version now."""
    connection = work.connection
    customer = in_order(customer)
    hold(connection, "customer", customer.customer)
    stored = customers.customer_of(connection, customer.customer)
    refuse_stale("customer", customer.customer, stored.version if stored else 0, customer.version)
    refuse([*faults_of_customer(customer), *_unknown_places(connection, customer)])
    if stored == customer:
        return customer.version
    head = {
        name: getattr(customer, name)
        for name in tables.customers.c.keys()
        if name not in ("version", "changed_us", "changed_by")
    }
    version = customer.version + 1
    upsert(connection, tables.customers, [{**head, "version": version, **work.stamp}])
    _store_plants(connection, customer)
    _store_windows(connection, customer)
    return version


def _store_plants(connection: Connection, customer: Customer) -> None:
    key, plants = {"customer": customer.customer}, customer.plants
    replace_rows(
        connection,
        tables.plants,
        key,
        ({"plant": it.plant, "name": it.name, "calendar": it.calendar} for it in plants),
    )
    replace_rows(
        connection,
        tables.unloading_points,
        key,
        (
            {"plant": plant.plant, "point": point.point, "name": point.name}
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
    refuse([*faults_of_calendar(calendar), *_country_faults(calendar)])
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


def save_currency(connection: Connection, currency: Currency) -> None:
    refuse(faults_of_currency(currency))
    row = {"currency": currency.currency, "digits": currency.digits, "name": currency.name}
    _upsert_changed(connection, tables.currencies, row)


def save_division(connection: Connection, division: Division) -> None:
    refuse([*code_faults("division", division.division), *text_faults("name", division.name)])
    row = {"division": division.division, "name": division.name}
    _upsert_changed(connection, tables.divisions, row)


def _upsert_changed(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    same = and_(*(table.c[name] == value for name, value in row.items()))
    if connection.execute(select(table).where(same)).first() is None:
        upsert(connection, table, [row])


def _unknown_places(connection: Connection, customer: Customer) -> list[Reason]:
    """What the customer names and nobody entered."""
    calendars = {it.calendar for it in customers.calendars(connection)}
    named = [("calendar", customer.calendar)]
    named += [(f"plants.{it.plant}.calendar", it.calendar) for it in customer.plants]
    faults = [_unknown(key, name) for key, name in named if name and name not in calendars]
    divisions = {it.division for it in customers.divisions(connection)}
    if customer.division and customer.division not in divisions:
        faults.append(_unknown("division", customer.division))
    if customer.currency not in {it.currency for it in customers.currencies(connection)}:
        faults.append(_unknown("currency", customer.currency))
    try:
        ZoneInfo(customer.zone)
    except (ValueError, OSError, LookupError):
        said = "zone = {zone!r} is no time zone: take a name such as Europe/Berlin"
        faults.append(because("partner.zone", said, zone=customer.zone))
    if said := fault_of(customer.country, customer.subdivision):
        faults.append(because("partner.country", "{what}", what=said))
    return faults


def _unknown(key: str, name: str) -> Reason:
    said = "{key} = {name!r} is not known: enter it first"
    return because("partner.unknown", said, key=key, name=name)


def _country_faults(calendar: Calendar) -> list[Reason]:
    said = fault_of(calendar.country, calendar.subdivision)
    return [because("partner.country", "{what}", what=said)] if said else []
