"""People: made, changed and deactivated by an administrator; never deleted, because the history
names them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from central.access import attempts, badges
from central.access import passwords as secret
from central.access.rules import Principal, TokenRole, fault_of_person, person_id
from central.access.sessions import close_all, open_by_person
from central.access.signing import is_last_administrator, store_password
from central.access.tables import people, roles, tokens
from central.db.database import Actor, Database
from central.db.work import Work, transact
from central.words.reasons import RuleRefusedError, because

LANGUAGES = ("", "de", "en")
"""Empty: the browser's."""
CALLED = (people.c.person, people.c.name)
"""What a search for people asks: how they sign in, and their name."""


class PersonUnknownError(LookupError):
    """There is no such person."""


class PersonChangedError(RuntimeError):
    """Somebody else changed the person meanwhile."""


class BadgeState(StrEnum):
    NONE = ""
    OWN = "own"
    FOREIGN = "foreign"
    """Made with another site's key, so that it opens nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    person: str
    name: str
    language: str
    roles: tuple[TokenRole, ...]
    active: bool
    badge: BadgeState
    password_set_us: int | None
    open_sessions: int
    locked_until_us: int | None
    version: int
    created_us: int
    changed_us: int
    changed_by: str


def list_people(connection: Connection, site_key: bytes, now_us: int) -> list[PersonView]:
    """Everybody by id, those who are active first."""
    query = select(people).order_by(people.c.active.desc(), people.c.person)
    return _views(connection, site_key, connection.execute(query).all(), now_us)


def person_view(connection: Connection, site_key: bytes, person: str, now_us: int) -> PersonView:
    """PersonUnknownError if there is none."""
    query = select(people).where(people.c.person == person_id(person))
    found = _views(connection, site_key, connection.execute(query).all(), now_us)
    if not found:
        raise PersonUnknownError(person)
    return found[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Without a password only a badge, given later, signs in."""

    person: str
    name: str
    roles: Collection[TokenRole]
    password: str = ""
    language: str = ""


def create(db: Database, new: NewPerson, *, by: Actor, now_us: int) -> str:
    """The id of a new person."""
    key = person_id(new.person)
    _check(fault_of_person(key, new.roles), _fault_of_name(new.name, new.language))
    made = _hashed(new.password, key, new.name) if new.password else None
    row = {
        "person": key,
        "name": new.name.strip(),
        "language": new.language,
        "password_set_us": now_us if made else None,
        "active": 1,
        "version": 1,
        "created_us": now_us,
    }

    def do(work: Work) -> None:
        _refuse_namesake(work.connection, key)
        work.connection.execute(insert(people), [{**row, **work.stamp}])
        _set_roles(work, key, new.roles)
        if made is not None:
            store_password(work.connection, key, made)

    transact(db, do, by=by, at_us=now_us)
    return key


