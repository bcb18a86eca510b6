"""A central with one line and one cell in its database, put there the way a cell does it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
from fastapi import FastAPI

from central.access.rules import TokenRole
from central.access.service import create_token
from central.app import Central, create_app
from central.broadcast.service.gateway import Gateway
from central.cells.rules import Site
from central.cells.service import put_masters
from central.config import load
from central.db.clock import now_us
from central.tracking.intake import Intake
from wire.codec import WireError, chain_hash, encode
from wire.events import (
    Fact,
    HelpCalled,
    HelpKind,
    LabelKind,
    LabelMoved,
    LabelRequested,
    LabelState,
    Marriage,
    Need,
    RackClosed,
    RackFormed,
    RackShipped,
    Reaction,
    RunOpened,
    Scanned,
    TelegramTaken,
    Verdict,
)
from wire.ids import (
    CallNumber,
    DeviceId,
    FaceId,
    FamilyId,
    FeedId,
    LabelId,
    NodeId,
    PartNumber,
    PersonId,
    PointOfFit,
    RackFamilyId,
    RackId,
    SequenceNumber,
    Vin,
    WorkplaceId,
)
from wire.masters import Face, FeedRules, Fit, Layout, Masters, PartFamily, RackFamily, Variant
from wire.sync import GENESIS, Entry, FactBatch
from wire.telegram import Status, Telegram

FEED = FeedId("L1")
NODE = NodeId("cell-a")
EVIL = '<img src=x onerror="alert(1)">'
FAMILY = RackFamilyId("MIRROR")


def vin(number: int) -> Vin:
    return Vin(f"WVWZZZ1KZ6W{number:06d}")


def call(number: int) -> CallNumber:
    return CallNumber(f"0005{number:04d}")


def rack_of(number: int) -> tuple[RackId, int]:
    first = number - (number - 1) % 8
    return RackId(f"MIRROR-0-{first:04d}"), number - first


@dataclass(slots=True)
class Seeded:
    app: FastAPI
    central: Central
    offset: int = 0
    hash: str = GENESIS

    def tell(self, *facts: Fact, at_us: int | None = None) -> None:
        """Facts of the cell, as one batch."""
        at = now_us() if at_us is None else at_us
        entries = []
        previous = self.hash
        for fact in facts:
            raw = encode(fact)
            self.hash = chain_hash(self.hash, self.offset, at, raw)
            entries.append(
                Entry(offset=self.offset, at_us=at, hash=self.hash, fact=msgspec.Raw(raw))
            )
            self.offset += 1
        self.central.house.find(Intake).take(
            FactBatch(
                wire_version=1, node=NODE, epoch=1, previous_hash=previous, entries=tuple(entries)
            ),
            now_us(),
        )

    def vehicle(self, number: int, *, colour: str = "blue") -> None:
        """A telegram at the gateway, and the fact that the cell took it."""
        telegram = Telegram(
            feed=FEED,
            call_number=call(number),
            status=Status.FINAL,
            sequence_number=SequenceNumber(f"{number:04d}"),
            vin=vin(number),
            model="G4",
            colour=colour,
        )
        position = self.central.house.find(Gateway).take(FEED, encode(telegram))
        need = Need(
            family=FamilyId("mirror-l"),
            part=PartNumber("5K1-857-507-AB12"),
            quantity=1,
            face=FaceId("B07"),
            rack_family=FAMILY,
            rule="A",
            serial_tracked=True,
        )
        self.tell(
            TelegramTaken(
                telegram=msgspec.structs.replace(telegram, position=position),
                reaction=Reaction.IN_ORDER,
                number=number,
                order=(2, position, position),
                needs=(need,),
            )
        )

    def rack(self, first: int) -> None:
        rack, _ = rack_of(first)
        self.tell(
            RackFormed(
                rack=rack,
                rack_family=FAMILY,
                point_of_fit=PointOfFit("P17"),
                feed=FEED,
                epoch=0,
                first_number=first,
                size=8,
            )
        )

    def pick(self, number: int) -> None:
        rack, slot = rack_of(number)
        label = LabelId(f"{rack}-P{slot:02d}-mirror-l-1-1")
        marriage = Marriage(
            feed=FEED,
            call_number=call(number),
            vin=vin(number),
            point_of_fit=PointOfFit("P17"),
            rack=rack,
            slot=slot,
            family=FamilyId("mirror-l"),
            part=PartNumber("5K1-857-507-AB12"),
            serial=f"S{number}",
            piece=1,
            quantity=1,
        )
        self.tell(
            Scanned(
                device=DeviceId("scan-1"),
                workplace=WorkplaceId("A1"),
                person=PersonId("p1"),
                verdict=Verdict.RIGHT,
                code="part.right",
                text=f"S{number}",
                raw_id=number,
                rack=rack,
                slot=slot,
                marriage=marriage,
            ),
            LabelRequested(
                label=label,
                kind=LabelKind.PART,
                copy=1,
                printer=DeviceId("zebra-1"),
                rack=rack,
                slot=slot,
                family=FamilyId("mirror-l"),
                piece=1,
                fields={"part": "5K1-857-507-AB12"},
            ),
            LabelMoved(label=label, state=LabelState.CONFIRMED),
        )

    def close(self, first: int) -> None:
        self.tell(
            RackClosed(
                rack=rack_of(first)[0],
                rack_family=FAMILY,
                feed=FEED,
                epoch=0,
                first_number=first,
                last_number=first + 7,
            )
        )

    def ship(self, first: int) -> None:
        self.tell(RackShipped(rack=rack_of(first)[0], person=PersonId("s1"), last_number=first + 7))

    def token(self, role: TokenRole = TokenRole.SUPERVISOR) -> str:
        return create_token(self.central.db, role=role, now_us=now_us(), name="Uli")


MASTERS = Masters(
    cell=NODE,
    version=0,
    layout=Layout(aisles=3),
    feeds=(FeedRules(feed=FEED, takt_s=60),),
    rack_families=(
        RackFamily(
            rack_family=FAMILY, name="Mirrors", feed=FEED, point_of_fit=PointOfFit("P17"), size=8
        ),
    ),
    families=(
        PartFamily(
            family=FamilyId("mirror-l"),
            name="Mirror left",
            rack_family=FAMILY,
            variants=(Variant(rule="A", part=PartNumber("5K1-857-507-AB12")),),
        ),
    ),
    faces=(Face(face=FaceId("B07"), part=PartNumber("5K1-857-507-AB12"), aisle=2, position=7),),
    fits=(Fit(point_of_fit=PointOfFit("P17"), offset_vehicles=20, transport_s=300, safety_s=120),),
)


def central_in(folder: Path, *, open_pages: bool = True) -> Seeded:
    """An application with its pages over an empty, migrated database."""
    file = folder / "central.toml"
    file.write_text(
        f"""[central]
