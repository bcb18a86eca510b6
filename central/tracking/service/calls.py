"""Calls for help of a time: when each was taken and by whom, and when it was over. Reading only."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from central.tracking import tables

CALLS = ("help", "short")
CALLS_MAX = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Times by the cell's clock."""

    node: str
    call: str
    kind: str
    text: str
    at_us: int
    owner: str
    taken_us: int | None
    closed_us: int | None

    @property
    def taken_s(self) -> float | None:
        return None if self.taken_us is None else max(0.0, (self.taken_us - self.at_us) / 1e6)

    @property
    def closed_s(self) -> float | None:
        return None if self.closed_us is None else max(0.0, (self.closed_us - self.at_us) / 1e6)


def calls_between(connection: Connection, from_us: int, to_us: int) -> list[Call]:
    """Of one kind after the other, the oldest first; at most CALLS_MAX."""
    table = tables.exceptions
    query = (
        select(table)
        .where(table.c.kind.in_(CALLS), table.c.at_us >= from_us, table.c.at_us < to_us)
        .order_by(table.c.at_us)
        .limit(CALLS_MAX)
    )
    return [
        Call(
            node=row.node,
            call=row.exception,
            kind=row.kind,
            text=row.text,
            at_us=row.at_us,
            owner=row.owner,
            taken_us=row.taken_us,
            closed_us=row.closed_us,
        )
        for row in connection.execute(query)
    ]
