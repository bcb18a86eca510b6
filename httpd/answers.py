"""What is said at the door: problem documents (RFC 9457), as both applications have them."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from starlette.responses import Response


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
