"""What is agreed otherwise than by the contract for a part.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    terms = sa.Column("terms", sa.Text(), nullable=False, server_default="{}")
    op.add_column("agreements_parts", terms)
