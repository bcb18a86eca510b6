"""A cell gets its token: a supervisor asks for a one-time code, somebody types it at the cell, and
the cell exchanges it once. The code is bound to one cell and good for ten minutes.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from central.access import attempts, codes
from central.access.rules import TokenRole
from central.access.service import Bound, insert_token
from central.access.sessions import close_where
from central.access.tables import enrolments, sessions, tokens
from central.db.database import Actor, Database, hold
from central.words.reasons import RuleRefusedError, because

VALID_S = 600
_S_US = 1_000_000
_CELL = re.compile(r"[A-Za-z0-9._-]{1,35}")


class CodeRefusedError(Exception):
    """``code`` is stable: ``code_unknown``, ``code_expired``, ``code_used``, ``code_elsewhere``."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """``code`` is shown once."""

    enrolment: int
    code: str
    cell: str
    expires_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentView:
    enrolment: int
    cell: str
    created_us: int
    created_by: str
    expires_us: int
    used_us: int | None
    used_from: str
    token_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    cell: str
    token: str
    revoked: int
    """How many earlier tokens of this cell open nothing any more."""


def ask(db: Database, cell: str, *, by: Actor, now_us: int) -> Asked:
    """A new code for ``cell``; an earlier one that was not used is good no more."""
    if not _CELL.fullmatch(cell):
        raise RuleRefusedError(
            because("cell.name", "a cell's name has 1 to 35 letters, figures, points and hyphens")
        )
    code = codes.with_check(secrets.token_bytes(5))
    row = {
        "code_hash": codes.hash_of(code),
        "cell": cell,
        "created_us": now_us,
        "created_by": by.who,
        "expires_us": now_us + VALID_S * _S_US,
        "used_from": "",
        "token_id": "",
    }

    def work(connection: Connection) -> int:
        waiting = (enrolments.c.cell == cell) & enrolments.c.used_us.is_(None)
        earlier = update(enrolments).where(waiting, enrolments.c.expires_us > now_us)
        connection.execute(earlier.values(expires_us=now_us))
        number = connection.execute(insert(enrolments).values(row)).inserted_primary_key
        return int(number[0]) if number is not None else 0

    number = db.write(work, by=by)
    return Asked(
        enrolment=number,
        code=codes.spelled(code),
        cell=cell,
        expires_us=now_us + VALID_S * _S_US,
    )


def exchange(db: Database, text: str, *, cell: str = "", source: str, now_us: int) -> Enrolled:
    """The token of the code's cell. CodeRefusedError says which of them is wrong with the code;
    ``attempts.LockedError`` after a few wrong ones from one address.

    ``cell``: the name that the cell goes by; if it is given and another, the code stays good.
    """
    attempt = attempts.begin(db, person="", source=source, way="enrol", now_us=now_us)
    code = codes.read(text)
    if code is None:
        raise CodeRefusedError("code_unknown", "This is no code: a character is wrong or missing.")
    hashed = codes.hash_of(code)

    def work(connection: Connection) -> Enrolled:
        hold(connection, "enrolment", hashed)
        found = _open_for(connection, hashed, cell, now_us)
        revoked = _revoke(connection, found.cell, now_us)
        token_id, token = insert_token(
            connection,
            role=TokenRole.CELL,
            bound=Bound(cell=found.cell),
            name=f"enrolled by {found.created_by}",
            now_us=now_us,
        )
        connection.execute(
            update(enrolments)
            .where(enrolments.c.enrolment == found.enrolment)
            .values(used_us=now_us, used_from=source, token_id=token_id)
        )
        return Enrolled(cell=found.cell, token=token, revoked=revoked)

    enrolled = db.write(work, by=Actor(who=f"enrolment from {source}"))
    attempts.accept(db, attempt, "")
    return enrolled


def _open_for(connection: Connection, hashed: str, cell: str, now_us: int) -> Row[Any]:
    """The enrolment whose code this is. CodeRefusedError: there is none, or not for this cell."""
    found = connection.execute(
        select(enrolments).where(enrolments.c.code_hash == hashed)
    ).one_or_none()
    if found is None:
        raise CodeRefusedError("code_unknown", "There is no such code. Ask for a new one.")
    if found.used_us is not None:
        raise CodeRefusedError("code_used", "This code was used already. Ask for a new one.")
    if found.expires_us <= now_us:
        raise CodeRefusedError("code_expired", "This code is too old. Ask for a new one.")
    if cell and cell != found.cell:
        raise CodeRefusedError(
            "code_elsewhere", f"This code is for the cell {found.cell}, not for {cell}."
        )
    return found


def list_enrolments(connection: Connection, rows: int = 50) -> list[EnrolmentView]:
    """The newest first."""
    columns = [column for column in enrolments.c if column.name != "code_hash"]
    query = select(*columns).order_by(enrolments.c.enrolment.desc()).limit(rows)
    return [EnrolmentView(**row) for row in connection.execute(query).mappings()]


def _revoke(connection: Connection, cell: str, now_us: int) -> int:
    """A cell has one token: what an earlier machine holds opens nothing any more."""
    its = (tokens.c.role == TokenRole.CELL.value) & (tokens.c.cell == cell)
    living = select(tokens.c.token_id).where(its, tokens.c.revoked_us.is_(None))
    ids = list(connection.execute(living).scalars())
    if ids:
        change = update(tokens).where(tokens.c.token_id.in_(ids)).values(revoked_us=now_us)
        connection.execute(change)
        close_where(connection, sessions.c.token_id.in_(ids), "token revoked", now_us)
    return len(ids)
