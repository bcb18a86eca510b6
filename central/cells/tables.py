"""Masters of the cells, every version that ever was."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, Table, Text

from central.db.database import BIG, METADATA

masters = Table(
    "cells_masters",
    METADATA,
    Column("cell", Text, primary_key=True),
    Column("version", BIG, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    Column("by_whom", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    info={"audited": True},
)
