"""Tokens: made here with 256 random bits, shown once, stored as a hash, compared in constant time.

There is no default token and no way to choose one.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection, insert, select, update

from central.access.rules import Principal, TokenRole, person_id, problem_of
from central.access.sessions import hash_of, token_holder
from central.access.tables import people, tokens
from central.db.database import SYSTEM, Actor, Database

_PREFIX = "ls"
_TOKEN_LENGTH_MAX = 200
_NOBODY = sha256(b"").hexdigest()


class AccessError(ValueError):
    """The person's fault: a token that must not be made, or that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenView:
    token_id: str
    role: TokenRole
    cell: str
    feed: str
    name: str
    created_us: int
    expires_us: int | None
    revoked_us: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The one cell or feed for which a token speaks; empty: none."""

    cell: str = ""
    feed: str = ""


UNBOUND = Bound()


def create_token(
    db: Database,
    *,
    role: TokenRole,
    now_us: int,
    bound: Bound = UNBOUND,
    name: str = "",
    expires_us: int | None = None,
    by: Actor = SYSTEM,
) -> str:
    """Stores a new token's hash and returns its text, which cannot be had again."""
    return db.write(
        lambda connection: insert_token(
            connection,
            role=role,
            now_us=now_us,
            bound=bound,
            name=name,
            expires_us=expires_us,
        )[1],
        by=by,
    )


def insert_token(
    connection: Connection,
    *,
    role: TokenRole,
    now_us: int,
    bound: Bound = UNBOUND,
    name: str = "",
    expires_us: int | None = None,
) -> tuple[str, str]:
    """Its id and its text."""
    if why := problem_of(role, bound.cell, bound.feed):
        raise AccessError(why)
    same = select(people.c.person).where(people.c.person == person_id(name))
    if connection.execute(same).scalar() is not None:
        raise AccessError(f"{name} is a person; in the history a token is nobody's namesake")
    token_id = secrets.token_hex(6)
    text = f"{_PREFIX}_{token_id}_{secrets.token_urlsafe(32)}"
    row = {
        "token_id": token_id,
        "secret_hash": hash_of(text),
        "role": role.value,
        "cell": bound.cell,
        "feed": bound.feed,
        "name": name,
        "created_us": now_us,
        "expires_us": expires_us,
    }
    connection.execute(insert(tokens), [row])
    return token_id, text


def authenticate(db: Database, text: str, now_us: int) -> Principal | None:
    """Whose token this is; None for one that is unknown, expired or revoked."""
    parts = text.split("_", 2)
    if len(text) > _TOKEN_LENGTH_MAX or len(parts) != 3 or parts[0] != _PREFIX:
        return None
    wanted = select(tokens.c.secret_hash).where(tokens.c.token_id == parts[1])

    def look(connection: Connection) -> Principal | None:
        stored = connection.execute(wanted).scalar_one_or_none()
        if not hmac.compare_digest(hash_of(text), stored or _NOBODY) or stored is None:
            return None
        return token_holder(connection, parts[1], now_us)

    return db.read(look)


def list_tokens(db: Database) -> list[TokenView]:
    """All tokens, oldest first, without their secrets."""
    columns = [column for column in tokens.c if column.name != "secret_hash"]
    rows = db.read(lambda c: c.execute(select(*columns).order_by(tokens.c.created_us)).all())
    return [
        TokenView(
            token_id=row.token_id,
            role=TokenRole(row.role),
            cell=row.cell,
            feed=row.feed,
            name=row.name,
            created_us=row.created_us,
            expires_us=row.expires_us,
            revoked_us=row.revoked_us,
        )
        for row in rows
    ]


def revoke_token(db: Database, token_id: str, now_us: int, *, by: Actor = SYSTEM) -> None:
    """From now on the token opens nothing. AccessError if there is none."""
    statement = (
        update(tokens)
        .where(tokens.c.token_id == token_id, tokens.c.revoked_us.is_(None))
        .values(revoked_us=now_us)
    )
    if db.write(lambda connection: connection.execute(statement).rowcount, by=by) == 0:
        raise AccessError(f"there is no valid token {token_id!r}")
