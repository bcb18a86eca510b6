"""Pieces that cells let nobody use, as they told it."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, select

from central.db.database import Database
from central.tracking import tables

_serials = msgspec.json.Decoder(tuple[str, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One lot of a part, single serials, or, where neither is named, all of it. In force while
    ``lifted_us`` is None.
    """

    node: str
    block: str
    part: str
    lot: str
    serials: tuple[str, ...]
    person: str
    reason: str
    at_us: int
    lifted_us: int | None
    lifted_by: str
    second_person: str
    lift_reason: str
    told: bool
    """Central told the cell, which did not put it."""
    fact: int


def blocks_in_force(connection: Connection, node: str) -> tuple[Block, ...]:
    """Of one cell, the oldest first."""
    return _blocks(connection, node, open_only=True, limit=None)


def blocks_of_cells(connection: Connection) -> tuple[Block, ...]:
    """Of all cells, those that are lifted too, the oldest first."""
    return _blocks(connection, "", open_only=False, limit=None)


def epochs_of(connection: Connection, node: str) -> dict[str, int]:
    """Of each block that a cell put itself: the epoch of the journal in which it did."""
    table, facts = tables.blocks, tables.facts
    query = (
        select(table.c.block, facts.c.epoch)
        .join(facts, facts.c.fact == table.c.fact)
        .where(table.c.node == node, table.c.told.is_(False))
    )
    return {block: epoch for block, epoch in connection.execute(query)}


def list_blocks(
    db: Database, *, node: str = "", open_only: bool = True, limit: int = 1000
) -> tuple[Block, ...]:
    """Of one cell or of all, the oldest first."""
    return db.read(lambda c: _blocks(c, node, open_only=open_only, limit=limit))


def _blocks(
    connection: Connection, node: str, *, open_only: bool, limit: int | None
) -> tuple[Block, ...]:
    table = tables.blocks
    query = select(table).order_by(table.c.at_us, table.c.node, table.c.block).limit(limit)
    if node:
        query = query.where(table.c.node == node)
    if open_only:
        query = query.where(table.c.lifted_us.is_(None))
    return tuple(
        Block(**{**row, "serials": _serials.decode(bytes(row["serials"]))})
        for row in connection.execute(query).mappings()
    )
