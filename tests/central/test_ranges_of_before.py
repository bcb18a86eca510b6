"""Ranges of numbers of before there was one kind of them: each goes on where it stood."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from central.audit import triggers
from central.audit.rules import Verdict
from central.audit.service import check
from central.db.database import Database, DatabaseError
from central.migrations.schema import migrate, version_of
from central.partners.rules.divisions import NumberKind
from central.partners.service.divisions import take_number
from tests.support.central.kept import FOLDER, kept_on_both, load

KEPT_AT = "0034"


@pytest.fixture(params=["sqlite", "postgresql"])
def of_then(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    file = tmp_path / "central.db"
    load(FOLDER / f"schema-{KEPT_AT}.sql", file)
    with kept_on_both(request, file, KEPT_AT) as db:
        if request.param == "postgresql":
            db.write(triggers.install)  # SQLite's file brings its own
        yield db


def enter(db: Database, *rows: str) -> None:
    names = 'name, "of", division, customer, prefix, first, last, width, next'
    for row in rows:
        said = f"INSERT INTO despatch_ranges ({names}) VALUES ({row})"
        db.write(lambda c, said=said: c.execute(sa.text(said)))


def divisions(db: Database, *names: str) -> None:
    db.write(lambda c: c.execute(sa.text("DELETE FROM partners_divisions")))
    for name in names:
        said = sa.text("INSERT INTO partners_divisions (division, name) VALUES (:name, '')")
        db.write(lambda c, said=said, name=name: c.execute(said, {"name": name}))


@pytest.mark.parametrize("there", [(), ("D",)])
def test_each_goes_on_where_it_stood(of_then: Database, there: tuple[str, ...]) -> None:
    divisions(of_then, *there)
    enter(
        of_then,
        "'n', 'note', '', 'rhein', '4', 1, 500, 7, 12",
        "'s', 'sscc', '', '', '34012345', 1, 9, 9, 1",
    )
    migrate(of_then)
    taken = [
        of_then.write(lambda c, of=of: take_number(c, "", of, "rhein"))
        for of in (NumberKind.DESPATCH_NOTE, NumberKind.SSCC)
    ]
    assert taken == ["40000012", "340123450000000017"]
    assert check(of_then).verdict is Verdict.INTACT


def test_one_of_no_division_among_several_is_named_and_nothing_is_changed(
    of_then: Database,
) -> None:
    divisions(of_then, "D", "E")
    enter(of_then, "'n', 'note', '', 'rhein', '4', 1, 500, 7, 12")
    with pytest.raises(DatabaseError, match="number range n is of no division"):
        migrate(of_then)
    assert version_of(of_then) == KEPT_AT


def test_two_in_one_place_are_named(of_then: Database) -> None:
    divisions(of_then, "D")
    enter(
        of_then,
        "'a', 'unit', 'D', '', 'U', 1, 9, 3, 1",
        "'b', 'unit', '', '', 'V', 1, 9, 3, 1",
    )
    with pytest.raises(DatabaseError, match="number range b would stand beside"):
        migrate(of_then)
