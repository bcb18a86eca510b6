"""When a count of the customer was agreed to: what was found before that is in it.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
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
