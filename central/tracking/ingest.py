"""A batch of facts: judged, stored and applied in one transaction, or not at all.

The key is (node, epoch, offset) with the chain hash: the same again counts as a duplicate, other
content under a known id is a conflict alarm and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from central.db import Database, insert_new
from central.kanban import service as kanban
from central.tracking import alarms, projection, tables
from central.tracking.fold import fold
from central.tracking.rules import (
    BatchRefusedError,
    FactRefusedError,
    Judgement,
    Link,
    judge,
    links_of,
    verify_chain,
)
from central.tracking.shelves import Happened
from wire import WIRE_VERSION
from wire.codec import WireError, decode_fact
from wire.events import AnyFact
from wire.ids import NodeId
from wire.sync import GENESIS, Acknowledgement, Entry, FactBatch, Refusal

_NUL_ESCAPED = b"\\u0000"


class Intake:
    """Where batches come in. ``on_commit(newest fact id)`` is called after each batch that brought
    something new, ``count(answer)`` after every one.
    """

    def __init__(
        self,
        db: Database,
        incarnation: str,
        *,
        on_commit: Callable[[int], None],
        count: Callable[[Acknowledgement], None],
    ) -> None:
        self._db = db
        self._incarnation = incarnation
        self._on_commit = on_commit
        self._count = count

    def take(self, batch: FactBatch, now_us: int) -> Acknowledgement:
        """Stores and applies a batch. Raises BatchRefusedError."""
        answer, newest = take_batch(self._db, batch, incarnation=self._incarnation, now_us=now_us)
        self._count(answer)
        if newest:
            self._on_commit(newest)
        return answer

    def high_water(self, node: str, epoch: int) -> Acknowledgement:
        return high_water(self._db, node, epoch, incarnation=self._incarnation)


def take_batch(
    db: Database, batch: FactBatch, *, incarnation: str, now_us: int
) -> tuple[Acknowledgement, int]:
    """The answer to the node, and the id of the newest fact (0: nothing was new).

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
        text = str(refusal)
        db.write(lambda c: alarms.raise_broken_chain(c, batch.node, batch.epoch, text, now_us))
        raise
    return db.write(lambda c: _take(c, batch, incarnation, now_us))


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
    connection: Connection, batch: FactBatch, incarnation: str, now_us: int
) -> tuple[Acknowledgement, int]:
    node, epoch = str(batch.node), batch.epoch
    mark = _lock(connection, node, epoch, now_us)
    held = _held(connection, batch, mark.high_water)
    judgement = judge(batch, mark.high_water, mark.anchor, held)
    if judgement.conflicts:
        alarms.keep_conflicts(connection, node, epoch, judgement.conflicts, now_us)
    refusals, newest = _apply(connection, node, epoch, judgement.fresh, now_us)
    water, anchor = mark.high_water, mark.anchor
    if judgement.fresh:
        water, anchor = judgement.fresh[-1].offset, judgement.fresh[-1].hash
    applied = len(judgement.fresh) - len(refusals)
    changes = {
        "high_water": water,
        "anchor": anchor,
        "last_heard_us": now_us,
        "applied": mark.applied + applied,
        "refused": mark.refused + len(refusals),
        "duplicates": mark.duplicates + judgement.duplicates,
    }
    if judgement.fresh:
        changes["last_fact_us"] = judgement.fresh[-1].at_us
    connection.execute(
        update(tables.nodes)
        .where(tables.nodes.c.node == node, tables.nodes.c.epoch == epoch)
        .values(changes)
    )
    answer = Acknowledgement(
        node=batch.node,
        epoch=epoch,
        high_water=water,
        anchor=anchor,
        incarnation=incarnation,
        applied=applied,
        duplicates=judgement.duplicates,
        refused=tuple(_refused_before(connection, batch, judgement) + refusals),
        conflicts=tuple(entry.offset for entry in judgement.conflicts),
    )
    return answer, newest


