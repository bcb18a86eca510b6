"""What the customer's own schedules confirm: their count, and the last of our notes that they name;
and the counts that two people accepted instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, or_, select, text, true, tuple_

from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.cums.rules.effects import effect_of
from central.cums.rules.ledger import Ledger
from central.cums.rules.movements import Corrected, Returned, Side
from central.cums.service.differences import Told, known_then, returned_of, told_since
from central.cums.service.held import held_of_gone, returned_since
from central.cums.service.keys import is_of, portions, whose
from central.cums.service.movement_rows import COLUMNS, movement_of
from central.cums.service.stated import AGREED, newest_stated
from central.cums.tables_ledger import BY_PEOPLE, RESETS, movements
from central.cums.tables_people import ACCEPTED
from central.cums.tables_stated import STATED
from central.db.bulk import AT_ONCE

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersCount:
    """``cum`` as the customer told it in schedule ``number`` of the day ``on``, or as two people
    accepted it (no number). ``returned``: of what it held, deducted from both counts since.
    ``apart``: what of notes was known as missing or rejected when it was told and still when it was
    agreed to, so that it is in the count of nobody.
    """

    cum: Decimal
    on: date
    number: str
    told_us: int = 0
    agreed_us: int = 0
    returned: Decimal = ZERO
    apart: tuple[Receipt, ...] = ()

    @property
    def ends(self) -> Decimal:
        """What of our cum is on its way no more: counted, or known before not to arrive."""
        return self.now + sum((each.quantity for each in self.apart), ZERO)

    @property
    def now(self) -> Decimal:
        """What the customer has by it, less what came back since."""
        return max(ZERO, self.cum - self.returned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """``note`` empty: of none."""

    note: str
    quantity: Decimal


def counts_of(
    connection: Connection,
    starts: Mapping[CumKey, date | None],
    returns: Mapping[CumKey, Returns],
) -> dict[CumKey, CustomersCount]:
    """Of each agreement part, with the first day of its present period: the newest of the counts
    that reconciled in it and those that people accepted. What was agreed to before the period was
    begun in our books is of the count before, unless the customer named the day.
    """
    begun = begun_us(connection, [key for key, start in starts.items() if start is not None])
    table = STATED.c
    found: dict[CumKey, CustomersCount] = {}
    agreed = table.cum.is_not(None), table.state == AGREED
    for key, row in newest_stated(connection, starts, *agreed):
        told = _told(row)
        start = starts.get(key)
        old = row.counted_since is None and told.agreed_us < begun.get(key, 0)
        if start is None or ((row.counted_since or row.on_day) >= start and not old):
            found[key] = told
    last = (
        select(func.max(ACCEPTED.c.accepted))
        .where(_only(ACCEPTED, starts))
        .group_by(*whose(ACCEPTED))
    )
    for row in connection.execute(select(ACCEPTED).where(ACCEPTED.c.accepted.in_(last))):
        key = CumKey(row.agreement, row.part, row.point)
        start, other = starts.get(key), found.get(key)
        newer = other is None or row.at_us >= other.told_us
        newer = newer and row.at_us >= begun.get(key, 0)
        if newer and (start is None or row.on_day >= start):
            found[key] = _accepted(row)
    wanted = {key: it for key, it in found.items() if key in starts}
    return _since(connection, wanted, starts, returns)


def _since(
    connection: Connection,
    wanted: Mapping[CumKey, CustomersCount],
    starts: Mapping[CumKey, date | None],
    returns: Mapping[CumKey, Returns],
) -> dict[CumKey, CustomersCount]:
    """The counts with what was known to be missing when they were told, and what came back since.
    A return of what no count held lowers none.
    """
    deducting = {key for key in wanted if returns.get(key) is Returns.DEDUCT_FROM_CUM}
    told = {key: Told(told_us=it.told_us, agreed_us=it.agreed_us) for key, it in wanted.items()}
    came_back = _returned(connection, {key: told[key].told_us for key in deducting}, starts)
    of_notes = returned_of(connection, wanted)
    known = known_then(connection, told, starts, of_notes)
    apart: dict[CumKey, list[Receipt]] = defaultdict(list)
    for note, then in known.items():
        apart[note.of].append(Receipt(note=note.note, quantity=then.apart))
    for key in sorted({note.of for note in of_notes} & deducting):
        if gone := returned_since(connection, key, told[key].told_us, starts[key]):
            start, option, cum = starts[key], returns[key], wanted[key].cum
            held = held_of_gone(connection, key, cum, told[key], start, option, gone)
            came_back[key] += held - sum(gone.values(), ZERO)
    return {
        key: replace(it, returned=came_back[key], apart=tuple(apart[key]))
        for key, it in wanted.items()
    }


def count_of(
    connection: Connection, of: CumKey, start: date | None, returns: Returns
) -> CustomersCount | None:
    """As ``counts_of``, of one."""
    return counts_of(connection, {of: start}, {of: returns}).get(of)


def begun_us(connection: Connection, wanted: Collection[CumKey]) -> dict[CumKey, int]:
    """When the present period of each agreement part was begun in our books; parts that never had
    a reset are left out.
    """
    table, mine = movements.c, whose(movements)
    found: dict[CumKey, int] = {}
    for some in portions(movements, wanted):
        query = select(*mine, func.max(table.at_us)).where(
            some, table.kind == "reset_executed", text(RESETS)
        )
        for *key, at_us in connection.execute(query.group_by(*mine)):
            found[CumKey(*key)] = at_us
    return found


def _only(table: Table, wanted: Collection[CumKey]) -> ColumnElement[bool]:
    """Of many parts the whole table is read, and what was not asked for is left out afterwards."""
    if len(wanted) > AT_ONCE:
        return true()
    return tuple_(*whose(table)).in_(sorted(wanted))


def accepted_since(
    connection: Connection, of: CumKey, at_us: int, start: date | None
) -> CustomersCount | None:
    """The last that people accepted then or later, in the period that began on ``start``."""
    query = (
        select(ACCEPTED)
        .where(is_of(ACCEPTED, of), ACCEPTED.c.at_us >= at_us)
        .order_by(ACCEPTED.c.accepted.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return _accepted(row) if row is not None and (not start or row.on_day >= start) else None


def lowered_since(
    connection: Connection,
    of: CumKey,
    cum: Decimal,
    at_us: int,
    ledger: Ledger,
) -> Decimal:
    """By how much the count ``cum`` told at that time may have fallen since, in the present period:
    what was returned and deducted, corrected, and left missing or rejected of notes; of notes only
    what that count held.
    """
    advised = told_since(connection, of, at_us)
    gone = {it.note: it.quantity for it in ledger.differing_notes() if it.note in advised}
    back = returned_since(connection, of, at_us, ledger.period_start)
    of_notes = sum(back.values(), ZERO) if ledger.returns is Returns.DEDUCT_FROM_CUM else ZERO
    people = max(ZERO, _by_people(connection, of, at_us, ledger) - of_notes)
    for note, quantity in back.items():
        gone[note] = gone.get(note, ZERO) + quantity
    if not gone:
        return people
    told = Told(told_us=at_us, agreed_us=at_us)
    start, returns = ledger.period_start, ledger.returns
    return people + held_of_gone(connection, of, cum, told, start, returns, gone)


def _by_people(connection: Connection, of: CumKey, at_us: int, ledger: Ledger) -> Decimal:
    """What people took from either cum of the present period since then, the greater of the two."""
    table = movements.c
    query = select(*COLUMNS).where(is_of(movements, of), table.at_us >= at_us, text(BY_PEOPLE))
    sides = {Side.DESPATCHED: ZERO, Side.RECEIVED: ZERO}
    for row in connection.execute(query):
        movement = movement_of(row)
        if not isinstance(movement, Corrected | Returned):
            continue
        effect = effect_of(movement, ledger.returns)
        if ledger.period_of(effect.on) == ledger.period:
            sides[Side.DESPATCHED] -= effect.despatched
            sides[Side.RECEIVED] -= effect.received
    return max(sides.values())


def received_later(connection: Connection, of: CumKey, at_us: int, on: date) -> tuple[Receipt, ...]:
    """Receipts that were taken after that time, or are of a later day: whoever stated a count then
    need not have known them.
    """
    table = movements.c
    query = select(table.kind, table.note, table.quantity).where(
        is_of(movements, of),
        table.kind.in_(("received", "assigned")),
        or_(table.at_us > at_us, table.on_day > on),
    )
    found = []
    for kind, note, quantity in connection.execute(query):
        found.append(Receipt(note=note, quantity=quantity))
        if kind == "assigned":
            found.append(Receipt(note="", quantity=-quantity))
    return tuple(found)


def _told(row: Any) -> CustomersCount:
    agreed_us = max(row.told_us, row.agreed_us or 0)
    return CustomersCount(
        cum=row.cum, on=row.on_day, number=row.number, told_us=row.told_us, agreed_us=agreed_us
    )


def _accepted(row: Any) -> CustomersCount:
    return CustomersCount(
        cum=row.cum, on=row.on_day, number="", told_us=row.at_us, agreed_us=row.at_us
    )


def _returned(
    connection: Connection, since: Mapping[CumKey, int], starts: Mapping[CumKey, date | None]
) -> dict[CumKey, Decimal]:
    """What came back at that time or later, by agreement part; of the present period."""
    table = movements.c
    found: dict[CumKey, Decimal] = defaultdict(Decimal)
    for some in portions(movements, since):
        columns = *whose(movements), table.at_us, table.quantity, table.on_day
        query = select(*columns).where(some, table.kind == "returned", text(BY_PEOPLE))
        for agreement, part, point, at_us, quantity, on in connection.execute(query):
            key = CumKey(agreement, part, point)
            if at_us >= since[key] and on >= (starts[key] or date.min):
                found[key] += quantity
    return found
