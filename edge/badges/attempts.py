"""Wrong badges, counted by where they came from: a scanner, or an address at the cell's door.

After a few of them within an hour the source is locked for badges, and twice as long after each
further one; every lock ends by itself. Nothing else of the source is locked, and no other source.
A right badge forgives nothing, or whoever has one could guess on for ever. Kept in memory: a
restart forgets the counts, the facts say that there were locks.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv6Address, ip_address


class SourceKind(StrEnum):
    """From where a badge comes."""

    SCANNER = "scanner"
    ADDRESS = "address"


WINDOW_S = 3600.0
FREE = {SourceKind.SCANNER: 9, SourceKind.ADDRESS: 19}
"""Wrong ones without a lock. Several people may stand behind one address."""
FIRST_S, LONGEST_S = 15.0, 900.0
SOURCES_MAX = 2_000
_COUNTED_MAX = 40
"""Moments kept of one source: more than the longest lock takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """``refused`` wrong ones within the hour; ``lasts_s`` from now."""

    refused: int
    lasts_s: float


@dataclass(slots=True)
class _Source:
    refused_s: list[float] = field(default_factory=list)
    until_s: float = 0.0


class BadgeAttempts:
    """Of one cell. ``now_s`` is a steady clock's."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._sources: OrderedDict[str, _Source] = OrderedDict()

    def locked_s(self, source: str) -> float:
        """So long no badge of this source is looked at. 0: now."""
        known = self._sources.get(source)
        return 0.0 if known is None else max(0.0, known.until_s - self._now_s())

    def refused(self, source: str, kind: SourceKind) -> Lock | None:
        """One more wrong badge. The lock that it began, or None."""
        now = self._now_s()
        known = self._sources.setdefault(source, _Source())
        self._sources.move_to_end(source)
        known.refused_s = [at for at in known.refused_s if now - at < WINDOW_S][-_COUNTED_MAX:]
        known.refused_s.append(now)
        beyond = len(known.refused_s) - FREE[kind]
        self._bound(now)
        if beyond <= 0:
            return None
        lasts_s = min(LONGEST_S, FIRST_S * 2 ** min(beyond - 1, 20))
        known.until_s = now + lasts_s
        return Lock(refused=len(known.refused_s), lasts_s=lasts_s)

    def _bound(self, now: float) -> None:
        """The one that was quiet for longest goes, of those that are not locked if there are any:
        new addresses lift nobody's lock.
        """
        while len(self._sources) > SOURCES_MAX:
            free = (name for name, one in self._sources.items() if one.until_s <= now)
            del self._sources[next(free, next(iter(self._sources)))]


def address_of(host: str) -> str:
    """An address as it is counted: of IPv6 the network, which one machine can fill by itself."""
    try:
        address = ip_address(host)
    except ValueError:
        return host[:45]
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return f"{IPv6Address(int(address) >> 64 << 64)}/64"
