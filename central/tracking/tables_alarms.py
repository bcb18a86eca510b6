"""What central itself saw, who looks after it, and how it ended."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text, UniqueConstraint

from central.db.database import BIG, METADATA

alarms = Table(
    "tracking_alarms",
    METADATA,
    Column("alarm", BIG, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("node", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("first_us", BIG, nullable=False),
    Column("last_us", BIG, nullable=False),
    Column("times", BIG, nullable=False),
    Column("since_us", BIG, nullable=False, server_default="0"),
    UniqueConstraint("kind", "subject", name="uq_tracking_alarms_subject"),
    Index("ix_tracking_alarms_last", "last_us"),
)
"""What central itself saw that must not be: conflicts, broken chains, a serial on two vehicles.
``since_us``: when it was raised first since it was last closed.
"""

answers = Table(
    "tracking_alarm_answers",
    METADATA,
    Column("alarm", BIG, primary_key=True, autoincrement=False),
    Column("owner", Text, nullable=False, server_default=""),
    Column("taken_us", BIG),
    Column("closed_us", BIG),
    Column("closed_by", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Index("ix_tracking_alarm_answers_closed", "closed_us"),
    info={"audited": True},
)
"""Of an alarm that somebody took or closed. One that is raised again is open again, and nobody's.
"""
