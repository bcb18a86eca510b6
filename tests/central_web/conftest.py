"""Helpers beside the tests, by names of their own; a seeded central; a browser."""

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


def _helper(name: str) -> object:
    full = f"central_web_{name}"
    specification = importlib.util.spec_from_file_location(full, HERE / f"{name}.py")
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[full] = module
    specification.loader.exec_module(module)
    return module


sys.modules["central_web_conftest"] = sys.modules[__name__]
seeded = _helper("seeded")
office = _helper("office")


class Client:
    """Asks an application in this process from ``host``, each request in a loop of its own."""

    def __init__(self, app: object, host: str = "127.0.0.1") -> None:
        self._app = app
        self._host = host

    def request(self, method: str, path: str, **given: object) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(
                app=self._app, raise_app_exceptions=False, client=(self._host, 1)
            )
            async with httpx.AsyncClient(transport=transport, base_url="http://central") as client:
                return await client.request(method, path, **given)

        return asyncio.run(ask())

    def get(self, path: str, **given: object) -> httpx.Response:
        return self.request("GET", path, **given)

    def post(self, path: str, **given: object) -> httpx.Response:
        return self.request("POST", path, **given)


@pytest.fixture(scope="session")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """Open for reading on this machine; a line, a cell, a hole, a fault, bytes in quarantine."""
    found = seeded.central_in(tmp_path_factory.mktemp("central"))
    seeded.busy(found)
    seeded.take_unreadable(found)
    yield found
    found.central.close()


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office with its customers and nothing received."""
    folder = tmp_path_factory.mktemp("begun")
    office.office_in(folder).central.close()
    return folder


@pytest.fixture(scope="session")
def far(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office where schedule 1 flowed and schedule 2 is out of tolerance."""
    folder = tmp_path_factory.mktemp("far") / "office"
    there = office.copied(begun, folder)
    office.out_of_tolerance(there)
    there.central.close()
    return folder


@pytest.fixture
def customers(begun: Path, tmp_path: Path) -> Iterator[object]:
    found = office.copied(begun, tmp_path / "office")
    yield found
    found.central.close()


@pytest.fixture
def planned(far: Path, tmp_path: Path) -> Iterator[object]:
    found = office.copied(far, tmp_path / "office")
    yield found
    found.central.close()


@pytest.fixture(scope="session")
def shown(far: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """Only to look at: besides, a file of which nothing could be posted."""
    found = office.copied(far, tmp_path_factory.mktemp("shown") / "office")
    found.calls_off("U1", {5: 1}, part="NOBODY")
    yield found
    found.central.close()


@pytest.fixture
def client(central: object) -> Client:
    return Client(central.app)


@contextlib.contextmanager
def served(app: object, before_end: Callable[[], None]) -> Iterator[str]:
    """The application on a loopback port in a thread of its own: its address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, log_level="critical", timeout_graceful_shutdown=1, ws="none", lifespan="off"
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
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        loops[0].call_soon_threadsafe(before_end)
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
    """A page of a board's size; an error in its scripts fails the test."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors
