"""Loops as the office keeps them, stock as the cells' movements make it."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from central.db.database import BIG, METADATA

loops = Table(
    "kanban_loops",
    METADATA,
    Column("loop", Text, primary_key=True),
    Column("part", Text, nullable=False),
    Column("location", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("minimum", Integer, nullable=False),
    Column("changed_us", BIG, nullable=False),
    Column("changed_by", Text, nullable=False),
    info={"audited": True},
)
"""``quantity`` is pieces a card; ``minimum`` is pieces at the location."""

stock = Table(
    "kanban_stock",
    METADATA,
    Column("location", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("quantity", BIG, nullable=False),
    Column("moves", BIG, nullable=False),
    Column("last_us", BIG, nullable=False),
)

cards = Table(
    "kanban_cards",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("loop", Text, primary_key=True),
    Column("card", Text, primary_key=True),
    Column("movement", Text, nullable=False),
    Column("fact", BIG, nullable=False),
    Column("at_us", BIG, nullable=False),
)
"""The last movement of each card: an empty one is a demand until it is replenished."""
