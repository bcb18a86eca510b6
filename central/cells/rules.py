"""What masters must satisfy before a cell may have them: every name used is defined, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from wire.masters import Masters, RackFamily, Role


def faults_of(masters: Masters, known_feeds: Collection[str]) -> list[str]:
    """Everything that is wrong, in words; empty: the masters hold together.

    ``known_feeds`` are those of the gateway.
    """
    faults = [
        *_twice("feed", (feed.feed for feed in masters.feeds)),
        *_twice("family", (family.family for family in masters.families)),
        *_twice("rack family", (family.rack_family for family in masters.rack_families)),
        *_twice("face", (face.face for face in masters.faces)),
        *_twice("point of fit", (fit.point_of_fit for fit in masters.fits)),
        *_twice("loop", (loop.loop for loop in masters.loops)),
        *_twice("person", (person.person for person in masters.people)),
        *_twice("badge", (person.badge_hash for person in masters.people)),
    ]
    faults += _feed_faults(masters, known_feeds)
    faults += _family_faults(masters)
    feeds = {feed.feed for feed in masters.feeds}
    fits = {fit.point_of_fit for fit in masters.fits}
    for rack_family in masters.rack_families:
        faults += _rack_family_faults(rack_family, feeds, fits)
    faults += _layout_faults(masters)
    faults += [
        f"person {person.person}: the role cell is for machines"
        for person in masters.people
        if person.role is Role.CELL
    ]
    return faults


def _twice(what: str, names: Iterable[str]) -> list[str]:
    return [f"{what} {name!r} appears {n} times" for name, n in Counter(names).items() if n > 1]


def _feed_faults(masters: Masters, known_feeds: Collection[str]) -> list[str]:
    faults = []
    for feed in masters.feeds:
        if feed.feed not in known_feeds:
            faults.append(f"feed {feed.feed!r} is not one of central's ([[feed]])")
        if feed.first_number > feed.last_number:
            faults.append(f"feed {feed.feed!r}: first_number is above last_number")
    return faults


def _family_faults(masters: Masters) -> list[str]:
    rack_families = {family.rack_family for family in masters.rack_families}
    on_faces = {face.part for face in masters.faces}
    faults = []
    for family in masters.families:
        if family.rack_family not in rack_families:
            faults.append(
                f"family {family.family!r}: rack family {family.rack_family!r} is not defined"
            )
        if not family.variants:
            faults.append(f"family {family.family!r} has no variant")
        faults += [
            f"family {family.family!r}: part {variant.part!r} is on no face"
            for variant in family.variants
            if variant.part and variant.part not in on_faces
        ]
    return faults


def _rack_family_faults(
    rack_family: RackFamily, feeds: Collection[str], fits: Collection[str]
) -> list[str]:
    faults = []
    if rack_family.feed not in feeds:
        faults.append(
            f"rack family {rack_family.rack_family!r}: feed {rack_family.feed!r} is not defined"
        )
    if rack_family.point_of_fit not in fits:
        faults.append(
            f"rack family {rack_family.rack_family!r}: "
            f"point of fit {rack_family.point_of_fit!r} is not defined"
        )
    return faults


def _layout_faults(masters: Masters) -> list[str]:
    layout = masters.layout
    return [
        f"face {face.face!r} stands outside the layout "
        f"({layout.aisles} aisles of {layout.positions_per_aisle} positions)"
        for face in masters.faces
        if face.aisle > layout.aisles or face.position > layout.positions_per_aisle
    ]
