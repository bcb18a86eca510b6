"""No badge stands in clear in any file of a cell, and nobody else of the machine reads them."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from edge.journal.badge_cover import BadgeCover
from edge.journal.badge_keys import BadgeKeyError, keep_site_keys, mask_key, site_keys
from edge.journal.migrations import m0001_journal
from edge.journal.scrub import MARK
from edge.journal.store import DATABASE_NAME, Journal, JournalError
from wire.codec import chain_hash, encode
from wire.events import Fact, PersonSigned, Scanned, Verdict
from wire.ids import DeviceId, PersonId, WorkplaceId
from wire.sync import GENESIS

SECRET, OTHER, TAIL = b"anna secret", b"Q8ZK77 other", b"tail of a cut one"
RAW = [
    ("scanner:left", b"LS:BADGE:" + SECRET, ""),
    ("scanner:left", b"]d2LS:BADGE:" + SECRET, ""),
    ("scanner:left", b"ls:badge:" + OTHER, ""),
    ("scanner:left", b"M-RED", ""),
    ("scanner:left", b"LS:BAD", "frame.no_terminator"),
    ("scanner:right", b"M-BLUE", ""),
    ("scanner:left", TAIL, ""),
    ("scanner:left", b"M-GREEN", ""),
    ("mqtt:L1", b'{"note":"LS:BADGE: is no scan"}', ""),
]


def now_us() -> int:
    return 1


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def scanned(raw_id: int, code: str) -> Scanned:
    return Scanned(
        device=DeviceId("left"),
        workplace=WorkplaceId("left"),
        person=PersonId(""),
        verdict=Verdict.UNREADABLE if code else Verdict.CONFIRMED,
        code=f"frame.{code}" if code else "badge.signed_in",
        text="" if code else "badge",
        raw_id=raw_id,
    )


def old_journal(folder: Path) -> None:
    """Of the first schema, with 2000 badges deleted already: their bytes are in free pages."""
    folder.mkdir(exist_ok=True)
    with closing(sqlite3.connect(folder / DATABASE_NAME, isolation_level=None)) as old:
        old.execute("PRAGMA journal_mode=WAL")
        m0001_journal.migrate(Database(old))
        old.execute("PRAGMA user_version=1")
        insert = "INSERT INTO raw (raw_id, at_us, source, data) VALUES (?, ?, ?, ?)"
        gone = [(n, 1, "scanner:left", b"LS:BADGE:" + OTHER * 20) for n in range(100, 2100)]
        old.executemany(insert, gone)
        old.execute("DELETE FROM raw")
        previous = GENESIS
        for number, (source, data, code) in enumerate(RAW, 1):
            old.execute(insert, (number, number * 1000, source, data))
            body = encode(scanned(number, code))
            previous = chain_hash(previous, number - 1, number, body)
            old.execute(
                'INSERT INTO facts ("offset", at_us, hash, fact) VALUES (?, ?, ?, ?)',
                (number - 1, number, previous, body),
            )
    (folder / DATABASE_NAME).chmod(0o644)
    folder.chmod(0o755)


def test_an_old_journal_is_cleaned_to_its_last_page(tmp_path: Path) -> None:
    folder = tmp_path / "cell"
    old_journal(folder)
    journal = Journal(folder, now_us=now_us)
    kept = [journal.raw(number) for number in range(1, len(RAW) + 1)]
    assert journal.verify() == ""
    assert journal.last_offset == len(RAW) - 1
    assert kept[0] == kept[1] != kept[2]
    assert [kept[3], kept[5], kept[7], kept[8]] == [b"M-RED", b"M-BLUE", b"M-GREEN", RAW[8][1]]
    for path in folder.iterdir():
        found = path.read_bytes()
        for secret in (SECRET, OTHER, TAIL):
            assert secret not in found, path
    assert journal.mark(MARK) is None
    journal.close()


def test_a_journal_that_somebody_reads_is_cleaned_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "cell"
    old_journal(folder)
    reader = sqlite3.connect(folder / DATABASE_NAME, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM raw").fetchone()
    Journal(folder, now_us=now_us).close()
    reader.close()
    journal = Journal(folder, now_us=now_us)
    assert journal.mark(MARK) is None
    journal.close()
    assert OTHER not in b"".join(path.read_bytes() for path in folder.iterdir())


def test_what_is_there_already_is_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "cell"
    old_journal(folder)
    (folder / "notes.sh").touch(0o755)
    (folder / "notes.sh").chmod(0o755)
    journal = Journal(folder, now_us=now_us)
    keep_site_keys(folder, (bytes(32),))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    found = modes(folder)
    assert found.pop("notes.sh") == 0o755, "only what is ours is touched"
    assert {"journal.sqlite3-wal", "lock", "badge.key", "badge-mask.key"} <= set(found)
    assert set(found.values()) == {0o600}
    journal.close()


def test_a_new_journal_is_private_from_its_first_byte(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "cell"
    journal = Journal(folder, now_us=now_us)
    journal.commit(None, [PersonSigned(workplace=WorkplaceId("l"))], 1)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert set(modes(folder).values()) == {0o600}
    journal.close()


def test_only_the_newest_masters_are_kept(tmp_path: Path) -> None:
    journal = Journal(tmp_path, now_us=now_us)
    journal.keep_masters(7, "a", b"hash of old" * 2000)
    journal.keep_masters(6, "b", b"restored")
    assert journal.masters() == ("b", b"restored")
    journal.close()
    assert b"hash of old" not in (tmp_path / DATABASE_NAME).read_bytes()


def test_a_key_that_is_none_stops_with_the_reason(tmp_path: Path) -> None:
    assert site_keys(tmp_path) == ()
    keep_site_keys(tmp_path, (bytes(32), b"k" * 32))
    assert site_keys(tmp_path) == (bytes(32), b"k" * 32)
    (tmp_path / "badge.key").write_bytes(b"short")
    with pytest.raises(BadgeKeyError, match="holds 5 bytes"):
        site_keys(tmp_path)
    folder = tmp_path / "cell"
    old_journal(folder)
    (folder / "badge-mask.key").write_bytes(b"short")
    with pytest.raises(JournalError, match=r"badge-mask\.key"):
        Journal(folder, now_us=now_us)


def test_the_rest_of_a_badge_that_was_cut_is_kept_from_the_same_device_only() -> None:
    cover = BadgeCover(bytes(32))
    assert cover.kept("a", b"LS:BADGE:an", refused=True, now_s=1.0)[1]
    assert cover.kept("b", b"na secret", refused=False, now_s=1.1) == (b"na secret", False)
    data, hidden = cover.kept("a", b"na secret", refused=False, now_s=1.2)
    assert hidden
    assert b"secret" not in data
    assert cover.kept("a", b"M-RED", refused=False, now_s=1.3) == (b"M-RED", False)
    cover.kept("a", b"LS:B", refused=True, now_s=2.0)
    assert cover.kept("a", b"M-RED", refused=False, now_s=9.0) == (b"M-RED", False)


def test_a_key_is_made_once(tmp_path: Path) -> None:
    assert mask_key(tmp_path) == mask_key(tmp_path)
    assert len(mask_key(tmp_path)) == 32


def test_old_facts_that_hold_a_badge_stay_and_the_chain_holds(tmp_path: Path) -> None:
    folder = tmp_path / "cell"
    folder.mkdir()
    told: Fact = scanned(1, "")
    with closing(sqlite3.connect(folder / DATABASE_NAME, isolation_level=None)) as old:
        m0001_journal.migrate(Database(old))
        old.execute("PRAGMA user_version=1")
        body = encode(told).replace(b'"text":"badge"', b'"text":"ls:badge:anna secret"')
        old.execute(
            'INSERT INTO facts ("offset", at_us, hash, fact) VALUES (0, 1, ?, ?)',
            (chain_hash(GENESIS, 0, 1, body), body),
        )
    journal = Journal(folder, now_us=now_us)
    assert journal.verify() == ""
    assert journal.hash_at(0) == chain_hash(GENESIS, 0, 1, body)
    journal.close()
