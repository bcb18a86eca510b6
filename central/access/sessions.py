"""Sessions: 256 random bits that a browser or a program holds, stored as a hash.

One ends when it is idle for long, after a shift in any case, at sign-out, when the password
changes, when the person is deactivated, and with the token it was exchanged for.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from central.access.rules import Principal, TokenRole
from central.access.tables import people, roles, sessions, tokens
from central.db.database import Database

PREFIX = "lss_"
IDLE_S = 2 * 3600
LONGEST_S = 12 * 3600
KNOWN_S = 30 * 24 * 3600
"""How long it is known whose a session was that is over."""
_SEEN_EVERY_S = 60
"""How exactly it is known when a session was last used: not every page is a write."""
_S_US = 1_000_000
_LENGTH_MAX = 100


def open_session(
    db: Database, *, person: str = "", token_id: str = "", way: str, source: str, now_us: int
) -> str:
    """The text of a new session, which is nowhere stored."""
    text = PREFIX + secrets.token_urlsafe(32)
    row = {
        "session_hash": hash_of(text),
        "person": person,
        "token_id": token_id,
        "way": way,
        "source": source,
        "opened_us": now_us,
        "seen_us": now_us,
        "expires_us": now_us + LONGEST_S * _S_US,
        "closing": "",
    }

    def work(connection: Connection) -> None:
        old = sessions.c.expires_us < now_us - KNOWN_S * _S_US
        connection.execute(delete(sessions).where(old))
        connection.execute(insert(sessions), [row])

    db.write(work)
    return text


def principal_of(db: Database, text: str, now_us: int) -> Principal | None:
    """Whose session this is; None for one that is unknown, over or closed."""
    if not text.startswith(PREFIX) or len(text) > _LENGTH_MAX:
        return None
    key = hash_of(text)

    def look(connection: Connection) -> tuple[Principal | None, int]:
        query = select(sessions).where(sessions.c.session_hash == key)
        row = connection.execute(query).one_or_none()
        if row is None or row.closed_us is not None or _is_over(row, now_us):
            return None, 0
        if row.token_id:
            return token_holder(connection, row.token_id, now_us), row.seen_us
        return active_person(connection, row.person), row.seen_us

    found, seen_us = db.read(look)
    if found is not None and now_us - seen_us > _SEEN_EVERY_S * _S_US:
        seen = update(sessions).where(sessions.c.session_hash == key).values(seen_us=now_us)
        db.write(lambda connection: connection.execute(seen))
    return found


def close_session(db: Database, text: str, now_us: int) -> None:
    """Signs out; a session that is not there is none."""
    one = sessions.c.session_hash == hash_of(text)
    db.write(lambda connection: close_where(connection, one, "signed out", now_us))


def close_all(
    connection: Connection, person: str, closing: str, now_us: int, keep: str = ""
) -> int:
    """Ends every session of a person but the one whose text is ``keep``; says how many."""
    condition = sessions.c.person == person
    if keep:
        condition = condition & (sessions.c.session_hash != hash_of(keep))
    return close_where(connection, condition, closing, now_us)


def close_where(connection: Connection, condition: Any, closing: str, now_us: int) -> int:
    change = update(sessions).where(condition, sessions.c.closed_us.is_(None))
    return connection.execute(change.values(closed_us=now_us, closing=closing)).rowcount


def open_by_person(connection: Connection, now_us: int) -> dict[str, int]:
    """How many sessions each person has open."""
    query = (
        select(sessions.c.person, func.count())
        .where(
            sessions.c.closed_us.is_(None),
            sessions.c.expires_us > now_us,
            sessions.c.seen_us > now_us - IDLE_S * _S_US,
            sessions.c.person != "",
        )
        .group_by(sessions.c.person)
    )
    return {person: count for person, count in connection.execute(query).all()}


def active_person(connection: Connection, person: str) -> Principal | None:
    """The person with all roles; None for one who is not there or not active."""
    row = connection.execute(select(people).where(people.c.person == person)).one_or_none()
    if row is None or not row.active:
        return None
    given = connection.execute(select(roles.c.role).where(roles.c.person == person)).scalars()
    return Principal(
        roles=frozenset(TokenRole(role) for role in given),
        person=row.person,
        name=row.name,
        language=row.language,
    )


def token_holder(connection: Connection, token_id: str, now_us: int) -> Principal | None:
    """What a token opens now; None for one that is unknown, expired or revoked."""
    row = connection.execute(select(tokens).where(tokens.c.token_id == token_id)).one_or_none()
    if row is None or row.revoked_us is not None:
        return None
    if row.expires_us is not None and row.expires_us <= now_us:
        return None
    return Principal(
        roles=frozenset({TokenRole(row.role)}),
        token_id=row.token_id,
        name=row.name,
        cell=row.cell,
        feed=row.feed,
    )


def hash_of(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _is_over(row: Any, now_us: int) -> bool:
    return bool(row.expires_us <= now_us or row.seen_us + IDLE_S * _S_US <= now_us)
