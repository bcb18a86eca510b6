"""Our own houses: reading and storing them, and taking numbers for their documents."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, select, update

from central.db.database import hold, upsert
from central.db.rows import refuse, refuse_stale, replace_rows
from central.db.work import Work
from central.partners import tables
from central.partners.rules.divisions import (
    Bank,
    Division,
    NumberKind,
    NumberRange,
    division_in_order,
    faults_of_division,
    faults_of_overlap,
    faults_of_range_change,
    with_next,
)
from central.partners.rules.parties import unknown
from central.partners.service.identities import (
    Owner,
    columns_of,
    contact_rows,
    contacts_of,
    identity_of,
)
from central.partners.service.questions import DIVISION_USERS, NUMBERS_GIVEN
from central.partners.tables_divisions import divisions as rows_of_divisions
from central.partners.tables_divisions import number_ranges
from central.words.reasons import Reason, RuleRefusedError, because


def divisions(connection: Connection) -> tuple[Division, ...]:
    """All of them, those switched off too, by code."""
    return _divisions(connection, None)


def division_of(connection: Connection, division: str) -> Division | None:
    return next(iter(_divisions(connection, division)), None)


def _divisions(connection: Connection, only: str | None) -> tuple[Division, ...]:
    query = select(rows_of_divisions).order_by(rows_of_divisions.c.division)
    if only is not None:
        query = query.where(rows_of_divisions.c.division == only)
    people = contacts_of(connection, "division", only)
    ranges = _ranges(connection, only)
    return tuple(
        Division(
            division=row["division"],
            name=row["name"],
            identity=identity_of(row, people.get(Owner(row["division"]), [])),
            bank=Bank(name=row["bank_name"], iban=row["iban"], bic=row["bic"]),
            currency=row["currency"],
            active=row["active"],
            ranges=tuple(ranges[row["division"]]),
            version=row["version"],
        )
        for row in connection.execute(query).mappings()
    )


def active_of(connection: Connection, division: str) -> bool | None:
    """Whether it is in use; None: there is no such one."""
    table = rows_of_divisions
    query = select(table.c.active).where(table.c.division == division)
    return connection.execute(query).scalar()


def _the_only(connection: Connection) -> str:
    """The division that is in use where there is just one; else nothing."""
    table = rows_of_divisions
    active = connection.execute(select(table.c.division).where(table.c.active).limit(2)).scalars()
    return found[0] if len(found := active.all()) == 1 else ""


def take_number(connection: Connection, division: str, kind: NumberKind, customer: str = "") -> str:
    """The next number of that kind as it stands on the document, given to nobody else in whatever
    process; where the caller's transaction is undone it is free again. Division '': the only one
    there is. The customer's own range comes before that of all. RuleRefusedError: there is no such
    range, or nothing is left in it.
    """
    whose = division or _the_only(connection)
    number = _taken(connection, whose, kind, customer)
    if number is None:
        raise RuleRefusedError(_why_none(connection, whose, kind, customer))
    return number


def number_if_ranged(connection: Connection, division: str, kind: NumberKind) -> str:
    """The same; empty where the division has no range of that kind in use."""
    whose = division or _the_only(connection)
    if number := _taken(connection, whose, kind, ""):
        return number
    check_division(connection, division)
    if _in_use(connection, whose, kind, ""):
        raise RuleRefusedError(_why_none(connection, whose, kind, ""))
    return ""


def _taken(connection: Connection, division: str, kind: NumberKind, customer: str) -> str | None:
    """None: there is none to take."""
    table = number_ranges
    for whose in dict.fromkeys((customer, "")):
        step = (
            update(table)
            .where(*_of(division, kind, whose), table.c.next <= table.c.last)
            .where(_division_in_use(division))
            .values(next=table.c.next + 1)
            .returning(table.c.prefix, table.c.width, table.c.next)
        )
        row = connection.execute(step).one_or_none()
        if row is not None:
            return NumberRange(kind=kind, prefix=row.prefix, width=row.width).text(row.next - 1)
        if _in_use(connection, division, kind, whose):
            return None
    return None


def _of(division: str, kind: NumberKind, customer: str) -> tuple[ColumnElement[bool], ...]:
    """The range in use of a customer's own, or with '' of all."""
    row = number_ranges.c
    of = row.division == division, row.kind == str(kind), row.customer == customer
    return (*of, row.active)


def _division_in_use(division: str) -> ColumnElement[bool]:
    row = rows_of_divisions.c
    return select(row.division).where(row.division == division, row.active).exists()


def _in_use(connection: Connection, division: str, kind: NumberKind, customer: str) -> bool:
    query = select(number_ranges.c.prefix).where(*_of(division, kind, customer)).limit(1)
    return connection.execute(query).first() is not None


def check_division(connection: Connection, division: str) -> None:
    """RuleRefusedError: it is named, and there is no such one."""
    if division and active_of(connection, division) is None:
        raise RuleRefusedError(_no_division(division))


def _no_division(division: str) -> Reason:
    said = "there is no division {division}: enter it first"
    return because("number.unknown_division", said, division=division)


