"""What of masters decides which parts a vehicle needs, looked up by name. Pure.

The cell explodes vehicles by it, and central tries masters by it before a cell gets them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from wire.ids import FaceId, FamilyId, FeedId, PartNumber, PointOfFit, RackFamilyId
from wire.masters import Fit, Masters, PartFamily, RackFamily, UnplacedLines
from wire.usage_compiled import Test, compile_rule

T = TypeVar("T")
K = TypeVar("K")


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
class Supply:
    rack_families: Mapping[RackFamilyId, RackFamily] = field(default_factory=dict)
    families: Mapping[FamilyId, CompiledFamily] = field(default_factory=dict)
    families_of: Mapping[FeedId, tuple[CompiledFamily, ...]] = field(default_factory=dict)
    face_of_part: Mapping[PartNumber, FaceId] = field(default_factory=dict)
    """The nearest face of each part: by aisle, position and name."""
    fits: Mapping[PointOfFit, Fit] = field(default_factory=dict)
    part_of_alias: Mapping[str, PartNumber] = field(default_factory=dict)
    """What suppliers' labels and makers' part lines call a part, to our number of it."""
    owns_lines: frozenset[FeedId] = frozenset()
    """Feeds of which each part line is for this cell."""


def supply_of(masters: Masters) -> Supply:
    """Of masters without faults (``wire.masters_faults``)."""
    racks = {rack.rack_family: rack for rack in masters.rack_families}
    face_of_part: dict[PartNumber, FaceId] = {}
    for face in sorted(masters.faces, key=lambda f: (f.aisle, f.position, f.face)):
        face_of_part.setdefault(face.part, face.face)
    families = {family.family: _compile_family(family, face_of_part) for family in masters.families}
    return Supply(
        rack_families=racks,
        families=families,
        families_of=_families_of(families.values(), racks),
        face_of_part=face_of_part,
        fits={fit.point_of_fit: fit for fit in masters.fits},
        part_of_alias={alias: part.part for part in masters.parts for alias in part.aliases},
        owns_lines=frozenset(
            rules.feed for rules in masters.feeds if rules.unplaced_lines is UnplacedLines.HELD
        ),
    )


def _families_of(
    families: Iterable[CompiledFamily], racks: Mapping[RackFamilyId, RackFamily]
) -> dict[FeedId, tuple[CompiledFamily, ...]]:
    found: dict[FeedId, tuple[CompiledFamily, ...]] = {}
    for one in families:
        for feed in racks[one.family.rack_family].feeds:
            if not one.family.feeds or feed in one.family.feeds:
                found[feed] = (*found.get(feed, ()), one)
    return found


def grouped(things: Iterable[T], key: Callable[[T], K]) -> dict[K, tuple[T, ...]]:
    groups: dict[K, tuple[T, ...]] = {}
    for thing in things:
        groups[key(thing)] = (*groups.get(key(thing), ()), thing)
    return groups


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
