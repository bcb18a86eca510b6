"""Receiving advice of customers against our despatch notes."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Table, Text

from central.db import BIG, METADATA, Exact

receipts = Table(
    "releases_receipts",
    METADATA,
    Column("receipt", BIG, primary_key=True, autoincrement=True),
    Column("interchange", BIG),
    Column("message", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("agreement", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("despatched", Exact),
    Column("received", Exact),
    Column("accepted", Exact),
    Column("posted", Exact, nullable=False),
    Column("cum", Exact),
    Column("differences", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    Index("ix_releases_receipts_interchange", "interchange"),
    info={"audited": True},
)
"""One line of a receiving advice. ``despatched`` is what our note said, ``received`` and
``accepted`` what the customer says (None: he does not), ``posted`` what moved the received cum,
``cum`` his own count. ``state``: ``posted`` or ``unprocessed``.
"""
