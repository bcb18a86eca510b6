"""Marriages say which of several parts of one family they are; those of before are the only one.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column(
        "tracking_marriages", sa.Column("index", _BIG, nullable=False, server_default="0")
    )
