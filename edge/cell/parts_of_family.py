"""Several parts of one family in a slot: which piece is for which need, and the number of each.

A need is known by its family and its index. Pieces are numbered through the whole family of a
slot, need after need, so that no two pieces of a slot share a label.
"""

from __future__ import annotations

from collections.abc import Iterable

from edge.cell.model import Rack
from wire.events import LeftOut, Marriage, Need, PickRef
from wire.ids import FamilyId

NeedKey = tuple[FamilyId, int]


def key_of(one: Need | Marriage | PickRef | LeftOut) -> NeedKey:
    return (one.family, one.index)


def fills(marriage: Marriage, need: Need) -> bool:
    """Whether the piece was picked for this need; it may be another part than it wants now."""
    return key_of(marriage) == key_of(need)


def next_piece(rack: Rack, number: int, needs: Iterable[Need], need: Need) -> int:
    """The lowest number that is free for a piece of ``need``, from that of its first one on.
    ``needs``: all of the slot.
    """
    first = _first_piece(needs, need)
    taken = {m.piece for m in rack.picked.get(number, ()) if m.family == need.family}
    return next(p for p in range(first, first + len(taken) + 1) if p not in taken)


def piece_of_need(rack: Rack, number: int, needs: Iterable[Need], need: Need) -> int:
    """Which piece of ``need`` comes next, from 1."""
    needs = tuple(needs)
    return next_piece(rack, number, needs, need) - _first_piece(needs, need) + 1


def _first_piece(needs: Iterable[Need], need: Need) -> int:
    before = (o.quantity for o in needs if o.family == need.family and o.index < need.index)
    return 1 + sum(before)
