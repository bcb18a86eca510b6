"""People, their sessions and attempts to sign in; tokens and enrolments by the hash of their
secret.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from central.db.database import BIG, METADATA

tokens = Table(
    "access_tokens",
    METADATA,
    Column("token_id", Text, primary_key=True),
    Column("secret_hash", Text, nullable=False, info={"secret": True}),
    Column("role", Text, nullable=False),
    Column("cell", Text, nullable=False),
    Column("feed", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_us", BIG, nullable=False),
    Column("expires_us", BIG),
    Column("revoked_us", BIG),
    info={"audited": True},
)

people = Table(
    "access_people",
    METADATA,
    Column("person", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("badge_hash", Text, unique=True, info={"secret": True}),
    Column("password_set_us", BIG),
    Column("active", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_us", BIG, nullable=False),
    Column("changed_us", BIG, nullable=False),
    Column("changed_by", Text, nullable=False),
    info={"audited": True},
)
"""``badge_hash``: keyed, see ``badges``. ``version`` rises with every change."""

roles = Table(
    "access_person_roles",
    METADATA,
    Column("person", Text, ForeignKey(people.c.person), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("since_us", BIG, nullable=False),
    Column("given_by", Text, nullable=False),
    info={"audited": True},
)

passwords = Table(
    "access_passwords",
    METADATA,
    Column("person", Text, ForeignKey(people.c.person), primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("cost", Integer, nullable=False),
    Column("block", Integer, nullable=False),
    Column("parallel", Integer, nullable=False),
)
"""Apart from the person, so that the history never holds a password's hash."""

sessions = Table(
    "access_sessions",
    METADATA,
    Column("session_hash", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("token_id", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("opened_us", BIG, nullable=False),
    Column("seen_us", BIG, nullable=False),
    Column("expires_us", BIG, nullable=False),
    Column("closed_us", BIG),
    Column("closing", Text, nullable=False),
    Index("ix_access_sessions_person", "person", "closed_us"),
)
"""Of a person, or of a token that was exchanged for it (then ``person`` is empty)."""

kept_forms = Table(
    "access_kept_forms",
    METADATA,
    Column("kept_hash", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("fields", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    Index("ix_access_kept_forms_at", "at_us"),
    Index("ix_access_kept_forms_person", "person", "at_us"),
)
"""Forms that came after the session had ended, for whoever typed them. ``page``: the address on
which the form stood; ``action``: the one it was sent to; ``fields``: JSON, name to texts.
"""

attempts = Table(
    "access_attempts",
    METADATA,
    Column("attempt", BIG, primary_key=True, autoincrement=True),
    Column("at_us", BIG, nullable=False),
    Column("person", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("locked_until_us", BIG),
    Index("ix_access_attempts_person", "person", "at_us"),
    Index("ix_access_attempts_source", "source", "at_us"),
    Index("ix_access_attempts_locked", "locked_until_us"),
    sqlite_autoincrement=True,
)
"""``person`` is what was typed, whether or not there is one; empty for a badge or a code."""

enrolments = Table(
    "access_enrolments",
    METADATA,
    Column("enrolment", BIG, primary_key=True, autoincrement=True),
    Column("code_hash", Text, nullable=False, unique=True, info={"secret": True}),
    Column("cell", Text, nullable=False),
    Column("created_us", BIG, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_us", BIG, nullable=False),
    Column("used_us", BIG),
    Column("used_from", Text, nullable=False),
    Column("token_id", Text, nullable=False),
    sqlite_autoincrement=True,
    info={"audited": True},
)
