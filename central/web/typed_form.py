"""What a form that is being answered carries: noted while the application reads it, so that a
refusal can show it again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email import message_from_bytes
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
NOTED_MAX = 1_000_000
"""Bytes; what is larger is a file, and only a browser may put that into a field again."""
FIELDS_MAX = 500
_NOTED = "lineside.typed"
Typed = dict[str, list[str]]


class TypedForms:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or not kind_of(scope):
            await self._app(scope, receive, send)
            return
        noted = scope[_NOTED] = bytearray()

        async def read() -> Message:
            message = await receive()
            noted.extend(message.get("body", b"")[: NOTED_MAX + 1 - len(noted)])
            return message

        await self._app(scope, read, send)


def kind_of(scope: Scope) -> str:
    """The content type of a form; empty: it is none."""
    text = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1")
    return text if text.partition(";")[0].strip().lower() in FORMS else ""


def typed(request: Request) -> Typed:
    """Empty: it was no form, or more than is noted."""
    noted = request.scope.get(_NOTED, b"")
    return fields_of(kind_of(request.scope), bytes(noted)) if len(noted) <= NOTED_MAX else {}


def fields_of(kind: str, data: bytes) -> Typed:
    """Name to texts, in their order, without files."""
    found: Typed = {}
    if kind.lower().startswith("multipart/"):
        pairs = _parts(kind, data)
    else:
        pairs = parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True)
    for name, text in pairs[:FIELDS_MAX]:
        found.setdefault(name, []).append(text)
    return found


def _parts(kind: str, data: bytes) -> list[tuple[str, str]]:
    message = message_from_bytes(b"Content-Type: " + kind.encode("latin-1") + b"\r\n\r\n" + data)
    found = []
    for part in message.walk():
        name = part.get_param("name", header="content-disposition")
        body = part.get_payload(decode=True)
        if isinstance(name, str) and part.get_filename() is None and isinstance(body, bytes):
            found.append((name, body.decode("utf-8", "replace")))
    return found


def flat(fields: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Each text with its name."""
    return [(name, text) for name, texts in fields.items() for text in texts]
