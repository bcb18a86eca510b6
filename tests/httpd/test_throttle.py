"""A log that a stranger cannot fill; figures of the section; no room for a connection."""

from __future__ import annotations

import asyncio
import errno
import logging
from typing import Any

import pytest

from httpd import settings as settings_room
from httpd.server import Server
from httpd.settings import HttpSettings, http_faults
from httpd.throttle import KEYS_MAX, Throttle, Throttled
from httpd.traffic import Traffic
from settings.reader import MisspeltError, read


def test_of_what_repeats_a_few_lines_a_minute_and_how_many_were_left_out() -> None:
    now = [0.0]
    throttle = Throttle(lines=2, period_s=60, monotonic=lambda: now[0])
    assert [throttle.take("a") for _ in range(5)] == [0, 0, None, None, None]
    assert throttle.take("b") == 0, "another key has its own lines"
    now[0] = 60
    assert [throttle.take("a") for _ in range(3)] == [3, 0, None]


def test_names_that_a_stranger_makes_up_are_not_kept_for_ever() -> None:
    throttle = Throttle()
    for number in range(3 * KEYS_MAX):
        throttle.take(number)
    assert len(throttle._seen) <= KEYS_MAX


def test_a_library_that_repeats_itself_is_cut_short() -> None:
    throttled = Throttled(Throttle(lines=1))

    def record(msg: str, *args: Any) -> logging.LogRecord:
        return logging.LogRecord("uvicorn.error", logging.WARNING, "", 1, msg, args, None)

    assert throttled.filter(record("request of %s", "a"))
    assert not throttled.filter(record("request of %s", "b"))
    assert throttled.filter(record("something else"))


def test_the_machine_may_leave_fewer_places_than_the_file_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = HttpSettings(connections_max=1000)
    monkeypatch.setattr(settings_room, "descriptors", lambda: 256)
    assert (found.backlog, found.connections) == (32, 160)
    monkeypatch.setattr(settings_room, "descriptors", lambda: 65_536)
    assert (found.backlog, found.connections) == (128, 1000)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"hosts": ("Lineside.example", "10.0.0.7", "fe80::1")}, ""),
        ({"hosts": ("lineside.example:8400",)}, "hosts"),
        ({"hosts": ("https://lineside.example",)}, "hosts"),
        ({"header_s": 0}, "header_s"),
        ({"connections_max": 1}, "connections_max"),
        ({"bodies_mb": 0}, "bodies_mb"),
    ],
)
def test_figures_that_cannot_be(changes: dict[str, Any], said: str) -> None:
    table = {"http": {key: list(v) if key == "hosts" else v for key, v in changes.items()}}
    try:
        read(HttpSettings, table["http"])
        keys = {key for key, _ in http_faults(table)}
    except MisspeltError as error:
        keys = {f"http.{key}" for key, _ in error.faults}
    assert keys == ({f"http.{said}"} if said else set())


def test_no_room_for_a_connection_is_counted_and_other_faults_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    traffic, passed = Traffic(), []

    async def app(scope: Any, receive: Any, send: Any) -> None: ...

    async def work() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: passed.append(context["message"]))
        server = Server(
            app,
            host="127.0.0.1",
            port=0,
            settings=HttpSettings(),
            traffic=traffic,
            lifespan="off",
            log_config=None,
        )
        server.config.load()
        server.lifespan = server.config.lifespan_class(server.config)
        await server.startup()
        for number in (errno.EMFILE, errno.ENFILE, errno.EIO):
            error = OSError(number, "no")
            context = {"message": f"{number}", "exception": error, "socket": None}
            loop.call_exception_handler(context)
        server.servers[0].close()

    asyncio.run(work())
    assert traffic.accept_errors == 2 and passed == [str(errno.EIO)]
