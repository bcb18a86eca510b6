"""Customer schedule agreements. Prices and amendments are only ever added."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text

from central.db.database import BIG, METADATA
from central.db.exact import Quantity, UnitPrice, never_negative
from central.db.prefix import begins_index

AUDITED = {"audited": True}

agreements = Table(
    "agreements",
    METADATA,
    Column("agreement", Text, primary_key=True),
    Column("customer", Text, nullable=False),
    Column("plant", Text, nullable=False),
    Column("points", Text, nullable=False, server_default="[]"),
    Column("currency", Text, nullable=False),
    Column("division", Text, nullable=False),
    Column("terms", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("changed_us", BIG, nullable=False),
    Column("changed_by", Text, nullable=False),
    Index("ix_agreements_customer", "customer"),
    info=AUDITED,
)
"""``terms``: JSON, every option by its name; ``points``: a JSON list, none: all. Plant '': all
plants of the customer.
"""

parts = Table(
    "agreements_parts",
    METADATA,
    Column("agreement", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("our_part", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("terms", Text, nullable=False, server_default="{}"),
    begins_index("ix_agreements_parts_part", "part"),
    begins_index("ix_agreements_parts_our_part", "our_part"),
    info=AUDITED,
)
"""``part`` is the customer's number. ``terms``: JSON of what is agreed otherwise than by the
contract.
"""

prices = Table(
    "agreements_prices",
    METADATA,
    Column("agreement", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("entered", Integer, primary_key=True),
    Column("valid_from", Date, nullable=False),
    Column("quantity_from", Quantity(), nullable=False),
    Column("each", UnitPrice(), nullable=False),
    Column("currency", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    Column("who", Text, nullable=False),
    *never_negative("quantity_from", "each"),
    info=AUDITED,
)
"""``entered`` numbers the prices of a part; the last one for a day and quantity holds."""

years = Table(
    "agreements_years",
    METADATA,
    Column("agreement", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("quantity", Quantity(), nullable=True),
    *never_negative("quantity"),
    info=AUDITED,
)

amendments = Table(
    "agreements_amendments",
    METADATA,
    Column("seq", BIG, primary_key=True, autoincrement=True),
    Column("agreement", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("was", Text, nullable=False),
    Column("now", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    Index("ix_agreements_amendments_agreement", "agreement", "seq"),
    info=AUDITED,
)
"""``was`` and ``now``: JSON of what changed, by name; was is ``{}`` for what is new."""
