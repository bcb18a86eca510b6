"""Masters for one cell: what central owns and a cell needs to work alone. Versioned; travels
whole.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from wire.ids import (
    FaceId,
    FamilyId,
    FeedId,
    LoopId,
    NodeId,
    PartNumber,
    PersonId,
    PointOfFit,
    RackFamilyId,
)
from wire.telegram import Counter, FeedCode, Quantity, Status

Millimetres = Annotated[int, Meta(ge=0, le=10_000_000)]
Alias = Annotated[str, Meta(min_length=1, max_length=50, pattern="^[^;]+$")]
Picture = Annotated[str, Meta(max_length=100, pattern=r"^([A-Za-z0-9_-]+\.(png|jpg))?$")]
Seconds = Annotated[int, Meta(ge=0, le=10_000_000)]
Pattern = Annotated[str, Meta(max_length=100)]
ZONE = r"^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$"
TIME_OF_DAY = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
BREAK = r"^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$"
LOCAL_TIME = r"^[0-9]{4}-[01][0-9]-[0-3][0-9]T([01][0-9]|2[0-3]):[0-5][0-9]$"


class GapPolicy(StrEnum):
    HOLD_AT_ONCE = "hold_at_once"
    HOLD_AFTER = "hold_after"
    """Hold once ``hold_after_vehicles`` further vehicles were seen behind the hole."""
    LEAVE_EMPTY = "leave_empty"
    """Go on; the slot stays MISSING and the rack cannot close until it is filled or a person
    skips it.
    """


class Continuity(StrEnum):
    """By what a feed shows that something of it did not come."""

    NUMBER = "number"
    """Every number comes: one that is jumped over is a hole."""
    PREVIOUS_NUMBER = "previous_number"
    """A telegram names the number before its own: one that did not come is a hole."""
    TRANSMISSION = "transmission"
    """Each message is counted: a count that is jumped over was lost, whatever it said."""
    NONE = "none"
    """Only vehicles that need something here are told of: nothing is waited for."""


class UnplacedLines(StrEnum):
    """What becomes of a part line that names neither family nor point of fit, with a part that is
    unknown to the cell.
    """

    IGNORED = "ignored"
    """It is for another cell: the maker sends every cell all lines."""
    HELD = "held"
    """It is for this cell, whatever it means: the vehicle's slots are held."""


