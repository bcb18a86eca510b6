"""Nothing that was typed is lost: a form that was refused stands again on its page, with what was
typed and why it was refused in view; one that came after the session had ended waits for whoever
typed it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request
from starlette.responses import Response
from starlette.types import Message

from central.access import kept_forms
from central.access.kept_forms import KeptForm
from central.access.needs import own_routes
from central.web.frame import Frame
from central.web.typed_form import fields_of, kind_of

READ_S = 5.0
"""How long the body of a form whose session is over may take to come."""
LOST = "none"
"""Instead of the name of a kept form: it could not be kept."""


def sign_in_address(page: str, kept: str = "") -> str:
    """Where somebody signs in who then goes on with ``page``."""
    more = f"&kept={quote(kept, safe='')}" if kept else ""
    return f"/web/sign-in?next={quote(page, safe='')}{more}"


def came_from(request: Request) -> str:
    """The page of ours on which the form stood; empty: the browser does not say."""
    came = urlsplit(request.headers.get("referer", ""))
    host = request.headers.get("host", "")
    if came.netloc != host or not came.path.startswith("/") or came.path.startswith("//"):
        return ""
    return f"{came.path}?{came.query}" if came.query else came.path


def pages_before(request: Request) -> Iterator[str]:
    """Where the form may have stood: as the browser says, its own address, those above it."""
    asked = [came_from(request), request.url.path]
    while (above := asked[-1].rpartition("/")[0]) and above != asked[-1]:
        asked.append(above)
    for page in dict.fromkeys(asked):
        if page and _is_page(request.app, urlsplit(page).path):
            yield page


def _is_page(app: FastAPI, path: str) -> bool:
    sign_in = path.startswith(("/web/", "/api/"))
    routes = (it for it in own_routes(app) if "GET" in (it.methods or ()))
    return not sign_in and any(it.path_regex.match(path) for it in routes)


async def kept_for_later(frame: Frame, request: Request) -> str:
    """The address at which its person signs in and finds the form again."""
    page = next(pages_before(request), "/")
    fields = await _late_fields(request)
    owner = await asyncio.to_thread(frame.whose_session, request) if fields else ""
    if not owner:
        return sign_in_address(page, LOST)
    form = KeptForm(page=page, action=request.url.path, fields=fields)
    return sign_in_address(page, await asyncio.to_thread(frame.keep, owner, form))


async def _late_fields(request: Request) -> dict[str, list[str]]:
    """Of a form that nobody has read yet. Empty: too large, too slow, or none."""
    length = request.headers.get("content-length", "")
    kind = kind_of(request.scope)
    if not kind or not length.isdecimal() or int(length) > kept_forms.BYTES_MAX:
        return {}
    try:
        async with asyncio.timeout(READ_S):
            return fields_of(kind, await request.body())
    except TimeoutError:
        return {}


async def page_of(request: Request, address: str) -> str:
    """The page as whoever sent the form sees it now; empty: there is none."""
    came = urlsplit(address)
    dropped = (b"content-length", b"content-type", b"transfer-encoding", b"origin")
    scope = {
        key: request.scope[key]
        for key in ("type", "asgi", "http_version", "scheme", "server", "client", "root_path")
        if key in request.scope
    }
    scope |= {
        "method": "GET",
        "path": came.path,
        "raw_path": quote(came.path).encode(),
        "query_string": came.query.encode(),
        "headers": [pair for pair in request.scope["headers"] if pair[0] not in dropped],
    }
    status, body = 0, bytearray()

    async def nothing() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def take(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            body.extend(message.get("body", b""))

    await request.app(scope, nothing, take)
    return body.decode() if status == 200 else ""


async def standing_again(
    frame: Frame, request: Request, status: int, said: list[str]
) -> Response | None:
    """The page with the form as it was sent and ``said`` at its head. None: no page has it."""
    for page in pages_before(request):
        text = await page_of(request, page)
        again = frame.refilled_page(request, text, page, said) if text else None
        if again is not None:
            return frame.html(again, status)
    return None
