"""Receiving advice of customers against our despatch notes."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, Table, Text, text

from central.db.database import BIG, METADATA
from central.db.exact import Quantity, never_negative

DIFFERING = "missing IS NOT NULL AND missing <> 0 AND state = 'posted'"

receipts = Table(
    "releases_receipts",
    METADATA,
    Column("receipt", BIG, primary_key=True, autoincrement=True),
    Column("interchange", BIG, nullable=False),
    Column("message", Integer, nullable=False),
    Column("line", Integer, nullable=False),
    Column("number", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("agreement", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("point", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("despatched", Quantity()),
    Column("received", Quantity()),
    Column("accepted", Quantity()),
    Column("rejected", Quantity()),
    Column("missing", Quantity()),
    Column("posted", Quantity(), nullable=False),
    Column("cum", Quantity()),
    Column("differences", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    *never_negative("despatched", "received", "accepted", "rejected", "missing", "posted", "cum"),
    Index("ix_releases_receipts_interchange", "interchange", "message", "line"),
    Index("ix_releases_receipts_note", "note"),
    Index(
        "ix_releases_receipts_differing",
        "agreement",
        "part",
        sqlite_where=text(DIFFERING),
        postgresql_where=text(DIFFERING),
    ),
    Index(
        "ix_releases_receipts_cum",
        "agreement",
        "part",
        "on_day",
        sqlite_where=text("cum IS NOT NULL"),
        postgresql_where=text("cum IS NOT NULL"),
    ),
    info={"audited": True},
)
"""One line of a receiving advice; ``point``: whose cum it moves. ``despatched`` is what our note
said, ``received``, ``accepted`` and ``rejected`` what the customer says (None: they do not),
``posted`` what was booked of the note,
``missing`` what of the note is not accounted for after it (None once the note was undone), ``cum``
their own count. ``differences`` and ``reasons`` are lists in JSON. ``state``: ``posted`` or
``unprocessed``.
"""
