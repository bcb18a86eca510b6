"""Masters, checked by name and made ready for use: an error here never waits for a vehicle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from edge.cell.usage import Test, UsageError, compile_rule
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
    Variant,
)
from wire.telegram import Status

T = TypeVar("T")
K = TypeVar("K")


class MastersError(ValueError):
    """The masters' fault: names the object and says what to do about it."""


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
    """Raises MastersError for the first thing that cannot work."""
    feeds = _by_name("feed", masters.feeds, lambda f: f.feed)
    for rules in masters.feeds:
        _check_feed(rules)
    fits = _by_name("point of fit", masters.fits, lambda f: f.point_of_fit)
    racks = _by_name("rack family", masters.rack_families, lambda r: r.rack_family)
    for rack in masters.rack_families:
        _known(f"rack family {rack.rack_family!r}", "feed", rack.feed, feeds)
        _known(f"rack family {rack.rack_family!r}", "point of fit", rack.point_of_fit, fits)
    faces = _by_name("face", masters.faces, lambda f: f.face)
    face_of_part: dict[PartNumber, FaceId] = {}
    for face in sorted(masters.faces, key=lambda f: (f.aisle, f.position, f.face)):
        if not face.part:
            raise MastersError(f"face {face.face!r} names no part; give it one or remove it")
        face_of_part.setdefault(face.part, face.face)
    families = {
        name: _compile_family(family, racks, face_of_part)
        for name, family in _by_name("family", masters.families, lambda f: f.family).items()
    }
    return CompiledMasters(
        masters=masters,
        printers=dict(printers or {}),
        feeds=feeds,
        rack_families=racks,
        rack_families_of=_grouped(masters.rack_families, lambda r: r.feed),
        families=families,
        families_of=_grouped(families.values(), lambda f: racks[f.family.rack_family].feed),
        faces=faces,
        face_of_part=face_of_part,
        fits=fits,
        loops=_by_name("loop", masters.loops, lambda loop: loop.loop),
        badges=_by_name("badge", masters.people, lambda p: p.badge_hash),
        badge_keys=badge_keys,
        people=_by_name("person", masters.people, lambda p: p.person),
        part_names={
            variant.part: family.family.name
            for family in families.values()
            for variant in family.variants
            if variant.part
        },
    )


def _check_feed(rules: FeedRules) -> None:
    if rules.first_number >= rules.last_number:
        raise MastersError(
            f"feed {rules.feed!r}: first_number {rules.first_number} must be lower than "
            f"last_number {rules.last_number}"
        )
    if rules.window >= rules.last_number - rules.first_number:
        raise MastersError(
            f"feed {rules.feed!r}: window {rules.window} must be smaller than the "
            f"{rules.last_number - rules.first_number + 1} numbers of a run"
        )
    if rules.place_from not in (Status.PREVIEW, Status.FINAL):
        raise MastersError(
            f"feed {rules.feed!r}: place_from is preview or final, not {rules.place_from.value}"
        )


def _compile_family(
    family: PartFamily,
    racks: Mapping[RackFamilyId, RackFamily],
    face_of_part: Mapping[PartNumber, FaceId],
) -> CompiledFamily:
    where = f"family {family.family!r}"
    _known(where, "rack family", family.rack_family, racks)
    if not family.variants:
        raise MastersError(f"{where} has no variant; give it at least one rule")
    return CompiledFamily(
        family=family,
        variants=tuple(
            _compile_variant(f"{where}, variant {place}", variant, face_of_part)
            for place, variant in enumerate(family.variants, start=1)
        ),
    )


def _compile_variant(
    where: str, variant: Variant, face_of_part: Mapping[PartNumber, FaceId]
) -> CompiledVariant:
    try:
        test = compile_rule(variant.rule)
    except UsageError as error:
        raise MastersError(f"{where}: rule {variant.rule[:80]!r} does not parse: {error}") from None
    if variant.part and variant.part not in face_of_part:
        raise MastersError(f"{where}: part {variant.part!r} lies in no face; add a face for it")
    return CompiledVariant(
        test=test,
        rule=variant.rule,
        part=variant.part,
        quantity=variant.quantity,
        face=face_of_part.get(variant.part, FaceId("")),
    )


def _by_name(kind: str, things: Iterable[T], name: Callable[[T], K]) -> dict[K, T]:
    table: dict[K, T] = {}
    for thing in things:
        key = name(thing)
        if not key:
            raise MastersError(f"a {kind} has no name; every {kind} needs one")
        if key in table:
            raise MastersError(f"{kind} {key!r} is there twice; keep one of them")
        table[key] = thing
    return table


def _known(where: str, kind: str, name: K, table: Mapping[K, object]) -> None:
    if name not in table:
        raise MastersError(f"{where} names the {kind} {name!r}, which is not there; add it")


def _grouped(things: Iterable[T], key: Callable[[T], K]) -> dict[K, tuple[T, ...]]:
    groups: dict[K, tuple[T, ...]] = {}
    for thing in things:
        groups[key(thing)] = (*groups.get(key(thing), ()), thing)
    return groups
