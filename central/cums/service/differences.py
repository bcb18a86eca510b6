"""What receiving advice says is missing or rejected of notes that stand, and what a person said of
it since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, select, text, tuple_, update

from central.agreements.model.keys import CumKey, PartKey
from central.cums.rules.closing import How
from central.cums.rules.ledger import Difference
from central.cums.service.keys import is_of, portions, whose
from central.cums.tables_ledger import movements
from central.cums.tables_people import CLOSINGS, OWNERS
from central.cums.tables_receipts import DIFFERING, receipts
from central.db.database import upsert
from central.words.reasons import Reason, RuleRefusedError, because

ZERO = Decimal(0)
AT_ONCE = 300


class NoteKey(NamedTuple):
    """A note of ours as far as it holds the part."""

    agreement: str
    part: str
    point: str
    note: str

    @property
    def of(self) -> CumKey:
        return CumKey(self.agreement, self.part, self.point)


CameBack = Mapping[NoteKey, Sequence[tuple[int, Decimal]]]
"""By note, when something of it was closed as returned and deducted, and how much."""


@dataclass(slots=True)
class NoteSum:
    """Of a note that stands, as far as it holds one part."""

    on: date
    despatched: Decimal
    received: Decimal = ZERO
    back: Decimal = ZERO
    """Its number was on the paper of a return, or a difference was closed so."""


def differences_of(
    connection: Connection, wanted: Collection[CumKey]
) -> dict[CumKey, tuple[Difference, ...]]:
    """By agreement part, whatever the period; parts without any are left out. What a later advice
    books of the same note, or a person finds, is a difference no more; what came back of the note
    did not get lost, so it is closed.
    """
    named = _named(connection, wanted)
    notes, closed = notes_of(connection, named), closed_of(connection, named)
    found: dict[CumKey, list[Difference]] = {}
    for key in sorted(named):
        note = notes.get(key)
        if note is None or note.received >= note.despatched:
            continue
        said, quantity = closed.get(key, NOTHING_CLOSED), note.despatched - note.received
        difference = Difference(
            note=key.note,
            on=note.on,
            quantity=quantity,
            closed=said.lost + min(quantity, note.back - said.deducted),
        )
        found.setdefault(key.of, []).append(difference)
    return {key: tuple(each) for key, each in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDifference:
    """One that waits for a person, ``since_us`` the advice that left it; of the note
    ``despatched`` went and ``received`` arrived. ``owner`` empty: nobody looks after it.
    """

    agreement: str
    part: str
    point: str
    customer: str
    difference: Difference
    despatched: Decimal
    received: Decimal
    owner: str
    since_us: int
    interchanges: tuple[int, ...] = field(default=())


def open_differences(connection: Connection) -> tuple[OpenDifference, ...]:
    """Of all agreement parts, the oldest first."""
    table = receipts.c
    query = select(
        *whose(receipts), table.customer, table.note, table.interchange, table.at_us
    ).where(text(DIFFERING))
    told: dict[NoteKey, list[tuple[str, int, int]]] = {}
    for row in connection.execute(query.order_by(table.receipt)):
        of_note = told.setdefault(NoteKey(*row[:3], row.note), [])
        of_note.append((row.customer, row.interchange, row.at_us))
    notes = notes_of(connection, told)
    owners = _owners(connection) if told else {}
    found = []
    for of, differences in differences_of(connection, {key.of for key in told}).items():
        for each in differences:
            key = NoteKey(*of, each.note)
            if not each.open:
                continue
            found.append(
                OpenDifference(
                    **of._asdict(),
                    customer=told[key][0][0],
                    difference=each,
                    despatched=notes[key].despatched,
                    received=notes[key].received,
                    owner=owners.get((*of.of_part, each.note), ""),
                    since_us=min(at_us for _, _, at_us in told[key]),
                    interchanges=tuple(dict.fromkeys(it for _, it, _ in told[key])),
                )
            )
    return tuple(sorted(found, key=lambda each: (each.since_us, each.difference.note)))


def told_since(connection: Connection, of: CumKey, at_us: int) -> frozenset[str]:
    """Notes of which an advice taken then or later left something unaccounted for."""
    table = receipts.c
    query = select(table.note).where(is_of(receipts, of), table.at_us >= at_us, text(DIFFERING))
    return frozenset(connection.execute(query).scalars())


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """When a count was told, and when our books agreed to it."""

    told_us: int
    agreed_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownThen:
    """What of a note a count left out: it was known as missing or rejected when that was told, and
    was still when it was agreed to. ``apart`` does not arrive, whatever else became of it since;
    ``returned`` came back since it was told, and was deducted.
    """

    apart: Decimal
    returned: Decimal


def known_then(
    connection: Connection,
    told: Mapping[CumKey, Told],
    starts: Mapping[CumKey, date | None],
    returned: CameBack,
) -> dict[NoteKey, KnownThen]:
    """Of the notes of the present period, which began on ``starts``."""
    named = {key for key, at_us in _advised(connection, told) if at_us < told[key.of].told_us}
    found = {}
    agreed = {key: it.agreed_us for key, it in told.items()}
    for key, note in notes_of(connection, named, agreed).items():
        start, when = starts.get(key.of), told[key.of]
        if start is not None and note.on < start:
            continue
        rows = [row for row in returned.get(key, ()) if row[0] >= when.told_us]
        later = sum((quantity for at_us, quantity in rows if at_us > when.agreed_us), ZERO)
        found[key] = KnownThen(
            apart=max(ZERO, note.despatched - note.received - later),
            returned=sum((quantity for _, quantity in rows), ZERO),
        )
    return found


def returned_of(connection: Connection, wanted: Collection[CumKey]) -> CameBack:
    table = CLOSINGS.c
    found: dict[NoteKey, list[tuple[int, Decimal]]] = defaultdict(list)
    for some in portions(CLOSINGS, wanted):
        query = select(CLOSINGS).where(
            some,
            table.receipt == 1,
            table.how == How.RETURNED.value,
            table.void.is_(None),
        )
        for row in connection.execute(query):
            key = NoteKey(row.agreement, row.part, row.point, row.note)
            found[key].append((row.at_us, row.quantity))
    return found


def assign(connection: Connection, of: CumKey, note: str, owner: str) -> None:
    """Who looks after it; empty: nobody. RuleRefusedError: no difference stands on the note."""
    standing = differences_of(connection, [of]).get(of, ())
    if not any(each.note == note for each in standing):
        raise RuleRefusedError(no_difference(of.part, note))
    row = {**of.of_part._asdict(), "note": note, "owner": owner}
    upsert(connection, OWNERS, [row])


def owners_of(connection: Connection, of: PartKey) -> dict[str, str]:
    """By note."""
    table = OWNERS.c
    query = select(OWNERS).where(
        table.agreement == of.agreement, table.part == of.part, func.length(table.owner) > 0
    )
    return {row.note: row.owner for row in connection.execute(query)}


def no_difference(part: str, note: str) -> Reason:
    words = "no difference of part {part} stands on note {note}: it was closed, or booked since"
    return because("difference.none", words, part=part, note=note)


def forget_differences(connection: Connection, note: str, *, now_us: int) -> None:
    """The note is undone: what stands under its number afterwards is another one."""
    connection.execute(update(receipts).where(receipts.c.note == note).values(missing=None))
    connection.execute(
        update(CLOSINGS)
        .where(CLOSINGS.c.note == note, CLOSINGS.c.void.is_(None))
        .values(void=now_us)
    )
    connection.execute(update(OWNERS).where(OWNERS.c.note == note).values(owner=""))


def _named(connection: Connection, wanted: Collection[CumKey]) -> set[NoteKey]:
    """Notes of which an advice left something unaccounted for."""
    return {key for key, _ in _advised(connection, wanted)}


def _advised(connection: Connection, wanted: Collection[CumKey]) -> Iterator[tuple[NoteKey, int]]:
    """The same, each with when such an advice was taken."""
    table = receipts.c
    for some in portions(receipts, wanted):
        query = select(*whose(receipts), table.note, table.at_us).where(some, text(DIFFERING))
        for *key, at_us in connection.execute(query):
            yield NoteKey(*key), at_us


def notes_of(
    connection: Connection,
    wanted: Collection[NoteKey],
    until_us: Mapping[CumKey, int] | None = None,
) -> dict[NoteKey, NoteSum]:
    """Those that stand, with what was received of them, ``until_us`` of their part where that is
    given.
    """
    table, keys = movements.c, sorted(wanted)
    found: dict[NoteKey, NoteSum] = {}
    for start in range(0, len(keys), AT_ONCE):
        columns = (*whose(movements), table.note)
        query = (
            select(*columns, table.kind, table.on_day, table.quantity, table.at_us)
            .where(tuple_(*columns).in_(keys[start : start + AT_ONCE]))
            .order_by(table.agreement, table.part, table.seq)
        )
        for *name, kind, on, quantity, at_us in connection.execute(query):
            key = NoteKey(*name)
            late = until_us is not None and at_us > until_us[key.of]
            if kind == "despatched":
                found[key] = NoteSum(on=on, despatched=quantity)
            elif kind == "despatch_undone" and quantity is not None:
                found[key].despatched -= quantity
            elif kind == "despatch_undone":
                found.pop(key, None)
            elif kind in ("received", "assigned") and key in found and not late:
                found[key].received += quantity
            elif kind == "returned" and key in found:
                found[key].back += quantity
    return found


class Closed(NamedTuple):
    """What a person said of a note: ``lost`` will not arrive, ``deducted`` came back and was booked
    as received before. What they found is a receipt.
    """

    lost: Decimal
    deducted: Decimal


NOTHING_CLOSED = Closed(ZERO, ZERO)


def closed_of(connection: Connection, wanted: Collection[NoteKey]) -> dict[NoteKey, Closed]:
    found: dict[NoteKey, Closed] = {}
    for key, closing in _closings(connection, wanted):
        lost, deducted = found.get(key, NOTHING_CLOSED)
        if closing.how == How.LOST.value:
            found[key] = Closed(lost + closing.quantity, deducted)
        elif closing.how == How.RETURNED.value and closing.receipt:
            found[key] = Closed(lost, deducted + closing.quantity)
    return found


def _closings(
    connection: Connection, wanted: Collection[NoteKey]
) -> Iterator[tuple[NoteKey, Row[Any]]]:
    """Those of notes that stand."""
    table, keys = CLOSINGS.c, sorted(wanted)
    for start in range(0, len(keys), AT_ONCE):
        of_note = tuple_(*whose(CLOSINGS), table.note)
        query = select(CLOSINGS).where(
            of_note.in_(keys[start : start + AT_ONCE]), table.void.is_(None)
        )
        for row in connection.execute(query):
            yield NoteKey(row.agreement, row.part, row.point, row.note), row


def _owners(connection: Connection) -> dict[tuple[str, ...], str]:
    """By agreement, part and note."""
    query = select(OWNERS).where(func.length(OWNERS.c.owner) > 0)
    return {(row.agreement, row.part, row.note): row.owner for row in connection.execute(query)}
