"""Cells say that they live.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("cell", sa.Text, primary_key=True),
        sa.Column("received_us", _BIG, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("awaited", sa.Boolean, nullable=False, server_default=sa.true()),
    )
