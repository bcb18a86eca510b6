"""What somebody typed into a form after their session had ended, kept until they have signed in
again: for that person alone, without what is secret, and for a shift at most.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, delete, insert, select

from central.access.rules import Principal
from central.access.sessions import hash_of
from central.access.tables import kept_forms, sessions
from central.db.database import Database

KEEP_S = 12 * 3600
BYTES_MAX = 128 * 1024
"""Of one form."""
OF_ONE_MAX = 20
"""Of one person; the oldest make room."""
SECRET = re.compile(r"password|badge|token|secret|^old$|^new$|^again$", re.IGNORECASE)
"""Names of fields that are kept nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForm:
    """``page``: the address on which it stood, with its query; ``action``: where it was sent."""

    page: str
    action: str
    fields: Mapping[str, Sequence[str]]


def owner_of(db: Database, session: str) -> str:
    """Whose session this is or was, as long as it is known; empty: nobody's."""
    query = select(sessions.c.person, sessions.c.token_id).where(
        sessions.c.session_hash == hash_of(session)
    )
    row = db.read(lambda connection: connection.execute(query).one_or_none()) if session else None
    return "" if row is None else _owner(row.person, row.token_id)


def keep(db: Database, owner: str, form: KeptForm, now_us: int) -> str:
    """By what it is asked for again, which is nowhere stored."""
    text = secrets.token_urlsafe(32)
    plain = {name: list(said) for name, said in form.fields.items() if not SECRET.search(name)}
    row = {
        "kept_hash": hash_of(text),
        "person": owner,
        "page": form.page,
        "action": form.action,
        "fields": msgspec.json.encode(plain).decode(),
        "at_us": now_us,
    }
    table = kept_forms

    def work(connection: Connection) -> None:
        connection.execute(delete(table).where(table.c.at_us < now_us - KEEP_S * 1_000_000))
        own = select(table.c.kept_hash).where(table.c.person == owner)
        newest = own.order_by(table.c.at_us.desc()).offset(OF_ONE_MAX - 1).limit(OF_ONE_MAX)
        gone = list(connection.execute(newest).scalars())
        if gone:
            connection.execute(delete(table).where(table.c.kept_hash.in_(gone)))
        connection.execute(insert(table), [row])

    db.write(work)
    return text


def find(db: Database, text: str, visitor: Principal, now_us: int) -> KeptForm | None:
    """None: there is none, it is too old, or somebody else typed it."""
    table = kept_forms
    query = select(table).where(
        table.c.kept_hash == hash_of(text),
        table.c.person == _owner(visitor.person, visitor.token_id),
        table.c.at_us >= now_us - KEEP_S * 1_000_000,
    )
    row = db.read(lambda connection: connection.execute(query).one_or_none())
    if row is None:
        return None
    fields = msgspec.json.decode(row.fields, type=dict[str, list[str]])
    return KeptForm(page=row.page, action=row.action, fields=fields)


def _owner(person: str, token_id: str) -> str:
    return person or f"token {token_id}"
