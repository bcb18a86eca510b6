"""What central itself saw stays before people until one of them closes it with a word.

Until now it went away a day after it was last seen: what was away already stays away. And the
numbers that telegrams in doubt name are found by an index, because every list of open holes leaves
them out.
A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import time

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DAY_US = 24 * 3600 * 1_000_000


def upgrade() -> None:
    op.create_table(
        "tracking_alarm_answers",
        sa.Column("alarm", _BIG, autoincrement=False, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False, server_default=""),
        sa.Column("taken_us", _BIG),
        sa.Column("closed_us", _BIG),
        sa.Column("closed_by", sa.Text(), nullable=False, server_default=""),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("alarm", name=op.f("pk_tracking_alarm_answers")),
    )
    op.create_index("ix_tracking_alarm_answers_closed", "tracking_alarm_answers", ["closed_us"])
    op.add_column(
        "tracking_alarms", sa.Column("since_us", _BIG, nullable=False, server_default="0")
    )
    op.execute("UPDATE tracking_alarms SET since_us = first_us")
    statement = sa.text(
        "INSERT INTO tracking_alarm_answers (alarm, closed_us, closed_by, note) "
        "SELECT alarm, last_us + :day, 'lineside', 'not seen for a day' "
        "FROM tracking_alarms WHERE last_us < :before"
    )
    before = int(time.time() * 1e6) - _DAY_US
    op.get_bind().execute(statement, {"day": _DAY_US, "before": before})
    op.create_index(
        "ix_tracking_in_doubt_number", "tracking_in_doubt", ["node", "feed", "epoch", "number"]
    )
