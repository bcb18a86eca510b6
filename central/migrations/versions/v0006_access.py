"""People, roles, sessions and the enrolment of cells.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _people()
    _access_sessions()
    _access_attempts()
    _access_enrolments()


def _access_sessions() -> None:
    op.create_table(
        "access_sessions",
        sa.Column("session_hash", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("token_id", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("opened_us", BIG, nullable=False),
        sa.Column("seen_us", BIG, nullable=False),
        sa.Column("expires_us", BIG, nullable=False),
        sa.Column("closed_us", BIG, nullable=True),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("session_hash", name=op.f("pk_access_sessions")),
    )
    op.create_index("ix_access_sessions_person", "access_sessions", ["person", "closed_us"])


def _access_attempts() -> None:
    op.create_table(
        "access_attempts",
        sa.Column("attempt", BIG, autoincrement=True, nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("locked_until_us", BIG, nullable=True),
        sa.PrimaryKeyConstraint("attempt", name=op.f("pk_access_attempts")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_access_attempts_person", "access_attempts", ["person", "at_us"])
    op.create_index("ix_access_attempts_source", "access_attempts", ["source", "at_us"])
    op.create_index("ix_access_attempts_locked", "access_attempts", ["locked_until_us"])


def _access_enrolments() -> None:
    op.create_table(
        "access_enrolments",
        sa.Column("enrolment", BIG, autoincrement=True, nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("created_us", BIG, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("expires_us", BIG, nullable=False),
        sa.Column("used_us", BIG, nullable=True),
        sa.Column("used_from", sa.Text(), nullable=False),
        sa.Column("token_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("enrolment", name=op.f("pk_access_enrolments")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_access_enrolments_code_hash")),
        sqlite_autoincrement=True,
    )


def _people() -> None:
    op.create_table(
        "access_people",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("badge_hash", sa.Text(), nullable=True),
        sa.Column("password_set_us", BIG, nullable=True),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_us", BIG, nullable=False),
        sa.Column("changed_us", BIG, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_access_people")),
        sa.UniqueConstraint("badge_hash", name=op.f("uq_access_people_badge_hash")),
    )
    op.create_table(
        "access_person_roles",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("since_us", BIG, nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person", "role", name=op.f("pk_access_person_roles")),
        sa.ForeignKeyConstraint(
            ["person"], ["access_people.person"], name=op.f("fk_access_person_roles_person")
        ),
    )
    op.create_table(
        "access_passwords",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("parallel", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_access_passwords")),
        sa.ForeignKeyConstraint(
            ["person"], ["access_people.person"], name=op.f("fk_access_passwords_person")
        ),
    )
