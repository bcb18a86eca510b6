"""What receiving advice told of notes that the customer's count did not hold: it ends their transit
beside the count. Few agreement parts have any, and the whole ledger of each is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, func, select

from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.cums.rules.effects import effects
from central.cums.rules.held import Answered, beyond, held_by
from central.cums.rules.ledger import Difference, Ledger, load
from central.cums.rules.movements import (
    Assigned,
    Carried,
    CarriedOver,
    Corrected,
    Despatched,
    Received,
    Returned,
)
from central.cums.service.counts import CustomersCount
from central.cums.service.differences import returned_of
from central.cums.service.keys import portions, whose
from central.cums.service.ledger_store import Posted, posted
from central.cums.tables_ledger import movements

ZERO = Decimal(0)


def received_beyond(
    connection: Connection,
    counts: Mapping[CumKey, CustomersCount],
    differing: Mapping[CumKey, Collection[Difference]],
    returns: Mapping[CumKey, Returns],
) -> dict[CumKey, Decimal]:
    """By agreement part; those without any are left out."""
    apart = {
        key: sum((each.quantity for each in count.apart), ZERO) for key, count in counts.items()
    }
    missing = {key for key in counts if _sum(differing.get(key, ())) > apart[key]}
    found = {}
    for key in sorted(_later(connection, counts) | missing):
        more = _of_part(connection, key, counts[key], differing.get(key, ()), returns[key])
        if more:
            found[key] = more
    return found


def _sum(differences: Collection[Difference]) -> Decimal:
    return sum((each.quantity for each in differences), ZERO)


def _later(connection: Connection, counts: Mapping[CumKey, CustomersCount]) -> set[CumKey]:
    """Agreement parts with a receipt of a note that whoever counted need not have known."""
    table, mine = movements.c, whose(movements)
    found = set()
    for some in portions(movements, counts):
        query = select(*mine, func.max(table.at_us), func.max(table.on_day)).where(
            some, table.kind == "received", table.note != ""
        )
        for *key, at_us, on in connection.execute(query.group_by(*mine)):
            of = CumKey(*key)
            if at_us > counts[of].told_us or on > counts[of].on:
                found.add(of)
    return found


def is_early(count: CustomersCount, on: date, at_us: int) -> bool:
    """Whether what arrived on that day, as we knew at that time, is in the count."""
    return on < count.on or (on == count.on and at_us <= count.told_us)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dealing:
    """A count and the notes of its period, as ``beyond`` takes them."""

    count: Decimal
    notes: Sequence[Despatched]
    apart: Mapping[str, Decimal]
    before: Decimal
    answered: Mapping[str, Answered]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """``whole``: all that is left of the note."""

    quantity: Decimal
    whole: bool


def held_in(
    connection: Connection,
    of: CumKey,
    count: CustomersCount,
    differing: Collection[Difference],
    returns: Returns,
) -> dict[str, Held]:
    """What the count holds of each note of the present period."""
    it = _dealing(connection, of, count, differing, returns)
    early = {note: answered.early for note, answered in it.answered.items()}
    held = held_by(it.count, it.notes, it.apart, it.before, early)
    found = {}
    for note in it.notes:
        able = note.quantity - it.apart.get(note.note, ZERO)
        mine = held[note.note]
        found[note.note] = Held(quantity=mine, whole=0 < able <= mine)
    return found


def _of_part(
    connection: Connection,
    of: CumKey,
    count: CustomersCount,
    differing: Collection[Difference],
    returns: Returns,
) -> Decimal:
    it = _dealing(connection, of, count, differing, returns)
    return beyond(it.count, it.notes, it.apart, it.before, it.answered)


def _dealing(
    connection: Connection,
    of: CumKey,
    count: CustomersCount,
    differing: Collection[Difference],
    returns: Returns,
) -> _Dealing:
    """What came back of a note and was deducted is left out of all: neither count has it."""
    rows = posted(connection, of)
    ledger = load([row.movement for row in rows], returns)
    back: dict[str, list[tuple[int, Decimal]]] = {
        key.note: list(each) for key, each in returned_of(connection, [of]).items()
    }
    notes = [_without(note, back.get(note.note, ())) for note, _ in ledger.running()]
    apart = {each.note: each.quantity for each in count.apart}
    missing = {each.note: each.quantity for each in differing}
    answered = {}
    for note in notes:
        early, late = _receipts(rows, note.note, count, back.get(note.note, ()))
        gone, known = missing.get(note.note, ZERO), apart.get(note.note, ZERO)
        answered[note.note] = Answered(
            early=early,
            late=max(ZERO, late - max(ZERO, known - gone)),
            missing=max(ZERO, gone - known),
        )
    by_people, came_back = _of_no_note(rows, ledger, count, [it.note for it in notes], back)
    return _Dealing(
        count=count.cum - count.returned + came_back,
        notes=notes,
        apart=apart,
        before=by_people,
        answered=answered,
    )


def _without(note: Despatched, back: Sequence[tuple[int, Decimal]]) -> Despatched:
    gone = sum((quantity for _, quantity in back), ZERO)
    return replace(note, quantity=note.quantity - gone)


def _receipts(
    rows: Sequence[Posted], note: str, count: CustomersCount, back: Sequence[tuple[int, Decimal]]
) -> tuple[Decimal, Decimal]:
    """Those that the count has, and the others."""
    early, late = ZERO, ZERO
    closed: dict[int, Decimal] = defaultdict(Decimal)
    for at_us, quantity in back:
        closed[at_us] += quantity
    for row in rows:
        it = row.movement
        if not isinstance(it, Received | Assigned) or it.note != note:
            continue
        gone = min(it.quantity, closed[row.at_us]) if row.why else ZERO
        closed[row.at_us] -= gone
        if isinstance(it, Assigned) or is_early(count, it.on, row.at_us):
            early += it.quantity - gone
        else:
            late += it.quantity - gone
    return early, late


def _of_no_note(
    rows: Sequence[Posted],
    ledger: Ledger,
    count: CustomersCount,
    notes: Sequence[str],
    back: Mapping[str, Sequence[tuple[int, Decimal]]],
) -> tuple[Decimal, Decimal]:
    """What corrections made of our cum of the period before it was counted, and what of no note
    came back in it.
    """
    made, came_back = ZERO, ZERO
    folded = effects([row.movement for row in rows], ledger.returns)
    for row, (movement, moved) in zip(rows, folded, strict=True):
        here = [it.despatched for it in moved if ledger.period_of(it.on) == ledger.period]
        match movement:
            case Corrected() | CarriedOver(of=Carried.DESPATCHED):
                made += sum(here, ZERO) if row.at_us < count.told_us else ZERO
            case Returned() | CarriedOver(of=Carried.RETURNED):
                came_back -= sum(here, ZERO)
            case _:
                pass
    of_notes = sum((quantity for note in notes for _, quantity in back.get(note, ())), ZERO)
    return made, came_back - of_notes
