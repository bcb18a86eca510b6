"""Customers, their plants and calendars.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _partners_calendar_days()
    _partners_calendars()
    _partners_currencies()
    _partners_customers()
    _partners_divisions()
    _partners_industry_months()
    _partners_plants()
    _partners_unloading_points()
    _partners_windows()


def _partners_calendar_days() -> None:
    op.create_table(
        "partners_calendar_days",
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "calendar", "first", "kind", name=op.f("pk_partners_calendar_days")
        ),
    )


def _partners_calendars() -> None:
    op.create_table(
        "partners_calendars",
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("subdivision", sa.Text(), nullable=False),
        sa.Column("weekdays", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_us", BIG, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("calendar", name=op.f("pk_partners_calendars")),
    )


def _partners_currencies() -> None:
    op.create_table(
        "partners_currencies",
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("digits", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("currency", name=op.f("pk_partners_currencies")),
    )


def _partners_customers() -> None:
    op.create_table(
        "partners_customers",
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("subdivision", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("division", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_us", BIG, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("customer", name=op.f("pk_partners_customers")),
    )


def _partners_divisions() -> None:
    op.create_table(
        "partners_divisions",
        sa.Column("division", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("division", name=op.f("pk_partners_divisions")),
    )


def _partners_industry_months() -> None:
    op.create_table(
        "partners_industry_months",
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("calendar", "name", name=op.f("pk_partners_industry_months")),
    )


def _partners_plants() -> None:
    op.create_table(
        "partners_plants",
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("plant", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("customer", "plant", name=op.f("pk_partners_plants")),
    )


def _partners_unloading_points() -> None:
    op.create_table(
        "partners_unloading_points",
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("plant", sa.Text(), nullable=False),
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "customer", "plant", "point", name=op.f("pk_partners_unloading_points")
        ),
    )


def _partners_windows() -> None:
    op.create_table(
        "partners_windows",
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("plant", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("percent", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("customer", "plant", "at", name=op.f("pk_partners_windows")),
    )
