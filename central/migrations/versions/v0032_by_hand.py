"""A schedule that a person typed in says who it was; parts are found by how they begin.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

_PARTS = (("ix_agreements_parts_part", "part"), ("ix_agreements_parts_our_part", "our_part"))


def upgrade() -> None:
    op.add_column(
        "releases_schedules",
        sa.Column("entered_by", sa.Text(), nullable=False, server_default=""),
    )
    op.drop_index("ix_agreements_parts_part", "agreements_parts")
    for name, column in _PARTS:
        op.create_index(
            name, "agreements_parts", [column], postgresql_ops={column: "text_pattern_ops"}
        )
