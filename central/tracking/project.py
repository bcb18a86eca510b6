"""The projections follow the stored facts: each journal in the order of its offsets, by one at a
time, who holds its row of ``tracking_followed``.

A batch of a cell that is in touch is projected in the transaction that stores it. A backlog is
stored at once and projected after it, a piece in each transaction; until then every screen says
how old it is, and lists that are read after an id end before the first fact that waits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from central.db.bulk import insert_many
from central.db.database import Database
from central.kanban import service as kanban
from central.tracking import alarms, projection, tables, unclaimed
from central.tracking.fold import fold
from central.tracking.memory import Happened
from central.tracking.rules import FactRefusedError, Link, links_of
from wire.codec import WireError, decode_fact
from wire.events import AnyFact
from wire.sync import Refusal

AT_ONCE_FACTS = 200
"""A batch with more new facts is of a cell that was away."""
PIECE_FACTS = 1000
_NUL_ESCAPED = b"\\u0000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A fact as it stands in the table."""

    fact: int
    offset: int
    at_us: int
    body: bytes


class FoldFailedError(Exception):
    """A fault of ours, as the cause says: the facts of ``node`` are stored and stay unprojected."""

    def __init__(self, node: str) -> None:
        super().__init__(node)
        self.node = node


def hold(connection: Connection, node: str, epoch: int) -> Any:
    """The journal's row of ``tracking_followed``, held until the end; None: somebody has it."""
    table = tables.followed
    query = select(table).where(table.c.node == node, table.c.epoch == epoch)
    return connection.execute(query.with_for_update(skip_locked=True)).one_or_none()


def project(
    connection: Connection, held: Any, stored: Sequence[Stored], now_us: int, *, told: bool
) -> list[Refusal]:
    """Folds the facts after ``held.projected``, stores what follows from them, and returns what was
    refused. ``told``: the answer to the node says so.
    """
    refusals = _fold_and_store(connection, held.node, stored, now_us)
    changes = {
        "projected": stored[-1].offset,
        "applied": held.applied + len(stored) - len(refusals),
        "refused": held.refused + len(refusals),
        "last_fact_us": stored[-1].at_us,
    }
    if refusals and not told and held.untold_from is None:
        changes["untold_from"] = refusals[0].offset
    _note(connection, held, changes)
    return refusals


def follow(db: Database, now_us: int, *, but: frozenset[str] = frozenset()) -> str:
    """Projects one piece of a journal that waits, and returns its node; empty: nothing waits, or
    others are at it. Nodes in ``but`` are left alone. FoldFailedError: see there.
    """

    def work(connection: Connection) -> str:
        held = connection.execute(_lagging(but)).first()
        if held is None:
            return ""
        facts = tables.facts
        query = (
            select(facts.c.fact, facts.c.offset, facts.c.at_us, facts.c.body)
            .where(
                facts.c.node == held.node,
                facts.c.epoch == held.epoch,
                facts.c.offset > held.projected,
            )
            .order_by(facts.c.offset)
            .limit(PIECE_FACTS)
        )
        stored = [
            Stored(fact=row.fact, offset=row.offset, at_us=row.at_us, body=bytes(row.body))
            for row in connection.execute(query)
        ]
        try:
            project(connection, held, stored, now_us, told=False)
        except SQLAlchemyError:
            raise
        except Exception as error:
            raise FoldFailedError(str(held.node)) from error
        return str(held.node)

    return db.write(work)


def take_untold(connection: Connection, held: Any) -> list[Refusal]:
    """Refusals that no answer has named yet; from now on they are told."""
    if held.untold_from is None:
        return []
    _note(connection, held, {"untold_from": None})
    return refusals_between(connection, held.node, held.epoch, held.untold_from, held.projected)


def refusals_between(
    connection: Connection, node: str, epoch: int, first: int, last: int
) -> list[Refusal]:
    """What was refused of a journal from one offset to another, both included."""
    facts = tables.facts
    query = (
        select(facts.c.offset, facts.c.refusal, facts.c.detail)
        .where(
            facts.c.node == node,
            facts.c.epoch == epoch,
            facts.c.offset.between(first, last),
            facts.c.refusal != "",
        )
        .order_by(facts.c.offset)
    )
    return [
        Refusal(offset=row.offset, code=row.refusal, detail=row.detail)
        for row in connection.execute(query)
    ]


def _same_journal(table: Any) -> Any:
    followed = tables.followed
    return (table.c.node == followed.c.node) & (table.c.epoch == followed.c.epoch)


def _lagging(but: frozenset[str]) -> Any:
    """Any of them, so that none is served last for ever."""
    nodes, followed = tables.nodes, tables.followed
    query = (
        select(followed)
        .join_from(followed, nodes, _same_journal(nodes))
        .where(followed.c.projected < nodes.c.high_water)
        .order_by(func.random())
        .limit(1)
        .with_for_update(of=followed, skip_locked=True)
    )
    return query.where(followed.c.node.not_in(but)) if but else query


def _note(connection: Connection, held: Any, changes: Mapping[str, object]) -> None:
    table = tables.followed
    statement = update(table).where(table.c.node == held.node, table.c.epoch == held.epoch)
    connection.execute(statement.values(changes))


def _fold_and_store(
    connection: Connection, node: str, stored: Sequence[Stored], now_us: int
) -> list[Refusal]:
    read = [_read(one.body) for one in stored]
    known = projection.load(connection, node, [it.fact for it in read if it.fact is not None])
    link_rows, refusals = [], []
    for one, (fact, links, refusal) in zip(stored, read, strict=True):
        if fact is not None and refusal is None:
            try:
                fold(known, Happened(one.fact, one.offset, one.at_us), fact)
            except FactRefusedError as error:
                refusal = error
        if refusal is not None:
            refusals.append(_refuse(connection, one, fact, refusal))
        link_rows += [{"kind": kind, "value": value, "fact": one.fact} for kind, value in links]
    insert_many(connection, tables.links, link_rows)
    projection.store(connection, known)
    kanban.apply_movements(connection, node, known.movements)
    alarms.look_for_contradictions(connection, known, now_us)
    alarms.raise_refused(connection, node, refusals, now_us)
    taken = [it.fact for it in read if it.fact is not None and it.refusal is None]
    unclaimed.look_for_unclaimed(connection, node, taken, now_us)
    return refusals


class _Read(NamedTuple):
    """The fact and its keys, or why it cannot be read."""

    fact: AnyFact | None
    links: Sequence[Link] = ()
    refusal: FactRefusedError | None = None


def _read(data: bytes) -> _Read:
    """NUL, which PostgreSQL cannot keep in a
    text, is replaced in what is projected; the stored bytes are those that came.
    """
    if _NUL_ESCAPED in data:
        data = data.replace(_NUL_ESCAPED, b"\\ufffd")
    try:
        fact = decode_fact(data)
    except WireError as error:
        return _Read(None, refusal=FactRefusedError(f"fact.{error.code}", error.detail))
    try:
        return _Read(fact, sorted(links_of(fact)))
    except FactRefusedError as error:
        return _Read(fact, refusal=error)


def _refuse(
    connection: Connection, one: Stored, fact: AnyFact | None, refusal: FactRefusedError
) -> Refusal:
    detail = str(refusal).replace("\x00", "\ufffd")[:500]
    changes = {"refusal": refusal.code, "detail": detail}
    if fact is None:
        changes["kind"] = ""
    table = tables.facts
    connection.execute(update(table).where(table.c.fact == one.fact).values(changes))
    return Refusal(offset=one.offset, code=refusal.code, detail=detail)
