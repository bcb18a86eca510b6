"""The gateway. It judges neither order nor duplicates: whatever can be read gets the feed's next
position (1, 2, 3... without holes), assigned in the transaction that stores it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update

import formats
from central.broadcast import rules
from central.broadcast.tables import feeds, files, lost, quarantine, raw, telegrams
from central.db.clock import now_us
from central.db.database import Database, insert_new
from wire.codec import WireError, encode
from wire.ids import FeedId
from wire.masters import FeedRules
from wire.sync import Head
from wire.telegram import Telegram


class UnknownFeedError(LookupError):
    """The feed is not in the configuration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTaken:
    """``repeated``: the same bytes came before, nothing was done."""

    taken: int
    refused: int
    repeated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrival:
    data: bytes
    format: str
    telegram: Telegram | None
    refusal: WireError | None


class Gateway:
    """Intake. ``on_commit(feed)`` is called after each commit, ``on_position(feed, position)``
    with the highest position it gave; both from the caller's thread.
    """

    def __init__(
        self,
        db: Database,
        feed_rules: Mapping[FeedId, FeedRules],
        *,
        on_commit: Callable[[FeedId], None],
        on_position: Callable[[str, int], None],
    ) -> None:
        self._db = db
        self._rules = feed_rules
        self._on_commit = on_commit
        self._on_position = on_position

    @property
    def feeds(self) -> tuple[FeedId, ...]:
        return tuple(self._rules)

    def rules_of(self, feed: str) -> FeedRules:
        rules_found = self._rules.get(FeedId(feed))
        if rules_found is None:
            raise UnknownFeedError(f"there is no feed {feed!r}")
        return rules_found

    def take(self, feed: str, data: bytes, *, format_name: str = "", source: str = "http") -> int:
        """Stores one message and returns its position. Raises WireError after keeping the bytes
        in quarantine; UnknownFeedError keeps nothing.
        """
        arrival = self._read(self.rules_of(feed), data, format_name)
        positions = self._db.write(lambda c: _store(c, feed, [arrival], source))
        self._tell(FeedId(feed), positions)
        if arrival.refusal is not None:
            raise arrival.refusal
        return positions[-1]

    def take_file(self, feed: str, name: str, data: bytes) -> FileTaken:
        """All telegrams of a file in one transaction, once for the same bytes."""
        feed_rules = self.rules_of(feed)
        digest = blake2b(data, digest_size=16).hexdigest()
        arrivals = [
            self._read(feed_rules, part, "") for part in rules.telegrams_of_file(name, data)
        ]
        refused = sum(arrival.refusal is not None for arrival in arrivals)
        row = {
            "feed": feed,
            "digest": digest,
            "name": name,
            "at_us": now_us(),
            "taken": len(arrivals) - refused,
            "refused": refused,
        }

        def work(connection: Connection) -> list[int] | None:
            known = select(files.c.digest).where(files.c.feed == feed, files.c.digest == digest)
            _lock(connection, feed)
            if connection.execute(known).first() is not None:
                return None
            connection.execute(insert(files), [row])
            return _store(connection, feed, arrivals, f"file {name}")

        positions = self._db.write(work)
        if positions is None:
            return FileTaken(taken=0, refused=0, repeated=True)
        self._tell(FeedId(feed), positions)
        return FileTaken(taken=len(positions), refused=refused, repeated=False)

    def set_line_running(self, feed: str, running: bool) -> None:
        """The line says that it stopped or goes on; the next head carries it."""
        self.rules_of(feed)
        statement = (
            update(feeds)
            .where(feeds.c.feed == feed, feeds.c.line_running != running)
            .values(line_running=running, line_changed_us=now_us())
        )
        self._db.write(lambda connection: connection.execute(statement))
        self._on_commit(FeedId(feed))

    def _read(self, feed_rules: FeedRules, data: bytes, format_name: str) -> _Arrival:
        name = format_name or feed_rules.format
        try:
            telegram = formats.load(name).parse(data, feed_rules)
            rules.refuse_unstorable(encode(telegram))
        except WireError as error:
            return _Arrival(data=data, format=name[:35], telegram=None, refusal=error)
        return _Arrival(data=data, format=name, telegram=telegram, refusal=None)

    def _tell(self, feed: FeedId, positions: Sequence[int]) -> None:
        if positions:
            self._on_position(feed, positions[-1])
        self._on_commit(feed)


def prepare_feeds(db: Database, names: Sequence[str]) -> None:
    """Makes a row for each configured feed that has none."""
    rows = [{"feed": name} for name in names]
    db.write(lambda connection: insert_new(connection, feeds, rows))


def last_positions(db: Database) -> dict[str, int]:
    """Feed to the last position given."""
    query = select(feeds.c.feed, feeds.c.last_position)
    return {feed: position for feed, position in db.read(lambda c: c.execute(query).all())}


