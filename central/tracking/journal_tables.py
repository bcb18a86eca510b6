"""Facts as they came: the truth, of which everything else in tracking is a projection."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Table, Text, UniqueConstraint, text

from central.db.database import BIG, METADATA

REFUSED = "refusal <> ''"

nodes = Table(
    "tracking_nodes",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("epoch", BIG, primary_key=True),
    Column("high_water", BIG, nullable=False),
    Column("anchor", Text, nullable=False),
    Column("last_heard_us", BIG, nullable=False),
    Column("duplicates", BIG, nullable=False),
    Column("incidents", BIG, nullable=False),
)
"""One journal of one node, up to where it is stored. ``last_heard_us`` is our clock; ``incidents``
counts batches with a broken chain. Its row is held while a batch of that journal is stored.
"""

followed = Table(
    "tracking_followed",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("epoch", BIG, primary_key=True, autoincrement=False),
    Column("projected", BIG, nullable=False),
    Column("applied", BIG, nullable=False),
    Column("refused", BIG, nullable=False),
    Column("last_fact_us", BIG),
    Column("untold_from", BIG),
)
"""How far the projections have followed a journal. ``projected``: the last offset in them;
``last_fact_us``: the node's clock there; ``untold_from``: the first offset that was refused after
its batch was answered, until an answer has said so. Its row is held by whoever projects.
"""

row_numbers = Table(
    "tracking_row_numbers",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("last", BIG, nullable=False),
)
"""Fact ids are taken from here under its lock, so that they rise in the order of commits and a
reader who asks for those after the last one they saw misses none.
"""

facts = Table(
    "tracking_facts",
    METADATA,
    Column("fact", BIG, primary_key=True, autoincrement=False),
    Column("node", Text, nullable=False),
    Column("epoch", BIG, nullable=False),
    Column("offset", BIG, nullable=False),
    Column("at_us", BIG, nullable=False),
    Column("received_us", BIG, nullable=False),
    Column("hash", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("refusal", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("node", "epoch", "offset", name="uq_tracking_facts_identity"),
    Index(
        "ix_tracking_facts_refused",
        "fact",
        sqlite_where=text(REFUSED),
        postgresql_where=text(REFUSED),
    ),
)
"""``refusal`` is empty for a fact that was applied, or waits; otherwise why it never will be."""

conflicts = Table(
    "tracking_conflicts",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("epoch", BIG, primary_key=True, autoincrement=False),
    Column("offset", BIG, primary_key=True, autoincrement=False),
    Column("hash", Text, primary_key=True),
    Column("at_us", BIG, nullable=False),
    Column("received_us", BIG, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""Facts under an id that another fact has, or on a history that is not ours. Never applied."""

links = Table(
    "tracking_links",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("fact", BIG, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Which facts speak of a call number, serial, rack, label or sequence number."""
