"""Tax numbers of before there was one spelling of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from central.audit import triggers
from central.audit.rules import Verdict
from central.audit.service import check
from central.db.database import Database
from central.migrations.schema import migrate
from tests.support.central.kept import FOLDER, kept_on_both, load

KEPT_AT = "0036"
OWNERS = {
    "partners_customers": "customer",
    "partners_plants": "plant",
    "partners_divisions": "division",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def of_then(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    file = tmp_path / "central.db"
    load(FOLDER / f"schema-{KEPT_AT}.sql", file)
    with kept_on_both(request, file, KEPT_AT) as db:
        if request.param == "postgresql":
            db.write(triggers.install)  # SQLite's file brings its own
        yield db


def numbers(db: Database) -> dict[str, list[str]]:
    """Of each table, by the code of whose they are."""

    def of(connection: sa.Connection, table: str, key: str) -> list[str]:
        said = sa.text(f"SELECT tax_number FROM {table} ORDER BY {key}")
        return [str(number) for number in connection.execute(said).scalars()]

    return db.read(lambda c: {table: of(c, table, key) for table, key in OWNERS.items()})


@pytest.mark.parametrize(
    ("then", "now"),
    [("DE 123 456 789", "DE123456789"), ("che-123.456.788 mwst", "CHE123456788MWST"), ("", "")],
)
def test_each_is_the_same_one_in_one_spelling(of_then: Database, then: str, now: str) -> None:
    for table in OWNERS:
        said = sa.text(f"UPDATE {table} SET tax_number = :number")
        of_then.write(lambda c, said=said: c.execute(said, {"number": then}))
    before = numbers(of_then)
    migrate(of_then)
    assert numbers(of_then) == {table: [now] * len(rows) for table, rows in before.items()}
    assert before["partners_customers"], "rows of before"
    assert check(of_then).verdict is Verdict.INTACT
