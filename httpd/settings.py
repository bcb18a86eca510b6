"""The ``[http]`` section of both configurations: how much a web server takes, and to which names it
answers.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Annotated, Any

from msgspec import Meta

from httpd.hosts import plain

MB = 1024 * 1024
DESCRIPTORS_KEPT = 64
"""Files and sockets that the program itself needs: database, journal, devices, broker."""

Connections = Annotated[int, Meta(ge=8, le=100_000)]
PerAddress = Annotated[int, Meta(ge=1, le=100_000)]
HeaderSeconds = Annotated[float, Meta(ge=0.1, le=600)]
Seconds = Annotated[float, Meta(ge=0.1, le=3600)]
Megabytes = Annotated[int, Meta(ge=1, le=100_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """Seconds, counts, and MB of 1024 * 1024 bytes. The defaults are central's.

    ``header_s``: from connecting, or from the first byte of a further request, to the end of its
    headers. ``body_s``: from the headers to the last byte of the body. ``idle_s``: between two
    requests on one connection. ``write_s``: without the peer taking anything of an answer.
    ``hosts``: names besides those of this machine. ``trusted_proxies``: addresses and networks
    whose ``X-Forwarded-For`` and ``X-Forwarded-Proto`` are believed.
    """

    hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    connections_max: Connections = 1000
    connections_per_address: PerAddress = 300
    header_s: HeaderSeconds = 10.0
    body_s: Seconds = 60.0
    idle_s: Seconds = 30.0
    write_s: Seconds = 30.0
    bodies_mb: Megabytes = 128

    @property
    def bodies_bytes(self) -> int:
        return self.bodies_mb * MB

    @property
    def backlog(self) -> int:
        """How many connections may come at once: the event loop takes so many in one go, before it
        can refuse any.
        """
        return max(16, min(128, descriptors() // 8))

    @property
    def connections(self) -> int:
        """``connections_max``, or fewer where the process may not open so many files."""
        return max(8, min(self.connections_max, descriptors() - DESCRIPTORS_KEPT - self.backlog))


def http_faults(table: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(key, what is wrong) of each name in ``[http] hosts`` of a whole configuration that is none
    as ``Host`` says it, and of each of ``trusted_proxies`` that is no address and no network. What
    is of a wrong kind is the reader's to tell.
    """
    return [
        *(
            ("http.hosts", f"{name!r} is not a name or an address without a port")
            for name in _texts(table, "hosts")
            if plain(name) != name.lower()
        ),
        *(
            ("http.trusted_proxies", f"{text!r} {fault}")
            for text in _texts(table, "trusted_proxies")
            if (fault := _proxy_fault(text))
        ),
    ]


def _texts(table: Mapping[str, Any], key: str) -> Iterator[str]:
    section = table.get("http")
    listed = section.get(key) if isinstance(section, Mapping) else None
    for text in listed if isinstance(listed, list) else ():
        if isinstance(text, str):
            yield text


def _proxy_fault(text: str) -> str:
    try:
        network = ip_network(text)
    except ValueError as error:
        why = " (bits are set behind its length)" if "host bits" in str(error) else ""
        return f"is no address and no network{why}: write 10.0.0.7 or 10.0.7.0/24"
    return "" if network.prefixlen else "is everybody: name the proxies alone"


def descriptors() -> int:
    """Files that this process may open."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 2**20 if soft == resource.RLIM_INFINITY else soft