class FeedRules(msgspec.Struct, frozen=True, kw_only=True):
    """How one feed numbers its vehicles, and what its messages mean."""

    feed: FeedCode
    first_number: Annotated[int, Meta(ge=0)] = 1
    last_number: Annotated[int, Meta(ge=1)] = 9999
    """Numbers wrap from last to first."""
    not_sequenced: tuple[str, ...] = ("0000",)
    window: Annotated[int, Meta(ge=1, le=1000)] = 50
    """How many vehicles a telegram may arrive out of place."""
    max_jump: Annotated[int, Meta(ge=1)] = 200
    """A longer jump ahead is refused with an alarm."""
    continuity: Continuity = Continuity.NUMBER
    unplaced_lines: UnplacedLines = UnplacedLines.IGNORED
    gap_policy: GapPolicy = GapPolicy.HOLD_AT_ONCE
    hold_after_vehicles: Annotated[int, Meta(ge=0)] = 0
    amendments: bool = True
    """False: other content for a known call number is a conflict."""
    re_sequencing: bool = True
    """False: another number for a known call number, or another call for a taken number, is a
    conflict.
    """
    restarts: bool = True
    place_from: Status = Status.FINAL
    """Status from which a vehicle gets its slot: PREVIEW or FINAL."""
    takt_s: Annotated[int, Meta(ge=1, le=86_400)] = 60
    """Where its shift says none."""
    zone: Annotated[str, Meta(max_length=64, pattern=ZONE)] = "UTC"
    """Of the times of its shifts and planned stops, by its IANA name."""
    planned_at: Annotated[PointOfFit, Meta(max_length=35)] = PointOfFit("")
    """Whose planned time a telegram says; empty: of each point of fit alike."""
    silence_takts: Annotated[int, Meta(ge=0, le=10_000)] = 10
    """So many takts of working time without a telegram are an alarm; 0: never."""
    silence_s: Annotated[int, Meta(ge=0, le=10_000_000)] = 0
    """Of a feed that does not tell every number: so many seconds of working time without a telegram
    are an alarm; 0: never.
    """
    status_map: dict[str, Status] = {}
    """The maker's own status text to ours."""
    transitions: dict[str, tuple[str, ...]] = {}
    """Which statuses may follow each, as the maker writes them or as we do; ``begin``: which may be
    the first. Empty: any.
    """
    actions: dict[str, tuple[str, ...]] = {}
    """What is done by itself when a call reaches a status, the maker's or ours (``racked`` and
    ``shipped`` too), each as ``wire.life_actions`` reads it: ``print slot``. Empty: nothing.
    """
    vin_check_digit: bool = False
    """Markets that use the check digit of ISO 3779 (North America, China)."""
    vin_pattern: Pattern = ""
    """What its VINs look like (regular expression, of the whole); empty: ISO 3779."""
    call_pattern: Pattern = ""
    """What its call numbers look like; empty: any text."""
    number_pattern: Pattern = ""
    """What its sequence numbers look like; its group ``number`` is counted. Empty: digits."""
    format: str = "canonical_json"
    columns: tuple[Column, ...] = ()
    """Layout of a fixed-width feed."""
    format_options: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET
    """What the format alone has to be told, as its room in ``formats`` declares it."""


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a fixed-width line: ``start`` counts characters from 0."""

    field: str
    """A field of the telegram, ``option:NAME`` for an option's value, or ``options`` for a list
    of codes.
    """
    start: Annotated[int, Meta(ge=0, le=100_000)]
    length: Annotated[int, Meta(ge=1, le=10_000)]
    width: Annotated[int, Meta(ge=1, le=35)] = 4
    """Of one code, where the field is ``options``."""
    code: Annotated[str, Meta(pattern="^(yyyymmddhhmmss( local)?)?$")] = ""
    """How a time is written: ``yyyymmddhhmmss`` (UTC), the same with `` local`` (by the clock of
    the telegram's ``event_zone``, else of the feed's zone), or empty for microseconds.
    """


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """``rule`` is a Boolean expression over option codes. An empty part means: this vehicle needs
    none.
    """

    rule: Annotated[str, Meta(min_length=1, max_length=2000)]
    part: PartNumber
    quantity: Quantity = 1


class PartFamily(msgspec.Struct, frozen=True, kw_only=True):
    family: FamilyId
    name: str
    rack_family: RackFamilyId
    variants: tuple[Variant, ...]
    serial_tracked: bool = False
    feeds: Annotated[tuple[FeedCode, ...], Meta(max_length=20)] = ()
    """Whose vehicles have it; empty: those of all feeds of its racks."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a part beside its number. Parts that are not listed have their family's name
    and nothing else.
    """

    part: Annotated[PartNumber, Meta(min_length=1, max_length=35)]
    name: Annotated[str, Meta(max_length=100)] = ""
    picture: Picture = ""
    """A file in central's folder of pictures."""
    weight_g: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    """Of one piece; 0: not said."""
    aliases: Annotated[tuple[Alias, ...], Meta(max_length=50)] = ()
    """What suppliers' labels call it: GTIN, customer's part number."""
    substitutes: Annotated[tuple[PartNumber, ...], Meta(max_length=20)] = ()
    """Parts that may stand for it, each time by a lead's release."""
    substitute_second_person: bool = False
    """That takes two people."""


class LoadOrder(StrEnum):
    SAME = "same"
    REVERSE = "reverse"


class LabelOn(StrEnum):
    """When a label of a rack family prints by itself."""

    TELEGRAM = "telegram"
    """A slot label as soon as the vehicle is placed and not held."""
    PICK = "pick"
    """A part label after each accepted scan."""
    NEVER = "never"


class PutCheck(StrEnum):
    """How a picker shows that a part went into its own compartment."""

    NEVER = "never"
    SLOT_LABEL = "slot_label"
    """By scanning the label of the slot, which prints with the telegram and is stuck there."""
    COMPARTMENT = "compartment"
    """By scanning the code of the carrier's compartment, ``LS:PUT:<carrier>:<compartment>``."""


class PackCheck(StrEnum):
    """Which labels of a rack's pieces are scanned once more before it leaves."""

    NEVER = "never"
    EVERY = "every"
    SAMPLE = "sample"
    """Of the first slot, and of each ``pack_sample``-th after it."""
    FIRST_LAST = "first_last"


class Filling(StrEnum):
    """Which vehicles a rack carries."""

    NUMBER = "number"
    """Those of a block of consecutive numbers, one slot a number."""
    DENSE = "dense"
    """The next ones of the line that need something of the family, one slot each."""
    GROUP = "group"
    """Those that the maker groups: part lines name the group and the place in it."""


class FillFrom(StrEnum):
    """Which layer of a rack is filled first."""

    BOTTOM = "bottom"
    TOP = "top"


class RackFamily(msgspec.Struct, frozen=True, kw_only=True):
    rack_family: RackFamilyId
    name: str
    feed: FeedId
    more_feeds: Annotated[tuple[FeedCode, ...], Meta(max_length=20)] = ()
    """That share it: each has racks of its own."""
    point_of_fit: PointOfFit
    size: Annotated[int, Meta(ge=1, le=200)]
    filling: Filling = Filling.NUMBER
    """Of numbers that have no rack yet."""
    layers: Annotated[int, Meta(ge=1, le=20)] = 1
    """One above another, each with as many places."""
    fill_from: FillFrom = FillFrom.BOTTOM
    load_order: LoadOrder = LoadOrder.SAME
    label_on: LabelOn = LabelOn.PICK
    rack_label: bool = True
    put_check: PutCheck = PutCheck.NEVER
    """Of racks that are formed from now on."""
    pack_check: PackCheck = PackCheck.NEVER
    pack_sample: Annotated[int, Meta(ge=1, le=200)] = 10

    @property
    def feeds(self) -> tuple[FeedId, ...]:
        """All of which there are such racks."""
        return (self.feed, *self.more_feeds)


