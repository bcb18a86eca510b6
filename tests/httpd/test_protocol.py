"""Connections end by themselves. A transport and a clock by hand: no socket, no waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from httpd.protocol import FLUSH_S, REST_S, LimitedProtocol
from httpd.settings import HttpSettings
from httpd.traffic import Traffic

SETTINGS = HttpSettings(
    connections_max=8, connections_per_address=2, header_s=10, idle_s=30, write_s=20
)
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Timer:
    def __init__(self, at: float, call: Callable[[], None]) -> None:
        self.at, self.call, self.over = at, call, False

    def cancel(self) -> None:
        self.over = True


class Clock:
    """A loop whose timers fire when the test says so; tasks run on the real one."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.now = 0.0
        self._timers: list[Timer] = []

    def call_later(self, delay: float, call: Callable[..., None], *args: Any) -> Timer:
        timer = Timer(self.now + delay, lambda: call(*args))
        self._timers.append(timer)
        return timer

    def create_task(self, coroutine: Any, **more: Any) -> Any:
        return self._loop.create_task(coroutine, **more)

    def advance(self, seconds: float) -> None:
        self.now += seconds
        for timer in [one for one in self._timers if not one.over and one.at <= self.now]:
            timer.over = True
            timer.call()


class Wire(asyncio.Transport):
    """One end of a connection; what the server wrote is kept."""

    def __init__(self, address: str = "10.0.0.9") -> None:
        super().__init__({"peername": (address, 5), "sockname": ("10.0.0.1", 80)})
        self.written = b""
        self.closed = self.aborted = self.ended = False

    def write(self, data: Any) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = self.aborted = True

    def is_closing(self) -> bool:
        return self.closed

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.ended = True

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


class Peers:
    """Connections to one server whose application is ``app``."""

    def __init__(self, app: Any) -> None:
        self.traffic = Traffic()
        self.runner = asyncio.Runner()
        self.clock = Clock(self.runner.get_loop())
        self._config = uvicorn.Config(
            app, ws="none", log_config=None, timeout_keep_alive=int(SETTINGS.idle_s)
        )
        self._config.load()
        self._state = ServerState()

    def connect(self, address: str = "10.0.0.9") -> tuple[LimitedProtocol, Wire]:
        made = LimitedProtocol(
            self._config,
            self._state,
            {},
            self.clock,  # type: ignore[arg-type]
            settings=SETTINGS,
            traffic=self.traffic,
            connections_max=SETTINGS.connections_max,
        )
        wire = Wire(address)

        async def begin() -> None:
            made.connection_made(wire)

        self.runner.run(begin())
        return made, wire

    def send(self, peer: LimitedProtocol, data: bytes) -> None:
        """And everything that follows from it."""

        async def work() -> None:
            peer.data_received(data)
            for _ in range(5):
                await asyncio.sleep(0)

        self.runner.run(work())


async def says_ok(scope: Any, receive: Any, send: Any) -> None:
    """Reads nothing of a body."""
    headers = [(b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok"})


async def streams(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"first", "more_body": True})
    while (await receive())["type"] != "http.disconnect":
        pass


@pytest.fixture
def peers() -> Iterator[Peers]:
    made = Peers(says_ok)
    yield made
    made.runner.close()


def test_half_a_header_is_given_up(peers: Peers) -> None:
    peer, wire = peers.connect()
    peers.send(peer, b"GET / HTTP/1.1\r\nHost: loc")
    peers.clock.advance(9)
    assert not wire.closed
    peers.send(peer, b"alhost\r\nX: ")
    peers.clock.advance(1)
    assert wire.closed and wire.written.startswith(b"HTTP/1.1 408 "), "a trickle wins no time"


def test_a_connection_that_says_nothing_ends(peers: Peers) -> None:
    _, wire = peers.connect()
    peers.clock.advance(10)
    assert wire.closed and not wire.written


def test_a_closing_connection_that_takes_nothing_is_cut(peers: Peers) -> None:
    _, wire = peers.connect()
    peers.clock.advance(10)
    peers.clock.advance(FLUSH_S)
    assert wire.aborted


def test_between_requests_a_connection_may_rest_and_the_next_header_has_its_own_time(
    peers: Peers,
) -> None:
    peer, wire = peers.connect()
    peers.send(peer, GET)
    assert wire.written.endswith(b"ok")
    peers.clock.advance(29)
    peers.send(peer, b"GET / HT")
    peers.clock.advance(9)
    assert not wire.closed
    peers.send(peer, b"TP/1.1\r\nHost: localhost\r\n\r\n")
    peers.clock.advance(29)
    assert wire.written.count(b"ok") == 2 and not wire.closed
    peers.clock.advance(1)
    assert wire.closed


def test_a_stream_stays_open_for_as_long_as_it_is_read() -> None:
    peers = Peers(streams)
    peer, wire = peers.connect()
    peers.send(peer, GET)
    assert not wire.closed
    peers.clock.advance(100_000)
    assert not wire.closed and b"first" in wire.written
    peer.pause_writing()
    peers.clock.advance(19)
    assert not wire.closed
    peer.resume_writing()
    peers.clock.advance(100_000)
    assert not wire.closed
    peer.pause_writing()
    peers.clock.advance(20)
    assert wire.aborted, "a page that takes nothing"
    peers.runner.run(_lost(peer))
    peers.runner.close()


async def _lost(peer: LimitedProtocol) -> None:
    peer.connection_lost(None)
    await asyncio.sleep(0)


def test_a_body_that_nobody_wants_is_thrown_away_and_not_kept(peers: Peers) -> None:
    peer, wire = peers.connect()
    peers.send(peer, b"PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000000\r\n\r\n")
    assert wire.written.endswith(b"ok") and wire.ended and not wire.closed
    peers.send(peer, b"x" * 1_000_000)
    assert not peer.cycle.body and not peer.conn.trailing_data[0]
    peers.clock.advance(REST_S)
    assert wire.aborted


def test_a_body_that_is_here_already_costs_no_connection(peers: Peers) -> None:
    peer, wire = peers.connect()
    peers.send(peer, b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc" + GET)
    assert wire.written.count(b"ok") == 2 and not wire.closed


def test_an_address_has_so_many_places_and_all_together_so_many(peers: Peers) -> None:
    first = peers.connect()[0]
    peers.connect()
    _, third = peers.connect()
    assert third.closed and third.written.startswith(b"HTTP/1.1 503 ")
    assert b"Retry-After" in third.written
    others = [peers.connect(f"10.0.1.{number}")[1] for number in range(7)]
    assert [wire.closed for wire in others] == [False] * 6 + [True]
    assert (peers.traffic.connections, peers.traffic.refused_connections) == (8, 2)
    peers.runner.run(_lost(first))
    assert peers.traffic.connections == 7
    assert not peers.connect()[1].closed, "a place that was given back"


def test_neighbours_in_one_network_are_one_address(peers: Peers) -> None:
    wires = [peers.connect(f"2001:db8:1:2::{number}")[1] for number in range(1, 4)]
    assert [wire.closed for wire in wires] == [False, False, True]
    assert not peers.connect("2001:db8:1:3::1")[1].closed


def test_who_was_refused_a_place_gives_none_back(peers: Peers) -> None:
    peers.connect()
    peers.connect()
    refused = peers.connect()[0]
    peers.send(refused, GET)
    peers.runner.run(_lost(refused))
    assert peers.traffic.connections == 2


def test_bytes_that_are_no_request_end_the_connection(peers: Peers) -> None:
    peer, wire = peers.connect()
    peers.send(peer, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n")
    assert wire.closed and wire.written.startswith(b"HTTP/1.1 400 ")
