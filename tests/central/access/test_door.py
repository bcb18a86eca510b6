"""Nobody who may not is listened to, and nobody exhausts central: routes by the application's own
list, and a real process over sockets.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy import make_url

from central.access.needs import Needs, routes_of
from central.access.rules import RIGHTS, TokenRole
from central.access.service import create_token
from central.config import Config
from central.db.database import Database
from central.migrations.schema import migrate
from tests.support.central.client import Client
from tests.support.central.pair import Serving, free_ports
from tests.support.waiting import soon

ENDS = {"feed": "L1", "cell": "cell-a", "node": "cell-a"}
MASTERS_BYTES = 60_000_000
LIMITS = """[http]
header_s = 0.3
idle_s = 0.3
body_s = 1.0
connections_per_address = 120
bodies_mb = 1
"""


def address(path: str) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: ENDS.get(found[1], "1"), path)


def unheard(client: Any, method: str, path: str, token: str) -> int:
    """The status of a request whose body must not be read."""
    sent: list[Any] = []

    async def receive() -> Any:
        raise AssertionError(f"{method} {path} was listened to")

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "query_string": b"",
        "headers": [
            (b"host", b"localhost"),
            (b"authorization", f"Bearer {token}".encode()),
            (b"content-type", b"application/json"),
            (b"transfer-encoding", b"chunked"),
        ],
        "client": ("10.0.0.9", 5),
    }
    client._runner.run(client.app(scope, receive, send))
    return int(sent[0]["status"])


def test_no_route_listens_to_who_may_not(lite: Any) -> None:
    tokens = {
        role: lite.token(
            role, cell="cell-a" if role == "cell" else "", feed="L1" if role == "feed" else ""
        )
        for role in TokenRole
    }
    swept = 0
    for route in routes_of(lite.app):
        if route.method == "GET" or not route.rights:
            continue
        path = address(route.path)
        assert unheard(lite, route.method, path, "") == 401, path
        for role, token in tokens.items():
            if set(route.rights) - RIGHTS[role]:
                assert unheard(lite, route.method, path, token) == 403, (path, role)
                swept += 1
    assert swept > 500


def test_what_judges_is_what_is_asked_before(lite: Any) -> None:
    """No second way to judge that would come after the body."""
    for context in iter_route_contexts(lite.app.routes):
        if isinstance(context.original_route, APIRoute):
            for below in context.dependant.dependencies:
                if isinstance(below.call, Needs):
                    assert below.call.before_body


def test_a_sender_of_one_feed_is_not_listened_to_at_another(lite: Any) -> None:
    token = lite.token("feed", feed="L9")
    for path in ("/api/v1/broadcast/feeds/L1/telegrams", "/api/v1/broadcast/feeds/L1/line"):
        assert unheard(lite, "POST", path, token) == 404


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Serving, Path]]:
    folder = tmp_path_factory.mktemp("door")
    url = f"sqlite:///{folder / 'central.db'}"
    db = Database(make_url(url))
    migrate(db)
    (folder / "token").write_text(create_token(db, role=TokenRole.ADMINISTRATOR, now_us=1))
    db.close()
    made = Serving(folder / "a", url, free_ports(1)[0], None, LIMITS)
    made.start()
    soon(made.is_ready, within_s=30)
    yield made, folder
    made.stop()


def connected(serving: Serving) -> socket.socket:
    return socket.create_connection(("127.0.0.1", serving.port), timeout=20)


def head(method: str, path: str, *more: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *more, "", ""]
    return "\r\n".join(lines).encode()


def heard(peer: socket.socket) -> bytes:
    """All that is said until the other side ends."""
    said = b""
    while piece := peer.recv(65_536):
        said += piece
    return said


def figure(serving: Serving, name: str) -> float:
    text = serving.http.get("/metrics").text
    found = re.search(rf"^{name} (\S+)$", text, re.MULTILINE)
    assert found is not None, text
    return float(found[1])


def resident_kb(serving: Serving) -> int:
    assert serving._process is not None
    status = Path(f"/proc/{serving._process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def test_a_hundred_strangers_with_60_mb_each_are_told_so_before_they_send(serving: Any) -> None:
    central, _ = serving
    announced = head("PUT", "/api/v1/masters/x", f"Content-Length: {MASTERS_BYTES}")
    before = resident_kb(central)
    with closing(connected(central)) as peer:
        peer.sendall(announced)
        assert heard(peer).startswith(b"HTTP/1.1 401 ")
    with ExitStack() as open_ones:
        peers = [open_ones.enter_context(connected(central)) for _ in range(100)]
        for peer in peers:
            peer.sendall(announced)
        for peer in peers:
            assert heard(peer).startswith(b"HTTP/1.1 401 ")
        for peer in peers * 20:
            with suppress(OSError):  # it has ended already
                peer.send(b"x" * 65_536)
        assert figure(central, "lineside_body_bytes") == 0
        assert resident_kb(central) - before < 100_000, "131 MB were sent, 6 GB announced"


def test_a_name_that_is_not_centrals_opens_nothing(serving: Any) -> None:
    central, _ = serving
    for name, status in (("evil.example", 421), ("localhost", 200), ("127.0.0.1:1", 200)):
        assert central.http.get("/healthz", headers={"Host": name}).status_code == status


def test_half_a_header_and_silence_between_requests_end(serving: Any) -> None:
    central, _ = serving
    with closing(connected(central)) as peer:
        peer.sendall(b"GET /healthz HTTP/1.1\r\nHost: loc")
        assert heard(peer).startswith(b"HTTP/1.1 408 ")
    with closing(connected(central)) as peer:
        peer.sendall(head("GET", "/healthz"))
        assert b"alive" in heard(peer)


def test_a_slow_body_ends_and_its_room_is_given_back(serving: Any) -> None:
    central, folder = serving
    token = f"Authorization: Bearer {(folder / 'token').read_text()}"
    length = f"Content-Length: {1000 * 1000}"
    with closing(connected(central)) as slow:
        slow.sendall(head("PUT", "/api/v1/masters/x", token, length) + b"{")
        soon(lambda: figure(central, "lineside_body_bytes") == 1000 * 1000)
        with closing(connected(central)) as other:
            other.sendall(head("PUT", "/api/v1/masters/x", token, length))
            said = heard(other)
            assert said.startswith(b"HTTP/1.1 503 ") and b"retry-after: 2" in said
        assert heard(slow).startswith(b"HTTP/1.1 408 ")
    soon(lambda: figure(central, "lineside_body_bytes") == 0)


def test_over_the_places_of_an_address_the_others_go_on(serving: Any) -> None:
    central, _ = serving
    central.http.get("/healthz")
    refused = figure(central, "lineside_connections_refused")
    with ExitStack() as open_ones:
        peers = [open_ones.enter_context(connected(central)) for _ in range(400)]
        assert any(heard(peer).startswith(b"HTTP/1.1 503 ") for peer in peers)
    soon(lambda: central.http.get("/healthz").status_code == 200)
    soon(lambda: figure(central, "lineside_connections") < 5)
    assert figure(central, "lineside_connections_refused") > refused


def test_the_cells_own_way_of_sending_is_told_its_refusal(serving: Any) -> None:
    """A client that sends at once what nobody wants still reads why."""
    central, _ = serving
    answer = central.http.put("/api/v1/masters/x", content=b"x" * 3_000_000)
    assert answer.status_code == 401
    assert asyncio.run(_as_program(central)) == 401


async def _as_program(central: Serving) -> int:
    import httpx

    async with httpx.AsyncClient(base_url=central.http.base_url, trust_env=False) as http:
        return (await http.post("/api/v1/facts", content=b"x" * 3_000_000)).status_code


def test_what_a_proxy_on_this_machine_passes_on_is_not_of_this_machine(
    database_url: str, make_config: Callable[..., Config]
) -> None:
    client = Client(make_config(database_url, loopback_read=True))
    assert client.get("/board").status_code == 200
    for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
        assert client.get("/board", headers={name: "for=203.0.113.9"}).status_code in (303, 401)
    client.close()
