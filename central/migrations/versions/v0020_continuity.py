"""Runs of numbers say what shows that a vehicle of theirs did not come.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column(
        "tracking_runs",
        sa.Column("continuity", sa.Text, nullable=False, server_default="number"),
    )
    op.add_column(
        "tracking_runs",
        sa.Column("jumped", sa.Boolean, nullable=False, server_default=sa.false()),
    )
