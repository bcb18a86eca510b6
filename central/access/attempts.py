"""Attempts to sign in: each is written before it is judged, and counts as refused until it is
proved right, so that many at once gain nothing. Counted in the database, by person and by source
address; the lock grows with each further refusal and always ends by itself. From an address where
a person has signed in lately, only refusals of that person from there count: whoever guesses
elsewhere keeps nobody out of their own place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import structlog
from sqlalchemy import Connection, delete, insert, or_, select, true, update

from central.access.tables import attempts
from central.db.database import Database, hold

_log = structlog.get_logger()
S_US = 1_000_000
FORGOTTEN_S = {"person": 24 * 3600, "source": 3600, "enrol": 3600}
FREE = {"person": 4, "source": 19, "enrol": 4}
"""Refusals without a lock. Many people may stand behind one address, but one cell types a code."""
FIRST_S = 15
LONGEST_S = 900
LONGEST_LAST_S = 60
"""Of the last administrator: whoever guesses must not keep the house without one."""
KEPT_S = 90 * 24 * 3600
OWN_PLACE_S = 30 * 24 * 3600
"""So long after a success an address is known as a place of the person."""
_ENDS = frozenset({"accepted", "unlocked"})
_ROWS_MAX = 500
_CLEARED_EVERY = 100


class LockedError(Exception):
    """Too many refusals; ``until_us`` says when the next attempt is looked at."""

    def __init__(self, until_us: int) -> None:
        super().__init__("too many attempts were refused")
        self.until_us = until_us


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptView:
    at_us: int
    person: str
    source: str
    way: str
    outcome: str
    locked_until_us: int | None


def locked_until(refusals: Sequence[int], free: int, longest_s: int) -> int | None:
    """When the lock that these refusals (moments, the newest first) caused ends; None: none did.

    15 s after the first one too many, and twice as long after each further one.
    """
    beyond = len(refusals) - free
    if beyond <= 0:
        return None
    lasts_s: int = min(longest_s, FIRST_S * 2 ** min(beyond - 1, 20))
    return refusals[0] + lasts_s * S_US


def begin(
    db: Database, *, person: str, source: str, way: str, now_us: int, last_one: bool = False
) -> int:
    """The number of the attempt, to be told to ``accept``. LockedError: it is not looked at.

    ``last_one``: the person is the last administrator.
    """
    longest_s = LONGEST_LAST_S if last_one else LONGEST_S

    def work(connection: Connection) -> tuple[int, int | None]:
        hold(connection, "access person", person)
        hold(connection, "access source", source)
        address = "enrol" if way == "enrol" else "source"
        place = source if _is_own_place(connection, person, source, now_us) else None
        known = [
            _Counted("person", _refusals(connection, "person", person, now_us, place), longest_s),
            _Counted(address, _refusals(connection, address, source, now_us), LONGEST_S),
        ]
        _refuse_locked(known, now_us)
        ends = [locked_until([now_us, *found], FREE[what], most) for what, found, most in known]
        until_us = max((end for end in ends if end is not None), default=None)
        row = {
            "at_us": now_us,
            "person": person,
            "source": source,
            "way": way,
            "outcome": "refused",
            "locked_until_us": until_us,
        }
        key = connection.execute(insert(attempts).values(row)).inserted_primary_key
        number = int(key[0]) if key is not None else 0
        if number % _CLEARED_EVERY == 0:
            old = attempts.c.at_us < now_us - KEPT_S * S_US
            connection.execute(delete(attempts).where(old))
        return number, until_us

    number, until_us = db.write(work)
    if until_us is not None:
        _log.warning("attempts too many", person=person, source=source, way=way)
    return number


def accept(db: Database, attempt: int, person: str) -> None:
    """It was right; earlier refusals of this person are forgotten."""
    _settle(db, attempt, person=person, outcome="accepted")


def give_up(db: Database, attempt: int) -> None:
    """It was not looked at, and counts for nothing."""
    _settle(db, attempt, outcome="busy")


def unlock(db: Database, person: str, *, by: str, now_us: int) -> None:
    """An administrator lets the person try again at once."""
    row = {
        "at_us": now_us,
        "person": person,
        "source": f"by {by}",
        "way": "unlock",
        "outcome": "unlocked",
    }
    db.write(lambda connection: connection.execute(insert(attempts), [row]))
    _log.warning("lock lifted", person=person, by=by)


def locks(connection: Connection, now_us: int) -> dict[str, int]:
    """Who is locked, and until when."""
    query = (
        select(attempts.c.person)
        .where(attempts.c.locked_until_us > now_us, attempts.c.person != "")
        .distinct()
    )
    found = {}
    for (person,) in connection.execute(query).all():
        refusals = _refusals(connection, "person", person, now_us)
        if len(refusals) > FREE["person"]:
            found[person] = _until(connection, person)
    return {person: until for person, until in found.items() if until > now_us}


def recent(connection: Connection, rows: int = 50) -> list[AttemptView]:
    """The newest attempts first."""
    columns = [column for column in attempts.c if column.name != "attempt"]
    query = select(*columns).order_by(attempts.c.attempt.desc()).limit(rows)
    return [AttemptView(**row) for row in connection.execute(query).mappings()]


def _settle(db: Database, attempt: int, **values: str) -> None:
    change = update(attempts).where(attempts.c.attempt == attempt)
    statement = change.values(locked_until_us=None, **values)
    db.write(lambda connection: connection.execute(statement))


class _Counted(NamedTuple):
    """Refusals of a person or an address, and how long they lock it at most."""

    what: str
    refusals: list[int]
    longest_s: int


def _refuse_locked(known: Sequence[_Counted], now_us: int) -> None:
    ends = [locked_until(found, FREE[what], most) for what, found, most in known]
    until_us = max((end for end in ends if end is not None), default=0)
    if until_us > now_us:
        raise LockedError(until_us)


def _is_own_place(connection: Connection, person: str, source: str, now_us: int) -> bool:
    query = (
        select(attempts.c.attempt)
        .where(attempts.c.person == person, attempts.c.source == source)
        .where(attempts.c.outcome == "accepted")
        .where(attempts.c.at_us > now_us - OWN_PLACE_S * S_US)
        .limit(1)
    )
    return bool(person) and connection.execute(query).first() is not None


def _refusals(
    connection: Connection, what: str, of: str, now_us: int, place: str | None = None
) -> list[int]:
    """Moments of the refusals that count, the newest first; a person's since the last success,
    and codes that cells typed apart from everything else that came from an address. ``place``: of a
    person, only those from this address.
    """
    if not of:
        return []
    column = attempts.c.person if what == "person" else attempts.c.source
    kind = {
        "person": attempts.c.way.is_not(None),
        "enrol": attempts.c.way == "enrol",
        "source": attempts.c.way != "enrol",
    }[what]
    there = or_(attempts.c.source == place, attempts.c.outcome == "unlocked")
    here = true() if place is None else there
    query = (
        select(attempts.c.at_us, attempts.c.outcome)
        .where(column == of, kind, attempts.c.at_us > now_us - FORGOTTEN_S[what] * S_US)
        .where(here)
        .order_by(attempts.c.attempt.desc())
        .limit(_ROWS_MAX)
    )
    found = []
    for at_us, outcome in connection.execute(query).all():
        if outcome == "refused":
            found.append(at_us)
        elif what == "person" and outcome in _ENDS:
            break
    return found


def _until(connection: Connection, person: str) -> int:
    query = (
        select(attempts.c.locked_until_us)
        .where(attempts.c.person == person, attempts.c.locked_until_us.is_not(None))
        .order_by(attempts.c.attempt.desc())
        .limit(1)
    )
    return int(connection.execute(query).scalar() or 0)
