"""What masters must satisfy before a cell may have them: the cell can use them (``wire`` says
when), and beside that nothing in them is misspelt, unknown to the gateway or out of place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import msgspec
from msgspec import structs

from formats.options import format_fault
from settings.values import text_of
from wire import masters_faults
from wire.badges import is_keyed, is_plain, keyed_hash
from wire.feeds import feed_fault
from wire.ids import FeedId
from wire.masters import FeedRules, Masters, Role
from wire.plan_limits import plan_faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What masters are checked against: central's feeds and the key of badges."""

    feeds: Mapping[FeedId, FeedRules]
    badge_key: bytes

    def faults(self, masters: Masters) -> list[str]:
        """Everything for which masters are not stored, but misspelt keys."""
        return [*faults_of(masters, self.feeds), *badge_faults(masters, self.badge_key)]


def faults_of(masters: Masters, known_feeds: Collection[str]) -> list[str]:
    """Everything that is wrong, in words; empty: the masters hold together.

    ``known_feeds`` are those of the gateway, with what its configuration says of each where it
    says anything.
    """
    return [
        *masters_faults.faults_of(masters),
        *plan_faults(masters),
        *(
            f"feed {feed.feed!r} is not one of central's ([[feed]])"
            for feed in masters.feeds
            if feed.feed not in known_feeds
        ),
        *_against_central(masters, known_feeds),
        *(fault for feed in masters.feeds if (fault := feed_fault(feed.feed))),
        *(fault for feed in masters.feeds if (fault := format_fault(feed))),
        *_outside_the_layout(masters),
        *_not_printable(msgspec.to_builtins(masters)),
        *(
            f"person {person.person}: the role cell is for machines"
            for person in masters.people
            if person.role is Role.CELL
        ),
    ]


def unknown_keys(written: object, read: object, where: str = "") -> Iterator[str]:
    """Keys of ``written`` that mean nothing, each with its place.

    ``written`` is the JSON as it came, ``read`` what was understood of it, as plain objects.
    """
    if isinstance(written, Mapping) and isinstance(read, Mapping):
        for key, value in written.items():
            place = f"{where}.{key}" if where else str(key)
            if key in read:
                yield from unknown_keys(value, read[key], place)
            else:
                close = get_close_matches(str(key), [str(known) for known in read], n=1)
                hint = f"; is {close[0]!r} meant?" if close else ""
                yield f"{place} is unknown{hint}"
    elif isinstance(written, list | tuple) and isinstance(read, list | tuple):
        for index, (one, other) in enumerate(zip(written, read, strict=False)):
            yield from unknown_keys(one, other, f"{where}[{index}]")


HOW_IT_IS_READ = frozenset({"format", "columns", "format_options", "status_map", "vin_check_digit"})
"""Of a feed's rules, what only they need who read the line's own bytes; a cell that gets telegrams
from central's gateway does not, so its masters may leave it open.
"""


def _not_printable(found: object, place: str = "") -> Iterator[str]:
    """Texts come on labels and screens, and into files that are read again."""
    if isinstance(found, Mapping):
        for key, value in found.items():
            yield from _not_printable(key, f"{place}, a key")
            yield from _not_printable(value, f"{place}.{key}" if place else str(key))
    elif isinstance(found, list | tuple):
        for number, value in enumerate(found, 1):
            yield from _not_printable(value, f"{place}[{number}]")
    elif isinstance(found, str):
        try:
            text_of(found)
        except ValueError as error:
            yield f"{place}: {error}"


def _against_central(masters: Masters, known_feeds: Collection[str]) -> Iterator[str]:
    """Masters say how a feed counts, and may say how it is read. What central's configuration still
    says of it must not be something else.
    """
    if not isinstance(known_feeds, Mapping):
        return
    for feed in masters.feeds:
        configured = known_feeds.get(feed.feed)
        if not isinstance(configured, FeedRules):
            continue
        here = stated_of(feed)
        for name, said in stated_of(configured).items():
            ours = getattr(feed, name)
            if said != ours and (name in here or name not in HOW_IT_IS_READ):
                yield (
                    f"feed {feed.feed!r}: {name} is {_shown(ours)} here and {_shown(said)} in "
                    "central's [[feed]]; take it out there, masters are the source"
                )


def stated_of(rules: FeedRules) -> Mapping[str, Any]:
    """What they say of a feed that is not as it would be anyway."""
    blank = FeedRules(feed=rules.feed)
    return {
        name: value
        for name in FeedRules.__struct_fields__
        if (value := getattr(rules, name)) != getattr(blank, name)
    }


def _shown(value: object) -> str:
    return str(value) if isinstance(value, int | str) else "another"


def _outside_the_layout(masters: Masters) -> Iterator[str]:
    """Aisles and positions count from 0."""
    layout = masters.layout
    for face in masters.faces:
        if face.aisle >= layout.aisles or face.position >= layout.positions_per_aisle:
            yield (
                f"face {face.face!r} (aisle {face.aisle}, position {face.position}) stands outside "
                f"the layout: aisles are 0 to {layout.aisles - 1}, positions 0 to "
                f"{layout.positions_per_aisle - 1}"
            )


def with_key(masters: Masters, key: bytes) -> Masters:
    """``masters`` without a plain hash of a badge in it: those that come, from programs that have
    no key or from before there was one, get the site's floor key here; the badges themselves need
    not be known for it (``wire.badges``).
    """
    if not any(is_plain(person.badge_hash) for person in masters.people):
        return masters
    people = tuple(
        structs.replace(person, badge_hash=keyed_hash(key, person.badge_hash))
        if is_plain(person.badge_hash)
        else person
        for person in masters.people
    )
    return structs.replace(masters, people=people)


def without_hashes(masters: Masters) -> Masters:
    """As they are shown to who does not write masters."""
    people = tuple(structs.replace(person, badge_hash="") for person in masters.people)
    return structs.replace(masters, people=people)


def badge_faults(masters: Masters, key: bytes) -> list[str]:
    """Whose badge could never be known at the cell, in words."""
    return [
        f"person {person.person}: badge_hash is no hash made with this site's badge.key; "
        "make it with `lineside central badge hash`"
        for person in masters.people
        if not is_plain(person.badge_hash) and not is_keyed(person.badge_hash, key)
    ]
