"""The journal: durable, one writer, a chain that shows every change, and old bytes that are never
lost early.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from edge.journal.store import (
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
SECOND_US = 1_000_000


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
    assert [(it.offset, it.fact) for it in second.facts_after(-1)] == [(0, fact(0)), (1, fact(1))]
    assert second.raw(1) == b"\x00raw"
    assert second.next_raw_id == 2
    assert second.epoch == epoch
    second.commit(None, [fact(2)], 6)
    assert second.verify() == ""
    second.close()


def test_a_second_process_is_refused(journal: Journal) -> None:
    program = (
        "import sys, pathlib\nfrom edge.journal.store import *\n"
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
        "import os, sys, pathlib, signal\nfrom edge.journal.store import *\n"
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
    assert [it.offset for it in journal.facts_after(-1)] == [0]


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


def test_a_journal_that_cannot_be_used_is_closed_again(tmp_path: Path) -> None:
    journal = Journal(tmp_path, now_us=now_us)
    journal.commit(None, [fact(0)], 1)
    journal.set_mark("acknowledged", "0")
    journal.close()
    with sqlite3.connect(tmp_path / DATABASE_NAME) as direct:
        direct.execute("DELETE FROM facts")
    direct.close()
    for _ in range(2):  # a second look finds the same, and no lock of the first
        with pytest.raises(JournalError, match="facts are gone"):
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
    assert [it.offset for it in journal.facts_after(-1)] == [3, 4, 5]
    journal.keep_checkpoint(Checkpoint(offset=5, state=b"s"))
    journal.forget_before(99 * DAY_US, acknowledged=5)
    assert [it.offset for it in journal.facts_after(-1)] == [5]
    again = reopened(journal)
    assert again.last_offset == 5
    assert again.verify() == ""
    again.close()


def long_journal(folder: Path, facts: int) -> Journal:
    """All acknowledged and checkpointed, one a second from second 0 on."""
    journal = Journal(folder, now_us=lambda: 100_000 * SECOND_US)
    for number in range(facts):
        raw = RawInput(source="scanner:left", data=b"x" * 200)
        journal.commit(raw, [fact(number)], number * SECOND_US)
    journal.keep_checkpoint(Checkpoint(offset=facts - 1, state=b"s"))
    return journal


def steps(journal: Journal, work: Callable[[], object]) -> int:
    """How many instructions SQLite's machine goes through for it."""
    count = 0

    def one_more() -> int:
        nonlocal count
        count += 1
        return 0

    journal._connection.set_progress_handler(one_more, 1)
    work()
    journal._connection.set_progress_handler(None, 0)
    return count


def test_what_is_due_costs_the_same_in_a_long_journal_as_in_a_short_one(tmp_path: Path) -> None:
    short, long = long_journal(tmp_path / "a", 50), long_journal(tmp_path / "b", 3000)
    for at_us in (0, 10 * SECOND_US):
        looks = [
            steps(journal, partial(journal.forget_before, at_us, acknowledged=10**6))
            for journal in (short, long)
        ]
        assert looks[0] == looks[1] < (100 if at_us == 0 else 1000)
    assert [next(j.facts_after(-1)).offset for j in (short, long)] == [10, 10]
    for journal in (short, long):
        assert journal.raw(10) is None and journal.raw(11) is not None
        journal.close()


def test_old_facts_behind_one_that_stays_are_left_so_that_the_chain_has_no_hole(
    tmp_path: Path,
) -> None:
    journal = Journal(tmp_path, now_us=lambda: 100 * DAY_US)
    for number, day in enumerate((1, 90, 2, 91)):
        journal.commit(RawInput(source="x", data=b"y"), [fact(number)], day * DAY_US)
    journal.keep_checkpoint(Checkpoint(offset=3, state=b"s"))
    assert journal.forget_before(65 * DAY_US, acknowledged=3) == 2
    assert [it.offset for it in journal.facts_after(-1)] == [1, 2, 3]
    assert journal.verify() == ""
    journal.close()


def test_facts_of_a_clock_that_was_ahead_go_with_the_first_old_one_behind_them(
    tmp_path: Path,
) -> None:
    """They would fill the disk until their time has come."""
    journal = Journal(tmp_path, now_us=lambda: 100 * DAY_US)
    ahead = 9000
    journal.commit(None, [fact(n) for n in range(ahead)], 5000 * DAY_US)
    journal.commit(None, [fact(0)], 1 * DAY_US)
    journal.commit(None, [fact(1), fact(2)], 99 * DAY_US)
    journal.keep_checkpoint(Checkpoint(offset=ahead + 2, state=b"s"))
    gone = [journal.forget_before(65 * DAY_US, acknowledged=10**6) for _ in range(60)]
    assert max(gone) == 2000 and sum(gone) == ahead + 1
    assert [it.offset for it in journal.facts_after(-1)] == [ahead + 1, ahead + 2]
    journal.close()


def test_facts_ahead_of_a_clock_that_fell_back_stay(tmp_path: Path) -> None:
    clock = [0]
    journal = Journal(tmp_path, now_us=lambda: clock[0])
    journal.commit(None, [fact(n) for n in range(5000)], 50 * DAY_US)
    journal.keep_checkpoint(Checkpoint(offset=4999, state=b"s"))
    for _ in range(9):
        assert journal.forget_before(-35 * DAY_US, acknowledged=10**6) == 0
    clock[0] = 100 * DAY_US
    assert journal.forget_before(65 * DAY_US, acknowledged=10**6, rows_max=7) == 7
    journal.close()


def test_raw_inputs_stay_with_facts_that_central_does_not_hold(journal: Journal) -> None:
    for number in range(6):
        journal.commit(RawInput(source="x", data=b"y"), [fact(number)], number * DAY_US)
    journal.keep_checkpoint(Checkpoint(offset=5, state=b"s"))
    journal.forget_before(5 * DAY_US, acknowledged=1)
    assert [it.offset for it in journal.facts_after(-1)] == [2, 3, 4, 5]
    assert [journal.raw(n) is None for n in range(1, 7)] == [True, True] + [False] * 4


def test_a_scan_that_comes_while_old_facts_go_is_written_behind_them(tmp_path: Path) -> None:
    journal = long_journal(tmp_path, 3000)
    with ThreadPoolExecutor(1) as pool:
        tidying = pool.submit(
            lambda: sum(
                journal.forget_before(10**15, acknowledged=10**6, rows_max=50) for _ in range(200)
            )
        )
        for number in range(200):
            journal.commit(RawInput(source="x", data=b"y"), [fact(number)], 10**15)
        assert tidying.result() > 0
    assert journal.last_offset == 3199
    assert [it.offset for it in journal.facts_after(-1)][-1] == 3199
    assert journal.verify() == ""
    journal.close()
