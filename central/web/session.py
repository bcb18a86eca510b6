"""Signing in to the pages: by person and password, by badge or by token, in exchange for a session
in a cookie that scripts cannot read and other sites cannot send.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from central.access import signing
from central.access.attempts import LockedError
from central.access.guard import COOKIE, source_of, wait_s
from central.access.passwords import BusyError
from central.access.rules import Principal, Right
from central.access.sessions import KNOWN_S, close_session, open_session
from central.db.clock import now_us
from central.db.database import Database
from central.web.frame import LANGUAGE_COOKIE, Frame, Text, refuse_foreign

HOME = "/desk"
OWN_PAGE = "/office/me"
ADDRESS_MAX = 4000
Field = Annotated[str, Form(max_length=200)]
Address = Annotated[str, Query(max_length=ADDRESS_MAX)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What somebody typed or scanned; a badge may stand in the first field, without a password."""

    person: str = ""
    password: str = ""
    badge: str = ""
    token: str = ""

    @property
    def way(self) -> str:
        if self.token:
            return "token"
        return "badge" if self.badge or (self.person and not self.password) else "password"


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(prefix="/web", include_in_schema=False)

    _signing_in(router, db, frame)
    _signing_out(router, db)
    return router


def _signing_in(router: APIRouter, db: Database, frame: Frame) -> None:
    @router.get("/sign-in")
    def form(request: Request, next: Address = HOME, kept: Text = "") -> Response:
        return frame.page(
            request, "sign_in.html", target=local(next), kept=kept, refused="", wait_s=0
        )

    @router.post("/sign-in")
    def sign_in(
        request: Request,
        person: Field = "",
        password: Field = "",
        badge: Field = "",
        token: Field = "",
        next: Annotated[str, Form(max_length=ADDRESS_MAX)] = HOME,
        kept: Field = "",
    ) -> Response:
        refuse_foreign(request)
        given = Given(person=person, password=password, badge=badge, token=token.strip())
        status, refused, wait = 403, "sign_in.refused", 0
        try:
            found = who_is(db, frame.key, given, source=source_of(request))
        except signing.SignInRefusedError:
            pass
        except LockedError as error:
            status, refused, wait = 429, "sign_in.locked", wait_s(error)
        except BusyError:
            status, refused, wait = 503, "sign_in.busy", 1
        else:
            target = frame.with_kept(local(next), kept, found)
            return _opened(db, request, found, given.way, target)
        return frame.page(
            request,
            "sign_in.html",
            status=status,
            target=local(next),
            kept=kept,
            refused=refused,
            wait_s=wait,
        )


def _signing_out(router: APIRouter, db: Database) -> None:
    @router.post("/sign-out")
    def sign_out(request: Request) -> Response:
        refuse_foreign(request)
        close_session(db, request.cookies.get(COOKIE, ""), now_us())
        answer = RedirectResponse("/web/sign-in", status_code=303)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer


def who_is(db: Database, key: bytes, given: Given, *, source: str) -> Principal:
    """SignInRefusedError or LockedError."""
    if given.way == "token":
        return signing.by_token(db, given.token, source=source, now_us=now_us())
    if given.way == "badge":
        scanned = given.badge or given.person
        return signing.by_badge(db, key, scanned, source=source, now_us=now_us())
    return signing.by_password(db, given.person, given.password, source=source, now_us=now_us())


def local(target: str) -> str:
    """A page of ours, never an address elsewhere."""
    plain = target.startswith("/") and not target.startswith("//") and "\\" not in target
    return target if plain and target.isprintable() else HOME


def _opened(db: Database, request: Request, found: Principal, way: str, target: str) -> Response:
    text = open_session(
        db,
        person=found.person,
        token_id=found.token_id,
        way=way,
        source=source_of(request),
        now_us=now_us(),
    )
    answer = RedirectResponse(
        target if found.may(Right.READ_TRACKING) else OWN_PAGE, status_code=303
    )
    answer.set_cookie(
        COOKIE,
        text,
        max_age=KNOWN_S,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    if found.language:
        answer.delete_cookie(LANGUAGE_COOKIE, httponly=True, samesite="strict")
    return answer
