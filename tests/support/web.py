"""An application asked in this process, or served on a port for a browser."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import uvicorn

from tests.support.waiting import soon


class Client:
    """Asks an application in this process from ``host``, each request in a loop of its own."""

    base_url = "http://central"

    def __init__(self, app: object, host: str = "127.0.0.1") -> None:
        self._app = app
        self._host = host

    def request(self, method: str, path: str, **given: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(
                app=self._app, raise_app_exceptions=False, client=(self._host, 1)
            )
            async with httpx.AsyncClient(transport=transport, base_url=self.base_url) as client:
                return await client.request(method, path, **given)

        return asyncio.run(ask())

    def get(self, path: str, **given: Any) -> httpx.Response:
        return self.request("GET", path, **given)

    def post(self, path: str, **given: Any) -> httpx.Response:
        return self.request("POST", path, **given)


@contextlib.contextmanager
def served(
    app: Any, *, lifespan: str = "auto", before_end: Callable[[], None] | None = None
) -> Iterator[tuple[str, asyncio.AbstractEventLoop]]:
    """The application on a loopback port in a thread of its own: its address and its loop.
    ``before_end`` is called in that loop before the server is told to go.
    """
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, log_level="critical", timeout_graceful_shutdown=1, ws="none", lifespan=lifespan
    )
    server = uvicorn.Server(config)
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        await server.serve(sockets=[listener])

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    soon(lambda: server.started)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", loops[0]
    finally:
        if before_end is not None:
            loops[0].call_soon_threadsafe(before_end)
        server.should_exit = True
        thread.join(10)
        listener.close()
