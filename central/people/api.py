"""People by HTTP: for an administrator all of them, for everybody oneself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from central.access import attempts, people, signing
from central.access.guard import Guard, bearer, busy, refusals_said, source_of
from central.access.passwords import BusyError
from central.access.rules import PEOPLE_ROLES, Principal, Right, TokenRole
from central.access.sessions import close_session, open_session
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.http.problems import ProblemError
from central.words.reasons import RuleRefusedError

Short = Annotated[str, Field(min_length=1, max_length=100)]
Secret = Annotated[str, Field(min_length=1, max_length=1000)]
Language = Literal["", "de", "en"]
Roles = Annotated[list[TokenRole], Field(max_length=len(PEOPLE_ROLES))]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewPerson(Body):
    """Without a password only a badge, given later, signs in."""

    person: Short
    name: Short
    language: Language = ""
    roles: Roles = []
    password: Annotated[str, Field(max_length=1000)] = ""


class Changes(Body):
    """What is left out stays. ``version``: 409 if it is not the present one."""

    name: Short | None = None
    language: Language | None = None
    roles: Roles | None = None
    active: bool | None = None
    version: int | None = None


class NewPassword(Body):
    password: Secret


class OwnPassword(Body):
    old: Secret
    new: Secret


class NewBadge(Body):
    badge: Secret


class SignIn(Body):
    """Person and password, or a badge."""

    person: Annotated[str, Field(max_length=100)] = ""
    password: Annotated[str, Field(max_length=1000)] = ""
    badge: Annotated[str, Field(max_length=1000)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Oneself:
    """Who asks, and what they may."""

    who: str
    person: str
    name: str
    language: str
    roles: list[TokenRole]
    rights: list[Right]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Oneself):
    """A session is used as a bearer token until it ends."""

    session: str


def routes(db: Database, guard: Guard) -> APIRouter:
    router = APIRouter(prefix="/api/v1/access", tags=["access"])
    _sessions(router, db, guard)
    _own(router, db, guard)
    _people(router, db, guard)
    _credentials(router, db, guard)
    return router


def _sessions(router: APIRouter, db: Database, guard: Guard) -> None:
    own = Depends(guard.requires(Right.OWN_ACCOUNT))

    @router.post("/session", status_code=201)
    def sign_in(request: Request, given: SignIn) -> Opened:
        """Its ``session`` is used as a bearer token until it ends. For everybody."""
        source, at = source_of(request), now_us()
        with refusals_said():
            if given.badge:
                found = signing.by_badge(db, guard.key, given.badge, source=source, now_us=at)
            else:
                found = signing.by_password(
                    db, given.person, given.password, source=source, now_us=at
                )
        way = "badge" if given.badge else "password"
        text = open_session(db, person=found.person, way=way, source=source, now_us=at)
        return Opened(session=text, **asdict(_self(found)))

    @router.delete("/session", status_code=204)
    def sign_out(request: Request, _: Principal = own) -> None:
        close_session(db, bearer(request), now_us())


def _own(router: APIRouter, db: Database, guard: Guard) -> None:
    own = Depends(guard.requires(Right.OWN_ACCOUNT))

    @router.get("/me")
    def me(principal: Principal = own) -> Oneself:
        return _self(principal)

    @router.put("/me/password", status_code=204)
    def change_own_password(
        request: Request, given: OwnPassword, principal: Principal = own
    ) -> None:
        """With the old one; every other session of this person ends."""
        if not principal.person:
            raise ProblemError(409, "no_person", "A token is nobody: it has no password.")
        with refusals_said():
            signing.by_password(
                db,
                principal.person,
                given.old,
                source=source_of(request),
                now_us=now_us(),
                way="own",
            )
        with faults_said():
            people.set_password(
                db,
                principal.person,
                given.new,
                by=Actor(who=principal.who),
                now_us=now_us(),
                keep_session=bearer(request),
            )


def _people(router: APIRouter, db: Database, guard: Guard) -> None:
    own = Depends(guard.requires(Right.OWN_ACCOUNT))
    manager = Depends(guard.requires(Right.MANAGE_PEOPLE))

    @router.get("/people", dependencies=[manager])
    def list_people() -> list[people.PersonView]:
        return db.read(lambda c: people.list_people(c, guard.key, now_us()))

    @router.post("/people", status_code=201)
    def create(given: NewPerson, principal: Principal = manager) -> dict[str, str]:
        with faults_said():
            new = people.NewPerson(**given.model_dump())
            person = people.create(db, new, by=Actor(who=principal.who), now_us=now_us())
        return {"person": person}

    @router.get("/people/{person}")
    def show(person: str, principal: Principal = own) -> people.PersonView:
        """Oneself; anybody for who manages people. Everybody else is not there."""
        if not principal.may(Right.MANAGE_PEOPLE) and not people.may_see(principal, person):
            raise _nobody(person)
        with faults_said():
            return db.read(lambda c: people.person_view(c, guard.key, person, now_us()))

    @router.patch("/people/{person}")
    def change(person: str, given: Changes, principal: Principal = manager) -> people.PersonView:
        """Nobody changes one's own roles; the last administrator stays one (409)."""
        with faults_said():
            wanted = people.PersonChange(**given.model_dump())
            people.change(db, person, wanted, by=Actor(who=principal.who), now_us=now_us())
            return db.read(lambda c: people.person_view(c, guard.key, person, now_us()))


