"""What a count of the customer held of each of our notes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from central.cums.rules.movements import Despatched

ZERO = Decimal(0)
NOTHING: Mapping[str, Decimal] = {}


def held_by(
    count: Decimal,
    notes: Sequence[Despatched],
    left_out: Mapping[str, Decimal],
    before: Decimal,
    sure: Mapping[str, Decimal] = NOTHING,
) -> dict[str, Decimal]:
    """By note of the period: first what it holds for ``sure``, because the customer had it before
    they counted, then in the order in which the notes left. ``left_out``: what of a note was
    known not to arrive when the count was told; ``before``: our cum before the first note.
    """
    could = {it.note: max(ZERO, it.quantity - left_out.get(it.note, ZERO)) for it in notes}
    found = {note: min(able, sure.get(note, ZERO)) for note, able in could.items()}
    left = count - before - sum(found.values(), ZERO)
    for note, able in could.items():
        more = min(max(ZERO, left), able - found[note])
        found[note] += more
        left -= more
    return found


def gone_of(held: Decimal, quantity: Decimal, gone: Decimal) -> Decimal:
    """How much of ``held`` of a note of ``quantity`` was among the ``gone`` that do not arrive, or
    came back: what is still there is counted first.
    """
    return max(ZERO, held - (quantity - gone))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What is known of a note: arrived before the customer counted (``early``) or not (``late``),
    or does not arrive, and the count did not leave it out (``missing``).
    """

    early: Decimal = ZERO
    late: Decimal = ZERO
    missing: Decimal = ZERO


def beyond(
    count: Decimal,
    notes: Sequence[Despatched],
    left_out: Mapping[str, Decimal],
    before: Decimal,
    answered: Mapping[str, Answered],
) -> Decimal:
    """What receiving advice ended of notes that the count did not hold."""
    early = {note: it.early for note, it in answered.items()}
    held = held_by(count, notes, left_out, before, early)
    return sum((_beyond_of(note, held[note.note], left_out, answered) for note in notes), ZERO)


def _beyond_of(
    note: Despatched,
    held: Decimal,
    left_out: Mapping[str, Decimal],
    answered: Mapping[str, Answered],
) -> Decimal:
    """Of what is held in part, what is there comes first."""
    it = answered.get(note.note, Answered())
    rest = max(ZERO, held - it.early)
    unanswered = note.quantity - left_out.get(note.note, ZERO) - it.early - it.late - it.missing
    late = max(ZERO, it.late - rest)
    rest = max(ZERO, rest - it.late - max(ZERO, unanswered))
    return late + max(ZERO, it.missing - rest)
