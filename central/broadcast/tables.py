"""What came in, byte for byte; what it was read as; and how far it was published."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    true,
)

from central.db.database import BIG, METADATA

feeds = Table(
    "broadcast_feeds",
    METADATA,
    Column("feed", Text, primary_key=True),
    Column("last_position", BIG, nullable=False, server_default="0"),
    Column("last_sequence_number", Text, nullable=False, server_default=""),
    Column("last_received_us", BIG),
    Column("published_position", BIG, nullable=False, server_default="0"),
    Column("line_running", Boolean, nullable=False, server_default=true()),
    Column("line_changed_us", BIG, nullable=False, server_default="0"),
)

raw = Table(
    "broadcast_raw",
    METADATA,
    Column("raw_id", BIG, primary_key=True, autoincrement=True),
    Column("feed", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("received_us", BIG, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

telegrams = Table(
    "broadcast_telegrams",
    METADATA,
    Column("feed", Text, ForeignKey("broadcast_feeds.feed"), primary_key=True),
    Column("position", BIG, primary_key=True),
    Column("raw_id", BIG, ForeignKey("broadcast_raw.raw_id"), nullable=False),
    Column("call_number", Text, nullable=False),
    Column("sequence_number", Text, nullable=False),
    Column("vin", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("received_us", BIG, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("ix_broadcast_telegrams_call", "call_number"),
    Index("ix_broadcast_telegrams_vin", "vin"),
    Index("ix_broadcast_telegrams_status", "feed", "status", "position"),
)

quarantine = Table(
    "broadcast_quarantine",
    METADATA,
    Column("raw_id", BIG, ForeignKey("broadcast_raw.raw_id"), primary_key=True),
    Column("feed", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
)

files = Table(
    "broadcast_files",
    METADATA,
    Column("feed", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
)

lost = Table(
    "broadcast_lost",
    METADATA,
    Column("feed", Text, primary_key=True),
    Column("first_position", BIG, primary_key=True),
    Column("last_position", BIG, nullable=False),
    Column("at_us", BIG, nullable=False),
)
"""Positions that were handed out and are gone because an older copy of the database came back."""