def _lock(connection: Connection, node: str, epoch: int, now_us: int) -> Any:
    """The node's mark, held against other batches of the same journal."""
    fresh = {
        "node": node,
        "epoch": epoch,
        "high_water": -1,
        "anchor": GENESIS,
        "last_fact_us": None,
        "last_heard_us": now_us,
        "applied": 0,
        "refused": 0,
        "duplicates": 0,
        "incidents": 0,
    }
    insert_new(connection, tables.nodes, [fresh])
    return connection.execute(_mark(node, epoch).with_for_update()).one()


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
) -> list[Refusal]:
    """Refusals of entries that came before: the answer that said so may have been lost."""
    if not judgement.duplicates:
        return []
    facts = tables.facts
    first = batch.entries[0].offset
    last = judgement.fresh[0].offset - 1 if judgement.fresh else batch.entries[-1].offset
    query = (
        select(facts.c.offset, facts.c.refusal, facts.c.detail)
        .where(
            facts.c.node == batch.node,
            facts.c.epoch == batch.epoch,
            facts.c.offset.between(first, last),
            facts.c.refusal != "",
        )
        .order_by(facts.c.offset)
    )
    return [
        Refusal(offset=row.offset, code=row.refusal, detail=row.detail)
        for row in connection.execute(query)
    ]


def _apply(
    connection: Connection, node: str, epoch: int, fresh: Sequence[Entry], now_us: int
) -> tuple[list[Refusal], int]:
    """Stores the entries and folds them. Returns the refusals and the newest fact id."""
    if not fresh:
        return [], 0
    newest = _row_numbers(connection, len(fresh))
    first_id = newest - len(fresh) + 1
    read = [_read(entry) for entry in fresh]
    known = projection.load(connection, node, [fact for fact, _, _ in read if fact is not None])
    rows, link_rows, refusals = [], [], []
    for fact_id, (entry, (fact, links, refusal)) in enumerate(
        zip(fresh, read, strict=True), first_id
    ):
        if fact is not None and refusal is None:
            try:
                fold(known, Happened(fact_id, entry.offset, entry.at_us), fact)
            except FactRefusedError as error:
                refusal = error
        if refusal is not None:
            detail = str(refusal).replace("\x00", "\ufffd")[:500]
            refusals.append(Refusal(offset=entry.offset, code=refusal.code, detail=detail))
        rows.append(_fact_row(fact_id, node, epoch, entry, fact, refusal, now_us))
        link_rows += [
            {"kind": kind, "value": value, "fact": fact_id} for kind, value in sorted(links)
        ]
    connection.execute(insert(tables.facts), rows)
    if link_rows:
        connection.execute(insert(tables.links), link_rows)
    projection.store(connection, known)
    kanban.apply_movements(connection, node, known.movements)
    alarms.look_for_contradictions(connection, known, now_us)
    return refusals, newest


def _read(entry: Entry) -> tuple[AnyFact | None, set[Link], FactRefusedError | None]:
    """The fact and its keys, or why it cannot be read. NUL, which PostgreSQL cannot keep in a
    text, is replaced in what is projected; the stored bytes are those that came.
    """
    data = bytes(entry.fact)
    if _NUL_ESCAPED in data:
        data = data.replace(_NUL_ESCAPED, b"\\ufffd")
    try:
        fact = decode_fact(data)
    except WireError as error:
        return None, set(), FactRefusedError(f"fact.{error.code}", error.detail)
    try:
        return fact, links_of(fact), None
    except FactRefusedError as error:
        return fact, set(), error


def _row_numbers(connection: Connection, count: int) -> int:
    """Takes ``count`` ids and returns the last of them; holds the counter until the commit."""
    table = tables.row_numbers
    statement = (
        update(table)
        .where(table.c.name == "fact")
        .values(last=table.c.last + count)
        .returning(table.c.last)
    )
    last = connection.execute(statement).scalar()
    if last is None:
        insert_new(connection, table, [{"name": "fact", "last": 0}])
        last = connection.execute(statement).scalar_one()
    return int(last)


def _fact_row(
    fact_id: int,
    node: str,
    epoch: int,
    entry: Entry,
    fact: AnyFact | None,
    refusal: FactRefusedError | None,
    now_us: int,
) -> dict[str, Any]:
    return {
        "fact": fact_id,
        "node": node,
        "epoch": epoch,
        "offset": entry.offset,
        "at_us": entry.at_us,
        "received_us": now_us,
        "hash": entry.hash,
        "kind": "" if fact is None else str(fact.__struct_config__.tag),
        "refusal": "" if refusal is None else refusal.code,
        "detail": "" if refusal is None else str(refusal).replace("\x00", "\ufffd")[:500],
        "body": bytes(entry.fact),
    }
