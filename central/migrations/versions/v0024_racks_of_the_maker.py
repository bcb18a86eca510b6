"""Racks that the maker groups.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column(
        "tracking_racks", sa.Column("rack_group", sa.Text, nullable=False, server_default="")
    )
