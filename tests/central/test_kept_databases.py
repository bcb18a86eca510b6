"""Databases of released programs migrate, say what they said, and go on. ``databases/schema-N.sql``
was filled by the program of that version (``databases/keep.py``) and is never changed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import make_url
from typer.testing import CliRunner

from central.audit.rules import Verdict
from central.audit.service import check
from central.commands.central import app as commands
from central.db.database import METADATA, Database, DatabaseError
from central.db.exact import Scaled
from central.discovery import load_tables
from central.migrations.schema import (
    known_versions,
    migrate,
    newest_version,
    refuse_unmigrated,
    version_of,
)
from tests.central.databases import keep
from tests.support.central.kept import FOLDER, copy, load, upgrade

pytestmark = pytest.mark.timeout(240)  # real processes start: on a busy machine that takes long

KEPT = sorted(FOLDER.glob("schema-*.sql"))
SOME = [KEPT[0], *KEPT[1:-1:3], KEPT[-1]]
"""Every version is migrated on SQLite; on PostgreSQL the oldest, the newest and each third between,
because a step between two is the same whatever was before.
"""
OFFICE = [path for path in KEPT if path.stem >= "schema-0013"]
SERVED = [KEPT[0], OFFICE[0], OFFICE[len(OFFICE) // 2], KEPT[-1]]
"""By the command, and then served: each starts a program, and their rows are compared already."""
BEFORE_ALL_WERE_KEPT = frozenset(
    {
        "0001",
        "0002",
        "0003",
        "0004",
        "0006",
        "0007",
        "0008",
        "0009",
        "0010",
        "0011",
        "0012",
        "0021",
        "0022",
        "0029",
        "0030",
        "0031",
        "0032",
        "0033",
        "0035",
        "0037",
        "0038",
        "0039",
    }
)
"""Steps between two states of the program that ran anywhere: nobody has such a database."""
MUST_BE_THERE = (
    "agreements",
    "agreements_parts",
    "orders_lines",
    "orders_forecasts",
    "orders_notes",
    "releases_schedules",
    "releases_movements",
    "releases_receipts",
    "releases_unprocessed",
    "edi_interchanges",
    "access_people",
    "access_tokens",
)
"""A dump that holds nothing would prove nothing."""


OF_THE_MOMENT = frozenset({"text", "open_sessions"})
"""Not compared: the words of a reason may become better, sessions end with time."""
MOVED = {"tracking_nodes": ("tracking_followed", ("node", "epoch"))}
"""Columns that a migration took to another table, whose rows are found by the named columns."""
RENAMED = {"releases_called": "releases_called_off"}
"""Tables under their names of now: another key made another table."""


def said_then(path: Path) -> tuple[dict[str, str], dict[str, Any]]:
    """The tokens, and what the program of that time answered."""
    with path.open(encoding="utf-8") as lines:
        tokens = next(lines).removeprefix("-- tokens ")
        answers = next(lines).removeprefix("-- answers ")
    return json.loads(tokens), json.loads(answers)


def content(engine: sa.Engine) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables but the migrations' own, in an order of their own."""
    metadata = sa.MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        return {
            name: sorted(
                (dict(row._mapping) for row in connection.execute(sa.select(table))), key=repr
            )
            for name, table in metadata.tables.items()
            if name != "alembic_version"
        }


def of_then(
    before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]
) -> dict[str, list[dict[str, Any]]]:
    """What is in ``after`` of the tables and columns that were there before."""
    found = {}
    for name, rows in before.items():
        now = _with_moved(name, after)
        columns = rows[0].keys() if rows else ()
        found[name] = sorted(({column: row[column] for column in columns} for row in now), key=repr)
    return found


def in_numbers_of_now(
    rows: dict[str, list[dict[str, Any]]],
) -> dict[str, list[dict[str, Any]]]:
    """Quantities, prices and percentages were texts of their digits until 0027."""
    load_tables()
    return {
        name: sorted(
            (
                {it: _number_of_now(name, it, value) for it, value in row.items()}
                for row in of_table
            ),
            key=repr,
        )
        for name, of_table in rows.items()
    }


