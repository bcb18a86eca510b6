"""Plans, tours and forecasts of racks.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _tracking_plans()
    _tracking_tours()
    _tracking_forecasts()


def _tracking_plans() -> None:
    op.create_table(
        "tracking_plans",
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("node", name=op.f("pk_tracking_plans")),
    )


def _tracking_tours() -> None:
    op.create_table(
        "tracking_tours",
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("tour", sa.Text(), nullable=False),
        sa.Column("workplace", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("rack", sa.Text(), nullable=False),
        sa.Column("first_number", BIG, nullable=True),
        sa.Column("last_number", BIG, nullable=True),
        sa.Column("picks", sa.Integer(), nullable=False),
        sa.Column("started_us", BIG, nullable=False),
        sa.Column("ended_us", BIG, nullable=True),
        sa.Column("completed", sa.Boolean(), nullable=True),
        sa.Column("planned_finish_us", BIG, nullable=True),
        sa.Column("due_us", BIG, nullable=True),
        sa.Column("fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("node", "tour", name=op.f("pk_tracking_tours")),
    )
    op.create_index(
        "ix_tracking_tours_started", "tracking_tours", ["node", "started_us"], unique=False
    )


def _tracking_forecasts() -> None:
    op.create_table(
        "tracking_forecasts",
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("rack", sa.Text(), nullable=False),
        sa.Column("first_permille", sa.Integer(), nullable=False),
        sa.Column("late_permille", sa.Integer(), nullable=False),
        sa.Column("due_us", BIG, nullable=False),
        sa.Column("done_us", BIG, nullable=False),
        sa.Column("spread_ms", BIG, nullable=False),
        sa.Column("made_us", BIG, nullable=False),
        sa.Column("closed_us", BIG, nullable=True),
        sa.Column("late", sa.Boolean(), nullable=True),
        sa.Column("fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("node", "rack", name=op.f("pk_tracking_forecasts")),
    )
    op.create_index(
        "ix_tracking_forecasts_closed", "tracking_forecasts", ["closed_us"], unique=False
    )
