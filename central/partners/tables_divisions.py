"""Our own houses, and the ranges of numbers of their documents."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, Table, Text

from central.db.database import BIG, METADATA
from central.partners.tables import AUDITED, IDENTITY, in_use, texts

divisions = Table(
    "partners_divisions",
    METADATA,
    Column("division", Text, primary_key=True),
    Column("name", Text, nullable=False),
    *texts(*IDENTITY, "bank_name", "iban", "bic", "currency"),
    in_use(),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("changed_us", BIG, nullable=False, server_default="0"),
    *texts("changed_by"),
    info=AUDITED,
)

number_ranges = Table(
    "partners_number_ranges",
    METADATA,
    Column("division", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("prefix", Text, primary_key=True),
    Column("customer", Text, nullable=False, server_default=""),
    Column("first", BIG, nullable=False),
    Column("last", BIG, nullable=False),
    Column("width", Integer, nullable=False),
    Column("next", BIG, nullable=False),
    Column("active", Boolean, nullable=False),
    CheckConstraint('"first" <= "next" AND "next" <= "last" + 1', name="next"),
    info=AUDITED,
)
"""``next``: what is given next; one above the last when nothing is left. ``customer`` empty: the
numbers are for all who have no range of their own.
"""
