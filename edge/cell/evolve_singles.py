"""Folding single picks."""

from __future__ import annotations

from edge.cell.model import CellState, Single
from wire.events import Marriage, SinglePickBegun, SinglePickEnded, SinglePickOrdered
from wire.short_name import name_of_single

SINGLES_MAX = 500


def ordered(state: CellState, fact: SinglePickOrdered, at_us: int, offset: int) -> None:
    state.singles_ordered += 1
    state.singles[fact.rack] = Single(order=fact, at_us=at_us)
    while len(state.singles) > SINGLES_MAX:
        del state.singles[next(iter(state.singles))]


def begun(state: CellState, fact: SinglePickBegun, at_us: int, offset: int) -> None:
    single = state.singles.get(fact.rack)
    if single is not None:
        single.workplace, single.person = fact.workplace, fact.person
        single.waits = fact.reason
        state.owners.pop(name_of_single(fact.rack), None)


def married(state: CellState, single: Single, marriage: Marriage) -> None:
    """Whole, it waits for whoever brings it to the line: it has no owner any more."""
    single.picked.append(marriage)
    if single.is_picked:
        single.workplace = type(single.workplace)("")
        state.owners.pop(name_of_single(marriage.rack), None)


def taken_out(single: Single, marriage: Marriage) -> None:
    """Another piece is to be picked, by whoever has it in hand."""
    if marriage in single.picked:
        single.picked.remove(marriage)


def ended(state: CellState, fact: SinglePickEnded, at_us: int, offset: int) -> None:
    """Its labels are superseded: what comes back to the cell is no open order any more."""
    state.singles.pop(fact.rack, None)
    state.owners.pop(name_of_single(fact.rack), None)
    for label in state.labels.values():
        if label.rack == fact.rack:
            label.superseded = True
