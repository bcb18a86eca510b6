"""A database of before streams had unloading points: every line, forecast, note and despatch is for
the point that its schedule named, and no figure is another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from central.db.database import Database
from central.migrations.schema import migrate
from tests.support.central.kept import FOLDER, kept_on_both, load, upgrade

BEFORE = "0027"
KEPT_AT = "0024"
DUMP = FOLDER / f"schema-{KEPT_AT}.sql"
FIGURES = {
    "lines": "SELECT line, on_day, quantity, despatched, state FROM orders_lines ORDER BY line",
    "forecasts": "SELECT schedule, number, on_day, quantity, called_off, active "
    "FROM orders_forecasts ORDER BY schedule, number, on_day",
    "cums": "SELECT agreement, part, period, despatched, received FROM releases_cums "
    "ORDER BY agreement, part, period",
    "called": "SELECT agreement, part, on_day, quantity, schedule FROM {called} "
    "ORDER BY agreement, part, on_day",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """At the version of before."""
    file = tmp_path / "central.db"
    load(DUMP, file)
    with kept_on_both(request, file, KEPT_AT) as db:
        upgrade(db, BEFORE)
        yield db


def asked(db: Database, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.read(lambda c: c.execute(sa.text(query)).all())]


def figures(db: Database, called: str) -> dict[str, list[tuple[Any, ...]]]:
    return {name: asked(db, query.format(called=called)) for name, query in FIGURES.items()}


def test_each_has_the_point_of_its_schedule_and_the_figures_of_before(office: Database) -> None:
    named = "UPDATE releases_schedules SET unloading_point = 'T12' WHERE agreement = 'RH-1'"
    office.write(lambda c: c.execute(sa.text(named)))
    before = figures(office, "releases_called")
    assert all(before.values())
    migrate(office)
    assert figures(office, "releases_called_off") == before
    for table in ("orders_lines", "orders_forecasts", "releases_called_off"):
        points = asked(office, f"SELECT DISTINCT agreement, unloading_point FROM {table}")
        assert points
        assert all(point == ("T12" if name == "RH-1" else "") for name, point in points)
    went = "SELECT note, unloading_point FROM {} WHERE {} ORDER BY note"
    assert ("N1", "T12") in asked(office, went.format("orders_notes", "state = 'posted'"))
    moved = asked(office, went.format("releases_movements", "kind = 'despatched'"))
    assert ("N1", "T12") in moved and ("N3", "") in moved