def _number_of_now(table: str, column: str, value: Any) -> Any:
    of_now = METADATA.tables.get(RENAMED.get(table, table))
    now = None if of_now is None else of_now.c.get(column)
    if now is None or not isinstance(now.type, Scaled) or not isinstance(value, str):
        return value
    moved = Decimal(value) * 10**now.type.places
    assert moved == int(moved)
    return int(moved)


MERGED = frozenset({"despatch_ranges"})
"""Its rows go on in another table: test_ranges_of_before.py."""


def without_merged(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {
        name: sorted((dict(row) for row in of_table), key=repr)
        for name, of_table in rows.items()
        if name not in MERGED
    }


def _with_moved(name: str, after: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    if name not in MOVED:
        return after[RENAMED.get(name, name)]
    other, keys = MOVED[name]
    beside = {tuple(row[key] for key in keys): row for row in after[other]}
    return [{**beside[tuple(row[key] for key in keys)], **row} for row in after[name]]


def test_a_database_of_every_version_is_kept() -> None:
    """Fails when a migration is added: ``python tests/central/databases/keep.py`` keeps the new
    version, and the file of the one before stays as it is.
    """
    kept = {path.stem.removeprefix("schema-") for path in KEPT}
    assert kept == set(known_versions()) - BEFORE_ALL_WERE_KEPT


@pytest.mark.parametrize("dump", OFFICE, ids=lambda path: path.stem)
def test_what_is_kept_is_worth_it(dump: Path, tmp_path: Path) -> None:
    load(dump, tmp_path / "central.db")
    with closing(sqlite3.connect(tmp_path / "central.db")) as db:
        empty = [
            table
            for table in MUST_BE_THERE
            if not db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
        ]
    assert not empty


@pytest.mark.parametrize("dump", KEPT, ids=lambda path: path.stem)
def test_every_row_is_as_before_on_sqlite(dump: Path, tmp_path: Path) -> None:
    file = tmp_path / "central.db"
    load(dump, file)
    db = Database(make_url(f"sqlite:///{file}"))
    before = in_numbers_of_now(without_merged(content(db.engine)))
    assert migrate(db) == newest_version()
    after = content(db.engine)
    report = check(db)
    db.close()
    assert of_then(before, after) == before
    if dump in OFFICE:
        assert report.verdict is Verdict.INTACT, report.detail


def test_a_migration_makes_today_what_it_made_then(tmp_path: Path) -> None:
    """A migration that others ran already is never changed: another one mends it."""
    db = Database(make_url(f"sqlite:///{tmp_path / 'now.db'}"))
    for dump in KEPT:
        load(dump, tmp_path / f"{dump.stem}.db")
        upgrade(db, dump.stem.removeprefix("schema-"))
        now, then = columns_of(tmp_path / "now.db"), columns_of(tmp_path / f"{dump.stem}.db")
        assert now == then, dump.stem
    db.close()


def columns_of(file: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(file)) as db:
        names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: sorted(row[1:] for row in db.execute(f"PRAGMA table_info({name})"))
            for (name,) in names
            if not name.startswith("sqlite_")
        }


@pytest.fixture
def fresh(cluster: Any, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of PostgreSQL."""
    name = "kept_" + request.node.callspec.id.replace("-", "_")
    cluster.execute(f"CREATE DATABASE {name}")
    yield str(cluster.url(name))
    cluster.execute(f"DROP DATABASE {name}")


@pytest.mark.parametrize("dump", SOME, ids=lambda path: path.stem)
def test_every_row_is_as_before_on_postgresql(dump: Path, tmp_path: Path, fresh: str) -> None:
    """The same rows in a PostgreSQL that was brought to the version of that time."""
    file = tmp_path / "central.db"
    load(dump, file)
    db = Database(make_url(fresh))
    upgrade(db, dump.stem.removeprefix("schema-"))
    copy(file, db)
    before = in_numbers_of_now(without_merged(content(db.engine)))
    assert any(before.values())
    assert migrate(db) == newest_version()
    after = content(db.engine)
    db.close()
    assert of_then(before, after) == before


def differences(then: Any, now: Any, where: str = "") -> list[str]:
    """Where ``now`` does not say what ``then`` said; what is new beside it is none."""
    if isinstance(then, dict) and isinstance(now, dict):
        return [
            it
            for key, value in then.items()
            if key not in OF_THE_MOMENT
            for it in differences(value, now.get(key, "nothing"), f"{where}.{key}")
        ]
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        return [
            it
            for n, (old, new) in enumerate(zip(then, now, strict=True))
            for it in differences(old, new, f"{where}[{n}]")
        ]
    return [] if then == now else [f"{where}: {then!r} then, {now!r} now"]


def test_the_program_refuses_a_database_of_before(tmp_path: Path) -> None:
    central = keep.Central(tmp_path)
    load(KEPT[0], central.file)
    assert "run `central migrate" in central.command("serve", status=2)
    assert newest_version() in central.command("migrate")


@pytest.mark.parametrize("dump", SERVED, ids=lambda path: path.stem)
def test_the_command_migrates_it_and_central_answers_as_then(dump: Path, tmp_path: Path) -> None:
    central = keep.Central(tmp_path)
    load(dump, central.file)
    central.tokens, then = said_then(dump)
    if dump.stem != f"schema-{newest_version()}":
        db = Database(make_url(f"sqlite:///{central.file}"))
        with pytest.raises(DatabaseError, match="run `central migrate"):
            refuse_unmigrated(db)
        db.close()
    done = CliRunner().invoke(commands, ["migrate", "--config", str(central.config)])
    assert done.exit_code == 0 and newest_version() in done.output
    process = central.serve()
    try:
        now = central.answers(*then)
        assert then["marriages"]
        assert not differences(then, _as_told_then(dump, now))
        if dump in OFFICE:
            _goes_on(central)
    finally:
        process.terminate()
        process.wait(30)
        central.http.close()
    db = Database(make_url(f"sqlite:///{central.file}"))
    assert version_of(db) == newest_version()
    db.close()


def _as_told_then(dump: Path, now: dict[str, Any]) -> dict[str, Any]:
    """Until 0015 what a receiving advice left of a note was told as on its way."""
    if dump.stem < "schema-0015":
        for row in now.get("cums", []):
            row["in_transit"] = str(int(row["in_transit"]) + int(row["differing"]))
    return now


def _goes_on(central: Any) -> None:
    """People sign in with the password of then; a new call-off is released and leaves in part."""
    said = {"person": "uli", "password": keep.PASSWORD}
    assert central.http.post("/api/v1/access/session", json=said).status_code == 201
    (old,) = [row for row in central.answers("cums")["cums"] if row["part"] == "LM-2"]
    data = keep.x12_862("L1", {5: 60}, part="LM-2", control=90)
    posted = central.post_file(data)
    assert posted["state"] == "posted"
    path = "/api/v1/orders/lines?agreement=LK-1&part=LM-2"
    (line,) = keep.soon(lambda: central.ask("GET", path, "planner")["rows"])
    assert line["open"] == "60"
    note = {"note": "L1", "on": keep.iso(0), "lines": [{"line": line["line"], "quantity": "25"}]}
    central.ask("POST", "/api/v1/orders/notes", "shipping", json=note)
    (new,) = [row for row in central.answers("cums")["cums"] if row["part"] == "LM-2"]
    assert (old["despatched"], new["despatched"]) == ("7", "32")
    (left,) = central.ask("GET", path, "planner")["rows"]
    assert left["open"] == "35"
