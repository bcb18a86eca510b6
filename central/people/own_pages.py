"""``/office/me``: what everybody may see of oneself, and one's own password."""

from __future__ import annotations

from typing import Annotated, Any
from zoneinfo import available_timezones

from fastapi import APIRouter, Depends, Form, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse, Response

from central.access import people, signing
from central.access.attempts import LockedError
from central.access.guard import COOKIE, refusals_said, source_of
from central.access.passwords import BusyError
from central.access.rules import Principal, Right
from central.db.clock import now_us
from central.db.database import Actor, Database
from central.http.problems import ProblemError
from central.people.pages import spoken_to, status_of, with_faults
from central.web.frame import Frame, language_of, words
from central.web.reader_zone import COOKIE as ZONE_COOKIE
from central.words.reasons import RuleRefusedError
from wire.calendar_faults import is_zone

KEPT_S = 400 * 24 * 3600
"""As long as a browser keeps a cookie."""
Secret = Annotated[str, Field(max_length=1000)]


class OwnPassword(BaseModel):
    model_config = ConfigDict(extra="forbid")

    old: Secret
    new: Secret
    again: Secret


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(prefix="/office/me", include_in_schema=False)
    own = Depends(frame.asks(Right.OWN_ACCOUNT))

    @router.get("")
    def show(request: Request, principal: Principal = own) -> Response:
        return _page(frame, request, principal)

    @router.post("/password")
    def change(
        request: Request, given: Annotated[OwnPassword, Form()], principal: Principal = own
    ) -> Response:
        texts = words(language_of(request))
        if given.new != given.again:
            return _page(frame, request, principal, 422, (texts["people.not_same"],))
        if not principal.person:
            raise ProblemError(409, "no_person", "A token is nobody: it has no password.")
        try:
            _prove(db, request, principal, given.old)
            _set_password(db, request, principal, given.new)
        except RuleRefusedError as error:
            said = spoken_to(request, error)
            return _page(frame, request, principal, status_of(error), said)
        except signing.SignInRefusedError:
            return _page(frame, request, principal, 403, (texts["people.old_wrong"],))
        return RedirectResponse("/office/me?changed", status_code=303)

    _add_zone(router, frame, own)
    return router


def _add_zone(router: APIRouter, frame: Frame, own: Any) -> None:
    @router.post("/zone")
    def choose_zone(
        request: Request, zone: Annotated[str, Form(max_length=64)] = "", principal: Principal = own
    ) -> Response:
        """Kept in this browser; empty: the site's counts."""
        if zone and not is_zone(zone):
            said = (words(language_of(request))["zone.unknown"].format(zone=zone),)
            return _page(frame, request, principal, 422, said)
        answer = RedirectResponse("/office/me", status_code=303)
        if zone:
            answer.set_cookie(ZONE_COOKIE, zone, max_age=KEPT_S, httponly=True, samesite="strict")
        else:
            answer.delete_cookie(ZONE_COOKIE)
        return answer


def _page(
    frame: Frame,
    request: Request,
    principal: Principal,
    status: int = 200,
    refused: tuple[str, ...] = (),
) -> Response:
    return frame.page(
        request,
        "office_me.html",
        status=status,
        me=principal,
        refused=refused,
        zones=sorted(available_timezones()),
        changed="changed" in request.query_params,
    )


def _set_password(db: Database, request: Request, principal: Principal, password: str) -> None:
    """Other sessions of the person end; the one that asks goes on."""
    with_faults(
        lambda by: people.set_password(
            db,
            principal.person,
            password,
            by=by,
            now_us=now_us(),
            keep_session=request.cookies.get(COOKIE, ""),
        ),
        Actor(who=principal.who),
    )


def _prove(db: Database, request: Request, principal: Principal, password: str) -> None:
    """SignInRefusedError; locked: 429; busy: 503."""
    try:
        signing.by_password(
            db,
            principal.person,
            password,
            source=source_of(request),
            now_us=now_us(),
            way="own",
        )
    except (LockedError, BusyError):
        with refusals_said():
            raise
