"""What is watched, who took it, and what was sent."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from central.db.database import BIG, METADATA

seen = Table(
    "alarms_seen",
    METADATA,
    Column("alarm", BIG, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("node", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("level", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("seen_us", BIG, nullable=False),
    Column("taken_by", Text, nullable=False, server_default=""),
    Column("taken_us", BIG),
    Column("over_us", BIG),
    Index("ix_alarms_seen_over", "over_us"),
    info={"audited": True},
)
"""A trouble that a rule is for, from when it was seen until it was over. ``name``: what it stays
while its subject changes; empty: that.
"""

sendings = Table(
    "alarms_sendings",
    METADATA,
    Column("sending", BIG, primary_key=True, autoincrement=True),
    Column("alarm", BIG, nullable=False),
    Column("rule", Text, nullable=False),
    Column("step", Integer, nullable=False),
    Column("way", Text, nullable=False),
    Column("recipients", Text, nullable=False),
    Column("over", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_us", BIG, nullable=False),
    Column("next_us", BIG, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("sent_us", BIG),
    Column("failure", Text, nullable=False),
    Index("ix_alarms_sendings_alarm", "alarm"),
    Index("ix_alarms_sendings_state", "state", "next_us"),
)
"""Each message by its way. ``state``: waiting, sent, needless (it was over, or taken, before it
got out)."""
