"""Heartbeats of the cells: taken in, and the newest of each to be read."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from central.db.database import Actor, Database, upsert
from central.heartbeats.tables import heartbeats
from wire.codec import decode_heartbeat, encode
from wire.heartbeat import Heartbeat


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The newest heartbeat of a cell; ``received_us`` is our clock. One that is not ``awaited``
    was taken out of service.
    """

    cell: str
    received_us: int
    said: Heartbeat
    awaited: bool


def take(db: Database, said: Heartbeat, now_us: int) -> None:
    """The newest replaces the one before."""
    row = {"cell": said.node, "received_us": now_us, "body": encode(said), "awaited": True}
    db.write(lambda connection: upsert(connection, heartbeats, [row]))


def newest(connection: Connection) -> dict[str, Heard]:
    """By cell. One that never sent a heartbeat is not there."""
    rows = connection.execute(select(heartbeats).order_by(heartbeats.c.cell))
    return {
        row.cell: Heard(
            cell=row.cell,
            received_us=row.received_us,
            said=decode_heartbeat(bytes(row.body)),
            awaited=row.awaited,
        )
        for row in rows
    }


def retire(db: Database, cell: str, by: Actor) -> bool:
    """A cell that was taken out of service is awaited no more, until it says that it lives. False:
    it never did.
    """
    statement = update(heartbeats).where(heartbeats.c.cell == cell).values(awaited=False)
    return db.write(lambda connection: connection.execute(statement).rowcount, by=by) > 0
