"""What the customer stated in each schedule stands with the cums; schedules that are here tell it.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "cums_stated",
        sa.Column("schedule", _BIG, autoincrement=False, nullable=False),
        _text("agreement"),
        _text("part"),
        _text("kind"),
        _text("number"),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("counted_since", sa.Date()),
        sa.Column("cum", sa.Text()),
        _text("last_note"),
        _text("authorisations"),
        sa.Column("told_us", _BIG, nullable=False),
        _text("state"),
        sa.PrimaryKeyConstraint("schedule", name=op.f("pk_cums_stated")),
    )
    op.create_index("ix_cums_stated_part", "cums_stated", ["agreement", "part", "schedule"])
    op.execute(
        "INSERT INTO cums_stated (schedule, agreement, part, kind, number, on_day, counted_since, "
        "cum, last_note, authorisations, told_us, state) "
        "SELECT schedule, agreement, part, kind, number, issued_on, counted_since, received_cum, "
        "last_note, authorisations, received_us, "
        "CASE WHEN state IN ('received', 'not_reconciled') THEN 'told' ELSE 'agreed' END "
        "FROM releases_schedules WHERE state <> 'rejected' "
        "AND (received_cum IS NOT NULL OR last_note <> '' OR authorisations <> '[]')"
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)
