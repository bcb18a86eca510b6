"""Masters, checked by name and made ready for use: an error here never waits for a vehicle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from edge.cell.usage import Test, compile_rule
from wire.events import LabelKind
from wire.ids import (
    DeviceId,
    FaceId,
    FamilyId,
    FeedId,
    LoopId,
    PartNumber,
    PersonId,
    PointOfFit,
    RackFamilyId,
)
from wire.masters import (
    Face,
    FeedRules,
    Fit,
    Loop,
    Masters,
    PartFamily,
    Person,
    RackFamily,
)
from wire.masters_faults import faults_of

T = TypeVar("T")
K = TypeVar("K")

FAULTS_SAID = 5


class MastersError(ValueError):
    """The masters' fault: names the objects and says what to do about them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledVariant:
    test: Test
    rule: str
    part: PartNumber
    """Empty: the vehicle needs none of this family."""
    quantity: int
    face: FaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledFamily:
    family: PartFamily
    variants: tuple[CompiledVariant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledMasters:
    """``masters`` and what is looked up in them. ``printers`` is the cell's own configuration."""

    masters: Masters
    printers: Mapping[LabelKind, DeviceId] = field(default_factory=dict)
    feeds: Mapping[FeedId, FeedRules] = field(default_factory=dict)
    rack_families: Mapping[RackFamilyId, RackFamily] = field(default_factory=dict)
    rack_families_of: Mapping[FeedId, tuple[RackFamily, ...]] = field(default_factory=dict)
    families: Mapping[FamilyId, CompiledFamily] = field(default_factory=dict)
    families_of: Mapping[FeedId, tuple[CompiledFamily, ...]] = field(default_factory=dict)
    faces: Mapping[FaceId, Face] = field(default_factory=dict)
    face_of_part: Mapping[PartNumber, FaceId] = field(default_factory=dict)
    fits: Mapping[PointOfFit, Fit] = field(default_factory=dict)
    loops: Mapping[LoopId, Loop] = field(default_factory=dict)
    badges: Mapping[str, Person] = field(default_factory=dict)
    """By the hash of the badge (``edge.cell.badges``)."""
    badge_keys: tuple[bytes, ...] = field(default=(), repr=False)
    """The site's, the newest first. Empty: not told yet."""
    people: Mapping[PersonId, Person] = field(default_factory=dict)
    part_names: Mapping[PartNumber, str] = field(default_factory=dict)


def compile_masters(
    masters: Masters,
    printers: Mapping[LabelKind, DeviceId] | None = None,
    badge_keys: tuple[bytes, ...] = (),
) -> CompiledMasters:
    """Raises MastersError with everything that cannot work."""
    if faults := faults_of(masters):
        more = f" (and {len(faults) - FAULTS_SAID} more)" if len(faults) > FAULTS_SAID else ""
        raise MastersError("; ".join(faults[:FAULTS_SAID]) + more)
    racks = {rack.rack_family: rack for rack in masters.rack_families}
    face_of_part: dict[PartNumber, FaceId] = {}
    for face in sorted(masters.faces, key=lambda f: (f.aisle, f.position, f.face)):
        face_of_part.setdefault(face.part, face.face)
    families = {family.family: _compile_family(family, face_of_part) for family in masters.families}
    return CompiledMasters(
        masters=masters,
        printers=dict(printers or {}),
        feeds={feed.feed: feed for feed in masters.feeds},
        rack_families=racks,
        rack_families_of=_grouped(masters.rack_families, lambda r: r.feed),
        families=families,
        families_of=_grouped(families.values(), lambda f: racks[f.family.rack_family].feed),
        faces={face.face: face for face in masters.faces},
        face_of_part=face_of_part,
        fits={fit.point_of_fit: fit for fit in masters.fits},
        loops={loop.loop: loop for loop in masters.loops},
        badges={person.badge_hash: person for person in masters.people},
        badge_keys=badge_keys,
        people={person.person: person for person in masters.people},
        part_names={
            variant.part: family.family.name
            for family in families.values()
            for variant in family.variants
            if variant.part
        },
    )


def _compile_family(
    family: PartFamily, face_of_part: Mapping[PartNumber, FaceId]
) -> CompiledFamily:
    return CompiledFamily(
        family=family,
        variants=tuple(
            CompiledVariant(
                test=compile_rule(variant.rule),
                rule=variant.rule,
                part=variant.part,
                quantity=variant.quantity,
                face=face_of_part.get(variant.part, FaceId("")),
            )
            for variant in family.variants
        ),
    )


def _grouped(things: Iterable[T], key: Callable[[T], K]) -> dict[K, tuple[T, ...]]:
    groups: dict[K, tuple[T, ...]] = {}
    for thing in things:
        groups[key(thing)] = (*groups.get(key(thing), ()), thing)
    return groups
