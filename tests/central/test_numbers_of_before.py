"""Databases of the time when quantities were texts: each number is the same one afterwards, and
what is none stops the migration with its row named.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from central.audit.rules import Verdict
from central.audit.service import check
from central.cums.tables_ledger import cums
from central.db.database import Database, DatabaseError
from central.migrations.schema import migrate, version_of
from central.orders.tables import forecasts, lines
from tests.support.central.kept import FOLDER, kept_on_both, load

BEFORE = FOLDER / "schema-0025.sql"


@pytest.fixture(params=["sqlite", "postgresql"])
def of_then(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """With cums, open lines and forecasts, at the revision before."""
    file = tmp_path / "then.db"
    load(BEFORE, file)
    with closing(sqlite3.connect(file)) as then, then:
        then.execute("UPDATE orders_lines SET despatched = '0.50' WHERE despatched = '0'")
        then.execute("UPDATE orders_forecasts SET quantity = '300.000001' WHERE number = 3")
    with kept_on_both(request, file, "0025") as db:
        yield db


ASKED = {
    "cums": "SELECT agreement, part, period, despatched, received FROM releases_cums ORDER BY 1, 2",
    "lines": "SELECT line, quantity, despatched FROM orders_lines ORDER BY line",
    "forecasts": "SELECT number, on_day, quantity, called_off FROM orders_forecasts ORDER BY 1, 2",
}


def texts_of_then(db: Database) -> dict[str, list[list[Any]]]:
    """The last two columns of each are texts of numbers."""

    def of(connection: sa.Connection, query: str) -> list[list[Any]]:
        rows = connection.execute(sa.text(query)).all()
        return [[*map(str, row[:-2]), *map(Decimal, row[-2:])] for row in rows]

    return db.read(lambda c: {name: of(c, query) for name, query in ASKED.items()})


def numbers_of_now(db: Database) -> dict[str, list[list[Any]]]:
    asked = {
        "cums": sa.select(cums.c.agreement, cums.c.part, cums.c.period, *_sums(cums)).order_by(
            cums.c.agreement, cums.c.part
        ),
        "lines": sa.select(lines.c.line, lines.c.quantity, lines.c.despatched).order_by(
            lines.c.line
        ),
        "forecasts": sa.select(
            *(forecasts.c[it] for it in ("number", "on_day", "quantity", "called_off"))
        ).order_by(forecasts.c.number, forecasts.c.on_day),
    }
    found = db.read(lambda c: {name: c.execute(query).all() for name, query in asked.items()})
    return {
        name: [[*map(str, row[:-2]), *row[-2:]] for row in rows] for name, rows in found.items()
    }


def _sums(table: sa.Table) -> tuple[Any, Any]:
    return table.c.despatched, table.c.received


def test_every_cum_open_line_and_forecast_is_the_same(of_then: Database) -> None:
    before = texts_of_then(of_then)
    assert all(before.values())
    assert Decimal("0.5") in {row[-1] for row in before["lines"]}
    migrate(of_then)
    assert numbers_of_now(of_then) == before


def test_the_history_of_before_holds_and_goes_on(of_then: Database) -> None:
    """Rows that were written 0.50 then are 0.5 now, and that is no difference."""
    migrate(of_then)
    report = check(of_then)
    assert report.verdict is Verdict.INTACT, report.detail


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("'12,5'", "quantity '12,5' is no number"),
        ("''", "quantity '' is no number"),
        ("'1E3'", "quantity '1E3' is no number"),
        ("'0.1234567'", "quantity '0.1234567' has more than 6 decimals, and nothing is rounded"),
        ("'1000000000000'", "quantity '1000000000000' has more than 12 digits"),
        ("'-1'", "ck_orders_lines_quantity does not hold"),
        ("'0.25'", "ck_orders_lines_open does not hold"),
    ],
)
@pytest.mark.every_case_on_both
def test_a_row_that_cannot_be_taken_over_stops_it_with_its_name(
    of_then: Database, wrong: str, said: str
) -> None:
    spoil = f"UPDATE orders_lines SET quantity = {wrong}, despatched = '0.50' WHERE line = 2"
    of_then.write(lambda c: c.exec_driver_sql(spoil))
    with pytest.raises(DatabaseError, match="Correct them with the program of before") as refused:
        migrate(of_then)
    assert "orders_lines line 2" in str(refused.value) and said in str(refused.value)
    assert version_of(of_then) == "0025", "nothing was changed"
    good = "UPDATE orders_lines SET quantity = '12.500000000' WHERE line = 2"
    of_then.write(lambda c: c.exec_driver_sql(good))
    migrate(of_then)
    kept = sa.select(lines.c.quantity).where(lines.c.line == 2)
    assert of_then.read(lambda c: c.execute(kept).scalar_one()) == Decimal("12.5")