def _refuse_namesake(connection: Connection, key: str) -> None:
    there = select(people.c.person).where(people.c.person == key)
    if connection.execute(there).scalar() is not None:
        raise RuleRefusedError(because("person.there", "{person} is there already", person=key))
    same = select(tokens.c.token_id).where(func.lower(tokens.c.name) == key).limit(1)
    if connection.execute(same).scalar() is not None:
        raise RuleRefusedError(
            because("person.token", "a token goes by the name {person}", person=key)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChange:
    """What is None stays. ``version``: the one that was seen; None: whichever it is."""

    version: int | None = None
    name: str | None = None
    language: str | None = None
    roles: Collection[TokenRole] | None = None
    active: bool | None = None


def change(db: Database, person: str, wanted: PersonChange, *, by: Actor, now_us: int) -> None:
    """Nobody changes one's own roles or deactivates oneself; the last administrator stays one.
    PersonChangedError if ``version`` is not the present one.
    """
    key = person_id(person)

    def do(work: Work) -> None:
        row = _row(work.connection, key)
        if wanted.version is not None and wanted.version != row.version:
            raise PersonChangedError(key)
        name = row.name if wanted.name is None else wanted.name
        language = row.language if wanted.language is None else wanted.language
        _check(fault_of_person(key, wanted.roles or ()), _fault_of_name(name, language))
        _refuse_own(work, key, wanted)
        active = {} if wanted.active is None else {"active": int(wanted.active)}
        _touch(work, key, {"name": name.strip(), "language": language, **active})
        if wanted.roles is not None:
            _set_roles(work, key, wanted.roles)
        if wanted.active is False:
            close_all(work.connection, key, "deactivated", now_us)

    transact(db, do, by=by, at_us=now_us)


def set_password(
    db: Database, person: str, password: str, *, by: Actor, now_us: int, keep_session: str = ""
) -> None:
    """A new password; every session of the person ends, but the one in which it was changed."""
    key = person_id(person)
    row = db.read(lambda connection: _row(connection, key))
    made = _hashed(password, key, row.name)

    def do(work: Work) -> None:
        store_password(work.connection, key, made)
        _touch(work, key, {"password_set_us": now_us})
        close_all(work.connection, key, "password changed", now_us, keep_session)

    transact(db, do, by=by, at_us=now_us)


def set_badge(
    db: Database, site_key: bytes, person: str, badge: str, *, by: Actor, now_us: int
) -> None:
    """A new badge instead of any earlier one; empty: none any more."""
    key = person_id(person)
    if badge:
        _check(badges.fault_of(badge))
    stored = badges.badge_hash(site_key, badge) if badge else None

    def do(work: Work) -> None:
        connection = work.connection
        _row(connection, key)
        holder = select(people.c.person).where(people.c.badge_hash == stored)
        if stored and connection.execute(holder).scalar() not in (None, key):
            raise RuleRefusedError(because("badge.taken", "this badge belongs to somebody else"))
        _touch(work, key, {"badge_hash": stored})

    transact(db, do, by=by, at_us=now_us)


def sign_out_everywhere(db: Database, person: str, *, by: Actor, now_us: int) -> int:
    """Ends all sessions of a person and says how many there were."""
    key = person_id(person)

    def work(connection: Connection) -> int:
        _row(connection, key)
        return close_all(connection, key, f"by {by.who}", now_us)

    return db.write(work, by=by)


def unlock(db: Database, person: str, *, by: Actor, now_us: int) -> None:
    key = person_id(person)
    db.read(lambda connection: _row(connection, key))
    attempts.unlock(db, key, by=by.who, now_us=now_us)


def may_see(principal: Principal, person: str) -> bool:
    """Oneself; others only by right, which the route asks."""
    return bool(principal.person) and principal.person == person_id(person)


def _refuse_own(work: Work, key: str, wanted: PersonChange) -> None:
    roles, active = wanted.roles, wanted.active
    if work.by.who == key and (roles is not None or active is False):
        raise RuleRefusedError(
            because("person.own", "nobody changes one's own roles or deactivates oneself")
        )
    leaves = active is False or (roles is not None and TokenRole.ADMINISTRATOR not in roles)
    if leaves and is_last_administrator(work.connection, key):
        raise RuleRefusedError(
            because("person.last", "{person} is the last administrator", person=key)
        )


def _row(connection: Connection, key: str) -> Any:
    row = connection.execute(select(people).where(people.c.person == key)).one_or_none()
    if row is None:
        raise PersonUnknownError(key)
    return row


def _touch(work: Work, key: str, values: Mapping[str, object]) -> None:
    changed = {**values, "version": people.c.version + 1, **work.stamp}
    work.connection.execute(update(people).where(people.c.person == key).values(**changed))


def _set_roles(work: Work, key: str, wanted: Collection[TokenRole]) -> None:
    """Only what differs is written, so that the history shows what was given and taken."""
    connection = work.connection
    names = {role.value for role in wanted}
    there = set(
        connection.execute(select(roles.c.role).where(roles.c.person == key)).scalars().all()
    )
    gone = sorted(there - names)
    if gone:
        connection.execute(delete(roles).where(roles.c.person == key, roles.c.role.in_(gone)))
    new = [
        {"person": key, "role": role, "since_us": work.now_us, "given_by": work.by.who}
        for role in sorted(names - there)
    ]
    if new:
        connection.execute(insert(roles), new)


def _hashed(password: str, key: str, name: str) -> secret.Hashed:
    _check(secret.fault_of(password, key, name))
    return secret.hashed(password)


def _fault_of_name(name: str, language: str) -> Any:
    plain = name.strip()
    if not 1 <= len(plain) <= 100 or not plain.isprintable():
        return because("person.name", "a name has 1 to 100 printable characters")
    if language not in LANGUAGES:
        return because("person.language", "there is no language {language}", language=language)
    return None


def _check(*faults: Any) -> None:
    found = [fault for fault in faults if fault is not None]
    if found:
        raise RuleRefusedError(*found)


def _badge(site_key: bytes, stored: str | None) -> BadgeState:
    if stored is None:
        return BadgeState.NONE
    return BadgeState.FOREIGN if badges.is_foreign(site_key, stored) else BadgeState.OWN


def _views(
    connection: Connection, site_key: bytes, rows: Sequence[Any], now_us: int
) -> list[PersonView]:
    given: dict[str, list[TokenRole]] = {}
    for person, role in connection.execute(select(roles.c.person, roles.c.role)).all():
        given.setdefault(person, []).append(TokenRole(role))
    opened = open_by_person(connection, now_us)
    locked = attempts.locks(connection, now_us)
    return [
        PersonView(
            person=row.person,
            name=row.name,
            language=row.language,
            roles=tuple(sorted(given.get(row.person, ()))),
            active=bool(row.active),
            badge=_badge(site_key, row.badge_hash),
            password_set_us=row.password_set_us,
            open_sessions=opened.get(row.person, 0),
            locked_until_us=locked.get(row.person),
            version=row.version,
            created_us=row.created_us,
            changed_us=row.changed_us,
            changed_by=row.changed_by,
        )
        for row in rows
    ]
