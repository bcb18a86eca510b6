"""Which pages the header and the office name: entries that capabilities bring, in the order of
their places.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from central.access.rules import Principal, Right
from central.discovery import ComposeError

HOME = "/office"
"""The office begins here; every other page of it has an address below."""


class Bar(StrEnum):
    """``HEADER`` stands on every page for everybody, ``OFFICE`` on those of the office."""

    HEADER = "header"
    OFFICE = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """``text`` is the key of its name. ``place``: entries stand in its order, hundreds by subject.
    An entry of the office is shown to whoever has the right.
    """

    address: str
    text: str
    place: int
    right: Right = Right.READ_OFFICE
    bar: Bar = Bar.OFFICE


class Navigation:
    """Of one application."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def add(self, entry: Entry) -> None:
        """Raises ComposeError where its place is taken."""
        for other in self._entries:
            if (other.bar, other.place) == (entry.bar, entry.place):
                raise ComposeError(
                    f"{entry.address} and {other.address} both have the place {entry.place} in "
                    f"the navigation ({entry.bar}): give one of them another"
                )
        self._entries.append(entry)
        self._entries.sort(key=lambda it: it.place)

    def header(self) -> list[Entry]:
        return [it for it in self._entries if it.bar is Bar.HEADER]

    def office(self, visitor: Principal | None) -> list[Entry]:
        """What this visitor may open; everything would only lead to refusals."""
        return [
            it
            for it in self._entries
            if it.bar is Bar.OFFICE and visitor is not None and visitor.may(it.right)
        ]

    def here(self, address: str) -> str:
        """The page of the office that an address belongs to; empty: to none."""
        pages = [it.address for it in self._entries if it.bar is Bar.OFFICE]
        found = [page for page in pages if f"{address}/".startswith(f"{page}/")]
        nearest = max(found, key=len, default="")
        return nearest if nearest != HOME or address == nearest else ""
