"""Every error of the HTTP interface is a typed problem document (RFC 9457), never a stack trace.

``code`` is stable and for programs; ``detail`` is for people and says what to do.
"""

from __future__ import annotations

import http
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from central.words.reasons import RuleRefusedError
from httpd.unread import unreadable
from wire.codec import WireError

_log = structlog.get_logger()
E = TypeVar("E", bound=Exception)


class ProblemError(Exception):
    """What is wrong with a request, by whose fault it is: 4xx the peer's or person's, 5xx ours."""

    def __init__(
        self, status: int, code: str, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers


def problem(
    status: int,
    code: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    *,
    reasons: Sequence[Mapping[str, str]] = (),
) -> JSONResponse:
    """One problem document as a response; ``reasons`` where a rule gave several."""
    body = {
        "type": f"urn:lineside:problem:{code}",
        "title": http.HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    return JSONResponse(
        body | ({"reasons": list(reasons)} if reasons else {}),
        status,
        headers=dict(headers or {}),
        media_type="application/problem+json",
    )


def install(app: FastAPI) -> None:
    """Handlers for everything that can be raised while a request is answered."""
    for error, answer in ANSWERS.items():
        app.add_exception_handler(error, answer)


def _registered(error: Exception, kind: type[E]) -> E:
    """What a handler was registered for; whatever else gets there goes on."""
    if not isinstance(error, kind):
        raise error
    return error


async def of_problem(_: Request, error: Exception) -> JSONResponse:
    of = _registered(error, ProblemError)
    return problem(of.status, of.code, of.detail, of.headers)


async def _of_wire(_: Request, error: Exception) -> JSONResponse:
    of = _registered(error, WireError)
    status = 413 if of.code == "too_large" else 422
    return problem(status, of.code, of.detail)


async def of_rule(_: Request, error: Exception) -> JSONResponse:
    of = _registered(error, RuleRefusedError)
    reasons = [{"code": reason.code, "text": reason.text} for reason in of.reasons]
    return problem(409, "refused_by_rule", str(of), reasons=reasons)


async def of_validation(_: Request, error: Exception) -> JSONResponse:
    of = _registered(error, RequestValidationError)
    return problem(422, "invalid", unreadable(of))


_HTTP_CODES = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    413: "too_large",
    422: "invalid",
    503: "busy",
}


async def _of_http(_: Request, error: Exception) -> JSONResponse:
    of = _registered(error, HTTPException)
    code = _HTTP_CODES.get(of.status_code, "http_error")
    return problem(of.status_code, code, str(of.detail), of.headers)


async def _of_database(request: Request, error: Exception) -> JSONResponse:
    _log.error("database refused", path=request.url.path, error=str(error)[:500])
    return problem(
        503,
        "database_unavailable",
        "The database did not answer; nothing was changed. Try again.",
        {"Retry-After": "2"},
    )


async def _of_anything(request: Request, error: Exception) -> JSONResponse:
    trace = "".join(traceback.format_exception(error, limit=-20))
    _log.error("request failed", path=request.url.path, trace=trace)
    return problem(500, "internal", "An error of ours. It is logged; nothing was changed.")


Answer = Callable[[Request, Exception], Awaitable[JSONResponse]]
ANSWERS: Mapping[type[Exception], Answer] = {
    ProblemError: of_problem,
    RuleRefusedError: of_rule,
    RequestValidationError: of_validation,
    HTTPException: _of_http,
    WireError: _of_wire,
    DBAPIError: _of_database,
    PoolTimeoutError: _of_database,
    Exception: _of_anything,
}
"""What a person may meet on a page too."""
