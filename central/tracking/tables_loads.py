"""Trucks, what stands on them, and what came in: projections, as those of ``tables``."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text

from central.db.database import BIG, METADATA
from central.db.prefix import begins_index

loads = Table(
    "tracking_loads",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("load", Text, primary_key=True),
    Column("truck", Text, nullable=False),
    Column("dock", Text, nullable=False),
    Column("load_order", Text, nullable=False),
    Column("planned", LargeBinary, nullable=False),
    Column("opened_us", BIG, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("departed_us", BIG),
    Column("departed_by", Text, nullable=False),
    Column("seal", Text, nullable=False),
    Column("left_behind", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("delivered_us", BIG),
    Column("delivered_by", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("fact", BIG, nullable=False),
    Index("ix_tracking_loads_fact", "fact"),
    begins_index("ix_tracking_loads_load", "load"),
)
"""``planned`` and ``left_behind`` are racks as JSON; ``place``: where it was unloaded."""

load_racks = Table(
    "tracking_load_racks",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("rack", Text, primary_key=True),
    Column("load", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("loaded_us", BIG, nullable=False),
    Column("person", Text, nullable=False),
    Column("before", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Index("ix_tracking_load_racks_load", "node", "load"),
)
"""A rack that is, or left, on a truck. ``place`` counts from 1 in the order of loading; ``before``:
as JSON, what should have gone on first.
"""

unchecked = Table(
    "tracking_unchecked",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("rack", Text, primary_key=True),
    Column("slots", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
)
"""A rack that a person let go although pieces of it were to be checked: ``slots``, as JSON."""

unit_racks = Table(
    "tracking_unit_racks",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("rack", Text, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    begins_index("ix_tracking_unit_racks_unit", "unit"),
)
"""A rack on a pallet or in a container, ``unit`` by its licence plate, until it came back."""

received = Table(
    "tracking_received",
    METADATA,
    Column("receipt", BIG, primary_key=True, autoincrement=False),
    Column("node", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("lot", Text, nullable=False),
    Column("serial", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("place", Text, nullable=False),
    Column("supplier", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    Index("ix_tracking_received_serial", "serial", "part"),
    Index("ix_tracking_received_lot", "lot", "part"),
)
"""Parts that came in or were made, as a label or a person said. ``receipt`` is the fact's id."""
