"""What masters chain to a status of a call: a projection, as those of ``tables``."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from central.db.database import BIG, METADATA

module_orders = Table(
    "tracking_module_orders",
    METADATA,
    Column("fact", BIG, primary_key=True, autoincrement=False),
    Column("node", Text, nullable=False),
    Column("feed", Text, nullable=False),
    Column("call_number", Text, nullable=False),
    Column("vin", Text, nullable=False),
    Column("epoch", BIG, nullable=False),
    Column("number", BIG),
    Column("module", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("rack", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    Index("ix_tracking_module_orders_call", "call_number"),
)
"""Modules that are wanted for a call, by the id of the fact that said so."""
