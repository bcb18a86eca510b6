"""What masters must satisfy so that a cell can work by them. Pure.

The cell refuses masters for nothing else, and central refuses them for the same before a cell
hears of them. (Central also refuses what a cell would pick by and could not plan:
``wire.plan_limits``.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from wire.calendar_faults import calendar_faults, is_zone
from wire.identifiers import pattern_faults
from wire.life_actions import action_faults
from wire.limits import excess
from wire.masters import FeedRules, LabelOn, Masters, PackCheck, PutCheck, Variant
from wire.telegram import Status
from wire.usage import UsageError, parse_rule

_CUT = {
    "text.too_long": "shorten it",
    "list.too_long": "take some out",
    "number.out_of_range": "keep between them",
}
EMPTY = (
    "the masters are empty: no feed, no face and no part family; put all that the cell works by, "
    "they replace the ones before as a whole"
)


def faults_of(masters: Masters) -> list[str]:
    """Everything that keeps a cell from using them, in words that say what to do; empty: nothing
    does.
    """
    if not (masters.feeds or masters.faces or masters.families):
        return [EMPTY]
    if (beyond := excess(masters)) is not None:
        return [f"{beyond.detail}; {_CUT.get(beyond.code, 'write another')}"]
    return [
        *_names("feed", (feed.feed for feed in masters.feeds)),
        *_names("point of fit", (fit.point_of_fit for fit in masters.fits)),
        *_names("rack family", (rack.rack_family for rack in masters.rack_families)),
        *_names("face", (face.face for face in masters.faces)),
        *_names("family", (family.family for family in masters.families)),
        *_names("loop", (loop.loop for loop in masters.loops)),
        *_names("badge", (person.badge_hash for person in masters.people)),
        *_names("person", (person.person for person in masters.people)),
        *_names("part", (part.part for part in masters.parts)),
        *_names("shift", (shift.shift for shift in masters.shifts)),
        *_names("planned stop", (stop.stop for stop in masters.planned_stops)),
        *_aliases(masters),
        *_substitutes(masters),
        *calendar_faults(masters),
        *(fault for feed in masters.feeds for fault in feed_faults(feed)),
        *_planned_at(masters),
        *_rack_families(masters),
        *(
            f"face {face.face!r} names no part; give it one or remove it"
            for face in masters.faces
            if not face.part
        ),
        *_families(masters),
    ]


def _names(kind: str, names: Iterable[str]) -> Iterator[str]:
    for name, times in Counter(names).items():
        if not name:
            yield f"a {kind} has no name; every {kind} needs one"
        elif times > 1:
            yield f"{kind} {name!r} appears {times} times; keep one of them"


def _aliases(masters: Masters) -> Iterator[str]:
    """Whose label a scan is must be clear: an alias is of one part, and no part's own number."""
    ours = {face.part for face in masters.faces} | {part.part for part in masters.parts}
    first: dict[str, str] = {}
    for part in masters.parts:
        for alias in part.aliases:
            other = first.setdefault(alias, part.part)
            if other != part.part:
                yield f"alias {alias!r} is of the parts {other!r} and {part.part!r}; keep one"
            elif alias in ours and alias != part.part:
                yield f"alias {alias!r} of part {part.part!r} is a part itself; remove the alias"


def _substitutes(masters: Masters) -> Iterator[str]:
    in_faces = {face.part for face in masters.faces}
    for part in masters.parts:
        for other in part.substitutes:
            if other == part.part:
                yield f"part {part.part!r} cannot stand for itself; take it out of substitutes"
            elif other not in in_faces:
                yield f"substitute {other!r} of part {part.part!r} lies in no face; add a face"


def feed_faults(feed: FeedRules) -> Iterator[str]:
    """What contradicts itself in one feed."""
    first, last = feed.first_number, feed.last_number
    if first >= last:
        yield f"feed {feed.feed!r}: first_number {first} must be lower than last_number {last}"
    elif feed.window >= last - first:
        yield (
            f"feed {feed.feed!r}: window {feed.window} must be smaller than the "
            f"{last - first + 1} numbers of a run"
        )
    if not is_zone(feed.zone):
        yield f"feed {feed.feed!r}: zone {feed.zone!r} is none; write it as Europe/Berlin"
    for text, status in feed.status_map.items():
        if status is Status.UNKNOWN:
            yield f"feed {feed.feed!r}: status_map: {text!r} means nothing as unknown; leave it out"
    yield from pattern_faults(feed)
    if feed.transitions and not feed.transitions.get("begin"):
        yield f"feed {feed.feed!r}: transitions say nothing of 'begin'; no call could come"
    yield from action_faults(feed)
    if feed.place_from not in (Status.PREVIEW, Status.FINAL):
        yield f"feed {feed.feed!r}: place_from is preview or final, not {feed.place_from.value}"


def _planned_at(masters: Masters) -> Iterator[str]:
    fits = {"", *(fit.point_of_fit for fit in masters.fits)}
    for feed in masters.feeds:
        yield from _known(f"feed {feed.feed!r}: planned_at", "point of fit", feed.planned_at, fits)


def _rack_families(masters: Masters) -> Iterator[str]:
    feeds = {feed.feed for feed in masters.feeds}
    fits = {fit.point_of_fit for fit in masters.fits}
    for rack in masters.rack_families:
        where = f"rack family {rack.rack_family!r}"
        for feed, times in Counter(rack.feeds).items():
            yield from _known(where, "feed", feed, feeds)
            if times > 1:
                yield f"{where} names the feed {feed!r} {times} times; keep one of them"
        yield from _known(where, "point of fit", rack.point_of_fit, fits)
        if rack.pack_check is not PackCheck.NEVER and rack.label_on is not LabelOn.PICK:
            yield f"{where}: pack_check scans labels of pieces; set label_on to pick"
        if rack.size % rack.layers:
            yield (
                f"{where}: {rack.size} places are no whole number for each of {rack.layers} "
                "layers; change size or layers"
            )
        if rack.put_check is PutCheck.SLOT_LABEL and rack.label_on is not LabelOn.TELEGRAM:
            yield (
                f"{where}: put_check slot_label needs labels of the slots; set label_on to "
                "telegram, or put_check to compartment or never"
            )


def _families(masters: Masters) -> Iterator[str]:
    racks = {rack.rack_family: rack.feeds for rack in masters.rack_families}
    in_faces = {face.part for face in masters.faces}
    for family in masters.families:
        where = f"family {family.family!r}"
        yield from _known(where, "rack family", family.rack_family, racks)
        shared = racks.get(family.rack_family, ())
        for feed in family.feeds:
            if shared and feed not in shared:
                yield (
                    f"{where} is of the feed {feed!r}, and its racks {family.rack_family!r} are "
                    "not; add the feed to the rack family's more_feeds, or take it out here"
                )
        if not family.variants:
            yield f"{where} has no variant; give it at least one rule"
        for place, variant in enumerate(family.variants, start=1):
            yield from _variant(f"{where}, variant {place}", variant, in_faces)


def _variant(where: str, variant: Variant, in_faces: Collection[str]) -> Iterator[str]:
    try:
        parse_rule(variant.rule)
    except UsageError as error:
        yield f"{where}: rule {variant.rule[:80]!r} does not parse: {error}"
    if variant.part and variant.part not in in_faces:
        yield f"{where}: part {variant.part!r} lies in no face; add a face for it"


def _known(where: str, kind: str, name: str, names: Collection[str]) -> Iterator[str]:
    if name not in names:
        yield f"{where} names the {kind} {name!r}, which is not there; add it"
