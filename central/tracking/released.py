"""Pieces that a person let be picked again, at whatever cell. Reading only."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy import Connection, select

from central.db.bulk import among
from central.tracking import tables

Piece = tuple[str, str]
"""Part and serial."""


def last_released(connection: Connection, pieces: Collection[Piece]) -> dict[Piece, int]:
    """The newest fact by which each of them was let."""
    facts, links = tables.facts, tables.links
    found: dict[Piece, int] = {}
    for is_wanted in among(connection, links.c.value, {serial for _, serial in pieces}):
        query = (
            select(facts.c.fact, facts.c.body)
            .join(links, links.c.fact == facts.c.fact)
            .where(
                links.c.kind == "serial",
                is_wanted,
                facts.c.kind == "scrap_released",
                facts.c.refusal == "",
            )
            .order_by(facts.c.fact)
        )
        for fact, body in connection.execute(query):
            said = msgspec.json.decode(bytes(body))
            found[said["part"], said["serial"]] = fact
    return found
