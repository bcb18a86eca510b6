"""What stands in the door now: connections by address, and bytes of bodies. Counts only."""

from __future__ import annotations

from collections import Counter
from ipaddress import ip_address, ip_network

IPV6_NEIGHBOURS = 64
"""One holder of an IPv6 network has all addresses below these bits."""


class Traffic:
    """One for each application: its server counts connections, its bodies their bytes."""

    def __init__(self) -> None:
        self.connections = 0
        self.refused_connections = 0
        """Since the start: those that came when all places were taken."""
        self.accept_errors = 0
        """Since the start: times that the system had no room for a connection."""
        self.refused_names = 0
        """Since the start: requests under a name that is not ours, or from a page elsewhere."""
        self.body_bytes = 0
        self.refused_bodies = 0
        """Since the start: bodies for which there was no room beside the others."""
        self._by_address: Counter[str] = Counter()

    def admit(self, address: str, *, most: int, most_here: int) -> bool:
        """A place for a connection; False when there is none, or none for this address."""
        place = neighbourhood(address)
        if self.connections >= most or self._by_address[place] >= most_here:
            self.refused_connections += 1
            return False
        self.connections += 1
        self._by_address[place] += 1
        return True

    def leave(self, address: str) -> None:
        place = neighbourhood(address)
        self.connections -= 1
        self._by_address[place] -= 1
        if not self._by_address[place]:
            del self._by_address[place]

    def carry(self, size: int, *, most: int) -> bool:
        """Room for ``size`` bytes of a body; False when the others leave none."""
        if self.body_bytes + size > most:
            self.refused_bodies += 1
            return False
        self.body_bytes += size
        return True

    def put_down(self, size: int) -> None:
        self.body_bytes -= size


def neighbourhood(address: str) -> str:
    """The address, or its network where one holder has many of them."""
    if ":" not in address:
        return address
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 6 and found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((found, IPV6_NEIGHBOURS), strict=False))
