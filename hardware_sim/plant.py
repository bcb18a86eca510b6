"""The synthetic plant: what is built, which cell supplies it, and who works there.

Two descriptions of the same thing stand side by side. The masters (JSON, by wire's page) carry
usage rules as text; ``Plant.expected_parts`` computes the parts of a vehicle straight from its
options. The cells only ever see the first, the audit only the second.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b
from typing import Any

from hardware_sim.pause import Pause

OFFSET_VEHICLES = 60
"""From the call-off point to the first point of fit of a cell."""
Options = Mapping[str, str]
Chosen = tuple[str, int] | None
"""Part number and pieces, or None: this vehicle needs none of the family."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """A vehicle order as the maker's planning knows it."""

    call_number: str
    vin: str
    body_number: str
    model: str
    colour: str
    options: dict[str, str]
    feed: str = ""
    """Of a second line that builds it; empty: the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A part that must end up married to a vehicle, ``quantity`` pieces of it."""

    cell: str
    rack_family: str
    point_of_fit: str
    family: str
    part: str
    quantity: int
    index: int = 0
    """Which of several parts of its family; 0: there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a part line of the maker names; ``index`` tells several of one family apart."""

    index: int
    part: str
    quantity: int = 1


def _nothing(_: Options) -> tuple[Named, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One line of a family in the masters. ``part`` empty: none is needed."""

    rule: str
    part: str
    quantity: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    family: str
    name: str
    choices: tuple[Choice, ...]
    choose: Callable[[Options], Chosen]
    serial_tracked: bool = True
    named: Callable[[Options], tuple[Named, ...]] = _nothing
    """What part lines name instead of the rules; none: the rules hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RackFamily:
    rack_family: str
    name: str
    point_of_fit: str
    size: int
    families: tuple[Family, ...]
    load_order: str = "same"
    label_on: str = "pick"
    rack_label: bool = True
    put_check: str = "never"
    filling: str = "number"
    feed: str = ""
    """Empty: that of all vehicles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    person: str
    name: str
    role: str
    badge: str
    """Text on the badge, long and random; only its hash is in the masters, which central keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    loop: str
    part: str
    location: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    cell: str
    name: str
    rack_families: tuple[RackFamily, ...]
    loops: tuple[Loop, ...]
    people: tuple[Person, ...]
    workplaces: tuple[str, ...]

    def parts(self) -> list[str]:
        """Every part number that lies in this cell, in the order of its faces."""
        found: dict[str, None] = {}
        for rack in self.rack_families:
            for family in rack.families:
                found.update((choice.part, None) for choice in family.choices if choice.part)
        return list(found)

    def serial_tracked(self) -> list[str]:
        """Families whose parts carry serials."""
        return [
            family.family
            for rack in self.rack_families
            for family in rack.families
            if family.serial_tracked
        ]

    def with_role(self, role: str) -> list[Person]:
        return [person for person in self.people if person.role == role]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRules:
    """How the line numbers its vehicles; the keys are those of the masters."""

    feed: str = "L1"
    first_number: int = 1
    last_number: int = 9999
    window: int = 40
    max_jump: int = 200
    gap_policy: str = "hold_at_once"
    hold_after_vehicles: int = 0
    takt_s: int = 60
    continuity: str = "number"
    format: str = "canonical_json"
    columns: tuple[dict[str, Any], ...] = ()

    def after(self, number: int) -> int:
        return self.first_number if number >= self.last_number else number + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    name: str
    feed: FeedRules
    cells: tuple[Cell, ...]
    sparse: tuple[FeedRules, ...] = ()
    """Feeds of the same line that tell only some vehicles."""
    second: FeedRules | None = None
    """Of a second line, which has its own vehicles."""
    pause: Pause | None = None
    """Of the first line."""
    option_names: tuple[str, ...] = field(default=())
    """Every option a vehicle of this plant may carry; a fixed-width feed has a column for each."""

    def cell(self, cell: str) -> Cell:
        return next(one for one in self.cells if one.cell == cell)

    @property
    def feeds(self) -> tuple[FeedRules, ...]:
        second = () if self.second is None else (self.second,)
        return (self.feed, *self.sparse, *second)

    def feeds_of(self, cell: Cell) -> list[FeedRules]:
        """Those that the cell works by."""
        named = {rack.feed for rack in cell.rack_families}
        return [self.feed, *(feed for feed in self.feeds[1:] if feed.feed in named)]

    def _stops(self, cell: Cell) -> list[dict[str, Any]]:
        if self.pause is None:
            return []
        return [self.pause.as_stop([f.feed for f in self.feeds_of(cell) if f != self.second])]

    def is_for(self, rack: RackFamily, vehicle: Vehicle) -> bool:
        """Whether the rack carries parts for the line that builds the vehicle."""
        second = self.second is not None and rack.feed == self.second.feed
        return (rack.feed if second else "") == vehicle.feed

    def needs_of_feed(self, feed: str, options: Options) -> bool:
        """Whether a vehicle needs something of the racks of a sparse feed."""
        return any(
            self.parts_of(family, options)
            for cell in self.cells
            for rack in cell.rack_families
            if rack.feed == feed
            for family in rack.families
        )

    def expected_parts(self, vehicle: Vehicle) -> list[Expected]:
        """What the vehicle needs from all cells, computed from its options, not from the rules."""
        wanted: list[Expected] = []
        for cell in self.cells:
            for rack in (each for each in cell.rack_families if self.is_for(each, vehicle)):
                for family in rack.families:
                    wanted += (
                        Expected(
                            cell=cell.cell,
                            rack_family=rack.rack_family,
                            point_of_fit=rack.point_of_fit,
                            family=family.family,
                            part=piece.part,
                            quantity=piece.quantity,
                            index=piece.index,
                        )
                        for piece in self.parts_of(family, vehicle.options)
                    )
        return wanted

    def parts_of(self, family: Family, options: Options) -> tuple[Named, ...]:
        """By part lines where the line sends some, else the one that is chosen, at index 0."""
        named = family.named(options) if self.tells_parts else ()
        if named:
            return named if len(named) > 1 else (replace(named[0], index=0),)
        chosen = family.choose(options)
        return () if chosen is None else (Named(index=0, part=chosen[0], quantity=chosen[1]),)

    @property
    def tells_parts(self) -> bool:
        """A fixed-width line has no columns for them."""
        return self.feed.format == "canonical_json"

    def part_lines(self, options: Options) -> list[dict[str, Any]]:
        """As they stand in a telegram."""
        if not self.tells_parts:
            return []
        return [
            {
                "part": piece.part,
                "family": family.family,
                "index": piece.index,
                "quantity": piece.quantity,
            }
            for cell in self.cells
            for rack in cell.rack_families
            for family in rack.families
            for piece in family.named(options)
        ]

    def masters(self, cell: Cell) -> dict[str, Any]:
        """The cell's masters as JSON, version 0: central gives the version."""
        return {
            "type": "masters",
            "cell": cell.cell,
            "version": 0,
            "feeds": [feed_json(feed) for feed in self.feeds_of(cell)],
            "families": [
                _family_json(rack, family)
                for rack in cell.rack_families
                for family in rack.families
            ],
            "rack_families": [_rack_json(rack, self.feed.feed) for rack in cell.rack_families],
            "faces": _faces_json(cell),
            "fits": _fits_json(cell),
            "layout": {
                "aisles": 2,
                "positions_per_aisle": 20,
                "position_mm": 1000,
                "aisle_mm": 3000,
                "walk_mm_per_s": 1000,
                "setup_s": 10,
                "stop_s": 2,
                "pick_s": 3,
                "tour_vehicles": 6,
            },
            "planned_stops": self._stops(cell),
            "loops": [asdict(loop) for loop in cell.loops],
            "people": [_person_json(person) for person in cell.people],
        }


def feed_json(feed: FeedRules) -> dict[str, Any]:
    """The feed's rules under the keys of the masters and of central's configuration."""
    rules: dict[str, Any] = {
        "feed": feed.feed,
        "first_number": feed.first_number,
        "last_number": feed.last_number,
        "window": feed.window,
        "max_jump": feed.max_jump,
        "continuity": feed.continuity,
        "gap_policy": feed.gap_policy,
        "hold_after_vehicles": feed.hold_after_vehicles,
        "takt_s": feed.takt_s,
        "format": feed.format,
    }
    if feed.columns:
        rules["columns"] = [dict(column) for column in feed.columns]
    return rules


def _family_json(rack: RackFamily, family: Family) -> dict[str, Any]:
    return {
        "family": family.family,
        "name": family.name,
        "rack_family": rack.rack_family,
        "serial_tracked": family.serial_tracked,
        "variants": [
            {"rule": choice.rule, "part": choice.part, "quantity": choice.quantity}
            for choice in family.choices
        ],
    }


def _person_json(person: Person) -> dict[str, Any]:
    return {
        "person": person.person,
        "name": person.name,
        "role": person.role,
        "badge_hash": blake2b(person.badge.encode(), digest_size=16).hexdigest(),
    }


def _rack_json(rack: RackFamily, feed: str) -> dict[str, Any]:
    return {
        "rack_family": rack.rack_family,
        "name": rack.name,
        "feed": rack.feed or feed,
        "point_of_fit": rack.point_of_fit,
        "size": rack.size,
        "filling": rack.filling,
        "load_order": rack.load_order,
        "label_on": rack.label_on,
        "rack_label": rack.rack_label,
        "put_check": rack.put_check,
    }


def _faces_json(cell: Cell) -> list[dict[str, Any]]:
    """Faces alternate between two aisles, in the order of the part numbers."""
    return [
        {
            "face": f"{'AB'[place % 2]}{place // 2 + 1:02d}",
            "part": part,
            "aisle": place % 2,
            "position": place // 2 + 1,
            "name": part,
        }
        for place, part in enumerate(cell.parts())
    ]


def _fits_json(cell: Cell) -> list[dict[str, Any]]:
    return [
        {
            "point_of_fit": rack.point_of_fit,
            "offset_vehicles": OFFSET_VEHICLES + 10 * place,
            "transport_s": 600,
            "safety_s": 300,
            "line_side_places": 4,
            "frozen_vehicles": 12,
        }
        for place, rack in enumerate(cell.rack_families)
    ]
