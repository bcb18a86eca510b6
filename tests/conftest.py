"""For every test: what an absent component means, no leaked task, and a word on each skip."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families

pytest.register_assert_rewrite("tests.support")

from tests.support import lazy_routes  # noqa: E402 - rewritten only from here on
from tests.support.waiting import soon  # noqa: E402

pytest_plugins = [
    "tests.support.branches",
    "tests.support.central.both",
    "tests.support.central.databases",
    "tests.support.examples",
    "tests.support.garbage",
]

lazy_routes.install()
structlog.configure(  # a trace in colours with the values of every frame takes seconds
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        ),
    ]
)

REQUIRED = frozenset(os.environ.get("LINESIDE_REQUIRE", "").split())
"""Components that must be there, as in CI: their absence is a failure, not a skip."""


def _absent(component: str, what_to_do: str) -> None:
    text = f"{component} is absent: {what_to_do}"
    if component in REQUIRED:
        pytest.fail(text)
    pytest.skip(text)


@pytest.fixture(scope="session")
def mosquitto() -> Path:
    """The broker's program."""
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if found is None:
        _absent("mosquitto", "apt-get install mosquitto")
    return Path(str(found))


@pytest.fixture
def broker(mosquitto: Path, tmp_path: Path) -> Iterator[tuple[str, int]]:
    """(host, port) of a broker of this test's own; anybody may publish."""
    port = free_port()
    config = tmp_path / "mosquitto.conf"
    config.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n"
        f"max_queued_messages 0\n"
    )
    process = subprocess.Popen(
        [mosquitto, "-c", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        soon(lambda: listens(port), "the broker listens")
        yield "127.0.0.1", port
    finally:
        process.terminate()
        process.wait(5)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="session")
def chromium() -> Path:
    """A browser to look at pages with."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        _absent("chromium", "apt-get install chromium")
    return Path(str(found))


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Any]:
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
def viewport() -> tuple[int, int]:
    """Width and height of ``page``: a terminal's."""
    return 1280, 800


@pytest.fixture
def page(browser: Any, viewport: tuple[int, int]) -> Iterator[Any]:
    """A page of this size; an error in its scripts fails the test."""
    width, height = viewport
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors


@pytest.fixture(scope="session")
def sound_metrics() -> Callable[[str], None]:
    """Judges what Prometheus is told: with its own tool where that is installed, else by the rule
    that only a summary has quantiles.
    """
    tool = shutil.which("promtool")

    def judge(text: str) -> None:
        families = list(text_string_to_metric_families(text))
        assert families
        for family in families:
            labels = {label for sample in family.samples for label in sample.labels}
            assert family.type == "summary" or "quantile" not in labels, family.name
        if tool is not None:
            done = subprocess.run(
                [tool, "check", "metrics"], input=text, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr

    return judge


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Real vehicle sequences and routing instances, which no public clone carries."""
    setting = os.environ.get("LINESIDE_DATA", "")
    if not setting or not Path(setting).is_dir():
        pytest.skip("data is absent: set LINESIDE_DATA to a folder with roadef2005/ and sprp/")
    return Path(setting)


@pytest.fixture(autouse=True)
def no_leaked_task(monkeypatch: pytest.MonkeyPatch) -> None:
    """``asyncio.run`` in a test fails when what it ran leaves a task behind."""
    plain_run = asyncio.run

    async def watched(main: Coroutine[Any, Any, Any]) -> Any:
        result = await main
        left = asyncio.all_tasks() - {asyncio.current_task()}
        left_names = sorted(str(task.get_coro()) for task in left if not task.done())
        assert not left_names, f"tasks still running at the end: {left_names}"
        return result

    def run(main: Coroutine[Any, Any, Any], **options: Any) -> Any:
        return plain_run(watched(main), **options)

    monkeypatch.setattr(asyncio, "run", run)


LONGEST = (
    "tests/journeys/test_demo.py",
    "tests/central/test_kept_databases.py",
    "tests/central/releases/test_planner_browser.py",
    "tests/faults/",
    "tests/journeys/office/",
    "tests/central/releases/",
    "tests/edge/sequencer/",
)
"""What goes to workers first: a long file that comes last is waited for by all but one."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        found = (n for n, start in enumerate(LONGEST) if item.nodeid.startswith(start))
        return next(found, len(LONGEST))

    if hasattr(config, "workerinput"):
        items.sort(key=place)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says loudly, at the end, what did not run and why."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        said = report.longrepr
        reason = str(said[2] if isinstance(said, tuple | list) else said).removeprefix("Skipped: ")
        reasons[reason] = reasons.get(reason, 0) + 1
    if reasons:
        terminalreporter.section("NOT TESTED HERE")
        for reason, count in sorted(reasons.items()):
            terminalreporter.line(f"  {count} x {reason}")
