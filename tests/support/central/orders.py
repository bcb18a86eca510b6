"""An office with customers and agreements, and short ways to write order lines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from central.agreements.model.agreement import Agreement, Part, State
from central.agreements.model.terms import Terms
from central.agreements.service import contracts as agreements
from central.agreements.service import write as agreement_writing
from central.db.database import METADATA, Actor, Database
from central.db.work import Work
from central.orders import tables
from central.orders.rules.release_plan import ReleasePlan, Wanted
from central.orders.service import write as order_writing
from central.partners.rules.customers import Currency, Customer
from central.partners.service import write as partner_writing

ANN = Actor(who="ann", why="counted")
BOTH = Actor(who="ann+bob", why="counted")
DAY = date(2026, 5, 4)
NOON_US = 1_777_896_000_000_000
"""2026-05-04 12:00 UTC."""


def d(text: object) -> Decimal:
    return Decimal(str(text))


def empty(db: Database) -> None:
    """What these tests fill, so that one database serves many examples."""

    def work(connection: Any) -> None:
        for table in reversed(METADATA.sorted_tables):
            if table.name.startswith(("orders_", "releases_", "cums_", "agreements", "partners_")):
                connection.execute(table.delete())

    db.write(work)


def agreement(
    db: Database,
    name: str = "A",
    *parts: Part | str,
    customer: str = "C",
    zone: str = "UTC",
    plant: str = "",
    points: tuple[str, ...] = (),
    **terms: Any,
) -> None:
    rows = tuple(it if isinstance(it, Part) else Part(part=it) for it in parts or ("P",))

    def work(connection: Any) -> None:
        partner_writing.save_currency(connection, Currency(currency="EUR"))
        if agreements_customer(connection, customer) is None:
            partner_writing.save_customer(
                Work(connection, ANN, NOON_US),
                Customer(customer=customer, name=customer, zone=zone),
            )
        agreement_writing.save(
            Work(connection, ANN, NOON_US),
            Agreement(
                agreement=name,
                customer=customer,
                plant=plant,
                points=points,
                currency="EUR",
                state=State.ACTIVE,
                terms=Terms(**terms),
                parts=rows,
            ),
        )

    db.write(work)


def agreements_customer(connection: Any, customer: str) -> Any:
    from central.partners.service.customers import customer_of

    return customer_of(connection, customer)


def plan(
    create: tuple[Wanted, ...] = (),
    rewrite: tuple[tuple[str, Decimal], ...] = (),
    take_out: tuple[str, ...] = (),
    forecast: tuple[Any, ...] = (),
) -> ReleasePlan:
    return ReleasePlan(
        create=create,
        rewrite=rewrite,
        take_out=take_out,
        forecast=forecast,
        exceptions=(),
        reasons=(),
    )


def write(
    db: Database,
    wanted: ReleasePlan,
    *,
    name: str = "A",
    part: str = "P",
    schedule: int = 1,
    kind: str = "plan",
    first: date = date.min,
    last: date | None = None,
    point: str = "",
) -> None:
    def work(connection: Any) -> None:
        found = agreements.agreement_part(connection, name, part)
        assert found is not None
        whole = order_writing.Writing(
            plan=wanted,
            schedule=schedule,
            kind=kind,
            part=found,
            point=point,
            first=first,
            last=last,
        )
        order_writing.write_all(Work(connection, ANN, NOON_US), [whole])

    db.write(work)


def line(db: Database, quantity: object, on: date = DAY, **whose: Any) -> int:
    """One more open order line; its id."""
    write(db, plan(create=(Wanted(on=on, quantity=d(quantity)),)), **whose)
    return max(row.line for row in lines(db))


def lines(db: Database) -> list[Any]:
    query = select(tables.lines).order_by(tables.lines.c.line)
    return list(db.read(lambda connection: connection.execute(query).all()))


def rows(db: Database, table: Any) -> list[Any]:
    query = select(table).order_by(*table.primary_key)
    return list(db.read(lambda connection: connection.execute(query).all()))
