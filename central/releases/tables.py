"""Schedules as they stand, what became of each, and what could not become one.

A schedule is one part of one plan or call-off. Its lines are written once with it and changed by
reconciling alone.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, Table, Text, text

from central.db.database import BIG, METADATA
from central.db.exact import Quantity, never_negative
from central.db.prefix import begins_index

UNVIEWED = "viewed_us IS NULL AND state = 'released'"
"""What nobody looked at before it was replaced is most of the table."""

SCHEDULES = Table(
    "releases_schedules",
    METADATA,
    Column("schedule", BIG, primary_key=True, autoincrement=True),
    Column("agreement", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("plant", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("unloading_point", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("previous_number", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("until_day", Date),
    Column("received_us", BIG, nullable=False),
    Column("interchange", BIG, nullable=False),
    Column("message", Integer, nullable=False),
    Column("partner", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("waits", Text, nullable=False),
    Column("received_cum", Quantity()),
    Column("counted_since", Date),
    Column("last_note", Text, nullable=False),
    Column("authorisations", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("viewed_us", BIG),
    Column("viewed_by", Text, nullable=False),
    Column("changed_us", BIG, nullable=False),
    Column("version", Integer, nullable=False),
    Column("previous", BIG),
    Column("due", Integer, nullable=False),
    Column("terms_version", Integer, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("entered_by", Text, nullable=False, server_default=""),
    *never_negative("received_cum"),
    Index(
        "ix_releases_schedules_stream",
        "agreement",
        "part",
        "kind",
        "unloading_point",
        "schedule",
    ),
    Index("ix_releases_schedules_state", "state", "schedule"),
    Index("ix_releases_schedules_due", "due", "schedule"),
    Index("ix_releases_schedules_interchange", "interchange"),
    Index("ix_releases_schedules_customer", "customer", "schedule"),
    Index("ix_releases_schedules_of_part", "part", "schedule"),
    begins_index("ix_releases_schedules_number", "number"),
    Index(
        "ix_releases_schedules_unviewed",
        "schedule",
        sqlite_where=text(UNVIEWED),
        postgresql_where=text(UNVIEWED),
    ),
    info={"audited": True},
)
"""``first_day`` to ``until_day`` (None: without end) is the period it replaces. ``waits``: why it
does not go on. ``previous``: the one it is compared with. ``due`` 1: a run has to look at it.
``terms_version``: of the agreement when a run looked last. ``lines``: how many it has.
``entered_by``: who typed it in; empty: it came as a message.
"""

LINES = Table(
    "releases_lines",
    METADATA,
    Column("schedule", BIG, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("on_day", Date, nullable=False),
    Column("until_day", Date),
    Column("at_time", Text, nullable=False, server_default=""),
    Column("until_time", Text, nullable=False, server_default=""),
    Column("quantity", Quantity(), nullable=False),
    Column("status", Text, nullable=False),
    Column("purchase_order", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("in_transit", Quantity(), nullable=False),
    Column("backordered", Quantity(), nullable=False),
    Column("cum", Quantity()),
    Column("reconciled", Quantity()),
    *never_negative("quantity", "in_transit", "backordered", "cum", "reconciled"),
)
"""``at_time`` to ``until_time``: its window on the day, HH:MM where the customer is; empty: they
say none. ``cum``: the customer's when the line is delivered. ``reconciled``: what is left of the
quantity; None before it was reconciled.
"""

STEPS = Table(
    "releases_steps",
    METADATA,
    Column("schedule", BIG, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at_us", BIG, nullable=False),
    Column("step", Text, nullable=False),
    Column("from_state", Text, nullable=False),
    Column("to_state", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    info={"audited": True},
)

EXCEPTIONS = Table(
    "releases_exceptions",
    METADATA,
    Column("exception", BIG, primary_key=True, autoincrement=True),
    Column("schedule", BIG, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("at_time", Text, nullable=False, server_default=""),
    Column("purchase_order", Text, nullable=False),
    Column("reference", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False),
    Column("opened_us", BIG, nullable=False),
    Column("closed_us", BIG),
    Column("closed_by", Text, nullable=False),
    Column("action", Text, nullable=False),
    Index("ix_releases_exceptions_schedule", "schedule"),
    Index("ix_releases_exceptions_open", "closed_us", "exception"),
    info={"audited": True},
)

UNPROCESSED = Table(
    "releases_unprocessed",
    METADATA,
    Column("entry", BIG, primary_key=True, autoincrement=True),
    Column("interchange", BIG, nullable=False),
    Column("message", Integer, nullable=False),
    Column("partner", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("opened_us", BIG, nullable=False),
    Column("owner", Text, nullable=False),
    Column("closed_us", BIG),
    Column("closed_by", Text, nullable=False),
    Column("closing", Text, nullable=False),
    Column("why", Text, nullable=False),
    Index("ix_releases_unprocessed_interchange", "interchange"),
    Index("ix_releases_unprocessed_open", "closed_us", "entry"),
    info={"audited": True},
)

CALLED = Table(
    "releases_called_off",
    METADATA,
    Column("agreement", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("unloading_point", Text, primary_key=True),
    Column("on_day", Date, primary_key=True),
    Column("at_time", Text, primary_key=True),
    Column("quantity", Quantity(), nullable=False),
    Column("schedule", BIG, nullable=False),
    *never_negative("quantity"),
)
"""What call-offs ask for each day and time at an unloading point: the last released one that covers
the day. ``at_time`` empty: the day as a whole.
"""

SNOOZES = Table(
    "releases_snoozes",
    METADATA,
    Column("schedule", BIG, primary_key=True, autoincrement=False),
    Column("until_us", BIG, nullable=False),
    Column("version", Integer, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("snoozed_by", Text, nullable=False),
)
"""What a planner looks at later. ``version`` of the schedule, and how many were ``waiting`` behind
it, when it was put off: where either is another by now, it is awake. Not audited: it changes no
figure and no decision, only what one list shows for some hours.
"""
