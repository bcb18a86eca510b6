"""An older copy of the database comes back: a new incarnation, and the cells send again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from central.config import Config
from central.db.database import Database, DatabaseError
from central.db.incarnation import MarkFile, Marks, reason_for_new
from central.restore import Adoption
from central.tracking import tables
from central.tracking.intake import take_batch
from tests.support.central.client import EMPTY, Client
from tests.support.central.journal import FEED, Journal, plain_day, telegram
from wire.codec import decode_acknowledgement, encode

TELEGRAMS = f"/api/v1/broadcast/feeds/{FEED}/telegrams"


class File:
    """An SQLite database that can be copied and brought back."""

    def __init__(self, folder: Path, migrated_file: Path) -> None:
        self._path = folder / "central.db"
        self._copy = folder / "copy.db"
        shutil.copy(migrated_file, self._path)
        self.url = f"sqlite:///{self._path}"

    def keep(self) -> None:
        shutil.copy(self._path, self._copy)

    def bring_back(self) -> None:
        shutil.copy(self._copy, self._path)
        for leftover in ("central.db-wal", "central.db-shm"):
            self._path.with_name(leftover).unlink(missing_ok=True)


class Served:
    """The same on PostgreSQL."""

    def __init__(self, cluster: Any) -> None:
        self._cluster = cluster
        self._make("restorable", "central")
        cluster.execute(EMPTY, database="restorable")
        self.url = cluster.url("restorable")

    def keep(self) -> None:
        self._make("kept", "restorable")

    def bring_back(self) -> None:
        self._make("restorable", "kept")

    def _make(self, name: str, template: str) -> None:
        self._cluster.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._cluster.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{template}' AND pid <> pg_backend_pid()"
        )
        self._cluster.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> File | Served:
    if request.param == "sqlite":
        return File(tmp_path, migrated_file)
    return Served(request.getfixturevalue("cluster"))


@pytest.fixture
def file_url(tmp_path: Path, migrated_file: Path) -> str:
    return File(tmp_path, migrated_file).url


def send(client: Any, journal: Journal, first: int = 0, last: int | None = None) -> Any:
    token = client.token("cell", cell="cell-a")
    body = encode(journal.batch(first, last))
    return decode_acknowledgement(client.post("/api/v1/facts", token=token, content=body).content)


def test_restored_copy_changes_the_incarnation_and_is_filled_again(
    store: File | Served, make_config: Callable[..., Config]
) -> None:
    journal = Journal().write(*plain_day())
    client = Client(make_config(store.url))
    before = send(client, journal, 0, 4)
    feed = client.token("feed", feed=FEED)
    client.post(TELEGRAMS, token=feed, content=encode(telegram(1, position=None)))
    client.close()
    store.keep()

    client = Client(make_config(store.url))
    later = send(client, journal, 5)
    client.post(TELEGRAMS, token=feed, content=encode(telegram(2, position=None)))
    client.post(TELEGRAMS, token=feed, content=encode(telegram(3, position=None)))
    client.close()
    assert later.incarnation == before.incarnation

    store.bring_back()
    client = Client(make_config(store.url))
    beyond = send(client, journal, 8)
    assert beyond.incarnation != before.incarnation
    assert (beyond.applied, beyond.high_water, beyond.anchor) == (0, 4, journal.hash_at(4))
    again = send(client, journal, 5)
    assert (again.applied, again.high_water) == (5, 9)
    answer = client.post(TELEGRAMS, token=feed, content=encode(telegram(4, position=None)))
    assert answer.json() == {"position": 4}, "positions 2 and 3 stand for other telegrams in cells"
    client.close()


def test_restart_keeps_the_incarnation(
    store: File | Served, make_config: Callable[..., Config]
) -> None:
    incarnations = []
    for _ in range(3):
        client = Client(make_config(store.url))
        incarnations.append(client.central.incarnation)
        client.close()
    assert len(set(incarnations)) == 1


def test_second_process_on_one_sqlite_file_is_refused(
    file_url: str, make_config: Callable[..., Config]
) -> None:
    client = Client(make_config(file_url))
    with pytest.raises(DatabaseError):
        Client(make_config(file_url))
    client.close()


@pytest.mark.parametrize(
    ("file", "history", "facts", "positions", "reason"),
    [
        (None, [], 0, {}, "made anew"),
        (None, ["a"], 0, {}, ""),
        (None, ["a"], 5, {}, "data folder without a mark"),
        (None, ["a"], 0, {"L": 1}, "data folder without a mark"),
        (Marks(incarnation="a", facts=5, positions={}), ["a"], 5, {}, ""),
        (Marks(incarnation="a", facts=5, positions={}), ["a", "b"], 9, {}, ""),
        (Marks(incarnation="a", facts=6, positions={}), ["a"], 5, {}, "restored"),
        (Marks(incarnation="a", facts=0, positions={"L": 2}), ["a"], 5, {"L": 1}, "restored"),
        (Marks(incarnation="z", facts=0, positions={}), ["a"], 5, {}, "another database"),
        (Marks(incarnation="a", facts=9, positions={}), ["a", "b"], 5, {}, ""),
        (Marks(incarnation="b", facts=9, positions={}), ["a", "b"], 5, {}, "restored"),
    ],
)
def test_when_a_new_incarnation_is_due(
    file: Marks | None, history: list[str], facts: int, positions: dict[str, int], reason: str
) -> None:
    found = reason_for_new(file, history, facts, positions)
    assert found.startswith(reason) and bool(found) == bool(reason)


def test_a_process_that_joins_others_at_work_is_no_reason() -> None:
    assert reason_for_new(None, ["a"], 5, {"L": 1}, joining=True) == ""
    assert reason_for_new(None, [], 0, {}, joining=True) == "made anew"


def test_a_database_set_back_under_running_processes_is_noticed_once(
    db: Database, tmp_path: Path
) -> None:
    a, b = (Adoption(db, MarkFile(tmp_path / name / "mark.json")) for name in "ab")
    assert a.look() and not b.look()
    journal = Journal().write(*plain_day())
    newest = take_batch(db, journal.batch(), incarnation=a.current, now_us=5)[1]
    for one in (a, b):
        one._marks.note_facts(newest)
        assert not one.look()
    set_back = update(tables.row_numbers).where(tables.row_numbers.c.name == "fact")
    db.write(lambda c: c.execute(set_back.values(last=newest - 1)))
    before = a.current
    assert (b.look(), a.look()) == (True, False), "who looks second joins the first"
    assert a.current == b.current != before
