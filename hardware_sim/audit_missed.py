"""What the audit asks of a vehicle that passed the points of fit before its telegram came: nobody
was sent for its parts, each rack that should have had them raised one alarm, central heard it, and
a person dealt with alarm and slot. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hardware_sim.journal_reader import Book
from hardware_sim.line import Record

if TYPE_CHECKING:
    from hardware_sim.found import Evidence

ALARM = "fitted_without_part"
Problem = tuple[str, str]
"""Clause and example."""


def missed_problems(evidence: Evidence) -> Iterator[Problem]:
    missed = {r.vehicle.call_number: r for r in evidence.records if r.missed and r.passed}
    for book in evidence.books:
        for record in missed.values():
            yield from _of_vehicle(evidence, book, record)
        for fact in book.floor:
            if fact["type"] == "exception_raised" and fact["kind"] == ALARM:
                if fact.get("call_number") not in missed:
                    yield "missed.nobody_passed", f"{book.node} {fact['exception']}"


def _of_vehicle(evidence: Evidence, book: Book, record: Record) -> Iterator[Problem]:
    call = record.vehicle.call_number
    where = f"{book.node} {call}"
    lacks = {
        expected.rack_family
        for expected in evidence.plant.expected_parts(record.vehicle)
        if expected.cell == book.node
    }
    alarms = [
        fact
        for fact in book.floor
        if fact["type"] == "exception_raised"
        and fact["kind"] == ALARM
        and fact.get("call_number") == call
    ]
    told = Counter(fact.get("rack", "").split("-")[0] for fact in alarms)
    if told != Counter(lacks):
        yield "missed.told", f"{where} lacks {sorted(lacks)}, told were {sorted(told.elements())}"
    for alarm in alarms:
        name = alarm["exception"]
        if (book.node, name) not in evidence.told:
            yield "missed.told_to_central", f"{book.node} {name}"
        if not any(_closes(fact, name) for fact in book.floor):
            yield "missed.handled", f"{book.node} {name}"
    if any((fact.get("marriage") or {}).get("call_number") == call for fact in book.floor):
        yield "missed.picked", where
    place = {(fact["epoch"], fact["number"]) for fact in alarms if "number" in fact}
    skipped = {(epoch, number) for epoch, number, person in book.skipped if person}
    if lacks and not (place and place <= skipped):
        yield "missed.slot", f"{where} has its slots at {sorted(place)}, nobody let them be empty"


def _closes(fact: dict[str, object], name: str) -> bool:
    return (
        fact["type"] == "exception_handled"
        and fact["exception"] == name
        and bool(fact["closed"] and fact["person"])
    )
