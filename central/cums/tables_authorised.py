"""The highest authorised cums of each agreement part, or of each of its unloading points."""

from __future__ import annotations

from sqlalchemy import Column, Date, Table, Text

from central.db.database import METADATA
from central.db.exact import Quantity, never_negative

AUTHORISED = Table(
    "releases_authorised",
    METADATA,
    Column("agreement", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("point", Text, primary_key=True, server_default=""),
    Column("start", Date, nullable=False),
    Column("fabricate", Quantity(), nullable=False),
    Column("raw_material", Quantity(), nullable=False),
    Column("closed", Text, nullable=False),
    *never_negative("fabricate", "raw_material"),
    info={"audited": True},
)
