"""The journal: durable, one writer, a chain that shows every change, and old bytes that are never
lost early.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.journal import (
    DATABASE_NAME,
    Checkpoint,
    Journal,
    JournalError,
    JournalLockedError,
    RawInput,
)
from wire.events import Fact, PersonSigned
from wire.ids import PersonId, WorkplaceId
from wire.sync import GENESIS

DAY_US = 86_400 * 1_000_000


def fact(number: int) -> Fact:
    return PersonSigned(workplace=WorkplaceId("left"), person=PersonId(str(number)))


def now_us() -> int:
    return 1_000_000


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path, now_us=now_us)
    yield opened
    opened.close()


def reopened(journal: Journal) -> Journal:
    journal.close()
    return Journal(journal.path.parent, now_us=now_us)


def test_what_was_committed_is_there_after_reopening(tmp_path: Path) -> None:
    first = Journal(tmp_path, now_us=now_us)
    first.commit(RawInput(source="scanner:left", data=b"\x00raw"), [fact(0), fact(1)], 5)
    epoch = first.epoch
    second = reopened(first)
    assert [(o, f) for o, _, f in second.facts_after(-1)] == [(0, fact(0)), (1, fact(1))]
    assert second.raw(1) == b"\x00raw"
    assert second.next_raw_id == 2
    assert second.epoch == epoch
    second.commit(None, [fact(2)], 6)
    assert second.verify() == ""
    second.close()


def test_a_second_process_is_refused(journal: Journal) -> None:
    program = (
        "import sys, pathlib\nfrom edge.journal import *\n"
        "try:\n    Journal(pathlib.Path(sys.argv[1]), now_us=lambda: 0)\n"
        "except JournalLockedError as e:\n    print(e); sys.exit(7)\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, str(journal.path.parent)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 7
    assert "another process" in answer.stdout
    with pytest.raises(JournalLockedError):
        Journal(journal.path.parent, now_us=now_us)


def test_the_lock_goes_with_its_process(tmp_path: Path) -> None:
    program = (
        "import os, sys, pathlib, signal\nfrom edge.journal import *\n"
        "j = Journal(pathlib.Path(sys.argv[1]), now_us=lambda: 0)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    Journal(tmp_path, now_us=now_us).close()


def test_durability_settings_are_those_of_the_connection(journal: Journal) -> None:
    connection = journal._connection
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_failed_commit_leaves_nothing_behind(journal: Journal) -> None:
    journal.commit(None, [fact(0)], 1)
    journal._connection.execute("DROP TABLE raw")
    with pytest.raises(JournalError):
        journal.commit(RawInput(source="x", data=b""), [fact(1)], 2)
    assert [o for o, _, _ in journal.facts_after(-1)] == [0]


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        (
            "UPDATE facts SET fact = CAST(replace(fact, '3', '4') AS BLOB) WHERE \"offset\" = 3",
            "mismatch at 3",
        ),
        ('UPDATE facts SET at_us = 9 WHERE "offset" = 2', "mismatch at 2"),
        ('DELETE FROM facts WHERE "offset" = 1', "offsets 1..1 are missing"),
    ],
)
def test_the_chain_shows_what_was_changed(tmp_path: Path, damage: str, finding: str) -> None:
    journal = Journal(tmp_path, now_us=now_us)
    for number in range(5):
        journal.commit(None, [fact(number)], number)
    assert journal.verify() == ""
    journal.close()
    with sqlite3.connect(tmp_path / DATABASE_NAME) as direct:
        direct.execute(damage)
    direct.close()
    again = Journal(tmp_path, now_us=now_us)
    assert again.verify() == finding
    again.close()


def test_entries_travel_with_the_hash_before_them(journal: Journal) -> None:
    for number in range(3):
        journal.commit(None, [fact(number)], number)
    assert journal.hash_at(-1) == GENESIS
    assert [e.offset for e in journal.entries(0, 10)] == [1, 2]
    assert journal.entries(1, 10)[0].hash == journal.hash_at(2)


def test_a_newer_file_is_refused_and_not_touched(tmp_path: Path) -> None:
    Journal(tmp_path, now_us=now_us).close()
    with sqlite3.connect(tmp_path / DATABASE_NAME) as direct:
        direct.execute("PRAGMA user_version = 99")
    direct.close()
    with pytest.raises(JournalError, match="newer Lineside"):
        Journal(tmp_path, now_us=now_us)


def test_a_damaged_checkpoint_is_passed_over(journal: Journal) -> None:
    journal.commit(None, [fact(0), fact(1)], 1)
    journal.keep_checkpoint(Checkpoint(offset=0, state=b"old"))
    journal.keep_checkpoint(Checkpoint(offset=1, state=b"new"))
    journal._connection.execute("UPDATE checkpoints SET state = x'00' WHERE \"offset\" = 1")
    assert journal.checkpoints() == [Checkpoint(offset=0, state=b"old")]


def test_only_acknowledged_and_checkpointed_facts_are_forgotten(tmp_path: Path) -> None:
    journal = Journal(tmp_path, now_us=now_us)
    for number in range(6):
        journal.commit(RawInput(source="x", data=b"y"), [fact(number)], number * DAY_US)
    assert journal.forget_before(10 * DAY_US, acknowledged=4) == 0
    journal.keep_checkpoint(Checkpoint(offset=3, state=b"s"))
    journal.forget_before(3 * DAY_US, acknowledged=4)
    assert [o for o, _, _ in journal.facts_after(-1)] == [3, 4, 5]
    journal.keep_checkpoint(Checkpoint(offset=5, state=b"s"))
    journal.forget_before(99 * DAY_US, acknowledged=5)
    assert [o for o, _, _ in journal.facts_after(-1)] == [5]
    again = reopened(journal)
    assert again.last_offset == 5
    assert again.verify() == ""
    again.close()
