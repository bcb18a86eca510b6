"""Masters hold a call, and order modules, at a status that it reaches.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column(
        "tracking_vehicles", sa.Column("held", sa.Text, nullable=False, server_default="{}")
    )
    op.create_table(
        "tracking_module_orders",
        sa.Column("fact", _BIG, primary_key=True, autoincrement=False),
        sa.Column("node", sa.Text, nullable=False),
        sa.Column("feed", sa.Text, nullable=False),
        sa.Column("call_number", sa.Text, nullable=False),
        sa.Column("vin", sa.Text, nullable=False),
        sa.Column("epoch", _BIG, nullable=False),
        sa.Column("number", _BIG),
        sa.Column("module", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("rack", sa.Text, nullable=False),
        sa.Column("at_us", _BIG, nullable=False),
    )
    op.create_index("ix_tracking_module_orders_call", "tracking_module_orders", ["call_number"])
