"""What the audit asks of parts that the line ordered again, by what it ordered: one single pick
each, the right part, a label of its own on every piece, and brought to the line by a person. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from hardware_sim.again import ReOrder, pieces_again
from hardware_sim.journal_reader import Book
from hardware_sim.plant import Expected

if TYPE_CHECKING:
    from hardware_sim.found import Evidence

Problem = tuple[str, str]
"""Clause and example."""


class Wanted(NamedTuple):
    call: str
    family: str
    nth: int
    part: str
    pieces: int


@dataclass(slots=True)
class _Single:
    """One single pick as a journal tells it, from its order to its end."""

    wanted: Wanted
    picked: list[str] = field(default_factory=list)
    """Parts that lie ready, in their order."""
    ends: list[str] = field(default_factory=list)
    """Who brought it to the line; empty: it was given up."""
    picked_at_end: int = 0


def expected_again(evidence: Evidence, order: ReOrder) -> list[Expected]:
    for record in evidence.records:
        if record.vehicle.call_number == order.call_number:
            return pieces_again(evidence.plant, record, order)
    return []


def again_problems(evidence: Evidence) -> Iterator[Problem]:
    for book in evidence.books:
        wanted = Counter(
            Wanted(order.call_number, e.family, e.index, e.part, e.quantity)
            for order in evidence.re_orders
            for e in expected_again(evidence, order)
            if e.cell == book.node
        )
        singles = _singles(book)
        ordered = Counter(single.wanted for single in singles.values())
        for missing in (wanted - ordered).elements():
            yield "again.not_ordered", f"{book.node} has no single pick for {_told(missing)}"
        for extra in (ordered - wanted).elements():
            yield "again.nobody_ordered", f"{book.node} picks {_told(extra)}"
        for rack, single in singles.items():
            yield from _of_single(book, rack, single)


def _singles(book: Book) -> dict[str, _Single]:
    singles: dict[str, _Single] = {}
    for fact in book.floor:
        kind = fact["type"]
        if kind == "single_pick_ordered":
            need = fact["need"]
            singles[fact["rack"]] = _Single(
                wanted=Wanted(
                    fact["call_number"],
                    need["family"],
                    need.get("index", 0),
                    need["part"],
                    need.get("quantity", 1),
                )
            )
        elif kind == "single_pick_ended" and fact["rack"] in singles:
            single = singles[fact["rack"]]
            single.ends.append(fact["person"] if fact["delivered"] else "")
            single.picked_at_end = len(single.picked)
        elif marriage := fact.get("marriage"):
            if found := singles.get(marriage.get("rack", "")):
                _move(found, marriage, taken_out=kind == "part_divorced")
    return singles


def _move(single: _Single, marriage: Mapping[str, object], *, taken_out: bool) -> None:
    part = str(marriage["part"])
    if taken_out:
        single.picked.remove(part)
    else:
        single.picked.append(part)


def _of_single(book: Book, rack: str, single: _Single) -> Iterator[Problem]:
    part, quantity = single.wanted.part, single.wanted.pieces
    where = f"{book.node} {rack}"
    if single.picked != [part] * quantity:
        yield "again.picked", f"{where} wants {quantity} x {part}, has {single.picked}"
    if len(single.ends) != 1 or not single.ends[0]:
        yield "again.ended", f"{where} ended {len(single.ends)} times, by {single.ends}"
    elif single.picked_at_end != quantity:
        yield "again.ended", f"{where} was brought with {single.picked_at_end} of {quantity}"
    labels = _stuck(book, rack)
    if labels != list(range(1, quantity + 1)):
        yield "again.label", f"{where} has labels that were read back of pieces {labels}"


def _stuck(book: Book, rack: str) -> Sequence[int]:
    """Pieces of it that have one label of their own, read back."""
    return sorted(
        story.place[4]
        for story in book.labels.values()
        if story.kind == "single" and story.place[0] == rack and story.state == "confirmed"
    )


def _told(wanted: Wanted) -> str:
    it = wanted
    return f"{it.pieces} x {it.part} ({it.family} {it.nth}) of {it.call}"
