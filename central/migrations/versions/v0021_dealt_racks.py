"""Racks that are not filled by consecutive numbers.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column(
        "tracking_racks", sa.Column("filling", sa.Text, nullable=False, server_default="number")
    )
    op.add_column(
        "tracking_racks", sa.Column("dealt", sa.Text, nullable=False, server_default="{}")
    )
    op.add_column(
        "tracking_racks", sa.Column("rack_group", sa.Text, nullable=False, server_default="")
    )
