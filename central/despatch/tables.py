"""Handling units and what is in them, loads and the notes on them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Table, Text

from central.db.database import BIG, METADATA
from central.db.exact import Quantity, signed
from central.db.prefix import begins_index

AUDITED = {"audited": True}

units = Table(
    "despatch_units",
    METADATA,
    Column("unit", Text, primary_key=True),
    Column("level", Text, nullable=False),
    Column("packaging", Text, nullable=False),
    Column("parent", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("plant", Text, nullable=False),
    Column("unloading_point", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("gross_g", BIG),
    Column("at_us", BIG, nullable=False),
    Column("who", Text, nullable=False),
    CheckConstraint("parent <> unit", name="parent"),
    CheckConstraint("level IN ('pack', 'rack', 'pallet')", name="level"),
    CheckConstraint("state IN ('packed', 'gone', 'unpacked')", name="state"),
    Index("ix_despatch_units_note", "note"),
    begins_index("ix_despatch_units_unit", "unit"),
    Index("ix_despatch_units_parent", "parent"),
    info=AUDITED,
)
"""``unit``: licence plate or SSCC, given once and never again. ``parent``: the unit in which it
stands; empty: it is outermost. ``note`` empty: it is packed and on no note yet. ``gross_g``: grams
with all that is in it; None: nobody weighed it.
"""

contents = Table(
    "despatch_contents",
    METADATA,
    Column("unit", Text, primary_key=True),
    Column("agreement", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("line", BIG, primary_key=True, autoincrement=False),
    Column("quantity", Quantity(), nullable=False),
    *signed("quantity"),
    CheckConstraint("quantity > 0", name="some"),
    info=AUDITED,
)
"""What is in the unit itself, and of which order line; line 0: beyond all orders. Of what stands in
it the same is said by those units.
"""

loads = Table(
    "despatch_loads",
    METADATA,
    Column("load", BIG, primary_key=True, autoincrement=True),
    Column("number", Text, nullable=False, server_default=""),
    Column("truck", Text, nullable=False),
    Column("carrier", Text, nullable=False),
    Column("route", Text, nullable=False),
    Column("dock", Text, nullable=False),
    Column("planned_us", BIG),
    Column("departed_us", BIG),
    Column("departed_by", Text, nullable=False),
    Column("cancelled_us", BIG),
    Column("cancelled_by", Text, nullable=False, server_default=""),
    Column("why", Text, nullable=False, server_default=""),
    Column("version", BIG, nullable=False, server_default="1"),
    Column("at_us", BIG, nullable=False),
    Column("who", Text, nullable=False),
    begins_index("ix_despatch_loads_number", "number"),
    begins_index("ix_despatch_loads_truck", "truck"),
    info=AUDITED,
)
"""``departed_us`` none: it has not left. ``cancelled_us``, ``cancelled_by`` and ``why``: nothing
was on it, and it will not leave. ``number``: on its papers; empty: no range gives one. ``version``:
rises with every change, also of what is on it.
"""

load_notes = Table(
    "despatch_load_notes",
    METADATA,
    Column("note", Text, primary_key=True),
    Column("load", BIG, nullable=False),
    Index("ix_despatch_load_notes_load", "load"),
    info=AUDITED,
)
"""A note is on one load at most."""

requests = Table(
    "despatch_requests",
    METADATA,
    Column("what", Text, primary_key=True),
    Column("who", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
)
"""What was asked under a key of whoever asked, as a digest, and what came of it: the same once more
is answered and not done again.
"""
