"""Currencies, divisions, calendars and customers in files of the office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Connection

from central.db.work import Work
from central.folders.office_kind import (
    Entry,
    OfficeKind,
    Table,
    counted_out,
    what_changed,
    what_version_says,
)
from central.partners.rules.customers import Calendar, Currency, Customer
from central.partners.rules.divisions import Division
from central.partners.service import customers, divisions, write
from central.words.spelling import spell


def _store_currency(work: Work, entry: Entry) -> str:
    before = {it.currency: it for it in customers.currencies(work.connection)}
    write.save_currency(work.connection, entry.value)
    return what_changed(before.get(entry.code), entry.value)


def _store_division(work: Work, entry: Entry) -> str:
    stored = divisions.division_of(work.connection, entry.code)
    version = stored.version if stored is not None else 0
    now = divisions.store_division(work, replace(entry.value, version=version))
    return what_version_says(version, now)


def _judge_division(work: Work, entry: Entry) -> None:
    divisions.refuse_unknown_customers(work.connection, entry.code)


def _store_calendar(work: Work, entry: Entry) -> str:
    stored = customers.calendar_sheet(work.connection, entry.code)
    version = stored.version if stored is not None else 0
    now = write.save_calendar(work, replace(entry.value, version=version))
    return what_version_says(version, now)


def _store_customer(work: Work, entry: Entry) -> str:
    stored = customers.customer_of(work.connection, entry.code)
    version = stored.version if stored is not None else 0
    now = write.store_customer(work, replace(entry.value, version=version))
    return what_version_says(version, now)


def _judge_customer(work: Work, entry: Entry) -> None:
    write.refuse_roles(work.connection, entry.code)


def _currencies(connection: Connection) -> Iterator[Table]:
    return (spell(it) for it in customers.currencies(connection))


def _divisions(connection: Connection) -> Iterator[Table]:
    return (counted_out(spell(it)) for it in divisions.divisions(connection))


def _calendars(connection: Connection) -> Iterator[Table]:
    return (counted_out(spell(it)) for it in customers.calendars(connection))


def _customers(connection: Connection) -> Iterator[Table]:
    return (counted_out(spell(it)) for it in customers.customers(connection))


KINDS = (
    OfficeKind(
        name="currency", place=10, shape=Currency, store=_store_currency, tables=_currencies
    ),
    OfficeKind(
        name="division",
        place=20,
        shape=Division,
        store=_store_division,
        tables=_divisions,
        judge=_judge_division,
    ),
    OfficeKind(name="calendar", place=30, shape=Calendar, store=_store_calendar, tables=_calendars),
    OfficeKind(
        name="customer",
        place=40,
        shape=Customer,
        store=_store_customer,
        tables=_customers,
        judge=_judge_customer,
    ),
)
