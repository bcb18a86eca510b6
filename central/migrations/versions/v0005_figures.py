"""Who was at work when, and racks by their deadline: for the figures.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "tracking_attendance",
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("workplace", sa.Text(), nullable=False),
        sa.Column("fact", BIG, autoincrement=False, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("since_us", BIG, nullable=False),
        sa.Column("until_us", BIG, nullable=True),
        sa.PrimaryKeyConstraint("node", "workplace", "fact", name=op.f("pk_tracking_attendance")),
    )
    op.create_index("ix_tracking_attendance_until", "tracking_attendance", ["until_us", "node"])
    op.create_index("ix_tracking_forecasts_due", "tracking_forecasts", ["due_us"])
