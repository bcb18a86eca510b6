"""Masters: put by an administrator, fetched by the cell, never changed in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import msgspec
import structlog
from sqlalchemy import Connection, func, insert, select

from central.cells.rules import Site, stated_of, unknown_keys, with_key
from central.cells.tables import masters
from central.db.database import Actor, Database, hold
from central.db.work import Work, transact
from central.discovery import Question
from settings.json_once import json_once
from wire.codec import WireError, decode_masters, encode
from wire.ids import FeedId, NodeId
from wire.masters import FeedRules, Loop, Masters

_log = structlog.get_logger()
_FAULTS_SHOWN = 20

LOOPS_TAKEN: Question[Callable[[Work, Sequence[Loop], Sequence[Loop]], None]] = Question(
    "cells.loops_taken"
)
"""Who keeps loops takes them from new masters in the same transaction; asked with those that stood
in the earlier ones and those that stand now.
"""


class MastersRefusedError(ValueError):
    """The masters contradict themselves; the text lists what."""


class VersionMovedError(ValueError):
    """Somebody else stored a newer version meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMasters:
    """``body`` is the message as a cell gets it, with its version in it."""

    cell: str
    version: int
    etag: str
    at_us: int
    by_whom: str
    body: bytes
    why: str = ""


def put_masters(
    db: Database,
    cell: str,
    body: bytes,
    site: Site,
    *,
    by_whom: str,
    now_us: int,
    if_match: str = "",
) -> StoredMasters:
    """Validates and stores a new version; the same content again is the version that is there.
    No plain hash of a badge is stored.

    WireError: not masters. MastersRefusedError: names do not resolve. VersionMovedError: not the
    version of ``if_match`` any more.
    """
    wanted = with_key(decode_masters(body), site.badge_key)
    if wanted.cell != cell:
        raise MastersRefusedError(f"the masters are for cell {wanted.cell!r}, not for {cell!r}")
    try:
        written = json_once(body)
    except ValueError as error:
        raise WireError("invalid", str(error)) from error
    unknown = list(unknown_keys(written, msgspec.to_builtins(wanted)))
    if faults := [*unknown, *site.faults(wanted)]:
        more = f" (and {len(faults) - _FAULTS_SHOWN} more)" if len(faults) > _FAULTS_SHOWN else ""
        raise MastersRefusedError("; ".join(faults[:_FAULTS_SHOWN]) + more)

    def do(work: Work) -> StoredMasters:
        newest = _newest(work.connection, cell)
        if if_match and (newest is None or newest.etag != if_match):
            raise VersionMovedError(f"the masters of {cell!r} are not at {if_match} any more")
        return store(work, wanted)

    return transact(db, do, by=Actor(who=by_whom), at_us=now_us)


def store(work: Work, wanted: Masters) -> StoredMasters:
    """Masters without faults as the next version, by who works and for their reason; the same
    content again is the version that is there.
    """
    hold(work.connection, "masters of", wanted.cell)
    newest = _newest(work.connection, wanted.cell)
    if newest is not None and same_content(wanted, decode_masters(newest.body)):
        return newest
    return _insert(work, wanted, newest, work.by.who)


def same_content(one: Masters, other: Masters) -> bool:
    """Whether they say the same, whichever versions they are."""
    return msgspec.structs.replace(one, version=0) == msgspec.structs.replace(other, version=0)


def versions_of(connection: Connection, cell: str) -> list[StoredMasters]:
    """Every version that ever was in force, the newest first."""
    query = select(masters).where(masters.c.cell == cell).order_by(masters.c.version.desc())
    return [_of_row(row) for row in connection.execute(query)]


def version_of(
    connection: Connection, cell: str, version: int | None = None
) -> StoredMasters | None:
    """The newest masters of a cell, or one version, within a reading that is under way."""
    return _newest(connection, cell, version)


def key_badges(db: Database, badge_key: bytes, now_us: int) -> list[str]:
    """Masters in force that hold plain hashes of badges become a new version with keyed ones; the
    cells where that was so.
    """

    def do(work: Work) -> list[str]:
        hold(work.connection, "badges of masters")
        keyed = []
        for old in masters_in_force(work.connection):
            new = with_key(old, badge_key)
            if new is not old:
                newest = _newest(work.connection, old.cell)
                _insert(work, new, newest, "central: badges keyed")
                keyed.append(str(old.cell))
        return keyed

    cells = transact(db, do, by=Actor(who="central", why="badges keyed"), at_us=now_us)
    if cells:
        _log.warning("badges in masters were keyed; cells of before cannot read them", cells=cells)
    return cells


def masters_of(db: Database, cell: str, version: int | None = None) -> StoredMasters | None:
    """The newest masters of a cell, or one version."""
    return db.read(lambda connection: _newest(connection, cell, version))


def cells_with_masters(db: Database) -> dict[str, int]:
    """Cell to newest version."""
    return db.read(newest_versions)


