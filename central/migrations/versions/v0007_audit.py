"""The history of every change. Its triggers are made after every migration.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "audit_changes",
        sa.Column("change", BIG, nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("change", name=op.f("pk_audit_changes")),
    )
    op.create_index("ix_audit_changes_object", "audit_changes", ["object", "change"])
    op.create_index("ix_audit_changes_who", "audit_changes", ["who", "change"])
    op.create_table(
        "audit_seals",
        sa.Column("seal", BIG, autoincrement=False, nullable=False),
        sa.Column("change", BIG, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seal", name=op.f("pk_audit_seals")),
        sa.UniqueConstraint("change", name=op.f("uq_audit_seals_change")),
    )
    op.create_table(
        "audit_context",
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_audit_context")),
    )
