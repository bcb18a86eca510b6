"""``/office/people``: people, what they may do, their passwords, badges, sessions and locks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse, Response

from central.access import attempts, people
from central.access.rules import PEOPLE_ROLES, RIGHTS, Principal, Right, TokenRole, person_id
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.people.api import CONFLICTS, faults_said
from central.web.frame import Frame, language_of, path, words
from central.web.reasons import told
from central.words.reasons import RuleRefusedError

Short = Annotated[str, Field(max_length=100)]
Secret = Annotated[str, Field(max_length=1000)]


class Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewPerson(Sent):
    person: Short
    name: Short
    language: Short = ""
    roles: list[TokenRole] = []
    password: Secret = ""


class Change(Sent):
    name: Short
    language: Short = ""
    roles: list[TokenRole] = []
    active: bool = False
    version: int
    own: bool = False
    """Sent by one's own page, where roles and state stand but cannot be changed."""


class NewSecret(Sent):
    secret: Secret = ""


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(prefix="/office/people", include_in_schema=False)
    _list(router, db, frame)
    _one(router, db, frame)
    _credentials(router, db, frame)
    _access(router, db, frame)
    return router


def _list(router: APIRouter, db: Database, frame: Frame) -> None:
    manager = Depends(frame.asks(Right.MANAGE_PEOPLE))

    def page(request: Request, status: int = 200, refused: tuple[str, ...] = ()) -> Response:
        at = now_us()
        found, tried = db.read(
            lambda c: (people.list_people(c, frame.key, at), attempts.recent(c, 20))
        )
        return frame.page(
            request,
            "office_people.html",
            status=status,
            people=found,
            attempts=tried,
            roles=PEOPLE_ROLES,
            languages=people.LANGUAGES,
            refused=refused,
        )

    @router.get("", dependencies=[manager])
    def show(request: Request) -> Response:
        return page(request)

    @router.post("")
    def create(
        request: Request, given: Annotated[NewPerson, Form()], principal: Principal = manager
    ) -> Response:
        by = Actor(who=principal.who)
        try:
            made = people.create(db, people.NewPerson(**given.model_dump()), by=by, now_us=now_us())
        except RuleRefusedError as error:
            return page(request, status_of(error), spoken_to(request, error))
        return RedirectResponse(path("office", "people", made), status_code=303)


def _one(router: APIRouter, db: Database, frame: Frame) -> None:
    manager = Depends(frame.asks(Right.MANAGE_PEOPLE))

    @router.get("/{person}")
    def show(request: Request, person: str, principal: Principal = manager) -> Response:
        return person_page(db, frame, request, person, principal)

    @router.post("/{person}")
    def change(
        request: Request,
        person: str,
        given: Annotated[Change, Form()],
        principal: Principal = manager,
    ) -> Response:
        own = principal.person == person_id(person)
        return _done(
            db,
            frame,
            request,
            person,
            principal,
            lambda by: people.change(
                db,
                person,
                people.PersonChange(
                    name=given.name,
                    language=given.language,
                    roles=None if own and given.own else given.roles,
                    active=None if own and given.own else given.active,
                    version=given.version,
                ),
                by=by,
                now_us=now_us(),
            ),
        )


def _credentials(router: APIRouter, db: Database, frame: Frame) -> None:
    manager = Depends(frame.asks(Right.MANAGE_PEOPLE))

    @router.post("/{person}/password")
    def password(
        request: Request,
        person: str,
        given: Annotated[NewSecret, Form()],
        principal: Principal = manager,
    ) -> Response:
        def work(by: Actor) -> None:
            people.set_password(db, person, given.secret, by=by, now_us=now_us())

        return _done(db, frame, request, person, principal, work)

    @router.post("/{person}/badge")
    def badge(
        request: Request,
        person: str,
        given: Annotated[NewSecret, Form()],
        principal: Principal = manager,
    ) -> Response:
        """Nothing scanned: the badge is taken away."""

        def work(by: Actor) -> None:
            people.set_badge(db, frame.key, person, given.secret.strip(), by=by, now_us=now_us())

        return _done(db, frame, request, person, principal, work)


def _access(router: APIRouter, db: Database, frame: Frame) -> None:
    manager = Depends(frame.asks(Right.MANAGE_PEOPLE))

    @router.post("/{person}/sign-out")
    def sign_out(request: Request, person: str, principal: Principal = manager) -> Response:
        def work(by: Actor) -> object:
            return people.sign_out_everywhere(db, person, by=by, now_us=now_us())

        return _done(db, frame, request, person, principal, work)

    @router.post("/{person}/unlock")
    def unlock(request: Request, person: str, principal: Principal = manager) -> Response:
        def work(by: Actor) -> None:
            people.unlock(db, person, by=by, now_us=now_us())

        return _done(db, frame, request, person, principal, work)


def person_page(
    db: Database,
    frame: Frame,
    request: Request,
    person: str,
    principal: Principal,
    *,
    status: int = 200,
    refused: tuple[str, ...] = (),
) -> Response:
    at = now_us()
    with faults_said():
        found = db.read(lambda c: people.person_view(c, frame.key, person, at))
    return frame.page(
        request,
        "office_person.html",
        status=status,
        person=found,
        own=principal.person == found.person,
        roles=PEOPLE_ROLES,
        rights=RIGHTS,
        languages=people.LANGUAGES,
        refused=refused,
    )


def status_of(error: RuleRefusedError) -> int:
    return 409 if error.reasons[0].code in CONFLICTS else 422


def spoken_to(request: Request, error: RuleRefusedError) -> tuple[str, ...]:
    """The reasons in the reader's language."""
    texts = words(language_of(request))
    return tuple(told(reason, texts) for reason in error.reasons)


def _done(
    db: Database,
    frame: Frame,
    request: Request,
    person: str,
    principal: Principal,
    work: Callable[[Actor], Any],
) -> Response:
    """Back to the person's page, or the page with what was refused."""
    try:
        with_faults(work, Actor(who=principal.who))
    except RuleRefusedError as error:
        return person_page(
            db,
            frame,
            request,
            person,
            principal,
            status=status_of(error),
            refused=spoken_to(request, error),
        )
    return RedirectResponse(path("office", "people", person_id(person)), status_code=303)


def with_faults(work: Callable[[Actor], Any], by: Actor) -> None:
    """Refusals of rules go through, everything else becomes a problem."""
    refused: RuleRefusedError | None = None
    with faults_said():
        try:
            work(by)
        except RuleRefusedError as error:
            refused = error
    if refused is not None:
        raise refused
