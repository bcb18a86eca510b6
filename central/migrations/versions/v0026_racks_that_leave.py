"""Who let a rack go unchecked, and why; racks on pallets and in containers.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "tracking_unchecked",
        sa.Column("node", sa.Text, primary_key=True),
        sa.Column("rack", sa.Text, primary_key=True),
        sa.Column("slots", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at_us", _BIG, nullable=False),
    )
    op.create_table(
        "tracking_unit_racks",
        sa.Column("node", sa.Text, primary_key=True),
        sa.Column("rack", sa.Text, primary_key=True),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("at_us", _BIG, nullable=False),
    )
    op.create_index("ix_tracking_unit_racks_unit", "tracking_unit_racks", ["unit"])
