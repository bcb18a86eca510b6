"""Order lines that people entered: who, under which key, and why.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "orders_by_hand",
        sa.Column("line", _BIG, autoincrement=False, nullable=False),
        *[
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("who", "key", "body", "origin", "why", "reasons")
        ],
        sa.Column("at_us", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("line", name=op.f("pk_orders_by_hand")),
    )
    op.create_index("ix_orders_by_hand_key", "orders_by_hand", ["who", "key"], unique=True)
