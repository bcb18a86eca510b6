"""Signing in by password, badge or token, and the second person where two are needed.

Whoever is unknown, inactive or wrong gets one answer after the same work.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from central.access import attempts
from central.access import passwords as secret
from central.access.badges import badge_hash
from central.access.rules import Principal, Right, TokenRole, person_id
from central.access.service import authenticate
from central.access.sessions import active_person
from central.access.tables import passwords, people, roles
from central.db.database import Database, upsert
from central.words.reasons import RuleRefusedError, because


class SignInRefusedError(Exception):
    """Unknown, not active, or wrong: one answer for all of them."""


def by_password(
    db: Database, person: str, password: str, *, source: str, now_us: int, way: str = "password"
) -> Principal:
    """The person. SignInRefusedError, ``attempts.LockedError``, or ``passwords.BusyError``."""
    name = person_id(person)
    last_one = db.read(lambda connection: is_last_administrator(connection, name))
    attempt = attempts.begin(
        db, person=name, source=source, way=way, now_us=now_us, last_one=last_one
    )
    stored = db.read(lambda connection: _stored(connection, name))
    try:
        right = secret.matches(password[: secret.LENGTH_MAX + 1], stored)
    except secret.BusyError:
        attempts.give_up(db, attempt)
        raise
    found = db.read(lambda connection: active_person(connection, name))
    if not right or found is None or stored is None:
        raise SignInRefusedError
    if stored.cost != secret.Cost():
        renewed = secret.hashed(password)
        db.write(lambda connection: store_password(connection, name, renewed))
    attempts.accept(db, attempt, name)
    return found


def by_badge(
    db: Database, key: bytes, badge: str, *, source: str, now_us: int, way: str = "badge"
) -> Principal:
    """The person whose badge this is."""
    attempt = attempts.begin(db, person="", source=source, way=way, now_us=now_us)
    wanted = select(people.c.person).where(people.c.badge_hash == badge_hash(key, badge))

    def look(connection: Connection) -> Principal | None:
        person = connection.execute(wanted).scalar_one_or_none()
        return None if person is None else active_person(connection, person)

    found = db.read(look) if badge.strip() else None
    if found is None:
        raise SignInRefusedError
    attempts.accept(db, attempt, found.person)
    return found


def by_token(db: Database, text: str, *, source: str, now_us: int) -> Principal:
    """What the token opens."""
    attempt = attempts.begin(db, person="", source=source, way="token", now_us=now_us)
    found = authenticate(db, text, now_us)
    if found is None:
        raise SignInRefusedError
    attempts.accept(db, attempt, "")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How somebody proves who they are: person and password, or the badge alone."""

    person: str = ""
    password: str = ""
    badge: str = ""


def second_person(
    db: Database,
    key: bytes,
    first: Principal,
    right: Right,
    proof: Proof,
    *,
    source: str,
    now_us: int,
) -> str:
    """Who both are, ``first+second``, where an action needs two. RuleRefusedError says what is
    missing; SignInRefusedError and LockedError as for signing in.
    """
    if not first.person:
        raise RuleRefusedError(
            because("second.token", "this takes two people who signed in; a token is nobody")
        )
    second = _proven(db, key, proof, source=source, now_us=now_us)
    if second.person == first.person:
        raise RuleRefusedError(
            because(
                "second.same", "the second person must be another one than {who}", who=first.who
            )
        )
    refuse_without(second, right)
    return f"{first.who}+{second.who}"


def refuse_without(person: Principal, right: Right) -> None:
    """RuleRefusedError: they may not."""
    if not person.may(right):
        words = "{who} lacks the right {right}"
        raise RuleRefusedError(because("second.right", words, who=person.who, right=str(right)))


def _proven(db: Database, key: bytes, proof: Proof, *, source: str, now_us: int) -> Principal:
    if proof.badge:
        return by_badge(db, key, proof.badge, source=source, now_us=now_us, way="second")
    if not (proof.person and proof.password):
        raise RuleRefusedError(
            because(
                "second.missing",
                "this takes a second person: person and password, or the badge",
            )
        )
    return by_password(db, proof.person, proof.password, source=source, now_us=now_us, way="second")


def store_password(connection: Connection, person: str, made: secret.Hashed) -> None:
    row = {
        "person": person,
        "salt": made.salt,
        "hash": made.hash,
        "cost": made.cost.cost,
        "block": made.cost.block,
        "parallel": made.cost.parallel,
    }
    upsert(connection, passwords, [row])


def is_last_administrator(connection: Connection, person: str) -> bool:
    """True if this person is an active administrator and nobody else is."""
    query = (
        select(people.c.person)
        .join(roles, roles.c.person == people.c.person)
        .where(roles.c.role == TokenRole.ADMINISTRATOR.value, people.c.active == 1)
        .limit(2)
    )
    return list(connection.execute(query).scalars()) == [person]


def _stored(connection: Connection, person: str) -> secret.Hashed | None:
    row = connection.execute(select(passwords).where(passwords.c.person == person)).one_or_none()
    if row is None:
        return None
    cost = secret.Cost(cost=row.cost, block=row.block, parallel=row.parallel)
    return secret.Hashed(salt=bytes(row.salt), hash=bytes(row.hash), cost=cost)
