"""Despatch notes and loads have a version, so that whoever acts on an older one hears of it; units
have a gross weight.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for table in ("orders_notes", "despatch_loads"):
        op.add_column(table, sa.Column("version", _BIG, nullable=False, server_default="1"))
    op.add_column("despatch_units", sa.Column("gross_g", _BIG))
