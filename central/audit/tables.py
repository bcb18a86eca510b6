"""The history, its chain of hashes, and who is writing just now."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from central.db.database import BIG, METADATA

changes = Table(
    "audit_changes",
    METADATA,
    Column("change", BIG, primary_key=True),
    Column("at_us", BIG, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Index("ix_audit_changes_object", "object", "change"),
    Index("ix_audit_changes_who", "who", "change"),
)
"""``object`` is the table and the key, ``agreements:NW-1``; before and after are rows as JSON."""

seals = Table(
    "audit_seals",
    METADATA,
    Column("seal", BIG, primary_key=True, autoincrement=False),
    Column("change", BIG, nullable=False, unique=True),
    Column("hash", Text, nullable=False),
)
"""``hash`` is over the one before and the change; ``seal`` counts from 1 without holes."""

context = Table(
    "audit_context",
    METADATA,
    Column("one", Integer, primary_key=True),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
)
"""SQLite: who is writing in this transaction; empty outside of one of ours."""
