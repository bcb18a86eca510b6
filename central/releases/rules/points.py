"""Several unloading points of one part under one count: for which of them a piece on its way is,
and from which plan a call-off takes. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from central.cums.rules.held import NOTHING, held_by
from central.cums.rules.ledger import Ledger
from central.cums.rules.movements import Despatched
from central.demand.lines import Schedule
from central.words.reasons import Reason, because

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The unloading point of a schedule among ``all`` that are asked for; empty: none is named."""

    point: str
    all: frozenset[str]


def gate_of(point: str, asked: Iterable[str]) -> Gate | None:
    """None: nobody asks for another one, so all of the part is for this one."""
    every = frozenset({point, *asked})
    return Gate(point=point, all=every) if len(every) > 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealt:
    """A count of the customer over our notes of the present period: by note what it holds and what
    is on its way. ``of_no_note``: on its way, and of no note.
    """

    held: tuple[tuple[Despatched, Decimal], ...]
    moving: tuple[tuple[Despatched, Decimal], ...]
    of_no_note: Decimal

    def held_at(self, point: str) -> Decimal:
        return _at(self.held, point)

    def moving_to(self, point: str) -> Decimal:
        return _at(self.moving, point)

    def astray(self, gate: Gate) -> Reason | None:
        """What is on its way to a point that nobody can tell."""
        if self.of_no_note:
            words = (
                "{quantity} on its way is of no note, and {points} are asked for: for which of "
                "them it is nobody can say; correct the cum"
            )
            points = _named(gate.all)
            return because("reconcile.of_no_note", words, quantity=self.of_no_note, points=points)
        return without_point(self.moving, gate)


def deal(ledger: Ledger, count: Decimal, sure: Mapping[str, Decimal] = NOTHING) -> Dealt:
    """In the order in which the notes left, after what is ``sure``: received by advice before the
    customer counted.
    """
    lost = {each.note: each.quantity for each in ledger.differing_notes()}
    before = cum = ledger.before_notes()
    notes: list[Despatched] = []
    left_out: dict[str, Decimal] = {}
    for note, after in ledger.running():
        came_back = note.quantity - (after - cum)
        left_out[note.note] = lost.get(note.note, ZERO) + came_back
        notes.append(note)
        cum = after
    held = held_by(count, notes, left_out, before, sure)
    moving = (
        (note, max(ZERO, note.quantity - left_out[note.note] - held[note.note])) for note in notes
    )
    return Dealt(
        held=tuple((note, held[note.note]) for note in notes),
        moving=tuple((note, quantity) for note, quantity in moving if quantity),
        of_no_note=max(ZERO, before - count),
    )


def received_at(schedule: Schedule, ledger: Ledger, point: str) -> Schedule:
    """With what its count holds of notes for the point in place of the count."""
    if schedule.received_cum is None:
        return schedule
    return replace(schedule, received_cum=deal(ledger, schedule.received_cum).held_at(point))


def without_point(moving: Iterable[tuple[Despatched, Decimal]], gate: Gate) -> Reason | None:
    """Where every schedule names its point, a note that names none is for nobody knows whom."""
    if "" in gate.all:
        return None
    notes = [(note.note, quantity) for note, quantity in moving if not note.point and quantity]
    if not notes:
        return None
    words = (
        "{quantity} on {notes} is on its way without an unloading point, and {points} are asked "
        "for: undo the note and post it for its point"
    )
    return because(
        "reconcile.without_point",
        words,
        quantity=sum((quantity for _, quantity in notes), ZERO),
        notes=", ".join(note for note, _ in notes),
        points=_named(gate.all),
    )


def plan_for(point: str, plans: Collection[str]) -> str | None:
    """The point of the plan from which a call-off for ``point`` takes: its own, or else one that
    names no point; a call-off that names none takes from the only plan there is.
    """
    if point in plans:
        return point
    if "" in plans:
        return ""
    return next(iter(plans)) if not point and len(plans) == 1 else None


def taking_from(plan: str, plans: Collection[str], call_offs: Iterable[str]) -> frozenset[str]:
    """The points of call-offs that take from the plan of the point ``plan``."""
    return frozenset(point for point in call_offs if plan_for(point, plans) == plan)


def of_no_plan(point: str, plans: Collection[str]) -> Reason | None:
    """A call-off without a point beside plans for several."""
    if point or len(plans) < 2 or "" in plans:
        return None
    words = (
        "names no unloading point, and plans stand for {points}: from which of them it takes "
        "nobody can say; ask the customer, or reject it"
    )
    return because("orders.plan_of_no_point", words, points=_named(plans))


def _at(dealt: Iterable[tuple[Despatched, Decimal]], point: str) -> Decimal:
    return sum((quantity for note, quantity in dealt if note.point == point), ZERO)


def _named(points: Iterable[str]) -> str:
    return ", ".join(point or "no point" for point in sorted(points))
