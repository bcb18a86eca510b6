"""A batch of facts: judged and stored in one transaction, or not at all, and projected in the same
one unless it is of a backlog (``project``).

The key is (node, epoch, offset) with the chain hash: the same again counts as a duplicate, other
content under a known id is a conflict alarm and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from central.db.database import Database, insert_new
from central.tracking import alarms, project, tables
from central.tracking.project import AT_ONCE_FACTS, Stored
from central.tracking.rules import BatchRefusedError, Judgement, judge, verify_chain
from central.tracking.store import store
from wire import WIRE_VERSION
from wire.ids import NodeId
from wire.sync import GENESIS, Acknowledgement, FactBatch, Refusal

DAMAGE_EVERY_US = 60_000_000


class Intake:
    """Where batches come in. ``incarnation()`` is what is answered now; ``on_commit(newest fact
    id)`` is called after each batch that brought something new, ``count(answer)`` after every one.
    """

    def __init__(
        self,
        db: Database,
        incarnation: Callable[[], str],
        *,
        on_commit: Callable[[int], None],
        count: Callable[[Acknowledgement], None],
    ) -> None:
        self._db = db
        self._incarnation = incarnation
        self._on_commit = on_commit
        self._count = count
        self._damage_told_us: dict[str, int] = {}

    def take(self, batch: FactBatch, now_us: int) -> Acknowledgement:
        """Stores and applies a batch. Raises BatchRefusedError."""
        answer, newest = take_batch(self._db, batch, incarnation=self._incarnation(), now_us=now_us)
        self._count(answer)
        if newest:
            self._on_commit(newest)
        return answer

    def high_water(self, node: str, epoch: int, own: Own, now_us: int) -> Acknowledgement:
        """What is held of a journal, beside what it says of itself."""
        held = high_water(self._db, node, epoch, incarnation=self._incarnation())
        if how := own.other_than(held):
            self._db.write(lambda c: alarms.raise_rolled_back(c, held, how, now_us))
        if (damaged := own.damaged) is not None and self._is_due(node, now_us):
            self._db.write(lambda c: alarms.raise_damaged(c, held, damaged, now_us))
        return held

    def _is_due(self, node: str, now_us: int) -> bool:
        """A cell says it every few seconds; it is counted once a minute."""
        if now_us - self._damage_told_us.get(node, 0) < DAMAGE_EVERY_US:
            return False
        self._damage_told_us[node] = now_us
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What a cell says of its journal: the last offset, and the hash of the fact ``at`` an offset.
    None and empty: it does not say.
    """

    last: int | None = None
    at: int | None = None
    hash: str = ""
    damaged: int | None = None
    """The first fact that is not what was written: the cell sends nothing from there on."""

    def other_than(self, held: Acknowledgement) -> str:
        """How the journal is not the one that is held; empty: it is, as far as it says."""
        if self.last is not None and self.last < held.high_water:
            return f"ends at {self.last}, we hold it up to {held.high_water}"
        if self.at == held.high_water and self.hash and self.hash != held.anchor:
            return f"has another fact {self.at} than we hold"
        return ""


def take_batch(
    db: Database,
    batch: FactBatch,
    *,
    incarnation: str,
    now_us: int,
    at_once_facts: int | None = None,
) -> tuple[Acknowledgement, int]:
    """The answer to the node, and the id of the newest fact (0: nothing was new).

    More new facts than ``at_once_facts`` are left to the ``follower``; by default a backlog on
    PostgreSQL and nothing on SQLite, where one writes at a time anyway. ``applied`` counts what was
    taken in; what is refused later is named by a later answer.

    BatchRefusedError: wrong version or broken chain; nothing is taken, the alarm is.
    """
    if batch.wire_version > WIRE_VERSION:
        raise BatchRefusedError(
            "wire_version",
            f"the node speaks version {batch.wire_version}, we {WIRE_VERSION}: upgrade central",
        )
    try:
        verify_chain(batch, GENESIS)
    except BatchRefusedError as refusal:
        said = str(refusal)
        db.write(lambda c: alarms.raise_broken_chain(c, batch.node, batch.epoch, said, now_us))
        raise
    if at_once_facts is None:
        at_once_facts = len(batch.entries) if db.is_sqlite else AT_ONCE_FACTS
    return db.write(lambda c: _take(c, batch, incarnation, now_us, at_once_facts))


def high_water(db: Database, node: str, epoch: int, *, incarnation: str) -> Acknowledgement:
    """What we hold of one journal; -1 and the genesis hash for one never heard of."""

    def work(connection: Connection) -> Acknowledgement:
        mark = connection.execute(_mark(node, epoch)).one_or_none()
        return Acknowledgement(
            node=NodeId(node),
            epoch=epoch,
            high_water=-1 if mark is None else mark.high_water,
            anchor=GENESIS if mark is None else mark.anchor,
            incarnation=incarnation,
        )

    return db.read(work)


