"""``/office/tokens`` for who manages people, ``/office/enrolment`` for who lets cells in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse, Response

from central.access import enrolment, service
from central.access.rules import Principal, Right, TokenRole
from central.cells.service import cells_with_masters
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.http.problems import ProblemError
from central.people.pages import spoken_to
from central.web.frame import Frame
from central.words.reasons import RuleRefusedError

Short = Annotated[str, Field(max_length=100)]
_DAY_US = 86_400_000_000


class NewToken(BaseModel):
    model_config = ConfigDict(extra="forbid")

    role: TokenRole
    bound: Short = ""
    """The cell or the feed it speaks for."""
    name: Short = ""
    days: Annotated[int, Field(ge=0, le=3650)] = 0


class NewCode(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cell: Short


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(prefix="/office", include_in_schema=False)
    _tokens(router, db, frame)
    _enrolment(router, db, frame)
    return router


def _tokens(router: APIRouter, db: Database, frame: Frame) -> None:
    manager = Depends(frame.asks(Right.MANAGE_PEOPLE))

    @router.get("/tokens", dependencies=[manager])
    def show(request: Request) -> Response:
        return _page(db, frame, request)

    @router.post("/tokens")
    def create(
        request: Request, given: Annotated[NewToken, Form()], principal: Principal = manager
    ) -> Response:
        """The answer shows the token once; it is not a redirection, because it is kept nowhere."""
        at = now_us()
        try:
            made = service.create_token(
                db,
                role=given.role,
                bound=_bound(given),
                name=given.name,
                expires_us=at + given.days * _DAY_US if given.days else None,
                now_us=at,
                by=Actor(who=principal.who),
            )
        except service.AccessError as error:
            return _page(db, frame, request, 422, refused=str(error))
        return _page(db, frame, request, 201, made=made)

    @router.post("/tokens/{token_id}/revoke")
    def revoke(token_id: str, principal: Principal = manager) -> Response:
        try:
            service.revoke_token(db, token_id, now_us(), by=Actor(who=principal.who))
        except service.AccessError as error:
            raise ProblemError(404, "not_found", f"{error}.") from error
        return RedirectResponse("/office/tokens", status_code=303)


def _page(
    db: Database,
    frame: Frame,
    request: Request,
    status: int = 200,
    made: str = "",
    refused: str = "",
) -> Response:
    at = now_us()
    rows = sorted(
        ((_state(token, at), token) for token in service.list_tokens(db)),
        key=lambda row: (row[0] != "valid", -row[1].created_us),
    )
    return frame.page(
        request,
        "office_tokens.html",
        status=status,
        tokens=rows,
        roles=tuple(TokenRole),
        made=made,
        refused=refused,
    )


def _enrolment(router: APIRouter, db: Database, frame: Frame) -> None:
    enroller = Depends(frame.asks(Right.ENROL_CELLS))

    def page(request: Request, status: int = 200, **more: Any) -> Response:
        values: dict[str, Any] = {"asked": None, "refused": (), **more}
        return frame.page(
            request,
            "office_enrolment.html",
            status=status,
            enrolments=db.read(enrolment.list_enrolments),
            cells=sorted(cells_with_masters(db)),
            minutes=enrolment.VALID_S // 60,
            central=str(request.base_url).rstrip("/"),
            **values,
        )

    @router.get("/enrolment", dependencies=[enroller])
    def show(request: Request) -> Response:
        return page(request)

    @router.post("/enrolment")
    def ask(
        request: Request, given: Annotated[NewCode, Form()], principal: Principal = enroller
    ) -> Response:
        by = Actor(who=principal.who)
        try:
            asked = enrolment.ask(db, given.cell.strip(), by=by, now_us=now_us())
        except RuleRefusedError as error:
            return page(request, 422, refused=spoken_to(request, error))
        return page(request, 201, asked=asked)


def _bound(given: NewToken) -> service.Bound:
    name = given.bound.strip()
    if given.role is TokenRole.FEED:
        return service.Bound(feed=name)
    return service.Bound(cell=name)


def _state(token: service.TokenView, at_us: int) -> str:
    if token.revoked_us is not None:
        return "revoked"
    expired = token.expires_us is not None and token.expires_us <= at_us
    return "expired" if expired else "valid"
