"""Masters, checked by name and made ready for use: an error here never waits for a vehicle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from wire.events import LabelKind
from wire.identifiers import countable
from wire.ids import (
    DeviceId,
    FaceId,
    FeedId,
    LoopId,
    PartNumber,
    PersonId,
)
from wire.line_calendar import LineCalendar, calendar_of
from wire.masters import (
    Face,
    FeedRules,
    Loop,
    Masters,
    Part,
    Person,
    RackFamily,
)
from wire.masters_faults import faults_of
from wire.supply import Supply, grouped, supply_of

FAULTS_SAID = 5


class MastersError(ValueError):
    """The masters' fault: names the objects and says what to do about them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledMasters(Supply):
    """``masters`` and what is looked up in them. ``printers`` is the cell's own configuration."""

    masters: Masters
    printers: Mapping[LabelKind, DeviceId] = field(default_factory=dict)
    feeds: Mapping[FeedId, FeedRules] = field(default_factory=dict)
    rack_families_of: Mapping[FeedId, tuple[RackFamily, ...]] = field(default_factory=dict)
    faces: Mapping[FaceId, Face] = field(default_factory=dict)
    calendars: Mapping[FeedId, LineCalendar] = field(default_factory=dict)
    loops: Mapping[LoopId, Loop] = field(default_factory=dict)
    badges: Mapping[str, Person] = field(default_factory=dict)
    """By the hash of the badge (``edge.cell.badges``)."""
    badge_keys: tuple[bytes, ...] = field(default=(), repr=False)
    """The site's, the newest first. Empty: not told yet."""
    people: Mapping[PersonId, Person] = field(default_factory=dict)
    part_names: Mapping[PartNumber, str] = field(default_factory=dict)
    parts: Mapping[PartNumber, Part] = field(default_factory=dict)


def part_meant(masters: CompiledMasters | None, said: str) -> str:
    """Our number of the part; what suppliers' labels call it is the part."""
    if masters is None or said in masters.face_of_part:
        return said
    return masters.part_of_alias.get(said, said)


def parts_known(masters: CompiledMasters) -> set[str]:
    """Every part that the masters name."""
    ours = {variant.part for family in masters.families.values() for variant in family.variants}
    return {str(it) for it in (*ours, *masters.face_of_part, *masters.parts) if it}


def compile_masters(
    masters: Masters,
    printers: Mapping[LabelKind, DeviceId] | None = None,
    badge_keys: tuple[bytes, ...] = (),
) -> CompiledMasters:
    """Raises MastersError with everything that cannot work."""
    if faults := faults_of(masters):
        more = f" (and {len(faults) - FAULTS_SAID} more)" if len(faults) > FAULTS_SAID else ""
        raise MastersError("; ".join(faults[:FAULTS_SAID]) + more)
    supply = supply_of(masters)
    return CompiledMasters(
        masters=masters,
        printers=dict(printers or {}),
        feeds={feed.feed: countable(feed) for feed in masters.feeds},
        rack_families=supply.rack_families,
        rack_families_of=grouped(_by_feed(masters), lambda r: r.feed),
        families=supply.families,
        families_of=supply.families_of,
        faces={face.face: face for face in masters.faces},
        face_of_part=supply.face_of_part,
        fits=supply.fits,
        owns_lines=supply.owns_lines,
        calendars={feed.feed: calendar_of(masters, feed) for feed in masters.feeds},
        loops={loop.loop: loop for loop in masters.loops},
        badges={person.badge_hash: person for person in masters.people},
        badge_keys=badge_keys,
        people={person.person: person for person in masters.people},
        part_names=_part_names(masters),
        parts={part.part: part for part in masters.parts},
        part_of_alias=supply.part_of_alias,
    )


def _by_feed(masters: Masters) -> list[RackFamily]:
    """Each rack family once for each of its feeds."""
    return [
        msgspec.structs.replace(rack, feed=feed)
        for rack in masters.rack_families
        for feed in rack.feeds
    ]


def _part_names(masters: Masters) -> dict[PartNumber, str]:
    """The part's own name, else that of its family."""
    by_family = {
        variant.part: family.name
        for family in masters.families
        for variant in family.variants
        if variant.part
    }
    return by_family | {part.part: part.name for part in masters.parts if part.name}
