"""Answers of the cell's screen when something is refused: typed problem documents (RFC 9457),
never a stack trace. Every refusal is counted by its code.
"""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Mapping
from http import HTTPStatus

import msgspec
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from edge.cell.badge_text import HIDDEN, holds_badge
from edge.cell.inputs import RefusedError
from httpd.throttle import Throttle

_log = structlog.get_logger()


class ProblemError(Exception):
    """``code`` is stable; ``detail`` says what to do."""

    def __init__(
        self, status: int, code: str, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})


def problem(status: int, code: str, detail: str) -> Response:
    """The document, as a response."""
    document = {
        "type": f"urn:lineside:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    return Response(
        msgspec.json.encode(document), status_code=status, media_type="application/problem+json"
    )


def install(app: FastAPI, refusals: Counter[str]) -> None:
    """Every way a request can fail becomes a problem document and is counted in ``refusals``."""

    throttle = Throttle()

    def refuse(request: Request, status: int, code: str, detail: str) -> Response:
        refusals[code] += 1
        if (left_out := throttle.take(code)) is not None:
            path = _path(request)
            _log.info("request refused", path=path, status=status, code=code, left_out=left_out)
        return problem(status, code, detail)

    @app.exception_handler(ProblemError)
    async def _problem(request: Request, error: ProblemError) -> Response:
        answer = refuse(request, error.status, error.code, error.detail)
        answer.headers.update(error.headers)
        return answer

    @app.exception_handler(RefusedError)
    async def _refused(request: Request, error: RefusedError) -> Response:
        return refuse(request, HTTPStatus.CONFLICT, error.code, error.detail)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        phrase = HTTPStatus(error.status_code).phrase
        code = phrase.lower().replace(" ", "_").replace("-", "_")
        code = "invalid" if error.status_code == HTTPStatus.UNPROCESSABLE_ENTITY else code
        answer = refuse(request, error.status_code, code, str(error.detail))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return refuse(request, 422, "invalid", f"{where}: {first['msg']}")

    @app.exception_handler(Exception)
    async def _unforeseen(request: Request, error: Exception) -> Response:
        trace = "".join(traceback.format_exception(error, limit=-20))
        _log.error("request failed", path=_path(request), trace=trace)
        return refuse(request, 500, "internal", "our fault; the cell's log has the details")


def _path(request: Request) -> str:
    """As the log has it: a badge that somebody scanned into the address is not in it."""
    path = request.url.path
    return HIDDEN if any(holds_badge(part) for part in path.split("/")) else path[:200]
