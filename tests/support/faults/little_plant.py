"""Masters, vehicles and people of the rig's cell: mirrors whose label is printed at the pick, and
seats with serial numbers whose slot label is printed with the telegram.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from wire.ids import (
    CallNumber,
    FaceId,
    FamilyId,
    FeedId,
    LoopId,
    NodeId,
    PartNumber,
    PersonId,
    PointOfFit,
    RackFamilyId,
    SequenceNumber,
    Vin,
)
from wire.masters import (
    Face,
    FeedRules,
    Fit,
    LabelOn,
    Layout,
    LoadOrder,
    Loop,
    Masters,
    PartFamily,
    Person,
    RackFamily,
    Role,
    Variant,
)
from wire.telegram import Status, Telegram

FEED = FeedId("L1")
NODE = NodeId("cell-a")
PLACE = "A1"
PICKER_BADGE, LEAD_BADGE = "anna secret", "ben secret"
RACK_SIZE = 4
PARTS = ("M-RED-01", "M-BLUE-01", "S-LEATHER-7", "S-CLOTH-7")


def masters(version: int = 1, window: int = 50) -> Masters:
    return Masters(
        cell=NODE,
        version=version,
        feeds=(FeedRules(feed=FEED, window=window),),
        families=(
            _family("mirror", "MIRROR", ("COLOUR=RED", PARTS[0]), ("not COLOUR=RED", PARTS[1])),
            _family("seat", "SEAT", ("TRIM=L", PARTS[2]), ("not TRIM=L", PARTS[3]), tracked=True),
        ),
        rack_families=(
            RackFamily(
                rack_family=RackFamilyId("MIRROR"),
                name="Mirrors",
                feed=FEED,
                point_of_fit=PointOfFit("F1"),
                size=RACK_SIZE,
                label_on=LabelOn.PICK,
            ),
            RackFamily(
                rack_family=RackFamilyId("SEAT"),
                name="Seats",
                feed=FEED,
                point_of_fit=PointOfFit("F2"),
                size=RACK_SIZE,
                load_order=LoadOrder.REVERSE,
                label_on=LabelOn.TELEGRAM,
            ),
        ),
        faces=tuple(
            Face(face=FaceId(f"F{place}"), part=PartNumber(part), aisle=0, position=place)
            for place, part in enumerate(PARTS)
        ),
        fits=tuple(
            Fit(point_of_fit=PointOfFit(fit), offset_vehicles=100, transport_s=600, safety_s=300)
            for fit in ("F1", "F2")
        ),
        layout=Layout(tour_vehicles=4),
        loops=(Loop(loop=LoopId("K1"), part=PartNumber(PARTS[0]), location="F0", quantity=20),),
        people=(
            _person("anna", Role.PICKER, PICKER_BADGE),
            _person("ben", Role.TEAM_LEAD, LEAD_BADGE),
        ),
    )


def telegram(number: int, **values: Any) -> Telegram:
    """The vehicle with this sequence number; its options follow from the number."""
    return Telegram(
        **{
            "feed": FEED,
            "call_number": CallNumber(f"C{number:06d}"),
            "status": Status.FINAL,
            "sequence_number": SequenceNumber(f"{number:04d}"),
            "vin": Vin(f"WVWZZZ1JZXW{number:06d}"),
            "colour": "RED" if number % 2 else "BLUE",
            "options": {"TRIM": "L" if number % 3 else "C"},
            **values,
        }
    )


def expected_parts(number: int) -> dict[str, str]:
    """Family to part, reckoned here and not by usage rules."""
    return {
        "mirror": PARTS[0] if number % 2 else PARTS[1],
        "seat": PARTS[2] if number % 3 else PARTS[3],
    }


def _family(
    family: str, rack: str, *variants: tuple[str, str], tracked: bool = False
) -> PartFamily:
    return PartFamily(
        family=FamilyId(family),
        name=family.title(),
        rack_family=RackFamilyId(rack),
        variants=tuple(Variant(rule=rule, part=PartNumber(part)) for rule, part in variants),
        serial_tracked=tracked,
    )


def _person(name: str, role: Role, badge: str) -> Person:
    digest = blake2b(badge.encode(), digest_size=16).hexdigest()
    return Person(person=PersonId(name), name=name.title(), role=role, badge_hash=digest)
