"""Feeds say since when their line stands or runs.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column(
        "broadcast_feeds",
        sa.Column("line_changed_us", _BIG, nullable=False, server_default="0"),
    )
