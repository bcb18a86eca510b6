"""What every problem document says to its reader: ``text`` beside the English ``detail``, wherever
in the application, or at its door, the document was made.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PROBLEM = "application/problem+json"
Say = Callable[[Request, str], str]
"""An English sentence in the language of who asks."""


class ProblemTexts:
    """ASGI middleware: a problem document that says nothing in ``text`` gets it by ``say``."""

    def __init__(self, app: ASGIApp, *, say: Say) -> None:
        self._app = app
        self._say = say

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, _Reply(Request(scope), send, self._say))


class _Reply:
    """``send`` that keeps a problem document until it is whole; all else goes on at once."""

    def __init__(self, request: Request, send: Send, say: Say) -> None:
        self._request, self._send, self._say = request, send, say
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if MutableHeaders(scope=message).get("content-type", "").startswith(PROBLEM):
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._reply(self._start)
            return
        await self._send(message)

    async def _reply(self, start: Message) -> None:
        document: dict[str, object] = msgspec.json.decode(self._body)
        if not document.get("text"):
            document["text"] = self._say(self._request, str(document["detail"]))
        body = msgspec.json.encode(document)
        MutableHeaders(scope=start)["content-length"] = str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})
