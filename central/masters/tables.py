"""Masters that are proposed: prepared by one person, released by another."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Table, Text

from central.db.database import BIG, METADATA

proposals = Table(
    "masters_proposals",
    METADATA,
    Column("proposal", BIG, primary_key=True, autoincrement=True),
    Column("cell", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("based_on", BIG, nullable=False),
    Column("revision", BIG, nullable=False),
    Column("authors", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("begun_us", BIG, nullable=False),
    Column("changed_us", BIG, nullable=False),
    Column("decided_us", BIG),
    Column("decided_by", Text, nullable=False),
    Column("decided_why", Text, nullable=False),
    Column("version", BIG),
    Column("body", LargeBinary, nullable=False),
    Index("ix_masters_proposals_cell", "cell", "proposal"),
    info={"audited": True},
)
"""``authors``: whoever changed it, a name a line. ``version``: what it became."""
