"""The line's second feed, and what the audit finds in racks of the next vehicles that need it."""

from __future__ import annotations

from random import Random

import pytest

from hardware_sim.audit_racks import dense_problems
from hardware_sim.catalogue import SUN_FEED, change_options, draw_vehicles, synthetic_plant
from hardware_sim.journal_reader import Book, DenseRack
from hardware_sim.line import USUAL, Line, Rates, Record
from hardware_sim.sparse import SparseLine


def a_line(rates: Rates, vehicles: int = 200) -> SparseLine:
    plant = synthetic_plant()
    drawn = draw_vehicles(vehicles, 3)
    line = Line(drawn, plant.feed, rates, Random(3), change_options, part_lines=plant.part_lines)
    return SparseLine(line, plant, plant.sparse[0])


def test_the_second_feed_tells_only_vehicles_that_need_it_and_loses_none() -> None:
    day = a_line(USUAL)
    told = []
    while not day.done:
        told += day.advance()
    told += day.finish()
    own = [telegram for telegram in told if telegram["feed"] == SUN_FEED]
    wanted = {r.vehicle.call_number for r in day.records if "SUN" in r.vehicle.options}
    called = {t["call_number"] for t in own}
    assert wanted <= called
    assert all(
        "SUN" in options
        for r in day.records
        if r.vehicle.call_number in called - wanted
        for options in [r.history[0]]
    )
    final = {t["call_number"]: t for t in own}
    for record in day.records:
        if record.vehicle.call_number in wanted and not record.cancelled:
            assert final[record.vehicle.call_number]["options"] == record.vehicle.options
    transmissions = [t["transmission"] for t in own]
    assert max(transmissions) == len(set(transmissions))


def records(*numbers: int) -> list[Record]:
    made = []
    for vehicle, number in zip(draw_vehicles(len(numbers), 1), numbers, strict=True):
        record = Record(vehicle=vehicle, run=0, number=number, final_number=number, announced={})
        record.passed = True
        made.append(record)
    return made


def a_book(racks: dict[str, list[int]], built: list[Record], **closed_by: str) -> Book:
    """Racks of three, with the vehicles of these numbers in their slots."""
    book = Book("cell-b")
    calls = {record.final_number: record.vehicle.call_number for record in built}
    for name, numbers in racks.items():
        book.dense[name] = DenseRack(
            name=name,
            family="SSB",
            size=3 if len(numbers) > 1 or name != "own" else 1,
            reverse=False,
            closed_by=closed_by.get(name, ""),
        )
        for slot, number in enumerate(numbers):
            text = f'{{"rack": "{name}", "slot": {slot}, "call_number": "{calls[number]}"}}'
            book.married[text] += 1
    return book


@pytest.mark.parametrize(
    ("racks", "found"),
    [
        ({"a": [1, 4, 6], "b": [9]}, 0),
        ({"a": [1, 6, 9], "own": [4]}, 0),
        ({"a": [4, 1, 6], "b": [9]}, 1),
        ({"a": [1, 4, 9], "b": [6]}, 1),
        ({"a": [1, 4], "b": [6, 9]}, 1),
    ],
)
def test_the_audit_knows_the_order_and_the_fullness_of_racks(
    racks: dict[str, list[int]], found: int
) -> None:
    built = records(1, 4, 6, 9)
    assert len(list(dense_problems(a_book(racks, built), built))) == found


def test_a_rack_that_a_person_closed_need_not_be_full() -> None:
    built = records(1, 4, 6, 9)
    book = a_book({"a": [1, 4], "b": [6, 9]}, built, a="tina")
    assert not list(dense_problems(book, built))
