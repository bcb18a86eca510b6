"""Vehicles of which nobody can tell which version counts.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
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
