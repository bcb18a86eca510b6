"""Customers with their plants, calendars, currencies. A row is never deleted while it is named
elsewhere: customers are switched off instead.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, Table, Text, true

from central.db.database import BIG, METADATA
from central.db.exact import Percent, shares

AUDITED = {"audited": True}
IDENTITY = ("address_lines", "postcode", "city", "address_country", "tax_number", "gln", "duns")
"""``address_lines``: one below the other."""


def texts(*names: str) -> list[Column[Any]]:
    """Columns that came later: empty in rows of before."""
    return [Column(name, Text, nullable=False, server_default="") for name in names]


def in_use() -> Column[Any]:
    return Column("active", Boolean, nullable=False, server_default=true())


customers = Table(
    "partners_customers",
    METADATA,
    Column("customer", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("subdivision", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("calendar", Text, nullable=False),
    Column("division", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_us", BIG, nullable=False),
    Column("changed_by", Text, nullable=False),
    *texts(*IDENTITY, "sold_to", "invoice_to", "payer", "parent"),
    info=AUDITED,
)
"""``version`` counts the changes of the customer with everything that hangs on them."""

contacts = Table(
    "partners_contacts",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("owner", Text, primary_key=True),
    Column("plant", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("task", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("email", Text, nullable=False),
    info=AUDITED,
)
"""``kind``: customer or division; ``plant``: of the customer, '' for the whole."""

currencies = Table(
    "partners_currencies",
    METADATA,
    Column("currency", Text, primary_key=True),
    Column("digits", Integer, nullable=False),
    Column("name", Text, nullable=False),
    info=AUDITED,
)

plants = Table(
    "partners_plants",
    METADATA,
    Column("customer", Text, primary_key=True),
    Column("plant", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("calendar", Text, nullable=False),
    *texts(*IDENTITY),
    in_use(),
    info=AUDITED,
)

unloading_points = Table(
    "partners_unloading_points",
    METADATA,
    Column("customer", Text, primary_key=True),
    Column("plant", Text, primary_key=True),
    Column("point", Text, primary_key=True),
    Column("name", Text, nullable=False),
    in_use(),
    info=AUDITED,
)

windows = Table(
    "partners_windows",
    METADATA,
    Column("customer", Text, primary_key=True),
    Column("plant", Text, primary_key=True),
    Column("at", Text, primary_key=True),
    Column("percent", Percent(), nullable=False),
    *shares("percent"),
    info=AUDITED,
)
"""``at``: HH:MM. Plant '': of every plant of the customer that has none of its own."""

calendars = Table(
    "partners_calendars",
    METADATA,
    Column("calendar", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("subdivision", Text, nullable=False),
    Column("weekdays", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_us", BIG, nullable=False),
    Column("changed_by", Text, nullable=False),
    in_use(),
    info=AUDITED,
)
"""``weekdays``: those that are worked, 0 is Monday, with commas between."""

calendar_days = Table(
    "partners_calendar_days",
    METADATA,
    Column("calendar", Text, primary_key=True),
    Column("first", Date, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("last", Date, nullable=False),
    Column("name", Text, nullable=False),
    info=AUDITED,
)

industry_months = Table(
    "partners_industry_months",
    METADATA,
    Column("calendar", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    info=AUDITED,
)
