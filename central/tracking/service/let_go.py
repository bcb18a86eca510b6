"""Racks that a person let go although pieces of them were to be checked."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy import Connection, select

from central.db.bulk import among
from central.tracking.rules import LetGo
from central.tracking.tables_loads import unchecked

_slots = msgspec.json.Decoder(tuple[int, ...])


def let_go(connection: Connection, racks: Collection[str]) -> dict[tuple[str, str], LetGo]:
    """By node and rack."""
    found: dict[tuple[str, str], LetGo] = {}
    for is_wanted in among(connection, unchecked.c.rack, set(racks)):
        for row in connection.execute(select(unchecked).where(is_wanted)):
            found[row.node, row.rack] = LetGo(
                slots=_slots.decode(row.slots),
                person=row.person,
                reason=row.reason,
                at_us=row.at_us,
            )
    return found