def newest_versions(connection: Connection) -> dict[str, int]:
    """Cell to newest version, within a reading that is under way."""
    query = select(masters.c.cell, func.max(masters.c.version)).group_by(masters.c.cell)
    return {cell: version for cell, version in connection.execute(query)}


def masters_in_force(connection: Connection) -> list[Masters]:
    """The newest masters of every cell, by cell."""
    newest = (
        select(masters.c.cell, func.max(masters.c.version).label("version"))
        .group_by(masters.c.cell)
        .subquery()
    )
    query = (
        select(masters.c.body)
        .join(newest, (masters.c.cell == newest.c.cell) & (masters.c.version == newest.c.version))
        .order_by(masters.c.cell)
    )
    return [decode_masters(bytes(row.body)) for row in connection.execute(query)]


class FeedsInForce(Mapping[FeedId, FeedRules]):
    """How each feed is numbered and read: as the masters in force say. The configuration names the
    feeds; what it says of them beside that stands, because masters of before need not say it, and
    new ones that say something else are refused.

    Asks the database at each reading whether there are newer masters, because a command may have
    put them: a quarter of a millisecond a telegram. Where several cells name one feed, the masters
    that came last say how it is read.
    """

    def __init__(self, db: Database, configured: Mapping[FeedId, FeedRules]) -> None:
        self._db = db
        self._configured = configured
        self._state: tuple[int, int] = (0, 0)
        self._rules: Mapping[FeedId, FeedRules] = {}

    def __getitem__(self, feed: FeedId) -> FeedRules:
        configured = self._configured[feed]
        told = self._fresh().get(feed, configured)
        return msgspec.structs.replace(told, **stated_of(configured))

    def __iter__(self) -> Iterator[FeedId]:
        return iter(self._configured)

    def __len__(self) -> int:
        return len(self._configured)

    def _fresh(self) -> Mapping[FeedId, FeedRules]:
        def work(connection: Connection) -> tuple[tuple[int, int], Mapping[FeedId, FeedRules]]:
            query = select(func.count(), func.coalesce(func.max(masters.c.at_us), 0))
            count, newest = connection.execute(query.select_from(masters)).one()
            if (count, newest) == self._state:
                return self._state, self._rules
            return (count, newest), rules_in_force(connection)

        self._state, self._rules = self._db.read(work)
        return self._rules


def rules_in_force(connection: Connection) -> dict[FeedId, FeedRules]:
    """By feed, of the masters in force that came last."""
    query = select(masters.c.cell, func.max(masters.c.at_us).label("at")).group_by(masters.c.cell)
    came = {row.cell: row.at for row in connection.execute(query)}
    found: dict[FeedId, FeedRules] = {}
    for stored in sorted(masters_in_force(connection), key=lambda it: came[it.cell]):
        found |= {FeedId(rules.feed): rules for rules in stored.feeds}
    return found


def _insert(
    work: Work, wanted: Masters, newest: StoredMasters | None, by_whom: str
) -> StoredMasters:
    version = 1 if newest is None else newest.version + 1
    stored = _stored(wanted, version, work.now_us, by_whom, work.by.why)
    row = {
        "cell": wanted.cell,
        "version": version,
        "digest": _digest(wanted),
        "at_us": work.now_us,
        "by_whom": by_whom,
        "body": stored.body,
        "why": work.by.why,
    }
    work.connection.execute(insert(masters), [row])
    was = () if newest is None else decode_masters(newest.body).loops
    named = {loop.loop for it in masters_in_force(work.connection) for loop in it.loops}
    kept = [loop for loop in was if loop.loop not in named] + [
        loop for loop in was if loop in wanted.loops
    ]
    for take in LOOPS_TAKEN.answers():
        take(work, kept, wanted.loops)
    return stored


def _newest(connection: Connection, cell: str, version: int | None = None) -> StoredMasters | None:
    query = select(masters).where(masters.c.cell == cell).order_by(masters.c.version.desc())
    if version is not None:
        query = query.where(masters.c.version == version)
    row = connection.execute(query.limit(1)).one_or_none()
    return None if row is None else _of_row(row)


def _of_row(row: Any) -> StoredMasters:
    return StoredMasters(
        cell=row.cell,
        version=row.version,
        etag=f'"v{row.version}-{row.digest}"',
        at_us=row.at_us,
        by_whom=row.by_whom,
        body=bytes(row.body),
        why=row.why,
    )


def _stored(wanted: Masters, version: int, at_us: int, by_whom: str, why: str) -> StoredMasters:
    numbered = msgspec.structs.replace(wanted, version=version)
    return StoredMasters(
        cell=NodeId(wanted.cell),
        version=version,
        etag=f'"v{version}-{_digest(wanted)}"',
        at_us=at_us,
        by_whom=by_whom,
        body=encode(numbered),
        why=why,
    )


def _digest(wanted: Masters) -> str:
    """Over the content without its version."""
    plain = encode(msgspec.structs.replace(wanted, version=0))
    return blake2b(plain, digest_size=16).hexdigest()
