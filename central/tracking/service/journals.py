"""How far each journal is stored and how far it is projected: reading only.

Whatever is shown of a journal was true when the first fact that still waits was taken in; while
none waits, when the node was heard last. That is the age of a screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from central.tracking import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Facts of all journals that are stored and not projected, the oldest since ``since_us``."""

    facts: int
    since_us: int | None


def journals(connection: Connection) -> list[Mapping[str, Any]]:
    """Rows of ``tracking_nodes`` and ``tracking_followed`` with ``waiting`` (facts),
    ``waiting_since_us`` (None: none) and ``shown_us`` (our clock: see above), by key.
    """
    facts, nodes, followed = tables.facts, tables.nodes, tables.followed
    query = (
        select(
            nodes,
            followed.c.applied,
            followed.c.refused,
            followed.c.last_fact_us,
            (nodes.c.high_water - followed.c.projected).label("waiting"),
            facts.c.received_us.label("waiting_since_us"),
            func.coalesce(facts.c.received_us, nodes.c.last_heard_us).label("shown_us"),
        )
        .join_from(nodes, followed, _same_journal(nodes))
        .outerjoin(facts, _next_of(facts))
        .order_by(nodes.c.node, nodes.c.epoch)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def backlog(connection: Connection) -> Backlog:
    """Of all journals."""
    waiting = [row for row in journals(connection) if row["waiting"]]
    return Backlog(
        facts=sum(row["waiting"] for row in waiting),
        since_us=min((row["waiting_since_us"] for row in waiting), default=None),
    )


def settled_before(connection: Connection) -> int | None:
    """Everything of facts with a lower id is projected; None: of all facts."""
    facts, nodes, followed = tables.facts, tables.nodes, tables.followed
    query = (
        select(func.min(facts.c.fact))
        .join_from(followed, nodes, _same_journal(nodes))
        .join(facts, _next_of(facts))
        .where(followed.c.projected < nodes.c.high_water)
    )
    found = connection.execute(query).scalar()
    return None if found is None else int(found)


def _same_journal(table: Any) -> Any:
    followed = tables.followed
    return (table.c.node == followed.c.node) & (table.c.epoch == followed.c.epoch)


def _next_of(facts: Any) -> Any:
    return _same_journal(facts) & (facts.c.offset == tables.followed.c.projected + 1)
