"""What of slots people decide: projections, as those of ``tables``."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from central.db.database import BIG, METADATA

in_doubt = Table(
    "tracking_in_doubt",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("feed", Text, primary_key=True),
    Column("call_number", Text, primary_key=True),
    Column("epoch", BIG, nullable=False),
    Column("number", BIG),
    Column("at_us", BIG, nullable=False),
    Column("fact", BIG, nullable=False),
    Index("ix_tracking_in_doubt_number", "node", "feed", "epoch", "number"),
)
"""Vehicles whose slots wait because nobody can tell which version counts; ``number``: the place
that the telegram in doubt names.
"""

left_out = Table(
    "tracking_left_out",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("rack", Text, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("slot", Integer, nullable=False),
    Column("call_number", Text, nullable=False),
    Column("family", Text, nullable=False),
    Column("index", BIG, nullable=False),
    Column("part", Text, nullable=False),
    Column("quantity", BIG, nullable=False),
)
"""What a person let a rack be closed without, one after another by ``place``."""
