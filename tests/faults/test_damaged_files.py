"""A power cut or a bad disk leaves the journal's files shorter or different: what opens is a
beginning of what was written, or it is said what is wrong. Nothing is made up.

Losing acknowledged commits to a power cut is a matter of the durability settings, which the
journal reads back; here the files themselves are damaged, which needs no root.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from edge.journal.store import DATABASE_NAME, Journal, JournalError, RawInput
from wire.events import PersonSigned
from wire.ids import PersonId, WorkplaceId

COMMITS = 60


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of a journal as a kill leaves them: most of it still in the write-ahead log."""
    live, copy = tmp_path_factory.mktemp("live"), tmp_path_factory.mktemp("killed")
    journal = Journal(live, now_us=lambda: 1)
    for number in range(COMMITS):
        raw = RawInput(source="scanner:hand", data=str(number).encode())
        fact = PersonSigned(workplace=WorkplaceId("A1"), person=PersonId(str(number)))
        journal.commit(raw, [fact], number)
    for path in live.iterdir():
        shutil.copy(path, copy)
    journal.close()
    return copy


def people_in(folder: Path) -> list[str] | None:
    """Who signed in, as far as the journal goes; None: it says that it is damaged."""
    try:
        journal = Journal(folder, now_us=lambda: 1)
    except JournalError:
        return None
    try:
        if journal.verify():
            return None
        return [str(getattr(it.fact, "person", "")) for it in journal.facts_after(-1)]
    except JournalError:
        return None
    finally:
        journal.close()


ALL = [str(number) for number in range(COMMITS)]


def damaged(killed: Path, folder: Path, name: str) -> Path:
    shutil.copytree(killed, folder, dirs_exist_ok=True)
    (folder / f"{DATABASE_NAME}-shm").unlink()
    return folder / name


def test_undamaged_it_is_whole(killed: Path, tmp_path: Path) -> None:
    damaged(killed, tmp_path, DATABASE_NAME)
    assert people_in(tmp_path) == ALL


@pytest.mark.parametrize("seed", range(12))
def test_a_shorter_log_is_a_beginning(seed: int, killed: Path, tmp_path: Path) -> None:
    log = damaged(killed, tmp_path, f"{DATABASE_NAME}-wal")
    data = log.read_bytes()
    log.write_bytes(data[: Random(seed).randrange(len(data) // 2, len(data))])
    people = people_in(tmp_path)
    assert people is not None
    assert people == ALL[: len(people)]


@pytest.mark.parametrize("seed", range(12))
def test_a_flipped_bit_in_the_log_is_a_beginning(seed: int, killed: Path, tmp_path: Path) -> None:
    log = damaged(killed, tmp_path, f"{DATABASE_NAME}-wal")
    flip(log, Random(seed))
    people = people_in(tmp_path)
    assert people is None or people == ALL[: len(people)]


@pytest.mark.parametrize("seed", range(20))
def test_a_flipped_bit_in_the_database_is_seen(seed: int, killed: Path, tmp_path: Path) -> None:
    """After the log went into the database: whole, a beginning, or a word about the damage."""
    database = damaged(killed, tmp_path, DATABASE_NAME)
    Journal(tmp_path, now_us=lambda: 1).close()
    flip(database, Random(seed))
    people = people_in(tmp_path)
    assert people is None or people == ALL[: len(people)]


def flip(path: Path, rng: Random) -> None:
    data = bytearray(path.read_bytes())
    data[rng.randrange(100, len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(bytes(data))
