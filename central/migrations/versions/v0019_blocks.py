"""Pieces that a cell lets nobody use, and when a piece came back that had left with its rack.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("tracking_marriages", sa.Column("back_us", _BIG))
    op.create_table(
        "tracking_blocks",
        sa.Column("node", sa.Text, primary_key=True),
        sa.Column("block", sa.Text, primary_key=True),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("lot", sa.Text, nullable=False),
        sa.Column("serials", sa.LargeBinary, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at_us", _BIG, nullable=False),
        sa.Column("lifted_us", _BIG),
        sa.Column("lifted_by", sa.Text, nullable=False),
        sa.Column("second_person", sa.Text, nullable=False),
        sa.Column("lift_reason", sa.Text, nullable=False),
    )
    op.create_index("ix_tracking_blocks_lifted", "tracking_blocks", ["lifted_us", "node"])
