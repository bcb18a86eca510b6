"""What cells tell since: blocks, what shows a missing vehicle, which of several parts of a family;
since when a line stands; when a count of the customer was agreed to.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _tracking()
    op.add_column(
        "broadcast_feeds",
        sa.Column("line_changed_us", _BIG, nullable=False, server_default="0"),
    )
    _counts()


def _tracking() -> None:
    op.add_column("tracking_marriages", sa.Column("back_us", _BIG))
    op.add_column(
        "tracking_marriages", sa.Column("index", _BIG, nullable=False, server_default="0")
    )
    op.create_table(
        "tracking_blocks",
        sa.Column("node", sa.Text, primary_key=True),
        sa.Column("block", sa.Text, primary_key=True),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("lot", sa.Text, nullable=False),
        sa.Column("serials", sa.LargeBinary, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at_us", _BIG, nullable=False),
        sa.Column("lifted_us", _BIG),
        sa.Column("lifted_by", sa.Text, nullable=False),
        sa.Column("second_person", sa.Text, nullable=False),
        sa.Column("lift_reason", sa.Text, nullable=False),
    )
    op.create_index("ix_tracking_blocks_lifted", "tracking_blocks", ["lifted_us", "node"])
    op.add_column(
        "tracking_runs",
        sa.Column("continuity", sa.Text, nullable=False, server_default="number"),
    )
    op.add_column(
        "tracking_runs",
        sa.Column("jumped", sa.Boolean, nullable=False, server_default=sa.false()),
    )


def _counts() -> None:
    """What was found before a count was agreed to is in it."""
    op.add_column("cums_stated", sa.Column("agreed_us", _BIG))
    op.execute(
        "UPDATE cums_stated SET agreed_us = COALESCE((SELECT MAX(at_us) FROM releases_steps "
        "WHERE releases_steps.schedule = cums_stated.schedule AND step = 'reconcile' "
        "AND to_state = 'reconciled'), told_us) WHERE state = 'agreed'"
    )
    op.create_index(
        "ix_releases_receipts_cum",
        "releases_receipts",
        ["agreement", "part", "on_day"],
        sqlite_where=sa.text("cum IS NOT NULL"),
        postgresql_where=sa.text("cum IS NOT NULL"),
    )