def _why_none(connection: Connection, division: str, kind: NumberKind, customer: str) -> Reason:
    found = division_of(connection, division)
    if found is None and division:
        return _no_division(division)
    if found is None:
        said = "no division is named, and there is not just one: name whose {kind} it is"
        return because("number.no_division", said, kind=str(kind))
    if not found.active:
        said = "division {division} is switched off: it gives no numbers"
        return because("number.division_off", said, division=division)
    mine = [it for it in found.ranges if it.kind is kind and it.active]
    ended = next((it for who in (customer, "") for it in mine if it.customer == who), None)
    if ended is None:
        said = "division {division} has no range of numbers in use for {kind}: enter one"
        return because("number.no_range", said, division=division, kind=str(kind))
    said = "the range of {kind} of division {division} ended with {last}: enter another one"
    last = ended.text(ended.last)
    return because("number.exhausted", said, kind=str(kind), division=division, last=last)


def save_division(work: Work, division: Division) -> int:
    """As ``store_division``, and the customers of its ranges are known."""
    version = store_division(work, division)
    refuse_unknown_customers(work.connection, division.division)
    return version


def refuse_unknown_customers(connection: Connection, division: str) -> None:
    """RuleRefusedError: a range is of a customer whom nobody entered."""
    column, named = tables.customers.c.customer, number_ranges.c
    query = (
        select(named.customer)
        .where(named.division == division, named.customer != "")
        .where(named.customer.not_in(select(column)))
        .distinct()
    )
    found = sorted(connection.execute(query).scalars())
    refuse([unknown("customer", name) for name in found])


def store_division(work: Work, division: Division) -> int:
    """Stores it whole inside the caller's work, checked; returns the version that it has now. The
    customers of its ranges may come later, as in a file of both. RuleRefusedError has all reasons,
    also for a version that is older than the stored one.
    """
    connection, code = work.connection, division.division
    hold(connection, "divisions")
    _hold_numbers(connection, code)
    stored = division_of(connection, code)
    refuse_stale("division", code, stored.version if stored else 0, division.version)
    division = with_next(division_in_order(division), stored)
    others = [it for it in divisions(connection) if it.division != code]
    faults = list(faults_of_division(division))
    faults += faults_of_range_change(stored, division) if stored else ()
    refuse(faults or list(faults_of_overlap([*others, division])))
    refuse(_given_already(connection, division, stored))
    refuse(_unknown_currency(connection, division))
    if stored and stored.active and not division.active:
        refuse(_still_used(connection, code))
    if stored == division:
        return division.version
    version = division.version + 1
    head = {
        "division": code,
        "name": division.name,
        **columns_of(division.identity),
        "bank_name": division.bank.name,
        "iban": division.bank.iban,
        "bic": division.bank.bic,
        "currency": division.currency,
        "active": division.active,
        "version": version,
        **work.stamp,
    }
    upsert(connection, rows_of_divisions, [head])
    _store_parts(connection, division)
    return version


def _store_parts(connection: Connection, division: Division) -> None:
    code = division.division
    key = {"kind": "division", "owner": code}
    people = contact_rows(Owner(code), division.identity)
    replace_rows(connection, tables.contacts, key, people)
    ranges = (
        {
            "kind": str(it.kind),
            "prefix": it.prefix,
            "customer": it.customer,
            "first": it.first,
            "last": it.last,
            "width": it.width,
            "next": it.next,
            "active": it.active,
        }
        for it in division.ranges
    )
    replace_rows(connection, number_ranges, {"division": code}, ranges)


def _hold_numbers(connection: Connection, division: str) -> None:
    """Nobody takes a number meanwhile; SQLite has one writer."""
    table = number_ranges
    where = select(table.c.next).where(table.c.division == division)
    connection.execute(where.order_by(table.c.kind, table.c.prefix).with_for_update()).all()


def _unknown_currency(connection: Connection, division: Division) -> list[Reason]:
    table = tables.currencies
    known = select(table.c.currency).where(table.c.currency == division.currency)
    if not division.currency or connection.execute(known).first() is not None:
        return []
    return [unknown("currency", division.currency)]


def _given_already(
    connection: Connection, division: Division, stored: Division | None
) -> list[Reason]:
    """Of ranges that are new, or give other numbers than they did."""
    there = set() if stored is None else {replace(it, active=True) for it in stored.ranges}
    found = []
    for it in division.ranges:
        if replace(it, active=True) in there:
            continue
        given = max((ask(connection, it) for ask in NUMBERS_GIVEN.answers()), default="")
        if given:
            said = (
                "range {name} from {next} on would give {given}, which is given already: begin "
                "after it, or take another prefix"
            )
            next_ = it.text(it.next or it.first)
            found.append(because("number.given", said, name=it.name, next=next_, given=given))
    return found


def _still_used(connection: Connection, division: str) -> list[Reason]:
    """Why it cannot be switched off: customers and others in use have it."""
    hold(connection, "customers")
    owner = tables.customers
    query = select(owner.c.customer).where(owner.c.active, owner.c.division == division)
    users = list(connection.execute(query.order_by(owner.c.customer)).scalars())
    users += [it for ask in DIVISION_USERS.answers() for it in ask(connection, division)]
    if not users:
        return []
    said = "division {division} is used by {users}: give them another one first"
    return [because("division.used", said, division=division, users=", ".join(users))]


def _ranges(connection: Connection, only: str | None) -> dict[str, list[NumberRange]]:
    table = number_ranges
    query = select(table).order_by(table.c.division, table.c.kind, table.c.prefix)
    if only is not None:
        query = query.where(table.c.division == only)
    found: dict[str, list[NumberRange]] = defaultdict(list)
    for row in connection.execute(query):
        it = NumberRange(
            kind=NumberKind(row.kind),
            prefix=row.prefix,
            customer=row.customer,
            first=row.first,
            last=row.last,
            width=row.width,
            next=row.next,
            active=row.active,
        )
        found[row.division].append(it)
    return found
