"""Order lines, the forecasts beside them, despatch notes over them, and what the cells shipped."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, Table, Text, case, text

from central.db.database import BIG, METADATA
from central.db.exact import Quantity, never_negative, signed
from central.db.prefix import begins_index

OPEN = "state IN ('open', 'picked')"
UNKNOWN, AMBIGUOUS, REFUSED = "unknown", "ambiguous", "refused"
UNPOSTED = (UNKNOWN, AMBIGUOUS, REFUSED)
"""States of what the floor shipped that moved no cum."""
AUDITED = {"audited": True}

purchase_orders = Table(
    "orders_purchase_orders",
    METADATA,
    Column("agreement", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("quantity", Quantity()),
    Column("opened_us", BIG, nullable=False),
    Column("by", Text, nullable=False),
    Column("who", Text, nullable=False),
    *never_negative("quantity"),
    begins_index("ix_orders_purchase_orders_number", "number"),
    info=AUDITED,
)
"""A part of a purchase order. ``part`` empty: every part of the agreement. ``quantity``: ordered of
the part in all; None: nothing is said. ``by``: ``advance`` (a person entered it) or ``demand`` (a
schedule named it first).
"""


def _of_the_customers_day(context: Any) -> date:
    found: date = context.get_current_parameters()["on_day"]
    return found


lines = Table(
    "orders_lines",
    METADATA,
    Column("line", BIG, primary_key=True, autoincrement=True),
    Column("agreement", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("plant", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("unloading_point", Text, nullable=False, server_default=""),
    Column("on_day", Date, nullable=False),
    Column(
        "due_on",
        Date,
        nullable=False,
        default=_of_the_customers_day,
        server_default="1970-01-01",
    ),
    Column("at_time", Text, nullable=False),
    Column("until_time", Text, nullable=False, server_default=""),
    Column("quantity", Quantity(), nullable=False),
    Column("despatched", Quantity(), nullable=False),
    Column("awaiting", Quantity(), nullable=False, server_default="0"),
    Column("picked", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("purchase_order", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("schedule", BIG, nullable=False),
    Column("kind", Text, nullable=False),
    Column("changed_us", BIG, nullable=False),
    *never_negative("quantity", "despatched", "awaiting"),
    CheckConstraint("despatched <= quantity", name="open"),
    CheckConstraint("despatched + awaiting <= quantity", name="free"),
    Index("ix_orders_lines_part", "agreement", "part", "on_day"),
    Index("ix_orders_lines_day", "due_on", "line"),
    begins_index("ix_orders_lines_reference", "reference"),
    begins_index("ix_orders_lines_purchase_order", "purchase_order"),
    Index(
        "ix_orders_lines_open",
        "due_on",
        "line",
        sqlite_where=text(OPEN),
        postgresql_where=text(OPEN),
    ),
    info=AUDITED,
)
"""``unloading_point`` empty: the customer names none. ``on_day`` is the customer's day, by which
their schedules find the line; ``due_on`` the day on which it is to arrive. ``at_time`` to
``until_time``: the window of the day, HH:MM where the customer is. ``quantity`` is all of it,
``despatched`` what has gone, the rest is open; ``awaiting`` of what is open is packed or on a note
that has not left, and free for no other note. ``schedule`` and ``kind`` are of the schedule that
wrote it last; schedule 0: none did.
"""

by_hand = Table(
    "orders_by_hand",
    METADATA,
    Column("line", BIG, primary_key=True, autoincrement=False),
    Column("who", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    Index("ix_orders_by_hand_key", "who", "key", unique=True),
    info=AUDITED,
)
"""Order lines that a person entered. ``key``: of whoever asked, ``body``: what was asked under it,
so that the same is not ordered twice.
"""

IS_OPEN = lines.c.quantity - lines.c.despatched
"""Of a line: still to leave; never below zero."""
IS_FREE = IS_OPEN - lines.c.awaiting
"""Of what is open: not packed, and on no note; never below zero."""

forecasts = Table(
    "orders_forecasts",
    METADATA,
    Column("agreement", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("unloading_point", Text, nullable=False, server_default=""),
    Column("schedule", BIG, primary_key=True, autoincrement=False),
    Column("number", BIG, primary_key=True, autoincrement=False),
    Column("on_day", Date, primary_key=True),
    Column("until_day", Date),
    Column("at_time", Text, nullable=False, server_default=""),
    Column("until_time", Text, nullable=False, server_default=""),
    Column("quantity", Quantity(), nullable=False),
    Column("status", Text, nullable=False),
    Column("called_off", Quantity(), nullable=False),
    Column("kind", Text, nullable=False),
    Column("active", Integer, nullable=False),
    *never_negative("quantity", "called_off"),
    Index("ix_orders_forecasts_active", "agreement", "part", "active"),
)
"""Independent demands: those of every schedule are kept; ``active`` are the ones that no later
schedule of their kind replaced. ``number`` is the schedule's line, which a spread puts on many
days. What is left is ``quantity`` less ``called_off``.
"""

IS_LEFT = case(
    (forecasts.c.quantity > forecasts.c.called_off, forecasts.c.quantity - forecasts.c.called_off),
    else_=0,
)
"""Of a forecast: call-offs may take more than it asked."""

notes = Table(
    "orders_notes",
    METADATA,
    Column("note", Text, primary_key=True),
    Column("customer", Text, nullable=False),
    Column("plant", Text, nullable=False, server_default=""),
    Column("unloading_point", Text, nullable=False, server_default=""),
    Column("on_day", Date, nullable=False),
    Column("departed_us", BIG),
    Column("origin", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    Column("who", Text, nullable=False),
    Column("undone_us", BIG),
    Column("undone_by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("version", BIG, nullable=False, server_default="1"),
    Index("ix_orders_notes_at", "at_us", "note"),
    begins_index("ix_orders_notes_note", "note"),
    info=AUDITED,
)
"""Despatch notes, each for one plant and unloading point. ``origin``: ``office``, or ``floor`` for
what a cell shipped. ``state``: of ``rules.note_states``. ``on_day``: when it left, or is to leave;
``departed_us``: when it left, where the time is known. ``undone_us``, ``undone_by`` and ``why``:
voided or cancelled. ``version``: rises with every step and change.
"""

note_lines = Table(
    "orders_note_lines",
    METADATA,
    Column("note", Text, primary_key=True),
    Column("agreement", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("line", BIG, primary_key=True, autoincrement=False),
    Column("quantity", Quantity(), nullable=False),
    *never_negative("quantity"),
    Index("ix_orders_note_lines_line", "line"),
    info=AUDITED,
)
"""What of a note went on which order line; line 0: on none, it was shipped beyond all orders."""

notes_undone = Table(
    "orders_notes_undone",
    METADATA,
    Column("note", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("line", BIG, nullable=False),
    Column("agreement", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("quantity", Quantity(), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("why", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    Column("who", Text, nullable=False),
    *signed("quantity"),
    CheckConstraint("quantity > 0", name="some"),
    info=AUDITED,
)
"""What of a note that left came back and is on it no more, since it was posted last. ``key``: of
whoever asked, so that the same is not undone twice.
"""

floor_feeds = Table(
    "orders_floor_feeds",
    METADATA,
    Column("feed", Text, primary_key=True),
    Column("customer", Text, nullable=False),
    Column("plant", Text, nullable=False),
    Column("unloading_point", Text, nullable=False),
    info=AUDITED,
)
"""For whom the racks of a feed are; empty plant and unloading point: nothing is said."""

floor_marks = Table(
    "orders_floor_marks",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("fact", BIG, nullable=False),
)
"""Up to which fact of the cells the cums were moved."""

floor_shipments = Table(
    "orders_floor_shipments",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("rack", Text, primary_key=True),
    Column("our_part", Text, primary_key=True),
    Column("fact", BIG, nullable=False),
    Column("shipped_us", BIG, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("quantity", Quantity(), nullable=False),
    Column("agreement", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("beyond", Quantity(), nullable=False),
    Column("reasons", Text, nullable=False),
    Column("changed_us", BIG, nullable=False),
    *never_negative("quantity", "beyond"),
    Index("ix_orders_floor_shipments_fact", "fact"),
    Index("ix_orders_floor_shipments_day", "on_day"),
    info=AUDITED,
)
"""One part of one shipped rack. ``state``: ``posted``, or why it moved no cum: ``unknown``,
``ambiguous``, ``refused``. ``beyond``: of the quantity, what no open order line asked for.
"""
