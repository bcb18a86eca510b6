"""What a fast intake of facts needs: how far a journal is stored and how far it is projected are
two rows, so that storing never waits for projecting.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOVED = ("applied", "refused", "last_fact_us")


def upgrade() -> None:
    op.create_table(
        "tracking_followed",
        sa.Column("node", sa.Text, nullable=False),
        sa.Column("epoch", _BIG, autoincrement=False, nullable=False),
        sa.Column("projected", _BIG, nullable=False),
        sa.Column("applied", _BIG, nullable=False),
        sa.Column("refused", _BIG, nullable=False),
        sa.Column("last_fact_us", _BIG),
        sa.Column("untold_from", _BIG),
        sa.PrimaryKeyConstraint("node", "epoch", name="pk_tracking_followed"),
    )
    op.execute(
        "INSERT INTO tracking_followed (node, epoch, projected, applied, refused, last_fact_us) "
        "SELECT node, epoch, high_water, applied, refused, last_fact_us FROM tracking_nodes"
    )
    for column in _MOVED:
        op.drop_column("tracking_nodes", column)
