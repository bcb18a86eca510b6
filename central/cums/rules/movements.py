"""What moves a cum. Facts: they are recorded and never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Side(StrEnum):
    """Whose count: what we despatched, what the customer received."""

    DESPATCHED = "despatched"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class Despatched:
    """``point``: the unloading point that it went to; empty: none was named. ``happened_us``: when
    it left; None: only the day is known.
    """

    note: str
    on: date
    quantity: Decimal
    point: str = ""
    happened_us: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DespatchUndone:
    """In the period in which the note was despatched; ``quantity`` None: the whole note."""

    note: str
    on: date
    quantity: Decimal | None = None

    def left_of(self, note: Despatched) -> Despatched | None:
        """What still stands of it; None: nothing."""
        if self.quantity is None:
            return None
        return replace(note, quantity=note.quantity - self.quantity)


def left_before(one: Despatched, other: Despatched) -> bool:
    """Surely: on a day before, or on the same one and both times are known."""
    if one.on != other.on or one.happened_us is None or other.happened_us is None:
        return one.on < other.on
    return one.happened_us < other.happened_us


def as_they_left(notes: Iterable[Despatched]) -> tuple[Despatched, ...]:
    """By day; those of one day by their time, where each has one, else as they were posted."""
    notes = list(notes)
    timeless = {note.on for note in notes if note.happened_us is None}
    return tuple(
        sorted(notes, key=lambda it: (it.on, 0 if it.on in timeless else it.happened_us or 0))
    )


def undo_on(notes: dict[str, Despatched], undone: DespatchUndone) -> None:
    """Takes it off the notes that stand, by number; what is left keeps its place among them."""
    left = undone.left_of(notes[undone.note])
    if left is None:
        del notes[undone.note]
    else:
        notes[undone.note] = left


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Counts in the period of the note that it names; without a note, in that of its own day."""

    on: date
    quantity: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """Of what was received without a note, so much is found to be of this one: neither cum moves,
    and the note has it. It left on the day of that receipt or before, in its period.
    """

    note: str
    on: date
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    on: date
    quantity: Decimal
    paper: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A person puts one side right by a signed quantity."""

    side: Side
    on: date
    quantity: Decimal
    person: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetPlanned:
    """A new year begins: counted from the first day, carried out on or after the second."""

    synchronise_on: date
    execute_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetExecuted:
    on: date


class Carried(StrEnum):
    """What is carried over: corrections of either cum, what came back, or what a return booked as
    received because it had been counted.
    """

    DESPATCHED = "despatched"
    RECEIVED = "received"
    RETURNED = "returned"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOver:
    """Of what moved without a note on the day ``on``, which begins a period, or later, so much
    counts before it: it is of the period that ended. Corrections are signed.
    """

    of: Carried
    on: date
    quantity: Decimal


Movement = (
    Despatched
    | DespatchUndone
    | Received
    | Assigned
    | Returned
    | Corrected
    | CarriedOver
    | ResetPlanned
    | ResetExecuted
)
