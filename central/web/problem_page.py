"""What was refused, as a page for people; programs get the problem document."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import msgspec
from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from central.access.kept_forms import SECRET
from central.http import problems
from central.http.problems import ProblemError
from central.web.frame import Frame, language_of, said_to, words
from central.web.reasons import told
from central.web.stand_again import came_from, kept_for_later, standing_again
from central.web.typed_form import flat, typed
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
        if browser and isinstance(error, ProblemError) and error.code == "sign_in":
            if request.method == "POST":
                plain.headers["Location"] = await kept_for_later(frame, request)
            return plain
        document = msgspec.json.decode(bytes(plain.body))
        texts = words(language_of(request))
        reasons = error.reasons if isinstance(error, RuleRefusedError) else ()
        listed = [told(reason, texts) for reason in reasons]
        text = "; ".join(listed) or said_to(request, document["detail"])
        if not browser or plain.status_code < 400 or request.url.path.startswith("/api/"):
            return _with_text(plain, document, text)
        what = texts.get(f"problem.{document['code']}", "")
        if given := typed(request):
            said = [it for it in (listed or [what, text]) if it]
            again = await standing_again(frame, request, plain.status_code, said)
            if again is not None:
                return again
        await run_in_threadpool(frame.recognise, request)
        page = await run_in_threadpool(
            frame.page,
            request,
            "problem.html",
            status=plain.status_code,
            code=document["code"],
            what=what,
            reasons=listed,
            detail="" if reasons else text,
            back=came_from(request),
            typed=[it for it in flat(given) if not SECRET.search(it[0])],
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
