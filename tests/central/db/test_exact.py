"""Quantities are whole numbers of their last place in the database, and decimals on this side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, text, update

from central.audit import service as audit
from central.audit.rules import Verdict
from central.db.bulk import insert_many, upsert_many
from central.db.database import CheckRefusedError, Database
from central.db.exact import InexactError, total
from central.orders.tables import forecasts, lines
from central.words.digits import scaled, unscaled
from central.words.reasons import RuleRefusedError

DAY = date(2026, 11, 30)


def line(number: int, quantity: str, despatched: str = "0", part: str = "P") -> dict[str, Any]:
    return {
        "line": number,
        "agreement": "A",
        "customer": "C",
        "plant": "",
        "part": part,
        "on_day": DAY,
        "at_time": "",
        "quantity": Decimal(quantity),
        "despatched": Decimal(despatched),
        "picked": 0,
        "state": "open",
        "purchase_order": "",
        "reference": "",
        "schedule": 1,
        "kind": "plan",
        "changed_us": 1,
    }


def put(db: Database, *rows: dict[str, Any]) -> None:
    db.write(lambda c: c.execute(insert(lines), list(rows)))


def test_what_is_written_is_read_and_stands_as_a_whole_number(db: Database) -> None:
    put(db, line(1, "12.5"), line(2, "100.00"), line(3, "0.000001"), line(4, "999999999999.999999"))
    read = db.read(lambda c: c.execute(select(lines.c.quantity).order_by(lines.c.line)).scalars())
    assert [str(it) for it in read] == ["12.5", "100", "0.000001", "999999999999.999999"]
    raw = text("SELECT quantity FROM orders_lines ORDER BY line")
    stored = db.read(lambda c: c.execute(raw).scalars().all())
    assert stored == [12_500_000, 100_000_000, 1, 999_999_999_999_999_999]


def test_the_database_adds_compares_and_orders(db: Database) -> None:
    put(db, line(1, "9.5", "1"), line(2, "10", "9.75"), line(3, "100"))
    is_open = lines.c.quantity - lines.c.despatched
    by_open = db.read(lambda c: c.execute(select(lines.c.line).order_by(is_open)).scalars().all())
    assert by_open == [2, 1, 3], "as numbers: texts would put 100 before 9.5"
    more = select(lines.c.line).where(is_open > Decimal("0.25")).order_by(lines.c.line)
    assert db.read(lambda c: c.execute(more).scalars().all()) == [1, 3]
    whole = db.read(lambda c: c.execute(select(total(is_open))).scalar_one())
    assert whole == Decimal("108.75")
    none = select(total(is_open)).where(lines.c.part == "another")
    assert db.read(lambda c: c.execute(none).scalar_one()) == 0


def test_a_sum_is_exact_where_floats_are_not(db: Database) -> None:
    put(db, *(line(number, "0.1") for number in range(1, 11)), line(99, "900000000000.000001"))
    whole = db.read(lambda c: c.execute(select(total(lines.c.quantity))).scalar_one())
    assert whole == Decimal("900000000001.000001")


def test_a_seventh_decimal_is_refused_and_nothing_is_rounded(db: Database) -> None:
    with pytest.raises(InexactError, match=r"7\.1234567 has more than 6 decimals"):
        put(db, line(1, "5"), line(2, "7.1234567"))
    with pytest.raises(InexactError, match="no number below 1000000000000"):
        put(db, line(1, "1000000000000"))
    assert db.read(lambda c: c.execute(select(lines)).all()) == []


@pytest.mark.parametrize("way", [insert_many, upsert_many])
def test_many_rows_at_once_are_the_same_numbers(db: Database, way: Any) -> None:
    row = {
        "agreement": "A",
        "part": "P",
        "schedule": 1,
        "number": 1,
        "on_day": DAY,
        "until_day": None,
        "quantity": Decimal("7.25"),
        "status": "forecast",
        "called_off": Decimal(0),
        "kind": "plan",
        "active": 1,
    }
    db.write(lambda c: way(c, forecasts, [row, {**row, "number": 2}]))
    query = select(forecasts.c.quantity, forecasts.c.called_off)
    assert [tuple(it) for it in db.read(lambda c: c.execute(query).all())] == [
        (Decimal("7.25"), Decimal(0))
    ] * 2
    with pytest.raises(InexactError, match="decimals"):
        db.write(lambda c: way(c, forecasts, [{**row, "number": 3, "quantity": Decimal("1e-7")}]))


def test_the_history_holds_them_as_people_write_them(db: Database) -> None:
    put(db, line(1, "12.5"))
    db.write(lambda c: c.execute(update(lines).values(despatched=Decimal("0.000100"))))
    change = db.read(lambda c: audit.history(c, of="orders_lines:1"))[0]
    assert audit.differences(change) == [("despatched", "0", "0.0001")]
    assert '"quantity"' in (change.after or "") and '"12.5"' in (change.after or "")
    assert audit.check(db).verdict is Verdict.INTACT


def test_a_row_that_was_changed_behind_the_history_differs(db: Database) -> None:
    put(db, line(1, "12.5"))

    def forge(connection: Any) -> None:
        if db.is_sqlite:
            connection.exec_driver_sql("DROP TRIGGER audit_orders_lines_update")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql("UPDATE orders_lines SET quantity = quantity + 1")

    db.write(forge)
    report = audit.check(db)
    assert report.verdict is Verdict.ROWS_DIFFER
    assert report.detail == "orders_lines:1 has another quantity than was written last"


def test_a_check_that_does_not_hold_is_said_in_words(db: Database) -> None:
    with pytest.raises(CheckRefusedError, match=r"ck_orders_lines_(open|free) does not"):
        put(db, line(1, "5", "6"))
    assert not db.write_failed, "the disk is not full"


NUMBERS = st.decimals(min_value=-(10**11), max_value=10**11, places=6)


@given(NUMBERS)
def test_there_and_back_is_the_same_number(number: Decimal) -> None:
    assert unscaled(scaled(number, 6, "quantity"), 6) == number
    assert "E" not in str(unscaled(scaled(number, 6, "quantity"), 6)).replace("0E", "")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1E+30", "-1E+12"])
def test_what_is_no_number_of_the_office_is_refused(number: str) -> None:
    with pytest.raises(RuleRefusedError, match="no number below"):
        scaled(Decimal(number), 6, "quantity")


@pytest.mark.parametrize("number", ["1E+3", "1000.000000000", "1E3"])
def test_zeros_and_exponents_are_no_places(number: str) -> None:
    assert scaled(Decimal(number), 6, "quantity") == 1_000_000_000
