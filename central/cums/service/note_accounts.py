"""What became of the goods of a despatch note: received, missing, rejected, come back, or still on
their way. Reading only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, func, select, text

from central.agreements.model.keys import CumKey
from central.cums.rules.ledger import Difference
from central.cums.service.differences import (
    NOTHING_CLOSED,
    NoteKey,
    NoteSum,
    closed_of,
    differences_of,
    notes_of,
)
from central.cums.service.keys import whose
from central.cums.tables_ledger import BY_PEOPLE, cums, movements
from central.cums.tables_receipts import receipts
from central.db.bulk import among
from central.db.exact import total

ZERO = Decimal(0)
By = dict[NoteKey, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAccount:
    """Of a note that left, as far as it holds one part; each piece of ``despatched`` is in one of
    the others. ``received``: it is at the customer. ``returned``: it came back, received before or
    not. ``missing`` and ``rejected``: neither, by the customer's advice; ``waiting``: of these a
    person has not said what became of it. ``in_transit``: nothing is said of it yet.
    """

    agreement: str
    part: str
    point: str
    despatched: Decimal
    received: Decimal
    missing: Decimal
    rejected: Decimal
    waiting: Decimal
    returned: Decimal
    in_transit: Decimal

    @property
    def differing(self) -> Decimal:
        return self.missing + self.rejected

    @property
    def all_back(self) -> bool:
        return self.returned == self.despatched > 0


def accounts_of(
    connection: Connection, names: Collection[str]
) -> dict[str, tuple[NoteAccount, ...]]:
    """By note, for each agreement part; notes that no cum has are left out."""
    keys = _on(connection, names)
    notes = notes_of(connection, keys)
    rejected, closed = _rejected(connection, names), closed_of(connection, keys)
    apart = {
        NoteKey(*of, it.note): it
        for of, each in differences_of(connection, {key.of for key in notes}).items()
        for it in each
    }
    found: dict[str, list[NoteAccount]] = defaultdict(list)
    for key in sorted(notes):
        deducted = closed.get(key, NOTHING_CLOSED).deducted
        came_back = back_of(notes[key], deducted)
        left = notes[key].despatched - notes[key].received - came_back.not_received
        difference = apart.get(key)
        refused = max(ZERO, rejected[key] - deducted - came_back.not_received)
        refused = min(left, refused) if difference else ZERO
        account = NoteAccount(
            agreement=key.agreement,
            part=key.part,
            point=key.point,
            despatched=notes[key].despatched,
            received=notes[key].received - came_back.received,
            missing=left - refused if difference else ZERO,
            rejected=refused,
            waiting=_waiting(difference),
            returned=came_back.whole,
            in_transit=ZERO if difference else left,
        )
        found[key.note].append(account)
    return {note: tuple(each) for note, each in found.items()}


class Back(NamedTuple):
    """What came back of a note: that had not been received, and that had."""

    not_received: Decimal
    received: Decimal

    @property
    def whole(self) -> Decimal:
        return self.not_received + self.received


def back_of(note: NoteSum, deducted: Decimal) -> Back:
    """First what was not received, whichever paper came first: no piece is lost and back.
    ``deducted``: what was booked as received because it came back.
    """
    whole = min(note.back, note.despatched)
    not_received = min(note.despatched - note.received, max(ZERO, whole - deducted))
    return Back(not_received, whole - not_received)


def returned_on_the_way(
    connection: Connection, wanted: Collection[CumKey]
) -> dict[CumKey, tuple[Difference, ...]]:
    """By cum, of notes of the present period of which no advice speaks: what came back before it
    was received, so that it is on its way no more.
    """
    wanted = set(wanted)
    table, mine = movements.c, whose(movements)
    backs = select(*mine, table.note).where(
        table.kind == "returned", table.note != "", text(BY_PEOPLE)
    )
    found = {NoteKey(*key) for (*key,) in connection.execute(backs.distinct())}
    found = {key for key in found if key.of in wanted}
    if not found:
        return {}
    begun = select(*whose(cums), func.max(cums.c.start)).group_by(*whose(cums))
    starts = {CumKey(*of): start for *of, start in connection.execute(begun) if start is not None}
    closed, notes = closed_of(connection, found), notes_of(connection, found)
    told = {
        NoteKey(*of, it.note)
        for of, each in differences_of(connection, {key.of for key in found}).items()
        for it in each
    }
    gone: dict[CumKey, list[Difference]] = defaultdict(list)
    for key, note in sorted(notes.items()):
        back = back_of(note, closed.get(key, NOTHING_CLOSED).deducted).not_received
        if back and key not in told and note.on >= starts.get(key.of, date.min):
            gone[key.of].append(Difference(note=key.note, on=note.on, quantity=back, closed=back))
    return {of: tuple(each) for of, each in gone.items()}


class End(StrEnum):
    """How a note ended: ``returned``: all of it came back."""

    ENDED = "ended"
    RETURNED = "returned"


def end_of(accounts: Sequence[NoteAccount]) -> End | None:
    """None: it has not."""
    if not is_ended(accounts):
        return None
    return End.RETURNED if all(it.all_back for it in accounts) else End.ENDED


def is_ended(accounts: Sequence[NoteAccount]) -> bool:
    """Something left, and nothing of it is on its way any more: the customer said of all of it
    whether it arrived, or it came back.
    """
    return bool(accounts) and not any(it.in_transit for it in accounts)


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack:
    """A return, or a difference that was closed so, of a note that stands."""

    agreement: str
    part: str
    point: str
    on: date
    quantity: Decimal
    why: str
    at_us: int


def returns_of(connection: Connection, note: str) -> tuple[CameBack, ...]:
    """Of a note since it left last, in their order."""
    table = movements.c
    query = select(movements).where(table.note == note).order_by(table.at_us, table.seq)
    found: dict[CumKey, list[CameBack]] = {}
    for row in connection.execute(query):
        of = CumKey(row.agreement, row.part, row.point)
        if row.kind == "despatched":
            found[of] = []
        elif row.kind == "despatch_undone" and row.quantity is None:
            found.pop(of, None)
        elif row.kind == "returned" and of in found:
            back = CameBack(
                **of._asdict(), on=row.on_day, quantity=row.quantity, why=row.why, at_us=row.at_us
            )
            found[of].append(back)
    return tuple(sorted((it for each in found.values() for it in each), key=lambda it: it.at_us))


def _waiting(difference: Difference | None) -> Decimal:
    return ZERO if difference is None else difference.open


def _on(connection: Connection, names: Collection[str]) -> set[NoteKey]:
    table = movements.c
    found: set[NoteKey] = set()
    for some in among(connection, table.note, names):
        query = select(*whose(movements), table.note).where(some, table.kind == "despatched")
        found |= {NoteKey(*key) for (*key,) in connection.execute(query.distinct())}
    return found


def _rejected(connection: Connection, names: Collection[str]) -> By:
    table = receipts.c
    columns = *whose(receipts), table.note
    found: By = defaultdict(Decimal)
    for some in among(connection, table.note, names):
        query = select(*columns, total(table.rejected)).where(
            some, table.missing.is_not(None), table.rejected.is_not(None)
        )
        for *key, quantity in connection.execute(query.group_by(*columns)):
            found[NoteKey(*key)] += quantity
    return found
