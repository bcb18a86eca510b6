"""What was refused, as a page for people; programs get the problem document."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from central import problems
from central.problems import ProblemError
from central.reasons import RuleRefusedError
from central.web.frame import Frame

Answer = Callable[[Request, Exception], Awaitable[Response]]


def install(app: FastAPI, frame: Frame) -> None:
    """After ``problems.install``: the same answers, dressed where a browser asks."""
    for error, answer in (
        (ProblemError, problems.of_problem),
        (RuleRefusedError, problems.of_rule),
        (RequestValidationError, problems.of_validation),
    ):
        app.add_exception_handler(error, _dressed(frame, answer))


def _dressed(frame: Frame, answer: Answer) -> Answer:
    async def handle(request: Request, error: Exception) -> Response:
        plain = await answer(request, error)
        browser = "text/html" in request.headers.get("accept", "")
        if not browser or plain.status_code < 400 or request.url.path.startswith("/api/"):
            return plain
        document = msgspec.json.decode(bytes(plain.body))
        texts = [reason["text"] for reason in document.get("reasons", ())]
        return frame.page(
            request,
            "problem.html",
            status=plain.status_code,
            code=document["code"],
            texts=texts or [document["detail"]],
        )

    return handle
