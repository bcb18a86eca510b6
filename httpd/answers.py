"""What is said at the door: problem documents (RFC 9457), as both applications have them."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

FAULTS_MAX = 10


def problem(
    status: int,
    code: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    *,
    text: str = "",
) -> Response:
    """``code`` is stable and for programs; ``detail`` says what to do in English, and
    ``ProblemTexts`` adds it in the language of who asks.
    """
    document = {
        "type": f"urn:lineside:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if text:
        document["text"] = text
    return Response(
        msgspec.json.encode(document),
        status,
        headers=dict(headers or {}),
        media_type="application/problem+json",
    )


def unreadable(error: RequestValidationError) -> str:
    """What cannot be read of a request, each with its place; the first ones of many."""
    return "; ".join(
        f"{'.'.join(str(step) for step in fault['loc'])}: {_said(fault['type'], fault['msg'])}"
        for fault in error.errors()[:FAULTS_MAX]
    )


def _said(kind: str, words: str) -> str:
    if kind not in ("enum", "literal_error"):
        return words
    choices = words.removeprefix("Input should be ").replace(" or ", ", ")
    return f"Input should be one of {choices}"
