"""Schedules, what became of them, and authorisations.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNVIEWED = "viewed_us IS NULL AND state = 'released'"


def upgrade() -> None:
    _releases_authorised()
    _releases_called()
    _releases_exceptions()
    _releases_lines()
    _releases_schedules()
    _releases_schedules_indexes()
    _releases_steps()
    _releases_unprocessed()


def _releases_authorised() -> None:
    op.create_table(
        "releases_authorised",
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("fabricate", sa.Text(), nullable=False),
        sa.Column("raw_material", sa.Text(), nullable=False),
        sa.Column("closed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("agreement", "part", name=op.f("pk_releases_authorised")),
    )


def _releases_called() -> None:
    op.create_table(
        "releases_called",
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Text(), nullable=False),
        sa.Column("schedule", BIG, nullable=False),
        sa.PrimaryKeyConstraint("agreement", "part", "on_day", name=op.f("pk_releases_called")),
    )


def _releases_exceptions() -> None:
    op.create_table(
        "releases_exceptions",
        sa.Column("exception", BIG, autoincrement=True, nullable=False),
        sa.Column("schedule", BIG, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("purchase_order", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_us", BIG, nullable=False),
        sa.Column("closed_us", BIG, nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("exception", name=op.f("pk_releases_exceptions")),
    )
    op.create_index(
        "ix_releases_exceptions_open",
        "releases_exceptions",
        ["closed_us", "exception"],
        unique=False,
    )
    op.create_index(
        "ix_releases_exceptions_schedule", "releases_exceptions", ["schedule"], unique=False
    )


def _releases_lines() -> None:
    op.create_table(
        "releases_lines",
        sa.Column("schedule", BIG, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("quantity", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("purchase_order", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("in_transit", sa.Text(), nullable=False),
        sa.Column("backordered", sa.Text(), nullable=False),
        sa.Column("cum", sa.Text(), nullable=True),
        sa.Column("reconciled", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("schedule", "number", name=op.f("pk_releases_lines")),
    )


def _releases_schedules() -> None:
    op.create_table(
        "releases_schedules",
        sa.Column("schedule", BIG, autoincrement=True, nullable=False),
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("plant", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("unloading_point", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("previous_number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("received_us", BIG, nullable=False),
        sa.Column("interchange", BIG, nullable=False),
        sa.Column("message", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("waits", sa.Text(), nullable=False),
        sa.Column("received_cum", sa.Text(), nullable=True),
        sa.Column("counted_since", sa.Date(), nullable=True),
        sa.Column("last_note", sa.Text(), nullable=False),
        sa.Column("authorisations", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("viewed_us", BIG, nullable=True),
        sa.Column("viewed_by", sa.Text(), nullable=False),
        sa.Column("changed_us", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("previous", BIG, nullable=True),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("terms_version", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("schedule", name=op.f("pk_releases_schedules")),
    )


def _releases_schedules_indexes() -> None:
    op.create_index(
        "ix_releases_schedules_customer",
        "releases_schedules",
        ["customer", "schedule"],
        unique=False,
    )
    op.create_index(
        "ix_releases_schedules_due", "releases_schedules", ["due", "schedule"], unique=False
    )
    op.create_index(
        "ix_releases_schedules_interchange", "releases_schedules", ["interchange"], unique=False
    )
    op.create_index(
        "ix_releases_schedules_of_part", "releases_schedules", ["part", "schedule"], unique=False
    )
    op.create_index(
        "ix_releases_schedules_part",
        "releases_schedules",
        ["agreement", "part", "kind", "schedule"],
        unique=False,
    )
    op.create_index(
        "ix_releases_schedules_state", "releases_schedules", ["state", "schedule"], unique=False
    )
    op.create_index(
        "ix_releases_schedules_unviewed",
        "releases_schedules",
        ["schedule"],
        unique=False,
        sqlite_where=sa.text(UNVIEWED),
        postgresql_where=sa.text(UNVIEWED),
    )


def _releases_steps() -> None:
    op.create_table(
        "releases_steps",
        sa.Column("schedule", BIG, autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("schedule", "seq", name=op.f("pk_releases_steps")),
    )


def _releases_unprocessed() -> None:
    op.create_table(
        "releases_unprocessed",
        sa.Column("entry", BIG, autoincrement=True, nullable=False),
        sa.Column("interchange", BIG, nullable=False),
        sa.Column("message", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("opened_us", BIG, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("closed_us", BIG, nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_releases_unprocessed")),
    )
    op.create_index(
        "ix_releases_unprocessed_interchange", "releases_unprocessed", ["interchange"], unique=False
    )
    op.create_index(
        "ix_releases_unprocessed_open", "releases_unprocessed", ["closed_us", "entry"], unique=False
    )
