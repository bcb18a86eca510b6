"""Exceptions that a planner looks at later.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "releases_snoozes",
        sa.Column("schedule", _BIG, primary_key=True, autoincrement=False),
        sa.Column("until_us", _BIG, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("waiting", sa.Integer, nullable=False),
        sa.Column("snoozed_by", sa.Text, nullable=False),
    )
