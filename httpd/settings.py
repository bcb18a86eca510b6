"""The ``[http]`` section of both configurations: how much a web server takes, and to which names it
answers.
"""

from __future__ import annotations

import resource
from dataclasses import dataclass

from httpd.hosts import plain

MB = 1024 * 1024
DESCRIPTORS_KEPT = 64
"""Files and sockets that the program itself needs: database, journal, devices, broker."""

_RANGES = (
    ("connections_max", 8, 100_000),
    ("connections_per_address", 1, 100_000),
    ("header_s", 0.1, 600),
    ("body_s", 0.1, 3600),
    ("idle_s", 0.1, 3600),
    ("write_s", 0.1, 3600),
    ("bodies_mb", 1, 100_000),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """Seconds, counts, and MB of 1024 * 1024 bytes. The defaults are central's.

    ``header_s``: from connecting, or from the first byte of a further request, to the end of its
    headers. ``body_s``: from the headers to the last byte of the body. ``idle_s``: between two
    requests on one connection. ``write_s``: without the peer taking anything of an answer.
    ``hosts``: names besides those of this machine.
    """

    hosts: tuple[str, ...] = ()
    connections_max: int = 1000
    connections_per_address: int = 300
    header_s: float = 10.0
    body_s: float = 60.0
    idle_s: float = 30.0
    write_s: float = 30.0
    bodies_mb: int = 128

    def fault(self) -> str:
        """Key and range of the first figure that cannot be; empty: all can."""
        for key, low, high in _RANGES:
            if not low <= getattr(self, key) <= high:
                return f"{key} must be within {low} and {high}"
        bad = next((name for name in self.hosts if plain(name) != name.lower()), None)
        return "" if bad is None else f"hosts: {bad!r} is not a name or an address without a port"

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


def descriptors() -> int:
    """Files that this process may open."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 2**20 if soft == resource.RLIM_INFINITY else soft