def _mark(node: str, epoch: int) -> Any:
    return select(tables.nodes).where(tables.nodes.c.node == node, tables.nodes.c.epoch == epoch)


def _take(
    connection: Connection, batch: FactBatch, incarnation: str, now_us: int, at_once_facts: int
) -> tuple[Acknowledgement, int]:
    node, epoch = str(batch.node), batch.epoch
    mark = _lock(connection, node, epoch, now_us)
    held = _held(connection, batch, mark.high_water)
    judgement = judge(batch, mark.high_water, mark.anchor, held)
    if judgement.conflicts:
        alarms.keep_conflicts(connection, node, epoch, judgement.conflicts, now_us)
    water, anchor, newest = mark.high_water, mark.anchor, 0
    if judgement.fresh:
        newest = store(connection, node, epoch, judgement.fresh, now_us)
        water, anchor = judgement.fresh[-1].offset, judgement.fresh[-1].hash
    connection.execute(
        update(tables.nodes)
        .where(tables.nodes.c.node == node, tables.nodes.c.epoch == epoch)
        .values(
            high_water=water,
            anchor=anchor,
            last_heard_us=now_us,
            duplicates=mark.duplicates + judgement.duplicates,
        )
    )
    refusals = _refused_before(connection, batch, judgement)
    refused_now = _project(connection, mark, judgement, newest, now_us, at_once_facts)
    refusals |= {refusal.offset: refusal for refusal in refused_now}
    first_new = judgement.fresh[0].offset if judgement.fresh else water + 1
    answer = Acknowledgement(
        node=batch.node,
        epoch=epoch,
        high_water=water,
        anchor=anchor,
        incarnation=incarnation,
        applied=len(judgement.fresh) - sum(offset >= first_new for offset in refusals),
        duplicates=judgement.duplicates,
        refused=tuple(refusals[offset] for offset in sorted(refusals)),
        conflicts=tuple(entry.offset for entry in judgement.conflicts),
    )
    return answer, newest


def _project(
    connection: Connection,
    mark: Any,
    judgement: Judgement,
    newest: int,
    now_us: int,
    at_once_facts: int,
) -> list[Refusal]:
    """What was refused of the new facts, if they follow what is projected and are not too many; and
    of earlier ones what no answer has said.
    """
    fresh = judgement.fresh
    followed = project.hold(connection, mark.node, mark.epoch)
    if followed is None:
        return []
    refusals = project.take_untold(connection, followed)
    if not fresh or followed.projected != mark.high_water or len(fresh) > at_once_facts:
        return refusals
    before = newest - fresh[-1].offset
    stored = [
        Stored(
            fact=before + entry.offset,
            offset=entry.offset,
            at_us=entry.at_us,
            body=bytes(entry.fact),
        )
        for entry in fresh
    ]
    return refusals + project.project(connection, followed, stored, now_us, told=True)


def _lock(connection: Connection, node: str, epoch: int, now_us: int) -> Any:
    """The node's mark, held against other batches of the same journal."""
    query = _mark(node, epoch).with_for_update()
    mark = connection.execute(query).one_or_none()
    if mark is not None:
        return mark
    journal = {"node": node, "epoch": epoch}
    fresh = {
        **journal,
        "high_water": -1,
        "anchor": GENESIS,
        "last_heard_us": now_us,
        "duplicates": 0,
        "incidents": 0,
    }
    insert_new(connection, tables.nodes, [fresh])
    nothing = {**journal, "projected": -1, "applied": 0, "refused": 0}
    insert_new(connection, tables.followed, [nothing])
    return connection.execute(query).one()


def _held(connection: Connection, batch: FactBatch, water: int) -> dict[int, str]:
    """Offset to hash of those entries of the batch that we hold."""
    if not batch.entries or batch.entries[0].offset > water:
        return {}
    facts = tables.facts
    query = select(facts.c.offset, facts.c.hash).where(
        facts.c.node == batch.node,
        facts.c.epoch == batch.epoch,
        facts.c.offset.between(batch.entries[0].offset, batch.entries[-1].offset),
    )
    return {offset: digest for offset, digest in connection.execute(query)}


def _refused_before(
    connection: Connection, batch: FactBatch, judgement: Judgement
) -> dict[int, Refusal]:
    """Refusals of entries that came before: the answer that said so may have been lost."""
    if not judgement.duplicates:
        return {}
    first = batch.entries[0].offset
    last = judgement.fresh[0].offset - 1 if judgement.fresh else batch.entries[-1].offset
    found = project.refusals_between(connection, batch.node, batch.epoch, first, last)
    return {refusal.offset: refusal for refusal in found}
