"""Badges in masters: stored keyed with the site's floor key, shown only to who writes masters.

Plain hashes that come, from programs that have no key or from before there was one, get the key
here; the badges themselves need not be known for it (``wire.badges``). Pure.
"""

from __future__ import annotations

from msgspec import structs

from wire.badges import is_keyed, is_plain, keyed_hash
from wire.masters import Masters


def with_key(masters: Masters, key: bytes) -> Masters:
    """``masters`` without a plain hash in it."""
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
