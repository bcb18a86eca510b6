"""The first schema: tokens, broadcast, masters, kanban, incarnations.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _access_tokens()
    _broadcast_feeds()
    _broadcast_files()
    _broadcast_lost()
    _broadcast_raw()
    _cells_masters()
    _central_incarnations()
    _kanban_cards()
    _kanban_loops()
    _kanban_stock()
    _broadcast_quarantine()
    _broadcast_telegrams()


def _access_tokens() -> None:
    op.create_table(
        "access_tokens",
        sa.Column("token_id", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_us", BIG, nullable=False),
        sa.Column("expires_us", BIG, nullable=True),
        sa.Column("revoked_us", BIG, nullable=True),
        sa.PrimaryKeyConstraint("token_id", name=op.f("pk_access_tokens")),
    )


def _broadcast_feeds() -> None:
    op.create_table(
        "broadcast_feeds",
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("last_position", BIG, server_default="0", nullable=False),
        sa.Column("last_sequence_number", sa.Text(), server_default="", nullable=False),
        sa.Column("last_received_us", BIG, nullable=True),
        sa.Column("published_position", BIG, server_default="0", nullable=False),
        sa.Column("line_running", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("feed", name=op.f("pk_broadcast_feeds")),
    )


def _broadcast_files() -> None:
    op.create_table(
        "broadcast_files",
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("feed", "digest", name=op.f("pk_broadcast_files")),
    )


def _broadcast_lost() -> None:
    op.create_table(
        "broadcast_lost",
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("first_position", BIG, nullable=False),
        sa.Column("last_position", BIG, nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        sa.PrimaryKeyConstraint("feed", "first_position", name=op.f("pk_broadcast_lost")),
    )


def _broadcast_raw() -> None:
    op.create_table(
        "broadcast_raw",
        sa.Column("raw_id", BIG, autoincrement=True, nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("received_us", BIG, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("raw_id", name=op.f("pk_broadcast_raw")),
    )


def _cells_masters() -> None:
    op.create_table(
        "cells_masters",
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        sa.Column("by_whom", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("cell", "version", name=op.f("pk_cells_masters")),
    )


def _central_incarnations() -> None:
    op.create_table(
        "central_incarnations",
        sa.Column("number", BIG, autoincrement=False, nullable=False),
        sa.Column("incarnation", sa.Text(), nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_central_incarnations")),
        sa.UniqueConstraint("incarnation", name=op.f("uq_central_incarnations_incarnation")),
    )


def _kanban_cards() -> None:
    op.create_table(
        "kanban_cards",
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("loop", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("movement", sa.Text(), nullable=False),
        sa.Column("fact", BIG, nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        sa.PrimaryKeyConstraint("node", "loop", "card", name=op.f("pk_kanban_cards")),
    )


def _kanban_loops() -> None:
    op.create_table(
        "kanban_loops",
        sa.Column("loop", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("changed_us", BIG, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("loop", name=op.f("pk_kanban_loops")),
    )


def _kanban_stock() -> None:
    op.create_table(
        "kanban_stock",
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("quantity", BIG, nullable=False),
        sa.Column("moves", BIG, nullable=False),
        sa.Column("last_us", BIG, nullable=False),
        sa.PrimaryKeyConstraint("location", "part", name=op.f("pk_kanban_stock")),
    )


def _broadcast_quarantine() -> None:
    op.create_table(
        "broadcast_quarantine",
        sa.Column("raw_id", BIG, nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["raw_id"], ["broadcast_raw.raw_id"], name=op.f("fk_broadcast_quarantine_raw_id")
        ),
        sa.PrimaryKeyConstraint("raw_id", name=op.f("pk_broadcast_quarantine")),
    )


def _broadcast_telegrams() -> None:
    op.create_table(
        "broadcast_telegrams",
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("raw_id", BIG, nullable=False),
        sa.Column("call_number", sa.Text(), nullable=False),
        sa.Column("sequence_number", sa.Text(), nullable=False),
        sa.Column("vin", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("received_us", BIG, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feed"], ["broadcast_feeds.feed"], name=op.f("fk_broadcast_telegrams_feed")
        ),
        sa.ForeignKeyConstraint(
            ["raw_id"], ["broadcast_raw.raw_id"], name=op.f("fk_broadcast_telegrams_raw_id")
        ),
        sa.PrimaryKeyConstraint("feed", "position", name=op.f("pk_broadcast_telegrams")),
    )
    op.create_index(
        "ix_broadcast_telegrams_call", "broadcast_telegrams", ["call_number"], unique=False
    )
    op.create_index(
        "ix_broadcast_telegrams_status",
        "broadcast_telegrams",
        ["feed", "status", "position"],
        unique=False,
    )
    op.create_index("ix_broadcast_telegrams_vin", "broadcast_telegrams", ["vin"], unique=False)
