"""Facts of a shift as a cell tells them, for benchmarks: telegrams, tours, scans, labels, racks.

Two rack families of 12, one serial-tracked part each; every part has a label that is requested,
sent and confirmed. About 11 facts a vehicle.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from wire.codec import chain_hash, encode
from wire.events import (
    AnyFact,
    LabelKind,
    LabelMoved,
    LabelRequested,
    LabelState,
    Marriage,
    Need,
    PickRef,
    RackClosed,
    RackFormed,
    RackShipped,
    Reaction,
    RunOpened,
    Scanned,
    TelegramTaken,
    TourEnded,
    TourStarted,
    Verdict,
)
from wire.sync import GENESIS, Entry, FactBatch
from wire.telegram import Status, Telegram

FAMILIES = ("seat", "door")
RACK_SIZE = 12
_START_US = 1_700_000_000_000_000


def batches(node: str, facts: int, entries_each: int) -> list[FactBatch]:
    """The first ``facts`` facts of a node's journal, cut into verified batches."""
    found: list[FactBatch] = []
    previous, entries = GENESIS, list[Entry]()
    first_previous = previous
    for offset, fact in enumerate(_journal(node)):
        if offset == facts:
            break
        body, at_us = encode(fact), _START_US + offset * 200_000
        previous = chain_hash(previous, offset, at_us, body)
        entries.append(Entry(offset=offset, at_us=at_us, hash=previous, fact=msgspec.Raw(body)))
        if len(entries) == entries_each or offset == facts - 1:
            found.append(_batch(node, first_previous, entries))
            first_previous, entries = previous, []
    return found


def _batch(node: str, previous: str, entries: list[Entry]) -> FactBatch:
    return FactBatch(
        wire_version=1, node=node, epoch=0, previous_hash=previous, entries=tuple(entries)
    )


def _journal(node: str) -> Iterator[AnyFact]:
    yield RunOpened(feed="L1", epoch=1, first=1, first_number=1, last_number=999_999, window=500)
    first = 1
    while True:
        yield from _racks_of_vehicles(node, first)
        first += RACK_SIZE


def _racks_of_vehicles(node: str, first: int) -> Iterator[AnyFact]:
    numbers = range(first, first + RACK_SIZE)
    for family in FAMILIES:
        yield RackFormed(
            rack=f"{node}-{family}-{first:06}",
            rack_family=family,
            point_of_fit=f"FIT-{family}",
            feed="L1",
            epoch=1,
            first_number=first,
            size=RACK_SIZE,
        )
    for number in numbers:
        yield _taken(number)
    for family in FAMILIES:
        yield from _rack_filled(node, family, numbers)


def _taken(number: int) -> TelegramTaken:
    telegram = Telegram(
        feed="L1",
        call_number=f"C{number:07}",
        sequence_number=f"{number:06}",
        status=Status.FINAL,
        vin=f"VXN{number:014}",
        model="M5",
        colour="B2",
        options={f"O{option:02}": "1" for option in range(12)},
        position=number,
    )
    needs = tuple(
        Need(
            family=family,
            part=f"P-{family}-{number % 9}",
            quantity=1,
            face=f"A{number % 40:02}",
            rack_family=family,
            rule="O01 & O02",
            serial_tracked=True,
        )
        for family in FAMILIES
    )
    return TelegramTaken(
        telegram=telegram,
        reaction=Reaction.IN_ORDER,
        epoch=1,
        number=number,
        order=(1, number, 0),
        content=f"{number:032}",
        needs=needs,
        raw_id=number,
    )


def _rack_filled(node: str, family: str, numbers: range) -> Iterator[AnyFact]:
    rack, tour = f"{node}-{family}-{numbers[0]:06}", f"T-{node}-{family}-{numbers[0]}"
    yield TourStarted(
        tour=tour,
        workplace="W1",
        person="ann",
        picks=tuple(PickRef(rack=rack, slot=slot, family=family) for slot in range(len(numbers))),
    )
    for slot, number in enumerate(numbers):
        label = f"{rack}-{slot}-1"
        yield _scanned(node, rack, slot, family, number)
        yield LabelRequested(
            label=label,
            kind=LabelKind.PART,
            copy=1,
            printer="zebra",
            rack=rack,
            slot=slot,
            family=family,
            piece=1,
            fields={"part": f"P-{family}-{number % 9}", "number": f"{number:06}"},
        )
        yield LabelMoved(label=label, state=LabelState.SENT)
        yield LabelMoved(label=label, state=LabelState.CONFIRMED)
    yield TourEnded(tour=tour, workplace="W1", completed=True)
    yield RackClosed(
        rack=rack,
        rack_family=family,
        feed="L1",
        epoch=1,
        first_number=numbers[0],
        last_number=numbers[-1],
    )
    yield RackShipped(rack=rack, person="bob")


def _scanned(node: str, rack: str, slot: int, family: str, number: int) -> Scanned:
    part, serial = f"P-{family}-{number % 9}", f"{node}{family}{number:08}"
    return Scanned(
        device="gun-1",
        workplace="W1",
        person="ann",
        verdict=Verdict.RIGHT,
        code="part.ok",
        text=f"[)>06P{part}S{serial}",
        raw_id=number,
        rack=rack,
        slot=slot,
        expected=part,
        marriage=Marriage(
            feed="L1",
            call_number=f"C{number:07}",
            vin=f"VXN{number:014}",
            point_of_fit=f"FIT-{family}",
            rack=rack,
            slot=slot,
            family=family,
            part=part,
            serial=serial,
            lot="",
            piece=1,
            quantity=1,
        ),
    )
