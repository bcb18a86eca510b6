"""The cum ledger as it is kept: movements, which are never changed, and what they come to."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, Table, Text, text

from central.db.database import BIG, METADATA
from central.db.exact import Quantity, never_negative, signed

RESETS = "kind IN ('reset_planned', 'reset_executed')"
SIGNED = "kind IN ('corrected', 'carried_over')"
BY_PEOPLE = "kind IN ('corrected', 'returned')"

movements = Table(
    "releases_movements",
    METADATA,
    Column("agreement", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("seq", BIG, primary_key=True, autoincrement=False),
    Column("at_us", BIG, nullable=False),
    Column("who", Text, nullable=False),
    Column("second_person", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("quantity", Quantity()),
    Column("note", Text, nullable=False),
    Column("unloading_point", Text, nullable=False, server_default=""),
    Column("point", Text, nullable=False, server_default=""),
    Column("happened_us", BIG),
    Column("side", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("synchronise_on", Date),
    Column("execute_on", Date),
    Column("interchange", BIG),
    *signed("quantity"),
    CheckConstraint(f"{SIGNED} OR quantity > 0", name="kind"),
    Index("ix_releases_movements_note", "note", "agreement", "part"),
    Index(
        "ix_releases_movements_resets",
        "agreement",
        "part",
        "seq",
        sqlite_where=text(RESETS),
        postgresql_where=text(RESETS),
    ),
    Index(
        "ix_releases_movements_by_people",
        "agreement",
        "part",
        "seq",
        sqlite_where=text(BY_PEOPLE),
        postgresql_where=text(BY_PEOPLE),
    ),
    info={"audited": True},
)
"""``kind`` is the movement's class in snake case; ``seq`` counts from 1 in the order of posting,
over all cums of the part. ``point``: whose cum moved, of one unloading point; empty: of the part.
``unloading_point``: where a despatch went, ``happened_us``: when it left, where the time is known.
``quantity`` of a despatch undone: a part of the note; none: the whole note. ``note`` is also the
paper of a return; ``on_day`` of a planned reset is the day it counts from.
"""

cums = Table(
    "releases_cums",
    METADATA,
    Column("agreement", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("point", Text, primary_key=True, server_default=""),
    Column("period", Integer, primary_key=True, autoincrement=False),
    Column("start", Date),
    Column("despatched", Quantity(), nullable=False),
    Column("received", Quantity(), nullable=False),
    Column("returns", Text, nullable=False),
    Column("seq", BIG, nullable=False),
    *never_negative("despatched", "received"),
    CheckConstraint("received <= despatched", name="in_transit"),
)
"""What the movements up to ``seq`` come to in each period, under one option for returns. Only a
summary: folding the movements makes it again.
"""
