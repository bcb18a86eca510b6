"""Central's incarnation: an id that changes when its database is not the one it was.

The database holds the id and its history. A small file beside it (``incarnation.json`` in the
data folder) holds the id and how far the database had come; it is written after each commit, so
it is never ahead of a database that was not set back. If it is ahead, names an id that the
database never had, or is missing although the database has facts, an older copy (or another
database) came back: a new id is made, and every cell resends from our high-water mark.

Of several processes on one database each has a file of its own. One that knows an earlier id of the
history than the newest was away when the others made that; one that has no file yet, while others
are at work, joins them.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Column, Connection, Table, Text, insert, select, text

from central.db.database import BIG, METADATA, Database
from settings.private_files import touch_private

MADE_ANEW = "made anew"

incarnations = Table(
    "central_incarnations",
    METADATA,
    Column("number", BIG, primary_key=True, autoincrement=False),
    Column("incarnation", Text, nullable=False, unique=True),
    Column("at_us", BIG, nullable=False),
    Column("reason", Text, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How far a database had come: its newest fact id, and the last position of each feed."""

    incarnation: str
    facts: int
    positions: dict[str, int]


class MarkFile:
    """The file. ``note_*`` may be called from any thread and only ever raise a mark.

    Not forced to the disk: after a power cut it may be behind, which is harmless, never ahead.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._marks = self._read()

    @property
    def marks(self) -> Marks | None:
        return self._marks

    def begin(self, incarnation: str, facts: int, positions: dict[str, int]) -> None:
        with self._lock:
            self._write(Marks(incarnation=incarnation, facts=facts, positions=dict(positions)))

    def note_facts(self, newest: int) -> None:
        with self._lock:
            marks = self._marks
            if marks is not None and newest > marks.facts:
                self._write(
                    Marks(incarnation=marks.incarnation, facts=newest, positions=marks.positions)
                )

    def note_position(self, feed: str, position: int) -> None:
        with self._lock:
            marks = self._marks
            if marks is not None and position > marks.positions.get(feed, 0):
                positions = {**marks.positions, feed: position}
                self._write(
                    Marks(incarnation=marks.incarnation, facts=marks.facts, positions=positions)
                )

    def _read(self) -> Marks | None:
        try:
            document = json.loads(self._path.read_text(encoding="utf-8"))
            return Marks(
                incarnation=str(document["incarnation"]),
                facts=int(document["facts"]),
                positions={str(k): int(v) for k, v in document["positions"].items()},
            )
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, AttributeError):
            return Marks(incarnation="", facts=0, positions={})  # torn by a crash: not trusted

    def _write(self, marks: Marks) -> None:
        document = {
            "incarnation": marks.incarnation,
            "facts": marks.facts,
            "positions": marks.positions,
        }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_suffix(f".{os.getpid()}.tmp")
        touch_private(temporary)
        temporary.write_text(json.dumps(document), encoding="utf-8")
        temporary.replace(self._path)
        self._marks = marks


def reason_for_new(
    file: Marks | None,
    history: list[str],
    facts: int,
    positions: dict[str, int],
    *,
    joining: bool = False,
) -> str:
    """Why a new incarnation is due; empty: the database is the one it was. ``joining``: other
    processes are at work on it.
    """
    if not history:
        return MADE_ANEW
    if file is None:
        known = joining or not (facts or any(positions.values()))
        return "" if known else "data folder without a mark"
    if file.incarnation not in history:
        return "another database than before"
    if file.incarnation != history[-1]:
        return ""
    behind = facts < file.facts or any(
        positions.get(feed, 0) < position for feed, position in file.positions.items()
    )
    return "restored from an older copy" if behind else ""


class Adopted(NamedTuple):
    """The incarnation to answer with, why it is new (empty: it is not), and the positions that
    were handed out before.
    """

    incarnation: str
    reason: str
    handed_out: dict[str, int]


def adopt(
    db: Database,
    file: MarkFile,
    *,
    facts: int,
    positions: dict[str, int],
    now_us: int,
    joining: bool = False,
) -> Adopted:
    """``facts`` and ``positions`` are how far the database has come. Of several processes one
    decides after the other.
    """
    before = file.marks

    def work(connection: Connection) -> tuple[str, str]:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"LOCK TABLE {incarnations.name} IN EXCLUSIVE MODE"))
        query = select(incarnations.c.incarnation).order_by(incarnations.c.number)
        history = list(connection.execute(query).scalars())
        reason = reason_for_new(before, history, facts, positions, joining=joining)
        if not reason:
            return history[-1], ""
        return _begin(connection, len(history) + 1, reason, now_us), reason

    incarnation, reason = db.write(work)
    handed_out = dict(before.positions) if before is not None else {}
    reached = {
        feed: max(positions.get(feed, 0), handed_out.get(feed, 0))
        for feed in {*positions, *handed_out}
    }
    file.begin(incarnation, facts, reached)
    return Adopted(incarnation, reason, handed_out)


def _begin(connection: Connection, number: int, reason: str, now_us: int) -> str:
    fresh = secrets.token_hex(16)
    row = {"number": number, "incarnation": fresh, "at_us": now_us, "reason": reason}
    connection.execute(insert(incarnations), [row])
    return fresh
