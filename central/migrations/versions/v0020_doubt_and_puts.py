"""Vehicles of which nobody can tell which version counts; racks that are closed without a piece;
pieces that are shown in their compartment.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _puts()
    op.create_table(
        "tracking_in_doubt",
        sa.Column("node", sa.Text, primary_key=True),
        sa.Column("feed", sa.Text, primary_key=True),
        sa.Column("call_number", sa.Text, primary_key=True),
        sa.Column("epoch", _BIG, nullable=False),
        sa.Column("number", _BIG),
        sa.Column("at_us", _BIG, nullable=False),
        sa.Column("fact", _BIG, nullable=False),
    )
    op.create_table(
        "tracking_left_out",
        sa.Column("node", sa.Text, primary_key=True),
        sa.Column("rack", sa.Text, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("slot", sa.Integer, nullable=False),
        sa.Column("call_number", sa.Text, nullable=False),
        sa.Column("family", sa.Text, nullable=False),
        sa.Column("index", _BIG, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("quantity", _BIG, nullable=False),
    )


def _puts() -> None:
    op.add_column(
        "tracking_marriages",
        sa.Column("put_awaited", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.add_column("tracking_marriages", sa.Column("put_us", _BIG))
    op.add_column(
        "tracking_marriages", sa.Column("put_by", sa.Text, nullable=False, server_default="")
    )
    op.add_column(
        "tracking_racks", sa.Column("put_check", sa.Text, nullable=False, server_default="never")
    )
