"""The newest heartbeat of each cell."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, LargeBinary, Table, Text, true

from central.db.database import BIG, METADATA

heartbeats = Table(
    "heartbeats",
    METADATA,
    Column("cell", Text, primary_key=True),
    Column("received_us", BIG, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("awaited", Boolean, nullable=False, server_default=true()),
)
"""``received_us`` is our clock. A cell that is not ``awaited`` was taken out of service."""
