"""Customer schedule agreements.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _agreements()
    _agreements_amendments()
    _agreements_parts()
    _agreements_prices()
    _agreements_years()


def _agreements() -> None:
    op.create_table(
        "agreements",
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("plant", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("division", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changed_us", BIG, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("agreement", name=op.f("pk_agreements")),
    )
    op.create_index("ix_agreements_customer", "agreements", ["customer"], unique=False)


def _agreements_amendments() -> None:
    op.create_table(
        "agreements_amendments",
        sa.Column("seq", BIG, autoincrement=True, nullable=False),
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("now", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_agreements_amendments")),
    )
    op.create_index(
        "ix_agreements_amendments_agreement",
        "agreements_amendments",
        ["agreement", "seq"],
        unique=False,
    )


def _agreements_parts() -> None:
    op.create_table(
        "agreements_parts",
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("our_part", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("agreement", "part", name=op.f("pk_agreements_parts")),
    )
    op.create_index("ix_agreements_parts_part", "agreements_parts", ["part"], unique=False)


def _agreements_prices() -> None:
    op.create_table(
        "agreements_prices",
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("quantity_from", sa.Text(), nullable=False),
        sa.Column("each", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("agreement", "part", "entered", name=op.f("pk_agreements_prices")),
    )


def _agreements_years() -> None:
    op.create_table(
        "agreements_years",
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("agreement", "name", name=op.f("pk_agreements_years")),
    )
