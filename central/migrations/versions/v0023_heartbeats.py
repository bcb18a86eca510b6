"""Cells say that they live; alarms leave the house; when a call was taken.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("cell", sa.Text, primary_key=True),
        sa.Column("received_us", _BIG, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("awaited", sa.Boolean, nullable=False, server_default=sa.true()),
    )
    op.add_column("tracking_exceptions", sa.Column("taken_us", _BIG))
    _alarms()


def _alarms() -> None:
    op.create_table(
        "alarms_seen",
        sa.Column("alarm", _BIG, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("node", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("seen_us", _BIG, nullable=False),
        sa.Column("taken_by", sa.Text, nullable=False, server_default=""),
        sa.Column("taken_us", _BIG),
        sa.Column("over_us", _BIG),
    )
    op.create_index("ix_alarms_seen_over", "alarms_seen", ["over_us"])
    op.create_table(
        "alarms_sendings",
        sa.Column("sending", _BIG, primary_key=True, autoincrement=True),
        sa.Column("alarm", _BIG, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("recipients", sa.Text, nullable=False),
        sa.Column("over", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("due_us", _BIG, nullable=False),
        sa.Column("next_us", _BIG, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("sent_us", _BIG),
        sa.Column("failure", sa.Text, nullable=False),
    )
    op.create_index("ix_alarms_sendings_alarm", "alarms_sendings", ["alarm"])
    op.create_index("ix_alarms_sendings_state", "alarms_sendings", ["state", "next_us"])
