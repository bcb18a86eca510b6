"""What people said of counts and differences: counts accepted, owners and closings of differences.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _cums_accepted()
    _cums_difference_owners()
    _cums_closings()


def _cums_accepted() -> None:
    op.create_table(
        "cums_accepted",
        sa.Column("accepted", _BIG, autoincrement=True, nullable=False),
        _text("agreement"),
        _text("part"),
        _text("cum"),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("at_us", _BIG, nullable=False),
        _text("who"),
        _text("second_person"),
        _text("why"),
        sa.PrimaryKeyConstraint("accepted", name=op.f("pk_cums_accepted")),
    )
    op.create_index("ix_cums_accepted_part", "cums_accepted", ["agreement", "part", "accepted"])


def _cums_difference_owners() -> None:
    op.create_table(
        "cums_difference_owners",
        _text("agreement"),
        _text("part"),
        _text("note"),
        _text("owner"),
        sa.PrimaryKeyConstraint(
            "agreement", "part", "note", name=op.f("pk_cums_difference_owners")
        ),
    )


def _cums_closings() -> None:
    op.create_table(
        "cums_closings",
        sa.Column("closing", _BIG, autoincrement=True, nullable=False),
        _text("agreement"),
        _text("part"),
        _text("note"),
        _text("how"),
        _text("quantity"),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("at_us", _BIG, nullable=False),
        _text("who"),
        _text("why"),
        sa.Column("receipt", sa.Integer(), nullable=False),
        sa.Column("void", _BIG),
        sa.PrimaryKeyConstraint("closing", name=op.f("pk_cums_closings")),
    )
    op.create_index("ix_cums_closings_note", "cums_closings", ["agreement", "part", "note"])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)
