"""Signing in to the pages: a token of a person in exchange for a cookie that scripts cannot read
and other sites cannot send.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from central.access.api import COOKIE
from central.access.rules import Right
from central.access.service import authenticate
from central.clock import now_us
from central.db import Database
from central.web.frame import Frame, Text

SESSION_S = 12 * 3600


def routes(db: Database, frame: Frame) -> APIRouter:
    router = APIRouter(prefix="/web", include_in_schema=False)

    @router.get("/sign-in")
    def form(request: Request, next: Text = "/desk") -> Response:
        return frame.page(request, "sign_in.html", target=local(next), refused=False)

    @router.post("/sign-in")
    def sign_in(
        request: Request,
        token: Annotated[str, Form(max_length=200)],
        next: Annotated[str, Form(max_length=200)] = "/desk",
    ) -> Response:
        principal = authenticate(db, token.strip(), now_us())
        if principal is None or not principal.may(Right.READ_TRACKING):
            return frame.page(request, "sign_in.html", status=403, target=local(next), refused=True)
        answer = RedirectResponse(local(next), status_code=303)
        answer.set_cookie(
            COOKIE,
            token.strip(),
            max_age=SESSION_S,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return answer

    @router.post("/sign-out")
    def sign_out() -> Response:
        answer = RedirectResponse("/web/sign-in", status_code=303)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer

    return router


def local(target: str) -> str:
    """A page of ours, never an address elsewhere."""
    plain = target.startswith("/") and not target.startswith("//") and "\\" not in target
    return target if plain and target.isprintable() else "/desk"
