"""Tokens and the enrolment of cells by HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from central.access import enrolment, service
from central.access.guard import Guard, refusals_said, source_of
from central.access.rules import Principal, Right, TokenRole
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.http.problems import ProblemError
from central.people.api import faults_said

Name = Annotated[str, Field(max_length=100)]
_DAY_US = 86_400_000_000


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewToken(Body):
    """``days`` 0: until it is revoked."""

    role: TokenRole
    cell: Name = ""
    feed: Name = ""
    name: Name = ""
    days: Annotated[int, Field(ge=0, le=3650)] = 0


class NewCode(Body):
    cell: Name


class Code(Body):
    """``cell``: what the cell calls itself, if it knows."""

    code: Annotated[str, Field(min_length=1, max_length=100)]
    cell: Name = ""


def routes(db: Database, guard: Guard) -> APIRouter:
    router = APIRouter(prefix="/api/v1/access", tags=["access"])
    _tokens(router, db, guard)
    _enrolment(router, db, guard)
    return router


def _tokens(router: APIRouter, db: Database, guard: Guard) -> None:
    manager = Depends(guard.requires(Right.MANAGE_PEOPLE))

    @router.get("/tokens", dependencies=[manager])
    def list_tokens() -> list[service.TokenView]:
        """Without their secrets, oldest first."""
        return service.list_tokens(db)

    @router.post("/tokens", status_code=201)
    def create(given: NewToken, principal: Principal = manager) -> dict[str, str]:
        """The token is told here and never again."""
        at = now_us()
        try:
            text = service.create_token(
                db,
                role=given.role,
                bound=service.Bound(cell=given.cell, feed=given.feed),
                name=given.name,
                expires_us=at + given.days * _DAY_US if given.days else None,
                now_us=at,
                by=Actor(who=principal.who),
            )
        except service.AccessError as error:
            raise ProblemError(422, "invalid", f"{error}.") from error
        return {"token": text, "token_id": text.split("_")[1]}

    @router.delete("/tokens/{token_id}", status_code=204)
    def revoke(token_id: str, principal: Principal = manager) -> None:
        try:
            service.revoke_token(db, token_id, now_us(), by=Actor(who=principal.who))
        except service.AccessError as error:
            raise ProblemError(404, "not_found", f"{error}.") from error


def _enrolment(router: APIRouter, db: Database, guard: Guard) -> None:
    enroller = Depends(guard.requires(Right.ENROL_CELLS))

    @router.get("/enrolments", dependencies=[enroller])
    def list_enrolments() -> list[enrolment.EnrolmentView]:
        return db.read(enrolment.list_enrolments)

    @router.post("/enrolments", status_code=201)
    def ask(given: NewCode, principal: Principal = enroller) -> enrolment.Asked:
        """A one-time code for one cell, good for ten minutes. It is told here and never again."""
        with faults_said():
            by = Actor(who=principal.who)
            return enrolment.ask(db, given.cell, by=by, now_us=now_us())

    @router.post("/enrol", status_code=201)
    def enrol(request: Request, given: Code) -> enrolment.Enrolled:
        """Exchanges a code for the cell's token, once. For everybody who has a code."""
        try:
            with refusals_said():
                return enrolment.exchange(
                    db,
                    given.code,
                    cell=given.cell,
                    source=source_of(request),
                    now_us=now_us(),
                )
        except enrolment.CodeRefusedError as error:
            raise ProblemError(403, error.code, str(error)) from error
