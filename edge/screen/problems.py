"""Answers of the cell's screen when something is refused: typed problem documents (RFC 9457),
never a stack trace. Every refusal is counted by its code.
"""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Mapping
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from edge.cell.badge_text import HIDDEN, holds_badge
from edge.cell.inputs import RefusedError
from edge.screen.language import said_to
from httpd.answers import problem
from httpd.throttle import Throttle
from httpd.unread import unreadable

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


def install(app: FastAPI, refusals: Counter[str]) -> None:
    """Every way a request can fail becomes a problem document and is counted in ``refusals``."""
    answers = ProblemAnswers(refusals)
    app.exception_handler(ProblemError)(answers.problem)
    app.exception_handler(RefusedError)(answers.refused)
    app.exception_handler(HTTPException)(answers.http)
    app.exception_handler(RequestValidationError)(answers.invalid)
    app.exception_handler(Exception)(answers.unforeseen)


class ProblemAnswers:
    """The document for each kind of error; each is counted, and logged as often as is useful."""

    def __init__(self, refusals: Counter[str]) -> None:
        self._refusals = refusals
        self._throttle = Throttle()

    async def problem(self, request: Request, error: ProblemError) -> Response:
        answer = self._refuse(request, error.status, error.code, error.detail)
        answer.headers.update(error.headers)
        return answer

    async def refused(self, request: Request, error: RefusedError) -> Response:
        return self._refuse(request, HTTPStatus.CONFLICT, error.code, error.detail)

    async def http(self, request: Request, error: HTTPException) -> Response:
        phrase = HTTPStatus(error.status_code).phrase
        code = phrase.lower().replace(" ", "_").replace("-", "_")
        code = "invalid" if error.status_code == HTTPStatus.UNPROCESSABLE_ENTITY else code
        answer = self._refuse(request, error.status_code, code, str(error.detail))
        answer.headers.update(error.headers or {})
        return answer

    async def invalid(self, request: Request, error: RequestValidationError) -> Response:
        return self._refuse(request, 422, "invalid", unreadable(error))

    async def unforeseen(self, request: Request, error: Exception) -> Response:
        trace = "".join(traceback.format_exception(error, limit=-20))
        _log.error("request failed", path=_path(request), trace=trace)
        # made outside all that a request passes, also of ProblemTexts
        self._count(request, 500, "internal")
        detail = "our fault; the cell's log has the details"
        return problem(500, "internal", detail, text=said_to(request, detail))

    def _refuse(self, request: Request, status: int, code: str, detail: str) -> Response:
        self._count(request, status, code)
        return problem(status, code, detail)

    def _count(self, request: Request, status: int, code: str) -> None:
        self._refusals[code] += 1
        if (left_out := self._throttle.take(code)) is not None:
            path = _path(request)
            _log.info("request refused", path=path, status=status, code=code, left_out=left_out)


def _path(request: Request) -> str:
    """As the log has it: a badge that somebody scanned into the address is not in it."""
    path = request.url.path
    return HIDDEN if any(holds_badge(part) for part in path.split("/")) else path[:200]
