"""The audit of docks and of blocked lots, by its own rule over the journals: racks of a family go
on a truck, and leave, in the order of the line; nothing of a blocked lot is accepted or leaves.
Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hardware_sim.found import Finding
from hardware_sim.journal_reader import Book
from hardware_sim.quality import BadLot

Fact = Mapping[str, Any]
Place = tuple[str, int, int]
"""Rack family, epoch, first number: the order of the line within a family."""


@dataclass(slots=True)
class Yard:
    """What stands where, as a journal is read from its first fact to its last."""

    places: dict[str, Place] = field(default_factory=dict)
    """Racks that were formed, and are still racks."""
    shipped: set[str] = field(default_factory=set)
    loads: dict[str, dict[str, Any]] = field(default_factory=dict)
    loaded: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    departed: set[str] = field(default_factory=set)
    pieces: dict[str, list[Fact]] = field(default_factory=lambda: defaultdict(list))
    """By rack, married now."""
    blocked: dict[str, tuple[str, str]] = field(default_factory=dict)

    def earlier(self, rack: str) -> list[str]:
        """Of its family, before it in the line, and neither gone nor on a truck."""
        family, *own = self.places[rack]
        on_trucks = {name for racks in self.loaded.values() for name in racks}
        return [
            name
            for name, (other, *place) in self.places.items()
            if other == family
            and place < own
            and name not in self.shipped
            and name not in on_trucks
        ]

    def is_blocked(self, marriage: Fact) -> bool:
        return (marriage["part"], marriage.get("lot", "")) in self.blocked.values()


def audit_docks(
    books: Sequence[Book], finding: Finding, *, docks: Sequence[str], bad: BadLot | None
) -> dict[str, int]:
    """``docks``: cells that ship by truck. What was seen, in figures."""
    figures = {"trucks": 0, "racks_on_trucks": 0, "cells_that_know_the_block": 0}
    for book in books:
        yard = Yard()
        for clause, text in _read(book, yard):
            finding.fail(clause, [f"{book.node} {text}"])
        figures["trucks"] += len(yard.departed)
        figures["racks_on_trucks"] += sum(len(racks) for racks in yard.loaded.values())
        if book.node in docks and yard.shipped and not yard.departed:
            finding.fail("trucks.none", [f"{book.node} shipped racks and no truck departed"])
        if bad is not None and bad.block in yard.blocked:
            figures["cells_that_know_the_block"] += 1
        elif bad is not None:
            finding.fail("blocks.not_known", [f"{book.node} has no {bad.block}"])
    return figures


def _read(book: Book, yard: Yard) -> Iterator[tuple[str, str]]:
    for fact in book.dock:
        rule = _RULES.get(fact["type"])
        if rule is not None:
            yield from rule(yard, fact)


def _formed(yard: Yard, fact: Fact) -> Iterator[tuple[str, str]]:
    yard.places[fact["rack"]] = (fact["rack_family"], fact["epoch"], fact["first_number"])
    yield from ()


def _dissolved(yard: Yard, fact: Fact) -> Iterator[tuple[str, str]]:
    yard.places.pop(fact["rack"], None)
    yield from ()


def _opened(yard: Yard, fact: Fact) -> Iterator[tuple[str, str]]:
    yard.loads[fact["load"]] = dict(fact)
    yield from ()


def _loaded(yard: Yard, fact: Fact) -> Iterator[tuple[str, str]]:
    rack, load = fact["rack"], yard.loads[fact["load"]]
    family = yard.places[rack][0]
    on_it = [name for name in yard.loaded[fact["load"]] if yard.places[name][0] == family]
    if load.get("order") == "reverse":
        wrong = [name for name in on_it if yard.places[name] < yard.places[rack]]
        planned = [n for n in load.get("planned", ()) if yard.places[n][0] == family]
        wrong += [n for n in planned if yard.places[n] > yard.places[rack] and n not in on_it]
    else:
        wrong = yard.earlier(rack)
    if wrong and not fact.get("reason"):
        yield "trucks.order", f"{rack} went on {load['load']} before {', '.join(wrong)}"
    yard.loaded[fact["load"]].append(rack)


def _unloaded(yard: Yard, fact: Fact) -> Iterator[tuple[str, str]]:
    yard.loaded[fact["load"]].remove(fact["rack"])
    yield from ()


def _shipped(yard: Yard, fact: Fact) -> Iterator[tuple[str, str]]:
    rack = fact["rack"]
    family, *own = yard.places[rack]
    left = [
        name
        for name, (other, *place) in yard.places.items()
        if other == family and place < own and name not in yard.shipped
    ]
    if left and not fact.get("reason"):
        yield "racks.order", f"{rack} left before {', '.join(left)}"
    for piece in yard.pieces[rack]:
        if yard.is_blocked(piece):
            yield "blocks.left", f"{rack} left with lot {piece.get('lot')}"
    yard.shipped.add(rack)


def _departed(yard: Yard, fact: Fact) -> Iterator[tuple[str, str]]:
    load = fact["load"]
    if list(fact["racks"]) != yard.loaded[load]:
        yield "trucks.content", f"{load} says {fact['racks']}, on it were {yard.loaded[load]}"
    for rack in fact["racks"]:
        if rack not in yard.shipped:
            yield "trucks.content", f"{rack} departed with {load} and was not shipped"
    if not fact.get("seal"):
        yield "trucks.seal", f"{load} has none"
    yard.departed.add(load)


def _blocked(yard: Yard, fact: Fact) -> Iterator[tuple[str, str]]:
    yard.blocked[fact["block"]] = (fact["part"], fact.get("lot", ""))
    yield from ()


def _lifted(yard: Yard, fact: Fact) -> Iterator[tuple[str, str]]:
    yard.blocked.pop(fact["block"], None)
    yield from ()


def _scanned(yard: Yard, fact: Fact) -> Iterator[tuple[str, str]]:
    marriage = fact.get("marriage")
    if marriage:
        if yard.is_blocked(marriage):
            yield "blocks.accepted", f"{marriage['part']} of lot {marriage.get('lot')}"
        yard.pieces[marriage["rack"]].append(marriage)


def _divorced(yard: Yard, fact: Fact) -> Iterator[tuple[str, str]]:
    marriage = fact["marriage"]
    if marriage in yard.pieces[marriage["rack"]]:
        yard.pieces[marriage["rack"]].remove(marriage)
    yield from ()


_RULES = {
    "rack_formed": _formed,
    "rack_dissolved": _dissolved,
    "load_opened": _opened,
    "rack_loaded": _loaded,
    "rack_unloaded": _unloaded,
    "rack_shipped": _shipped,
    "load_departed": _departed,
    "pieces_blocked": _blocked,
    "block_lifted": _lifted,
    "scanned": _scanned,
    "part_divorced": _divorced,
}
