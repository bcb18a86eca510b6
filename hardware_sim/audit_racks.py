"""What the audit asks of racks that take the next vehicles of the line, by the line's own order and
by what lies where. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from hardware_sim.journal_reader import Book, DenseRack
from hardware_sim.line import Record

Place = tuple[int, int]
"""Run and number of a vehicle, as it was built."""


def dense_problems(book: Book, records: Sequence[Record]) -> Iterator[str]:
    """The slots of a rack follow the line. A rack is full before the next one of its run begins,
    unless a person closed it, or vehicles of it changed after they were announced. Only one late
    vehicle's own rack lies between the numbers of another.
    """
    built = {r.vehicle.call_number: (r.run, r.final_number) for r in records if not r.cancelled}
    changed = sum(r.cancelled or len(r.history) > 1 for r in records)
    lies: dict[str, dict[int, Place]] = defaultdict(dict)
    for marriage in book.active():
        if marriage.get("rack") in book.dense and marriage["call_number"] in built:
            lies[marriage["rack"]][marriage["slot"]] = built[marriage["call_number"]]
    families: dict[str, list[tuple[DenseRack, list[Place]]]] = defaultdict(list)
    for name, rack in book.dense.items():
        slots = sorted(lies[name], reverse=rack.reverse)
        places = [lies[name][slot] for slot in slots]
        if places != sorted(places):
            yield f"{name} carries {places}, which is not the line's order"
        if places and rack.size > 1:
            families[rack.family].append((rack, places))
    for whole in families.values():
        whole.sort(key=lambda one: one[1][0])
        yield from _between(whole, changed)


def _between(racks: Sequence[tuple[DenseRack, list[Place]]], changed: int) -> Iterator[str]:
    empty = 0
    for (rack, places), (other, after) in pairwise(racks):
        if places[-1] > after[0]:
            yield f"{rack.name} ends at {places[-1]}, {other.name} begins at {after[0]}"
        if places[-1][0] == after[0][0] and not rack.closed_by:
            empty += rack.size - len(places)
    if empty > changed:
        yield f"{empty} slots are empty before the next rack, {changed} vehicles changed"
