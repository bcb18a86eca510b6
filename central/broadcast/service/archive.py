"""What the gateway has stored, for replay and for people: reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from central.broadcast.tables import feeds, quarantine, raw, telegrams
from central.db.database import Database

REPLAY_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedView:
    feed: str
    last_position: int
    last_sequence_number: str
    last_received_us: int | None
    published_position: int
    line_running: bool
    line_changed_us: int
    """0: it always ran."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramView:
    """A telegram as it was published, and the bytes it was read from (base64 in JSON)."""

    feed: str
    position: int
    raw_id: int
    format: str
    source: str
    received_us: int
    body: msgspec.Raw
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RawView:
    """Bytes as they came in, whatever they were."""

    raw_id: int
    feed: str
    format: str
    source: str
    received_us: int
    data: bytes


def replay(db: Database, feed: str, first: int, last: int) -> list[bytes]:
    """Canonical telegrams of these positions in order, at most REPLAY_MAX."""
    query = (
        select(telegrams.c.body)
        .where(telegrams.c.feed == feed, telegrams.c.position.between(first, last))
        .order_by(telegrams.c.position)
        .limit(REPLAY_MAX)
    )
    return db.read(lambda connection: [bytes(row.body) for row in connection.execute(query)])


def received_between(
    connection: Connection, feed: str, from_us: int, to_us: int, limit: int
) -> list[bytes]:
    """Canonical telegrams that came from ``from_us`` until before ``to_us``, in order; the newest
    where there are more than ``limit``.
    """
    query = (
        select(telegrams.c.body)
        .where(telegrams.c.feed == feed)
        .where(telegrams.c.received_us >= from_us, telegrams.c.received_us < to_us)
        .order_by(telegrams.c.position.desc())
        .limit(limit)
    )
    return [bytes(row.body) for row in connection.execute(query)][::-1]


def newest(connection: Connection, feed: str, limit: int) -> list[bytes]:
    """The last canonical telegrams of a feed, in order."""
    query = (
        select(telegrams.c.body)
        .where(telegrams.c.feed == feed)
        .order_by(telegrams.c.position.desc())
        .limit(limit)
    )
    return [bytes(row.body) for row in connection.execute(query)][::-1]


def list_feeds(db: Database) -> list[FeedView]:
    return db.read(feeds_now)


def feeds_now(connection: Connection) -> list[FeedView]:
    """How far each feed is, by name."""
    query = select(feeds).order_by(feeds.c.feed)
    return [FeedView(**row) for row in connection.execute(query).mappings()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpublished:
    """Telegrams of a feed that the broker does not have, the oldest since ``since_us``."""

    feed: str
    telegrams: int
    since_us: int


def unpublished_now(connection: Connection) -> list[Unpublished]:
    """By feed."""
    found = []
    for feed in feeds_now(connection):
        behind = feed.last_position - feed.published_position
        if behind > 0:
            oldest = select(func.min(telegrams.c.received_us)).where(
                telegrams.c.feed == feed.feed, telegrams.c.position > feed.published_position
            )
            since_us = connection.execute(oldest).scalar()
            if since_us is not None:
                found.append(Unpublished(feed=feed.feed, telegrams=behind, since_us=since_us))
    return found


def refused_since(connection: Connection, since_us: int, limit: int) -> list[Mapping[str, Any]]:
    """What could not be read since then, the newest first, without its bytes."""
    query = (
        select(quarantine)
        .where(quarantine.c.at_us >= since_us)
        .order_by(quarantine.c.raw_id.desc())
        .limit(limit)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def find_raw(db: Database, raw_id: int) -> RawView | None:
    """What came in under this id, byte for byte."""
    if not 0 <= raw_id < 2**62:
        return None
    query = select(raw).where(raw.c.raw_id == raw_id)
    row = db.read(lambda c: c.execute(query).mappings().one_or_none())
    return None if row is None else RawView(**{**row, "data": bytes(row["data"])})


def telegrams_of_call(db: Database, call: str, limit: int = REPLAY_MAX) -> list[TelegramView]:
    """Every telegram of a vehicle order, the newest last."""
    query = (
        select(telegrams, raw.c.format, raw.c.source, raw.c.data)
        .join(raw, raw.c.raw_id == telegrams.c.raw_id)
        .where(telegrams.c.call_number == call)
        .order_by(telegrams.c.feed, telegrams.c.position)
        .limit(limit)
    )
    return [
        TelegramView(
            feed=row.feed,
            position=row.position,
            raw_id=row.raw_id,
            format=row.format,
            source=row.source,
            received_us=row.received_us,
            body=msgspec.Raw(bytes(row.body)),
            raw=bytes(row.data),
        )
        for row in db.read(lambda c: c.execute(query).all())
    ]
