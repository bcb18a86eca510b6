"""Under which name a request asks, and from whose page."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import httpx
import pytest

from httpd.hosts import Hosts, names_of, plain
from httpd.traffic import Traffic

TRAFFIC = Traffic()
OWN = socket.gethostname().lower()


async def app(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"in"})


def ask(method: str = "GET", **headers: str) -> httpx.Response:
    """As central at 10.0.0.5 with the list ``lineside.example``."""
    door = Hosts(
        app, names=names_of("10.0.0.5", ["Lineside.Example"]), key="[http] hosts", traffic=TRAFFIC
    )

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=door)
        async with httpx.AsyncClient(transport=transport, base_url="http://192.168.7.7") as http:
            return await http.request(method, "/", headers=headers)

    return asyncio.run(send())


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:8101",
        "localhost.",
        "127.0.0.1:8101",
        "[::1]:8101",
        "10.0.0.5",
        "lineside.example:443",
        OWN,
        f"{OWN.partition('.')[0]}:8101",
        "192.168.7.7:8400",  # where the connection came in
    ],
)
def test_our_names(host: str) -> None:
    assert ask(host=host).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example:8101",
        "evil.example:80:80",
        "",
        "[::1",
        "[::1]x",
        "192.168.7.8",
        "lineside.example@evil.example",
        "0.0.0.0",  # noqa: S104 - said by a peer
    ],
)
def test_other_names_are_refused_with_the_key_to_change(host: str) -> None:
    before = TRAFFIC.refused_names
    answer = ask(host=host)
    assert (answer.status_code, answer.json()["code"]) == (421, "unknown_host")
    assert TRAFFIC.refused_names == before + 1
    assert "[http] hosts" in answer.json()["detail"]


def test_a_server_on_all_interfaces_is_not_called_so() -> None:
    everywhere = "0.0.0.0"  # noqa: S104
    assert everywhere not in names_of(everywhere)
    assert "" not in names_of("")
    assert plain("fe80::1") == "fe80::1"


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://localhost:9", "https://"]
)
def test_what_another_page_sends_is_refused(origin: str) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = ask(method, host="localhost:8101", origin=origin)
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
    assert ask("GET", host="localhost:8101", origin=origin).status_code == 200


def test_our_own_page_and_programs_may_send() -> None:
    assert ask("POST", host="localhost:8101", origin="http://localhost:8101").status_code == 200
    assert ask("POST", host="lineside.example", origin="https://Lineside.example").is_success
    assert ask("POST", host="localhost").status_code == 200