class Fit(msgspec.Struct, frozen=True, kw_only=True):
    """A point of fit: how long after the call-off point the vehicle passes it, and how far it is
    away.
    """

    point_of_fit: PointOfFit
    offset_vehicles: Annotated[int, Meta(ge=0, le=100_000)]
    transport_s: Seconds
    safety_s: Seconds
    line_side_places: Annotated[int, Meta(ge=1, le=1000)] = 4
    frozen_vehicles: Annotated[int, Meta(ge=0, le=100_000)] = 0
    """Inside this distance from the call-off point late changes are still usual: earliest safe
    time.
    """


class Face(msgspec.Struct, frozen=True, kw_only=True):
    face: FaceId
    part: PartNumber
    aisle: Annotated[int, Meta(ge=0, le=1000)]
    position: Annotated[int, Meta(ge=0, le=1000)]
    name: str = ""


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """How long picking takes in this cell."""

    aisles: Annotated[int, Meta(ge=1, le=1000)] = 1
    positions_per_aisle: Annotated[int, Meta(ge=1, le=1000)] = 60
    position_mm: Millimetres = 1000
    aisle_mm: Millimetres = 3000
    walk_mm_per_s: Annotated[int, Meta(ge=1, le=10_000)] = 1000
    setup_s: Seconds = 10
    stop_s: Seconds = 2
    pick_s: Seconds = 3
    tour_vehicles: Annotated[int, Meta(ge=1, le=64)] = 6


class Day(StrEnum):
    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """When the lines of these feeds are planned to run, by the clock of each feed's zone."""

    shift: Annotated[str, Meta(min_length=1, max_length=35)]
    feeds: Annotated[tuple[FeedCode, ...], Meta(max_length=50)]
    days: Annotated[tuple[Day, ...], Meta(max_length=7)]
    """On which it begins."""
    begins: Annotated[str, Meta(pattern=TIME_OF_DAY)]
    ends: Annotated[str, Meta(pattern=TIME_OF_DAY)]
    """Not after ``begins``: on the next day."""
    breaks: Annotated[tuple[Annotated[str, Meta(pattern=BREAK)], ...], Meta(max_length=20)] = ()
    """Each as ``09:00-09:15``."""
    takt_s: Annotated[int, Meta(ge=0, le=86_400)] = 0
    """0: that of the feed."""


class PlannedStop(msgspec.Struct, frozen=True, kw_only=True):
    """The lines of these feeds stand from one time to another, as 2026-12-24T14:00, by the clock of
    each feed's zone.
    """

    stop: Annotated[str, Meta(min_length=1, max_length=100)]
    feeds: Annotated[tuple[FeedCode, ...], Meta(max_length=50)]
    begins: Annotated[str, Meta(pattern=LOCAL_TIME)]
    ends: Annotated[str, Meta(pattern=LOCAL_TIME)]


class Loop(msgspec.Struct, frozen=True, kw_only=True):
    loop: LoopId
    part: PartNumber
    location: str
    quantity: Quantity
    """Pieces a card."""
    minimum: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    """Pieces at the location; 0: as the office has it."""


class Role(StrEnum):
    PICKER = "picker"
    TEAM_LEAD = "team_lead"
    SUPERVISOR = "supervisor"
    SHIPPING = "shipping"
    PLANNER = "planner"
    CREDIT_CONTROLLER = "credit_controller"
    ADMINISTRATOR = "administrator"
    CELL = "cell"


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """``badge_hash`` is made of the badge's text as ``wire.badges`` says, so that sign-in works
    without central; `lineside central badge hash` makes it. Masters that are put may carry its
    first step alone, BLAKE2b of 16 bytes in hex: central makes the second, with the site's key.
    Empty where the reader may not see it.
    """

    person: PersonId
    name: str
    role: Role
    badge_hash: str


class Masters(msgspec.Struct, frozen=True, kw_only=True, tag="masters"):
    cell: NodeId
    version: Counter
    feeds: tuple[FeedRules, ...] = ()
    families: tuple[PartFamily, ...] = ()
    rack_families: tuple[RackFamily, ...] = ()
    faces: tuple[Face, ...] = ()
    fits: tuple[Fit, ...] = ()
    layout: Layout = Layout()
    loops: tuple[Loop, ...] = ()
    people: tuple[Person, ...] = ()
    parts: tuple[Part, ...] = ()
    shifts: tuple[Shift, ...] = ()
    """Of the feeds that none of them names, the line runs always."""
    planned_stops: tuple[PlannedStop, ...] = ()
