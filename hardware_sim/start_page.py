"""The demo's start page: which pages there are, with what to sign in, what to try. The same stands
once on the terminal.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

_HEAD_S = 5.0
_STYLE = (
    "body{font:17px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#111}"
    "td{padding:.15em 1.5em .15em 0;vertical-align:top}code{background:#eee;padding:.1em .4em}"
    "pre{background:#eee;padding:.7em 1em;overflow-x:auto}a{color:#00527a}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """``pages``: name and address. ``people``: name and password. ``hints``: what to try, each with
    lines to copy. ``standing``: how far the demo is.
    """

    title: str
    pages: Sequence[tuple[str, str]]
    people: Sequence[tuple[str, str]] = ()
    hints: Sequence[tuple[str, Sequence[str]]] = ()
    standing: str = ""


def as_text(guide: Guide, start_url: str) -> str:
    """For the terminal."""
    rows = [("all of this as a page", start_url), *guide.pages]
    width = max(len(name) for name, _ in rows)
    parts = ["", *(f"  {name:<{width}}  {url}" for name, url in rows)]
    if guide.people:
        parts += ["", "Sign in to the office (people of this demo only):"]
        parts += [f"  {person:<{width}}  {password}" for person, password in guide.people]
    for hint, lines in guide.hints:
        parts += ["", hint, *(f"  {line}" for line in lines)]
    return "\n".join([*parts, "", "Ctrl-C stops everything.", ""])


def as_html(guide: Guide) -> str:
    """A page without scripts that loads itself again, since programs get new numbers."""
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        '<meta http-equiv="refresh" content="5">',
        f"<title>{escape(guide.title)}</title><style>{_STYLE}</style></head>",
        f"<body><h1>{escape(guide.title)}</h1><p>{escape(guide.standing)}</p><table>",
    ]
    for name, url in guide.pages:
        link = f'<a href="{escape(url)}" target="_blank">{escape(url)}</a>'
        parts.append(f"<tr><td>{escape(name)}</td><td>{link}</td></tr>")
    parts.append("</table>")
    if guide.people:
        parts.append("<h2>Sign in to the office</h2><p>People of this demo only.</p><table>")
        for person, password in guide.people:
            cells = (
                f"<td><code>{escape(person)}</code></td><td><code>{escape(password)}</code></td>"
            )
            parts.append(f"<tr>{cells}</tr>")
        parts.append("</table>")
    for hint, lines in guide.hints:
        parts.append(f"<h2>{escape(hint)}</h2><pre>{escape(chr(10).join(lines))}</pre>")
    return "".join([*parts, "</body></html>"])


class StartPage:
    """Serves the guide on loopback; ``async with``, then ``url``. ``guide`` is asked each time."""

    def __init__(self, guide: Callable[[], Guide]) -> None:
        self._guide = guide
        self._server: asyncio.Server | None = None
        self.url = ""

    async def __aenter__(self) -> StartPage:
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(
                OSError, TimeoutError, asyncio.IncompleteReadError, ValueError
            ):
                async with asyncio.timeout(_HEAD_S):
                    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                    writer.write(self._reply(head))
                    await writer.drain()
        finally:
            writer.close()

    def _reply(self, head: str) -> bytes:
        """Passwords stand here, so a page of another host that points to us gets nothing."""
        lines = head.lower().split("\r\n")
        asked = "host: " + self.url.removeprefix("http://").rstrip("/")
        if not lines[0].startswith("get / ") or asked not in lines:
            status, body = "404 Not Found", b"Nothing here."
        else:
            status, body = "200 OK", as_html(self._guide()).encode()
        fields = (
            f"HTTP/1.1 {status}",
            "Content-Type: text/html; charset=utf-8",
            f"Content-Length: {len(body)}",
            "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'",
            "Cache-Control: no-store",
            "Connection: close",
        )
        return "\r\n".join([*fields, "", ""]).encode() + body
