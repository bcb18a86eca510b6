"""The cell's memory: one SQLite file with raw inputs, facts in a hash chain, checkpoints, masters
and marks.

WAL with synchronous=FULL, read back on every connection (with NORMAL a power cut loses
acknowledged commits). One
process (a lock beside the file) and one connection: SQLite before 3.51.3 can corrupt a WAL that two
connections write at once. Intents are facts too: a label that was requested and is not yet sent
is one.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec
import structlog

from edge.journal.badge_keys import BadgeKeyError
from edge.journal.chain import ChainRow, Damage, broken_link, first_damage
from edge.journal.file import JournalError as JournalError
from edge.journal.file import JournalLockedError as JournalLockedError
from edge.journal.file import Transaction, connect, lock_folder, migrate
from edge.journal.retention import NOTHING, Retention
from edge.journal.scrub import scrub
from settings.private_files import private_folder, touch_private
from wire.codec import WireError, chain_hash, decode_fact, encode
from wire.events import AnyFact
from wire.sync import GENESIS, Entry

DATABASE_NAME = "journal.sqlite3"
CHECKPOINTS_KEPT = 2
OURS = (f"{DATABASE_NAME}*", "lock", "badge*.key")
"""What the cell writes into its folder."""
ALL_FACTS = 'SELECT "offset", at_us, hash, fact FROM facts ORDER BY "offset"'


@dataclass(frozen=True, slots=True, kw_only=True)
class RawInput:
    """Bytes as they came. ``source`` says from where, e.g. ``mqtt:L1`` or ``scanner:left``."""

    source: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """One fact as it stands in the journal."""

    offset: int
    at_us: int
    fact: AnyFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    offset: int
    state: bytes


class Journal:
    """Open journal. One thread writes and reads; ``forget_before`` may run in another one, and a
    write then waits for the few rows that it is about to take out.

    After a write that failed every other write fails too: what the handle believes of the file
    can not be trusted any more, so the process has to end and open it anew.
    """

    def __init__(self, folder: Path, *, now_us: Callable[[], int]) -> None:
        """Opens or makes the journal. Raises JournalLockedError, or JournalError saying what to
        do.
        """
        self._now_us = now_us
        self._failed: JournalError | None = None
        self._writing = threading.Lock()
        self._retention = Retention()
        private_folder(folder, OURS, structlog.get_logger())
        self.path = folder / DATABASE_NAME
        with ExitStack() as opened:  # closed again where a journal cannot be used
            self._lock = lock_folder(folder)
            opened.callback(os.close, self._lock)
            try:
                touch_private(self.path)
                self._connection = connect(self.path)
                opened.callback(self._connection.close)
                migrate(self._connection, self.path)
                scrub(self._connection)
            except (sqlite3.Error, BadgeKeyError) as error:
                raise JournalError(f"{self.path}: {error}") from error
            self._find_end()
            opened.pop_all()

    def _find_end(self) -> None:
        """Where facts and raw bytes go on."""
        self.epoch = int(self._mark_or_set("epoch", str(self._now_us())))
        row = self._connection.execute(
            'SELECT "offset", hash FROM facts ORDER BY "offset" DESC LIMIT 1'
        ).fetchone()
        acknowledged = int(self.mark("acknowledged") or -1)
        self.last_offset: int = row[0] if row else -1
        self._last_hash: str = row[1] if row else GENESIS
        if row is None and acknowledged >= 0:
            raise JournalError(
                f"{self.path}: facts are gone but a mark says there were; restore it"
            )
        raw = self._connection.execute("SELECT max(raw_id) FROM raw").fetchone()[0]
        self.next_raw_id: int = (raw or 0) + 1

    # -- writing

    def commit(self, raw: RawInput | None, facts: Sequence[AnyFact], at_us: int) -> list[Committed]:
        """Writes raw bytes and facts in one durable transaction. ``raw`` gets ``next_raw_id``."""
        rows: list[tuple[int, int, str, bytes]] = []
        offset, previous = self.last_offset, self._last_hash
        for fact in facts:
            offset += 1
            body = encode(fact)
            previous = chain_hash(previous, offset, at_us, body)
            rows.append((offset, at_us, previous, body))
        with self._transaction() as execute:
            if raw is not None:
                execute(
                    "INSERT INTO raw (raw_id, at_us, source, data) VALUES (?, ?, ?, ?)",
                    (self.next_raw_id, at_us, raw.source, raw.data),
                )
            for row in rows:
                execute('INSERT INTO facts ("offset", at_us, hash, fact) VALUES (?, ?, ?, ?)', row)
        if raw is not None:
            self.next_raw_id += 1
        self.last_offset, self._last_hash = offset, previous
        return [
            Committed(offset=row[0], at_us=at_us, fact=fact)
            for row, fact in zip(rows, facts, strict=True)
        ]

    def keep_masters(self, version: int, digest: str, body: bytes) -> None:
        """Keeps the newest only: older ones may hold hashes of badges that can be searched."""
        with self._transaction() as execute:
            execute("PRAGMA secure_delete=ON")
            execute("DELETE FROM masters WHERE version != ?", (version,))
            execute(
                "INSERT OR REPLACE INTO masters (version, at_us, digest, body) VALUES (?, ?, ?, ?)",
                (version, self._now_us(), digest, body),
            )
            execute("PRAGMA secure_delete=OFF")

    def keep_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Stores a cache of the folded state; the oldest go."""
        digest = blake2b(checkpoint.state, digest_size=16).hexdigest()
        with self._transaction() as execute:
            execute(
                'INSERT OR REPLACE INTO checkpoints ("offset", at_us, digest, state) '
                "VALUES (?, ?, ?, ?)",
                (checkpoint.offset, self._now_us(), digest, checkpoint.state),
            )
            execute(
                'DELETE FROM checkpoints WHERE "offset" NOT IN '
                '(SELECT "offset" FROM checkpoints ORDER BY "offset" DESC LIMIT ?)',
                (CHECKPOINTS_KEPT,),
            )

    def set_mark(self, name: str, value: str) -> None:
        with self._transaction() as execute:
            execute("INSERT OR REPLACE INTO marks (name, value) VALUES (?, ?)", (name, value))

    def forget_before(self, at_us: int, *, acknowledged: int, rows_max: int = 2000) -> int:
        """Deletes acknowledged facts older than ``at_us``, from the oldest on, and the raw inputs
        that came before the oldest fact kept; at most ``rows_max`` of each. Returns how many went.

        The newest checkpoint must not need them, so nothing beyond it is touched, and the last fact
        stays: the next offset and hash follow from it. May be called from another thread.
        """
        with self._writing:
            newest = self._connection.execute('SELECT max("offset") FROM checkpoints').fetchone()[0]
            offset, raw_id = self._retention.due(
                self._rows,
                before_us=at_us,
                now_us=self._now_us(),
                up_to=min(acknowledged, -1 if newest is None else newest, self.last_offset - 1),
                rows_max=rows_max,
            )
            if offset == raw_id == NOTHING:
                return 0
            with self._transaction_held() as execute:
                facts = execute('DELETE FROM facts WHERE "offset" <= ?', (offset,)).rowcount
                raw = execute("DELETE FROM raw WHERE raw_id <= ?", (raw_id,)).rowcount
            return facts + raw

    # -- reading

    def mark(self, name: str) -> str | None:
        row = self._connection.execute("SELECT value FROM marks WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def entries(self, after: int, limit: int) -> list[Entry]:
        """Facts with offset > ``after``, in order, as they travel."""
        rows = self._rows(
            'SELECT "offset", at_us, hash, fact FROM facts WHERE "offset" > ? '
            'ORDER BY "offset" LIMIT ?',
            (after, limit),
        )
        return [
            Entry(offset=row[0], at_us=row[1], hash=row[2], fact=msgspec.Raw(row[3]))
            for row in rows
        ]

    def hash_at(self, offset: int) -> str:
        """The chain's hash at an offset; the genesis hash before the first fact."""
        row = self._connection.execute(
            'SELECT hash FROM facts WHERE "offset" = ?', (offset,)
        ).fetchone()
        if row is None and offset >= 0:
            raise JournalError(f"{self.path}: no fact {offset} (retention is over, or it was lost)")
        return GENESIS if row is None else str(row[0])

    def at_us(self, offset: int) -> int | None:
        row = self._connection.execute(
            'SELECT at_us FROM facts WHERE "offset" = ?', (offset,)
        ).fetchone()
        return None if row is None else int(row[0])

    def kind_at(self, offset: int) -> str:
        """The tag of a fact; empty: it is not kept any more, or cannot be read."""
        row = self._connection.execute(
            'SELECT fact FROM facts WHERE "offset" = ?', (offset,)
        ).fetchone()
        try:
            return "" if row is None else str(decode_fact(row[0]).__struct_config__.tag)
        except WireError:
            return ""

    def facts_after(self, offset: int, damage: Damage | None = None) -> Iterator[Committed]:
        """Facts beyond an offset and before the damage, in order."""
        for row in self._rows(
            'SELECT "offset", at_us, fact FROM facts WHERE "offset" > ? ORDER BY "offset"',
            (offset,),
        ):
            if damage is not None and row[0] >= damage.offset:
                return
            yield Committed(offset=row[0], at_us=row[1], fact=decode_fact(row[2]))

    def checkpoints(self) -> list[Checkpoint]:
        """Newest first; those whose digest does not match are left out."""
        rows = self._rows('SELECT "offset", digest, state FROM checkpoints ORDER BY "offset" DESC')
        return [
            Checkpoint(offset=offset, state=state)
            for offset, digest, state in rows
            if blake2b(state, digest_size=16).hexdigest() == digest
        ]

    def masters(self) -> tuple[str, bytes] | None:
        """(digest, body) of the newest masters kept."""
        row = self._connection.execute(
            "SELECT digest, body FROM masters ORDER BY version DESC LIMIT 1"
        ).fetchone()
        return None if row is None else (str(row[0]), bytes(row[1]))

    def raw(self, raw_id: int) -> bytes | None:
        row = self._connection.execute(
            "SELECT data FROM raw WHERE raw_id = ?", (raw_id,)
        ).fetchone()
        return None if row is None else bytes(row[0])

    def damage_after(self, offset: int) -> Damage | None:
        """The first fact beyond ``offset`` that is not what was written. The first one kept from
        there on is believed; at -1 that is the chain's beginning, which is verified too.
        """
        rows = self._rows(
            'SELECT "offset", at_us, hash, fact FROM facts WHERE "offset" >= ? ORDER BY "offset"',
            (offset,),
        )
        return first_damage(map(ChainRow._make, rows))

    def verify(self) -> str:
        """Empty if the chain holds from the first fact kept to the last, else what is wrong
        where.
        """
        return broken_link(map(ChainRow._make, self._rows(ALL_FACTS)))

    def close(self) -> None:
        with self._writing:
            self._connection.close()
        os.close(self._lock)

    # -- inside

    def _rows(self, sql: str, values: Sequence[object] = ()) -> Iterator[Any]:
        """Rows as they are read. Damage to the file shows here as a JournalError."""
        try:
            yield from self._connection.execute(sql, values)
        except sqlite3.Error as error:
            raise JournalError(
                f"{self.path}: {error}; the file is damaged, restore it from a copy"
            ) from error

    def _mark_or_set(self, name: str, value: str) -> str:
        found = self.mark(name)
        if found is None:
            self.set_mark(name, value)
        return found or value

    @contextmanager
    def _transaction(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        """BEGIN IMMEDIATE .. COMMIT; any failure rolls back, is a JournalError, and is the end."""
        with self._writing, self._transaction_held() as execute:
            yield execute

    @contextmanager
    def _transaction_held(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        """As ``_transaction``, for who holds the lock."""
        if self._failed is not None:
            raise JournalError(str(self._failed)) from self._failed
        try:
            with Transaction(self._connection, self.path) as execute:
                yield execute
        except JournalError as error:
            self._failed = error
            raise
