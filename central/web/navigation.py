"""Which pages the header and the office name: entries that capabilities bring, in the order of
their places.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from central.access.rules import Principal, Right
from central.discovery import ComposeError
from central.web.catalogue import DEFAULT_LANGUAGE, words

HOME = "/office"
"""The office begins here; every other page of it has an address below."""


class Bar(StrEnum):
    """``HEADER`` stands on every page, ``OFFICE`` on those of the office."""

    HEADER = "header"
    OFFICE = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """``text`` is the key of its name. ``place``: entries stand in its order, hundreds by subject.
    ``right``: who is shown it; None: everybody, also before signing in.
    """

    address: str
    text: str
    place: int
    right: Right | None
    bar: Bar

    def is_for(self, visitor: Principal | None) -> bool:
        """An entry that only leads to a refusal is shown to nobody."""
        return self.right is None or (visitor is not None and visitor.may(self.right))


class Navigation:
    """Of one application."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def add(self, entry: Entry) -> None:
        """Raises ComposeError where its place or address is taken, or nobody has words for it."""
        if entry.text not in words(DEFAULT_LANGUAGE):
            file = f"texts/{DEFAULT_LANGUAGE}.json"
            raise ComposeError(f"{entry.address}: its name {entry.text!r} stands in no {file}")
        for other in self._entries:
            if (other.bar, other.place) == (entry.bar, entry.place):
                raise ComposeError(
                    f"{entry.address} and {other.address} both have the place {entry.place} in "
                    f"the navigation ({entry.bar}): give one of them another"
                )
            if (other.bar, other.address) == (entry.bar, entry.address):
                raise ComposeError(
                    f"{entry.address} stands twice in the navigation ({entry.bar}), as "
                    f"{other.text!r} and {entry.text!r}: leave one of them out"
                )
        self._entries.append(entry)
        self._entries.sort(key=lambda it: it.place)

    def of(self, bar: Bar, visitor: Principal | None) -> list[Entry]:
        return [it for it in self._entries if it.bar is bar and it.is_for(visitor)]

    def here(self, address: str) -> str:
        """The page of the office that an address belongs to; empty: to none."""
        pages = [it.address for it in self._entries if it.bar is Bar.OFFICE]
        found = [page for page in pages if f"{address}/".startswith(f"{page}/")]
        nearest = max(found, key=len, default="")
        return nearest if nearest != HOME or address == nearest else ""
