"""An alarm keeps its name while what it is about changes: a run of numbers that did not come is
told once, whatever of it comes later.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    op.add_column("alarms_seen", sa.Column("name", sa.Text(), nullable=False, server_default=""))
