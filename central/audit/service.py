"""Sealing the history, checking it, and reading it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, and_, func, insert, not_, select

from central.audit import tables
from central.audit.present import fault_of_rows
from central.audit.rules import START, Anchor, Change, Link, Report, Verdict, next_hash, verify
from central.db.database import Database, hold
from settings.private_files import touch_private

SEAL_ROWS = 2_000
LATE = 100_000
"""A transaction may commit after so many later changes; what is older and unsealed is loose."""
_READ_ROWS = 5_000
_FIELDS = tuple(Change.__dataclass_fields__)
_row_columns = [tables.changes.c[name] for name in _FIELDS]


def head(connection: Connection) -> Anchor:
    """The end of the chain."""
    newest = (
        select(tables.seals.c.seal, tables.seals.c.hash).order_by(tables.seals.c.seal.desc())
    ).limit(1)
    row = connection.execute(newest).one_or_none()
    return START if row is None else Anchor(seal=row.seal, hash=row.hash)


def seal(db: Database) -> int:
    """Adds what was committed since to the chain, and returns how many changes that were."""

    total = 0
    while db.read(_anything_new):
        total += db.write(_seal_some)
    return total


def _seal_some(connection: Connection) -> int:
    hold(connection, "audit seal")
    rows = connection.execute(_unsealed(connection).limit(SEAL_ROWS)).mappings().all()
    at, seals = head(connection), []
    for row in rows:
        digest = next_hash(at.hash, Change(**row))
        at = Anchor(seal=at.seal + 1, hash=digest)
        seals.append({"seal": at.seal, "change": row["change"], "hash": digest})
    if seals:
        connection.execute(insert(tables.seals), seals)
    return len(seals)


def check(db: Database, anchors: Iterable[Anchor] = ()) -> Report:
    """Reads the whole history once, and the rows that it is about; seals first, so that what is
    loose was put in around it.
    """
    seal(db)
    db.write(_seal_some)

    def work(connection: Connection) -> Report:
        loose = select(func.count()).select_from(tables.changes).where(not_(_has_seal()))
        report = verify(_chain(connection), anchors, connection.execute(loose).scalar_one())
        if report.verdict is Verdict.INTACT and (fault := fault_of_rows(connection)):
            return replace(report, verdict=Verdict.ROWS_DIFFER, detail=fault)
        return report

    return db.read(work)


def history(
    connection: Connection,
    *,
    of: str = "",
    who: str = "",
    before: int | None = None,
    rows: int = 100,
) -> list[Change]:
    """The newest first. ``of``: an object, or a beginning of its name that ends with ``:`` or
    ``/``.
    """
    wanted = select(*_row_columns).order_by(tables.changes.c.change.desc()).limit(rows)
    column = tables.changes.c.object
    if of.endswith((":", "/")):
        wanted = wanted.where(and_(column >= of, column < of[:-1] + chr(ord(of[-1]) + 1)))
    elif of:
        wanted = wanted.where(column == of)
    if who:
        wanted = wanted.where(tables.changes.c.who == who)
    if before is not None:
        wanted = wanted.where(tables.changes.c.change < before)
    return [Change(**row) for row in connection.execute(wanted).mappings()]


class Difference(NamedTuple):
    column: str
    was: Any
    now: Any


def differences(change: Change) -> list[Difference]:
    """What is not the same before and after."""
    was = {} if change.before is None else msgspec.json.decode(change.before)
    now = {} if change.after is None else msgspec.json.decode(change.after)
    names = list(dict.fromkeys((*was, *now)))
    return [
        Difference(name, was.get(name), now.get(name))
        for name in names
        if was.get(name) != now.get(name)
    ]


class AnchorFile:
    """Heads of the chain, one a line, outside of the database: who rewrites that finds them here.

    Copy it elsewhere (it is only added to): an anchor beside the database protects from mistakes,
    one in other hands from people.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, anchor: Anchor) -> None:
        """Durable on return."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        touch_private(self._path)
        with self._path.open("ab") as file:
            file.write(msgspec.json.encode(anchor) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> list[Anchor]:
        """All of them; a last line that was cut off by a crash does not count."""
        if not self._path.exists():
            return []
        anchors = []
        for line in self._path.read_bytes().split(b"\n"):
            try:
                anchors.append(msgspec.json.decode(line, type=Anchor))
            except msgspec.DecodeError:
                continue
        return anchors


def _has_seal(above: int = 0) -> Any:
    """``above``: a bound for the seals as well, or all of them are read for a few changes."""
    sealed = tables.seals.c.change
    same = sealed == tables.changes.c.change, sealed > above
    return select(tables.seals.c.seal).where(*same).exists()


def _unsealed(connection: Connection) -> Any:
    newest = connection.execute(select(func.max(tables.seals.c.change))).scalar() or 0
    return (
        select(*_row_columns)
        .where(tables.changes.c.change > newest - LATE, not_(_has_seal(newest - LATE)))
        .order_by(tables.changes.c.change)
    )


def _anything_new(connection: Connection) -> bool:
    """Cheap where nothing happened: what is committed late is sealed with the next change."""
    newest = connection.execute(select(func.max(tables.changes.c.change))).scalar() or 0
    sealed = connection.execute(select(func.max(tables.seals.c.change))).scalar() or 0
    return newest > sealed


def _chain(connection: Connection) -> Iterator[Link]:
    after = 0
    while rows := _piece(connection, after):
        for row in rows:
            gone = row["at_us"] is None
            change = None if gone else Change(**{name: row[name] for name in _FIELDS})
            yield Link(row["seal"], row["hash"], change)
        after = rows[-1]["seal"]


def _piece(connection: Connection, after: int) -> Sequence[Any]:
    both = tables.seals.outerjoin(tables.changes, tables.seals.c.change == tables.changes.c.change)
    wanted = (
        select(tables.seals.c.seal, tables.seals.c.hash, *_row_columns)
        .select_from(both)
        .where(tables.seals.c.seal > after)
        .order_by(tables.seals.c.seal)
        .limit(_READ_ROWS)
    )
    return connection.execute(wanted).mappings().all()