data_dir = "data"
loopback_read = {str(open_pages).lower()}
[http]
hosts = ["central"]
[[feed]]
feed = "L1"
takt_s = 60
"""
    )
    (folder / "data").mkdir()
    app = create_app(load(file), migrate_first=True)
    central: Central = app.state.central
    put_masters(
        central.db,
        NODE,
        encode(MASTERS),
        Site(feeds={FEED: FeedRules(feed=FEED)}, badge_key=bytes(32)),
        by_whom="test",
        now_us=now_us(),
    )
    return Seeded(app=app, central=central)


def busy(seeded: Seeded) -> None:
    """Numbers 1..30; 19 is missing; one rack out, one closed, one with the hole."""
    seeded.tell(RunOpened(feed=FEED, epoch=0, first=1, first_number=1, last_number=9999, window=50))
    for first in (1, 9, 17, 25):
        seeded.rack(first)
    for number in range(1, 31):
        if number != 19:
            seeded.vehicle(number, colour=EVIL if number == 22 else "blue")
    for number in range(1, 19):
        seeded.pick(number)
    for first in (1, 9):
        seeded.close(first)
    seeded.ship(1)
    seeded.tell(
        HelpCalled(
            kind=HelpKind.SHORT,
            workplace=WorkplaceId("A1"),
            person=PersonId("p1"),
            face=FaceId("B07"),
            part=PartNumber("5K1-857-507-AB12"),
        ),
        LabelMoved(
            label=LabelId("MIRROR-0-0017-P01-mirror-l-1-1"),
            state=LabelState.UNKNOWN,
            detail="silent after 420 bytes",
        ),
        LabelRequested(
            label=LabelId("MIRROR-0-0009-P03-mirror-l-1-2"),
            kind=LabelKind.PART,
            copy=2,
            printer=DeviceId("zebra-1"),
            rack=RackId("MIRROR-0-0009"),
            slot=3,
            family=FamilyId("mirror-l"),
            piece=1,
            person=PersonId("t1"),
            second_person=PersonId("u1"),
            reason="smeared",
        ),
    )


def take_unreadable(seeded: Seeded) -> None:
    """Bytes that end in quarantine."""
    try:
        seeded.central.house.find(Gateway).take(
            FEED, b'{"type":"cat3", "feed": "<script>alert(1)</script>"'
        )
    except WireError:
        return
    raise AssertionError("taken")
