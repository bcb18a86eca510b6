"""Sums of order lines and what they are worth, made by the database: as a person adds them up."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from central.agreements.model.agreement import NewPrice
from central.agreements.service import prices as price_book
from central.agreements.service.worth import Sold, priced
from central.agreements.service.write import add_prices
from central.agreements.tables import prices
from central.db.database import Database
from central.db.work import Work
from central.orders.service import reading, totals
from central.orders.service.reading import Wanted
from central.orders.tables import IS_OPEN, lines
from central.partners.rules.customers import Currency
from central.partners.service.write import save_currency
from central.words.money import Money, money
from central.words.reasons import RuleRefusedError
from tests.support.central import orders as office
from tests.support.central.orders import ANN, DAY, d

D = Decimal
LATER = DAY + timedelta(days=30)
NOW = totals.past(datetime.combine(DAY, time()))


def price(part: str, each: str, on: date = DAY, start: str = "0", **more: Any) -> NewPrice:
    return NewPrice(part=part, valid_from=on, each=D(each), quantity_from=D(start), **more)


def enter(db: Database, *wanted: NewPrice) -> None:
    db.write(lambda c: add_prices(Work(c, ANN, 1), "A", wanted))


@pytest.fixture
def books(db: Database) -> Database:
    """Three parts: screws by the piece and by the thousand, one that is sold in yen, one without a
    price.
    """
    for it in (Currency(currency="JPY", digits=0), Currency(currency="BHD", digits=3)):
        db.write(partial(save_currency, currency=it))
    office.agreement(db, "A", "SCREW", "LAMP", "FREE")
    enter(
        db,
        price("SCREW", "0.035"),
        price("SCREW", "0.0305", start="1000"),
        price("SCREW", "0.04", on=LATER),
        price("LAMP", "12", currency="JPY"),
    )
    return db


def lay(db: Database, part: str, quantity: object, on: date = DAY, gone: object = 0) -> int:
    line = office.line(db, quantity, on=on, part=part)
    db.write(
        lambda c: c.execute(lines.update().where(lines.c.line == line).values(despatched=d(gone)))
    )
    return int(line)


def pages(db: Database, **wanted: Any) -> list[list[int]]:
    """Every page of two lines."""
    found, after = [], None
    while True:
        asked = Wanted(rows=2, after=after, **wanted)
        page = db.read(lambda c, asked=asked: reading.line_page(c, asked))
        found.append([row["line"] for row in page.rows])
        if (after := page.after) is None:
            return found


def test_lines_by_what_is_most_open_are_told_page_by_page(books: Database) -> None:
    small, half = lay(books, "LAMP", "9.5", gone="0.25"), lay(books, "LAMP", 100, gone=50)
    same, most = lay(books, "SCREW", 50), lay(books, "SCREW", "1000.000001")
    assert pages(books, sort="open") == [[most, half], [same, small]]
    assert pages(books, sort="open", open_from=D("9.25")) == [[most, half], [same, small]]
    assert pages(books, sort="open", open_from=D("9.250001")) == [[most, half], [same]]
    assert pages(books, sort="day") == [[small, half], [same, most]]


def test_the_total_is_of_all_pages(books: Database) -> None:
    lay(books, "LAMP", "9.5", gone="0.25")
    lay(books, "SCREW", "0.1", LATER)
    lay(books, "SCREW", "0.2", LATER)
    whole = books.read(lambda c: totals.totals_of(c, Wanted(rows=1)))
    assert whole == totals.LineTotals(
        lines=3, quantity=D("9.8"), despatched=D("0.25"), open=D("9.55")
    )
    later = books.read(lambda c: totals.totals_of(c, Wanted(first=LATER)))
    assert (later.lines, later.open) == (2, D("0.3"))
    none = books.read(lambda c: totals.totals_of(c, Wanted(customer="another")))
    assert none == totals.LineTotals(lines=0, quantity=D(0), despatched=D(0), open=D(0))


def parts(db: Database, today: date = DAY, sort: str = "open", **wanted: Any) -> Any:
    asked = Wanted(**wanted)
    return db.read(
        lambda c: totals.part_page(
            c, asked, late=totals.past(datetime.combine(today, time())), sort=sort
        )
    )


def test_a_part_is_worth_what_is_open_by_the_price_of_day_and_quantity(books: Database) -> None:
    lay(books, "SCREW", 999, gone=998)  # 1 at 0.035: 0.04, half a cent up
    lay(books, "SCREW", 1000)  # 30.50
    lay(books, "SCREW", 10, LATER)  # 0.40
    lay(books, "LAMP", "2.5")  # 30 yen
    lay(books, "FREE", 7)
    lay(books, "FREE", 7, DAY - timedelta(days=1))  # before any price
    found = {row.part: row for row in parts(books, today=LATER).rows}
    assert found["SCREW"].value == (Money(minor=3094, currency="EUR", digits=2),)
    assert str(found["SCREW"].value[0]) == "30.94 EUR"
    assert found["LAMP"].value == (Money(minor=30, currency="JPY", digits=0),)
    assert found["FREE"].value == ()
    screw = found["SCREW"]
    assert (screw.lines, screw.quantity, screw.despatched) == (3, D(2009), D(998))
    assert (screw.open, screw.late, screw.first_day) == (D(1011), D(1001), DAY)


def test_parts_are_sorted_by_what_a_planner_asks(books: Database) -> None:
    lay(books, "SCREW", 1000)
    lay(books, "LAMP", 4000, LATER)
    lay(books, "FREE", 10, DAY - timedelta(days=1))
    names = {
        sort: [row.part for row in parts(books, today=LATER, sort=sort).rows]
        for sort in totals.PART_SORTS
    }
    assert names == {
        "open": ["LAMP", "SCREW", "FREE"],
        "late": ["SCREW", "FREE", "LAMP"],
        "value": ["SCREW", "LAMP"],
        "part": ["FREE", "LAMP", "SCREW"],
    }
    assert [row.part for row in parts(books, open_from=D(1000)).rows] == ["LAMP", "SCREW"]
    assert [row.part for row in parts(books, sort="value", open_from=D(1001)).rows] == ["LAMP"]


@pytest.mark.parametrize("sort", totals.PART_SORTS)
def test_every_part_is_on_one_page_and_on_no_other(books: Database, sort: str) -> None:
    for part in ("SCREW", "LAMP"):
        lay(books, part, 100)
    seen, start = [], 0
    while start is not None:
        page = books.read(
            lambda c, start=start: totals.part_page(
                c, Wanted(rows=1), late=NOW, sort=sort, start=start
            )
        )
        seen += [row.part for row in page.rows]
        start = page.following
    assert sorted(seen) == ["LAMP", "SCREW"]


QUANTITIES = st.decimals(min_value=0, max_value=10**9, places=6)
EACH = st.decimals(min_value=0, max_value=10**6, places=6)
SOLD = Sold(
    agreement=lines.c.agreement,
    part=lines.c.part,
    on_day=lines.c.on_day,
    quantity=lines.c.quantity,
    counted=IS_OPEN,
)


@pytest.fixture(params=["EUR", "JPY", "BHD"])
def currency(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.every_case_on_both
@given(rows=st.lists(st.tuples(QUANTITIES, EACH), min_size=1, max_size=8))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_rounds_as_python_does(
    books: Database, currency: str, rows: list[tuple[Decimal, Decimal]]
) -> None:
    """Each row by itself, to the last minor unit, whatever the size."""
    digits = {"EUR": 2, "JPY": 0, "BHD": 3}[currency]

    def work(connection: Any) -> list[int]:
        connection.execute(lines.delete())
        connection.execute(prices.delete())
        for number, (quantity, each) in enumerate(rows, 1):
            part = f"P{number}"
            connection.execute(insert(prices), [_price(part, each, currency)])
            connection.execute(insert(lines), [_line(number, part, quantity)])
        of = priced(connection, SOLD)
        query = select(of.minor).select_from(lines).join(of.table, of.on).order_by(lines.c.line)
        return [int(it) for it in connection.execute(query).scalars()]

    assert books.write(work) == [
        money(quantity * each, currency, digits).minor for quantity, each in rows
    ]


def _price(part: str, each: Decimal, currency: str) -> dict[str, Any]:
    return {
        "agreement": "A",
        "part": part,
        "entered": 1,
        "valid_from": DAY,
        "quantity_from": D(0),
        "each": each,
        "currency": currency,
        "at_us": 1,
        "who": "ann",
    }


def _line(number: int, part: str, quantity: Decimal) -> dict[str, Any]:
    return {
        **dict.fromkeys(("plant", "at_time", "purchase_order", "reference"), ""),
        **{"line": number, "agreement": "A", "customer": "C", "part": part, "on_day": DAY},
        **{"quantity": quantity, "despatched": D(0), "picked": 0, "state": "open"},
        **{"schedule": 1, "kind": "plan", "changed_us": 1},
    }


def test_the_price_that_sql_takes_is_the_one_that_python_takes(books: Database) -> None:
    enter(books, price("SCREW", "0.039", on=LATER, corrects=3), price("SCREW", "0.03", start="50"))
    for on in (DAY - timedelta(days=1), DAY, LATER - timedelta(days=1), LATER):
        for quantity in ("1", "49.999999", "50", "1000", "5000"):
            lay(books, "SCREW", quantity, on)

    def by_sql(connection: Any) -> dict[int, Decimal]:
        of = priced(connection, SOLD)
        query = select(lines.c.line, of.table.c.each).select_from(lines)
        query = query.join(of.table, of.on)
        return {line: each for line, each in connection.execute(query)}

    def by_rule(connection: Any) -> dict[int, Decimal]:
        found = {}
        for row in connection.execute(select(lines)):
            try:
                of = price_book.price_of(connection, "A", row.part, row.on_day, row.quantity)
            except RuleRefusedError:
                continue
            found[row.line] = of.each
        return found

    assert books.read(by_sql) == books.read(by_rule)


def test_a_window_of_today_is_late_once_it_is_over_where_the_customer_is(books: Database) -> None:
    noon = datetime.combine(DAY, time(12))
    for at, until in (("06:00", ""), ("06:00", "11:59"), ("06:00", "12:30"), ("", "")):
        line = lay(books, "SCREW", 1)
        values = {"at_time": at, "until_time": until}
        books.write(
            lambda c, v=values, n=line: c.execute(
                lines.update().where(lines.c.line == n).values(**v)
            )
        )
    page = books.read(lambda c: totals.part_page(c, Wanted(), late=totals.past(noon)))
    assert [(row.part, row.late) for row in page.rows] == [("SCREW", D(2))]
    late = datetime.combine(DAY + timedelta(days=1), time(), tzinfo=UTC)
    there = books.read(lambda c: totals.past_there(c, round(late.timestamp() * 1e6)))
    page = books.read(lambda c: totals.part_page(c, Wanted(), late=there))
    assert [row.late for row in page.rows] == [D(4)]
