"""Blocks of the whole plant; trucks and what stands on them; parts that came in; racks that came
back.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _blocks()
    _loads()
    _received()
    op.add_column("tracking_racks", sa.Column("returned_us", _BIG))
    op.add_column(
        "tracking_racks", sa.Column("returned_by", sa.Text, nullable=False, server_default="")
    )
    op.add_column(
        "tracking_racks",
        sa.Column("returned_empty", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "tracking_racks", sa.Column("return_reason", sa.Text, nullable=False, server_default="")
    )
    op.create_index("ix_tracking_marriages_lot", "tracking_marriages", ["lot", "part"])
    op.create_index("ix_tracking_marriages_part", "tracking_marriages", ["part"])


def _blocks() -> None:
    op.add_column(
        "tracking_blocks",
        sa.Column("told", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.add_column("tracking_blocks", sa.Column("fact", _BIG, nullable=False, server_default="0"))
    op.create_table(
        "quality_blocks",
        sa.Column("block", sa.Text, primary_key=True),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("lot", sa.Text, nullable=False),
        sa.Column("serials", sa.LargeBinary, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at_us", _BIG, nullable=False),
    )
    op.create_table(
        "quality_lifts",
        sa.Column("block", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("second_person", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at_us", _BIG, nullable=False),
    )
    op.create_table(
        "quality_tasks",
        sa.Column("block", sa.Text, primary_key=True),
        sa.Column("task", sa.Text, primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("done_us", _BIG),
        sa.Column("done_by", sa.Text, nullable=False),
    )


def _loads() -> None:
    op.create_table(
        "tracking_loads",
        sa.Column("node", sa.Text, primary_key=True),
        sa.Column("load", sa.Text, primary_key=True),
        sa.Column("truck", sa.Text, nullable=False),
        sa.Column("dock", sa.Text, nullable=False),
        sa.Column("load_order", sa.Text, nullable=False),
        sa.Column("planned", sa.LargeBinary, nullable=False),
        sa.Column("opened_us", _BIG, nullable=False),
        sa.Column("opened_by", sa.Text, nullable=False),
        sa.Column("departed_us", _BIG),
        sa.Column("departed_by", sa.Text, nullable=False),
        sa.Column("seal", sa.Text, nullable=False),
        sa.Column("left_behind", sa.LargeBinary, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("delivered_us", _BIG),
        sa.Column("delivered_by", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("fact", _BIG, nullable=False),
    )
    op.create_index("ix_tracking_loads_fact", "tracking_loads", ["fact"])
    op.create_table(
        "tracking_load_racks",
        sa.Column("node", sa.Text, primary_key=True),
        sa.Column("rack", sa.Text, primary_key=True),
        sa.Column("load", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("loaded_us", _BIG, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("before", sa.LargeBinary, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("ix_tracking_load_racks_load", "tracking_load_racks", ["node", "load"])


def _received() -> None:
    op.create_table(
        "tracking_received",
        sa.Column("receipt", _BIG, primary_key=True, autoincrement=False),
        sa.Column("node", sa.Text, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("lot", sa.Text, nullable=False),
        sa.Column("serial", sa.Text, nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("supplier", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("at_us", _BIG, nullable=False),
    )
    op.create_index("ix_tracking_received_serial", "tracking_received", ["serial", "part"])
    op.create_index("ix_tracking_received_lot", "tracking_received", ["lot", "part"])
