"""Who let a rack go unchecked, and why.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "tracking_unchecked",
        sa.Column("node", sa.Text, primary_key=True),
        sa.Column("rack", sa.Text, primary_key=True),
        sa.Column("slots", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at_us", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
    )
