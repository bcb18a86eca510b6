"""What the customer stated in each schedule: their count, the last note, what they authorise."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Table, Text

from central.db.database import BIG, METADATA
from central.db.exact import Quantity, never_negative

STATED = Table(
    "cums_stated",
    METADATA,
    Column("schedule", BIG, primary_key=True, autoincrement=False),
    Column("agreement", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("unloading_point", Text, nullable=False, server_default=""),
    Column("kind", Text, nullable=False, server_default="plan"),
    Column("number", Text, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("counted_since", Date),
    Column("cum", Quantity()),
    Column("last_note", Text, nullable=False),
    Column("authorisations", Text, nullable=False),
    Column("told_us", BIG, nullable=False),
    Column("state", Text, nullable=False),
    Column("agreed_us", BIG),
    *never_negative("cum"),
    Index("ix_cums_stated_part", "agreement", "part", "schedule"),
)
"""Told by whoever takes schedules; what was rejected is not there. ``kind``: plan or call_off, for
the unloading point. ``state``: ``told``, or
``agreed`` once its count was compared as the cum is and is right; ``agreed_us``: when it
reconciled. Copies of what the schedule says, which is in the
history.
"""
