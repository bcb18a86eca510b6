"""Who asks is the peer; the word of a proxy counts only where the configuration names it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from httpd.server import Server
from httpd.settings import HttpSettings, http_faults
from httpd.traffic import Traffic

SPOOFED = [
    (b"x-forwarded-for", b"203.0.113.9"),
    (b"x-forwarded-proto", b"https"),
    (b"forwarded", b"for=203.0.113.9;proto=https"),
    (b"x-real-ip", b"203.0.113.9"),
]


def seen(peer: str, headers: list[tuple[bytes, bytes]], *proxies: str) -> tuple[str, str]:
    """The address and the scheme that the application sees of a request."""
    found: list[tuple[str, str]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        found.append((scope["client"][0], scope["scheme"]))

    server = Server(
        app,
        host="127.0.0.1",
        port=0,
        settings=HttpSettings(trusted_proxies=proxies),
        traffic=Traffic(),
        lifespan="off",
        log_config=None,
    )
    server.config.load()
    scope = {"type": "http", "client": (peer, 5), "scheme": "http", "headers": headers}
    asyncio.run(server.config.loaded_app(scope, None, None))  # type: ignore[arg-type]
    return found[0]


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "10.0.0.9"])
def test_nobody_is_believed_who_they_say_to_stand_for(
    peer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    assert seen(peer, SPOOFED) == (peer, "http")


@pytest.mark.parametrize("proxies", [("127.0.0.1",), ("10.0.0.0/8", "127.0.0.0/8")])
def test_a_proxy_of_the_configuration_says_for_whom_it_asks(proxies: tuple[str, ...]) -> None:
    assert seen("127.0.0.1", SPOOFED, *proxies) == ("203.0.113.9", "https")
    assert seen("192.0.2.1", SPOOFED, *proxies) == ("192.0.2.1", "http")


def test_what_a_stranger_wrote_before_the_proxy_added_its_own_is_not_taken() -> None:
    chain = [(b"x-forwarded-for", b"198.51.100.1, 203.0.113.9")]
    assert seen("127.0.0.1", chain, "127.0.0.1") == ("203.0.113.9", "http")


@pytest.mark.parametrize(
    "entry", ["*", "proxy.example", "10.0.0.1/24", "10.0.0.0/33", "", "127.0.0.1:80", "0.0.0.0/0"]
)
def test_what_is_no_address_or_network_is_named(entry: str) -> None:
    faults = http_faults({"http": {"trusted_proxies": ["10.0.0.7", "fd00::/8", entry]}})
    assert [key for key, _ in faults] == ["http.trusted_proxies"]
    assert repr(entry) in faults[0][1]


def test_good_proxies_are_no_fault() -> None:
    assert not http_faults({"http": {"trusted_proxies": ["127.0.0.1", "::1", "10.0.7.0/24"]}})
