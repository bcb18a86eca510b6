"""What was refused, as a page for people; programs get the problem document."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

import msgspec
from fastapi import FastAPI, Request
from starlette.responses import Response

from central.http import problems
from central.web.frame import Frame, language_of, said_to, words
from central.web.reasons import told
from central.words.reasons import RuleRefusedError

Answer = Callable[[Request, Exception], Awaitable[Response]]


def install(app: FastAPI, frame: Frame) -> None:
    """After ``problems.install``: the same answers, dressed where a browser asks."""
    for error, answer in problems.ANSWERS.items():
        app.add_exception_handler(error, _dressed(frame, answer))


def _dressed(frame: Frame, answer: Answer) -> Answer:
    async def handle(request: Request, error: Exception) -> Response:
        plain = await answer(request, error)
        browser = "text/html" in request.headers.get("accept", "")
        document = msgspec.json.decode(bytes(plain.body))
        texts = words(language_of(request))
        reasons = error.reasons if isinstance(error, RuleRefusedError) else ()
        listed = [told(reason, texts) for reason in reasons]
        text = "; ".join(listed) or said_to(request, document["detail"])
        if not browser or plain.status_code < 400 or request.url.path.startswith("/api/"):
            return _with_text(plain, document, text)
        page = frame.page(
            request,
            "problem.html",
            status=plain.status_code,
            code=document["code"],
            what=texts.get(f"problem.{document['code']}", ""),
            reasons=listed,
            detail="" if reasons else text,
            back=_back(request),
        )
        if "Retry-After" in plain.headers:
            page.headers["Retry-After"] = plain.headers["Retry-After"]
        return page

    return handle


def _with_text(plain: Response, document: Mapping[str, object], text: str) -> Response:
    """The document for a program, which may show ``text`` to a person."""
    headers = {k: v for k, v in plain.headers.items() if k != "content-length"}
    body = msgspec.json.encode({**document, "text": text})
    return Response(body, plain.status_code, headers)


def _back(request: Request) -> str:
    """The page of ours from which it was asked; empty for any other."""
    came = urlsplit(request.headers.get("referer", ""))
    if came.netloc != request.headers.get("host", "") or not came.path.startswith("/"):
        return ""
    own = came.path if not came.path.startswith("//") else ""
    return f"{own}?{came.query}" if own and came.query else own