def _credentials(router: APIRouter, db: Database, guard: Guard) -> None:
    manager = Depends(guard.requires(Right.MANAGE_PEOPLE))

    @router.put("/people/{person}/password", status_code=204)
    def reset_password(person: str, given: NewPassword, principal: Principal = manager) -> None:
        """Ends every session of the person."""
        with faults_said():
            by = Actor(who=principal.who)
            people.set_password(db, person, given.password, by=by, now_us=now_us())

    @router.put("/people/{person}/badge", status_code=204)
    def set_badge(person: str, given: NewBadge, principal: Principal = manager) -> None:
        with faults_said():
            by = Actor(who=principal.who)
            people.set_badge(db, guard.key, person, given.badge, by=by, now_us=now_us())

    @router.delete("/people/{person}/badge", status_code=204)
    def take_badge(person: str, principal: Principal = manager) -> None:
        with faults_said():
            by = Actor(who=principal.who)
            people.set_badge(db, guard.key, person, "", by=by, now_us=now_us())

    @router.delete("/people/{person}/sessions")
    def sign_out_everywhere(person: str, principal: Principal = manager) -> dict[str, int]:
        with faults_said():
            by = Actor(who=principal.who)
            return {"closed": people.sign_out_everywhere(db, person, by=by, now_us=now_us())}

    @router.delete("/people/{person}/lock", status_code=204)
    def unlock(person: str, principal: Principal = manager) -> None:
        with faults_said():
            people.unlock(db, person, by=Actor(who=principal.who), now_us=now_us())

    @router.get("/attempts", dependencies=[manager])
    def list_attempts() -> list[attempts.AttemptView]:
        """The newest first."""
        return db.read(attempts.recent)


@contextmanager
def faults_said() -> Iterator[None]:
    """Faults of who asked as problems: 404, 409, 422; busy: 503."""
    try:
        yield
    except people.PersonUnknownError as error:
        raise _nobody(str(error)) from error
    except people.PersonChangedError as error:
        raise ProblemError(
            409, "stale", "Somebody else changed this person. Look again."
        ) from error
    except BusyError as error:
        raise busy() from error
    except RuleRefusedError as error:
        code = error.reasons[0].code
        status = 409 if code in CONFLICTS else 422
        raise ProblemError(status, code.replace(".", "_"), f"{error}.") from error


CONFLICTS = frozenset({"person.own", "person.last", "person.there", "person.token", "badge.taken"})


def _nobody(person: str) -> ProblemError:
    return ProblemError(404, "not_found", f"There is no person {person[:64]!r}.")


def _self(principal: Principal) -> Oneself:
    return Oneself(
        who=principal.who,
        person=principal.person,
        name=principal.name,
        language=principal.language,
        roles=sorted(principal.roles),
        rights=sorted(principal.rights),
    )
