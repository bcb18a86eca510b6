"""What people said of a count or of a difference: the customer's new count that they accepted, who
looks after a difference, and how it was closed.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, Table, Text

from central.db.database import BIG, METADATA
from central.db.exact import Quantity, never_negative

ACCEPTED = Table(
    "cums_accepted",
    METADATA,
    Column("accepted", BIG, primary_key=True, autoincrement=True),
    Column("agreement", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("point", Text, nullable=False, server_default=""),
    Column("cum", Quantity(), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("at_us", BIG, nullable=False),
    Column("who", Text, nullable=False),
    Column("second_person", Text, nullable=False),
    Column("why", Text, nullable=False),
    *never_negative("cum"),
    Index("ix_cums_accepted_part", "agreement", "part", "accepted"),
    info={"audited": True},
)
"""Counts of the customer that two people took for right although they fell, or are below what was
confirmed.
"""

OWNERS = Table(
    "cums_difference_owners",
    METADATA,
    Column("agreement", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("note", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    info={"audited": True},
)

CLOSINGS = Table(
    "cums_closings",
    METADATA,
    Column("closing", BIG, primary_key=True, autoincrement=True),
    Column("agreement", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("point", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("quantity", Quantity(), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("at_us", BIG, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("receipt", Integer, nullable=False),
    Column("void", BIG),
    *never_negative("quantity"),
    Index("ix_cums_closings_note", "agreement", "part", "note"),
    info={"audited": True},
)
"""``how``: ``found``, ``lost`` or ``returned``; ``receipt`` 1: it was booked on the note, so that
it is a difference no more, 0: it stays one that nobody has to look at. ``void``: when the note was
undone: what stands under its number afterwards is another one.
"""
