"""The highest authorised cums of each agreement part."""

from __future__ import annotations

from sqlalchemy import Column, Date, Table, Text

from central.db.database import METADATA, Exact

AUTHORISED = Table(
    "releases_authorised",
    METADATA,
    Column("agreement", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("start", Date, nullable=False),
    Column("fabricate", Exact, nullable=False),
    Column("raw_material", Exact, nullable=False),
    Column("closed", Text, nullable=False),
    info={"audited": True},
)