def skip_lost_positions(db: Database, positions: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """After an older copy of the database came back: positions up to these were handed out before.

    They are never given again, because cells hold other telegrams under them; cells that lack
    them show a hole, and a person decides. Returns first and last lost position by feed.
    """

    def work(connection: Connection) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for feed, position in positions.items():
            if connection.execute(select(feeds.c.feed).where(feeds.c.feed == feed)).first() is None:
                continue
            last = _lock(connection, feed)
            if last >= position:
                continue
            found[feed] = (last + 1, position)
            row = {"feed": feed, "first_position": last + 1, "last_position": position}
            connection.execute(insert(lost), [{**row, "at_us": now_us()}])
            connection.execute(
                update(feeds)
                .where(feeds.c.feed == feed)
                .values(last_position=position, published_position=position)
            )
        return found

    return db.write(work)


def head_of(db: Database, feed: str) -> Head:
    """The newest position of a feed, published or not."""
    row = db.read(lambda c: c.execute(select(feeds).where(feeds.c.feed == feed)).one_or_none())
    if row is None:
        raise UnknownFeedError(f"there is no feed {feed!r}")
    return _head(row)


def heads_published(db: Database) -> list[Head]:
    """For each feed, the head as the broker's clients may see it: nothing beyond what was sent."""

    def work(connection: Connection) -> list[Head]:
        found = []
        for row in connection.execute(select(feeds).order_by(feeds.c.feed)).all():
            head = _head(row)
            if row.published_position != row.last_position:
                number = select(telegrams.c.sequence_number).where(
                    telegrams.c.feed == row.feed, telegrams.c.position == row.published_position
                )
                head = msgspec.structs.replace(
                    head,
                    position=row.published_position,
                    sequence_number=connection.execute(number).scalar() or "",
                )
            found.append(head)
        return found

    return db.read(work)


def unpublished(db: Database, feed: str, limit: int) -> list[tuple[int, bytes]]:
    """Position and canonical telegram of what was not published yet, in order."""
    since = select(feeds.c.published_position).where(feeds.c.feed == feed).scalar_subquery()
    query = (
        select(telegrams.c.position, telegrams.c.body)
        .where(telegrams.c.feed == feed, telegrams.c.position > since)
        .order_by(telegrams.c.position)
        .limit(limit)
    )
    return db.read(lambda c: [(row.position, bytes(row.body)) for row in c.execute(query)])


def mark_published(db: Database, feed: str, position: int) -> None:
    """Everything up to ``position`` was acknowledged by the broker."""
    statement = (
        update(feeds)
        .where(feeds.c.feed == feed, feeds.c.published_position < position)
        .values(published_position=position)
    )
    db.write(lambda connection: connection.execute(statement))


def _head(row: Any) -> Head:
    return Head(
        feed=row.feed,
        position=row.last_position,
        sequence_number=row.last_sequence_number,
        at_us=now_us(),
        line_running=row.line_running,
    )


def _lock(connection: Connection, feed: str) -> int:
    """The feed's last position, held against everybody else until the transaction ends."""
    query = select(feeds.c.last_position).where(feeds.c.feed == feed).with_for_update()
    return int(connection.execute(query).scalar_one())


def _store(
    connection: Connection, feed: str, arrivals: Sequence[_Arrival], source: str
) -> list[int]:
    """Writes arrivals in order; returns the positions given."""
    at_us = now_us()
    position = _lock(connection, feed)
    positions: list[int] = []
    sequence_number = ""
    for arrival in arrivals:
        raw_row = {
            "feed": feed,
            "format": arrival.format,
            "source": source,
            "received_us": at_us,
            "data": arrival.data,
        }
        inserted = insert(raw).values(raw_row).returning(raw.c.raw_id)
        raw_id = connection.execute(inserted).scalar_one()
        if arrival.telegram is None or arrival.refusal is not None:
            connection.execute(insert(quarantine), [_refused_row(raw_id, feed, arrival, at_us)])
            continue
        position += 1
        positions.append(position)
        sequence_number = arrival.telegram.sequence_number
        telegram = msgspec.structs.replace(arrival.telegram, position=position, received_us=at_us)
        connection.execute(insert(telegrams), [_telegram_row(raw_id, telegram)])
    if positions:
        connection.execute(
            update(feeds)
            .where(feeds.c.feed == feed)
            .values(
                last_position=position,
                last_sequence_number=sequence_number,
                last_received_us=at_us,
            )
        )
    return positions


def _refused_row(raw_id: int, feed: str, arrival: _Arrival, at_us: int) -> dict[str, object]:
    refusal = arrival.refusal
    return {
        "raw_id": raw_id,
        "feed": feed,
        "code": refusal.code if refusal is not None else "",
        "detail": refusal.detail.replace("\x00", "\ufffd")[:500] if refusal is not None else "",
        "at_us": at_us,
    }


def _telegram_row(raw_id: int, telegram: Telegram) -> dict[str, object]:
    return {
        "feed": telegram.feed,
        "position": telegram.position,
        "raw_id": raw_id,
        "call_number": telegram.call_number,
        "sequence_number": telegram.sequence_number,
        "vin": telegram.vin,
        "status": telegram.status.value,
        "received_us": telegram.received_us,
        "body": encode(telegram),
    }
