"""Helpers beside the tests, by names of their own; a served application; a browser."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn

HERE = Path(__file__).parent


def _helper(name: str) -> None:
    full = f"screen_{name}"
    specification = importlib.util.spec_from_file_location(full, HERE / f"{name}.py")
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[full] = module
    specification.loader.exec_module(module)


sys.modules["screen_conftest"] = sys.modules[__name__]
_helper("plant")


class Client:
    """Asks an application in this process, each request in a loop of its own."""

    def __init__(self, app: object) -> None:
        self._app = app

    def request(self, method: str, path: str, **given: object) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://localhost"
            ) as client:
                return await client.request(method, path, **given)

        return asyncio.run(ask())

    def get(self, path: str, **given: object) -> httpx.Response:
        return self.request("GET", path, **given)

    def post(self, path: str, **given: object) -> httpx.Response:
        return self.request("POST", path, **given)


@contextlib.contextmanager
def served(app: object) -> Iterator[tuple[str, object]]:
    """The application on a loopback port in a thread of its own: its address and its loop."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1, ws="none")
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
        server.should_exit = True
        thread.join(10)
        listener.close()


def soon(holds: Callable[[], object], within_s: float = 5.0) -> None:
    """Waits until ``holds()``; AssertionError after the deadline."""
    until = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < until, "did not happen in time"
        time.sleep(0.01)


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[object]:
    """For one file only: while Playwright is open, its event loop runs in this thread."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=str(chromium),
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
        )
        yield found
        found.close()


@pytest.fixture
def page(browser: object) -> Iterator[object]:
    """A page of a terminal's size; an error in its scripts fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors
