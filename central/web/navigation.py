"""Which pages the rail names: entries that capabilities bring, in groups by subject, in the order
of their places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from central.access.rules import Principal, Right
from central.discovery import ComposeError
from central.web.catalogue import DEFAULT_LANGUAGE, words

HOME = "/office"
"""The office begins here; every other page of it has an address below."""


class Subject(StrEnum):
    """In the order in which the rail shows them; its words are ``subject.<name>``."""

    FLOOR = "floor"
    RELEASES = "releases"
    GOODS = "goods"
    MONEY = "money"
    MASTERS = "masters"
    SYSTEM = "system"


SUBJECTS: Mapping[int, Subject] = {
    0: Subject.FLOOR,
    1: Subject.RELEASES,
    2: Subject.GOODS,
    3: Subject.MASTERS,
    4: Subject.RELEASES,
    5: Subject.MONEY,
    9: Subject.SYSTEM,
}
"""By the hundred of a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """``text`` is the key of its name. ``place``: entries stand in its order, and its hundred says
    of which subject. ``right``: who is shown it; None: everybody, also before signing in.
    ``below``: beginnings of other addresses that belong to it.
    """

    address: str
    text: str
    place: int
    right: Right | None
    below: Sequence[str] = ()

    @property
    def subject(self) -> Subject:
        return SUBJECTS[self.place // 100]

    def is_for(self, visitor: Principal | None) -> bool:
        """An entry that only leads to a refusal is shown to nobody."""
        return self.right is None or (visitor is not None and visitor.may(self.right))


class Navigation:
    """Of one application."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def add(self, entry: Entry) -> None:
        """Raises ComposeError where its place or address is taken, its place is of no subject, or
        nobody has words for it.
        """
        if entry.text not in words(DEFAULT_LANGUAGE):
            file = f"texts/{DEFAULT_LANGUAGE}.json"
            raise ComposeError(f"{entry.address}: its name {entry.text!r} stands in no {file}")
        if entry.place // 100 not in SUBJECTS:
            raise ComposeError(
                f"{entry.address}: no subject has the hundred of the place {entry.place}: give it "
                f"one of {', '.join(f'{it}xx' for it in SUBJECTS)}"
            )
        for other in self._entries:
            if other.place == entry.place:
                raise ComposeError(
                    f"{entry.address} and {other.address} both have the place {entry.place} in "
                    f"the navigation: give one of them another"
                )
            if other.address == entry.address:
                raise ComposeError(
                    f"{entry.address} stands twice in the navigation, as {other.text!r} and "
                    f"{entry.text!r}: leave one of them out"
                )
        self._entries.append(entry)
        self._entries.sort(key=lambda it: it.place)

    def of(self, visitor: Principal | None) -> dict[Subject, list[Entry]]:
        """What the visitor may see; a subject of which that is nothing is left out."""
        seen = [it for it in self._entries if it.is_for(visitor)]
        groups = {subject: [it for it in seen if it.subject is subject] for subject in Subject}
        return {subject: entries for subject, entries in groups.items() if entries}

    def here(self, address: str) -> str:
        """The page that an address belongs to; empty: to none."""
        found = [
            (len(begins), it.address)
            for it in self._entries
            for begins in (it.address, *it.below)
            if f"{address}/".startswith(f"{begins}/")
        ]
        nearest = max(found, default=(0, ""))[1]
        return nearest if nearest != HOME or address == nearest else ""
