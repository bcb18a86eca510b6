"""A load has the number of its papers, from a range of our division; those before have none.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    number = sa.Column("number", sa.Text(), nullable=False, server_default="")
    op.add_column("despatch_loads", number)
