"""Blocks put at central, their ends, and what is to be done about pieces that are out already."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, Table, Text

from central.db.database import BIG, METADATA

blocks = Table(
    "quality_blocks",
    METADATA,
    Column("block", Text, primary_key=True),
    Column("part", Text, nullable=False),
    Column("lot", Text, nullable=False),
    Column("serials", LargeBinary, nullable=False),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    info={"audited": True},
)
"""Put here. In force while ``quality_lifts`` has none of its name. ``serials`` is JSON."""

lifts = Table(
    "quality_lifts",
    METADATA,
    Column("block", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("second_person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    info={"audited": True},
)
"""Ends that were ordered here, of blocks put here and of those of cells."""

tasks = Table(
    "quality_tasks",
    METADATA,
    Column("block", Text, primary_key=True),
    Column("task", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("done_us", BIG),
    Column("done_by", Text, nullable=False),
    info={"audited": True},
)
"""Who has what is to be done of a block, and when it was done. What is to be done follows from
where the pieces are; only what somebody said of it stands here.
"""
