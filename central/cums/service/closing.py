"""Closing a difference in the books: one person with a reason, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, insert

from central.agreements.model import units
from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.agreements.service import contracts as agreements
from central.cums.rules.closing import How, close
from central.cums.rules.days import check_not_old
from central.cums.rules.ledger import Difference
from central.cums.rules.resets import day_within
from central.cums.service.differences import differences_of, no_difference
from central.cums.service.ledger_store import hold_cums, post_movement
from central.cums.service.ledgers import sums_of
from central.cums.service.unassigned import counted_of
from central.cums.tables_people import CLOSINGS
from central.db.database import Actor, Database
from central.db.work import Work, transact
from central.partners.service.days import day_of
from central.words.reasons import Reason, RuleRefusedError, because


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedClosing:
    """How a person wants a difference closed. ``quantity`` None: all that can be closed so."""

    how: How
    quantity: Decimal | None
    on: date


def close_difference(
    db: Database,
    of: CumKey,
    note: str,
    asked: AskedClosing,
    *,
    by: Actor,
    now_us: int,
) -> tuple[Reason, ...]:
    """RuleRefusedError: nothing was done."""
    return transact(db, lambda work: _close(work, of, note, asked), by=by, at_us=now_us)


def _close(work: Work, of: CumKey, note: str, asked: AskedClosing) -> tuple[Reason, ...]:
    if not work.by.why.strip():
        words = "say why the difference of note {note} is closed"
        raise RuleRefusedError(because("difference.why", words, note=note))
    found = agreements.agreement_part(work.connection, *of.of_part)
    if found is None:
        raise RuleRefusedError(no_difference(of.part, note))
    units.check_whole(found.part, found.unit, [] if asked.quantity is None else [asked.quantity])
    hold_cums(work.connection, [of.of_part])
    _check_day(asked.on, day_of(work.connection, found.customer, work.now_us))
    returns = found.terms.returns
    standing = _standing(work.connection, of, note)
    counted = counted_of(work.connection, of, note, asked.on, returns)
    back_on = day_within(asked.on, standing.on, _starts(work.connection, of, returns))
    closing = close(standing, asked.how, asked.quantity, asked.on, returns, counted, back_on)
    reasons = [closing.reason]
    for movement in closing.movements:
        reasons += post_movement(work, of, movement, returns).reasons
    row = of._asdict() | {
        "note": note,
        "how": asked.how.value,
        "quantity": closing.quantity,
        "on_day": asked.on,
        "at_us": work.now_us,
        "who": work.by.who,
        "why": work.by.why,
        "receipt": int(closing.booked),
        "void": None,
    }
    work.connection.execute(insert(CLOSINGS), [row])
    return tuple(reasons)


def _check_day(on: date, today: date) -> None:
    if on > today:
        words = "{on} is not here yet; at the customer it is {today}"
        raise RuleRefusedError(because("ledger.in_future", words, on=on, today=today))
    check_not_old(on, today)


def _starts(connection: Connection, key: CumKey, returns: Returns) -> list[date]:
    """Of the periods that began, and of one whose reset is still to be carried out."""
    ledger = sums_of(connection, {key: returns})[key]
    planned = [] if ledger.planned is None else [ledger.planned.synchronise_on]
    return [*ledger.starts, *planned]


def _standing(connection: Connection, of: CumKey, note: str) -> Difference:
    of_part = differences_of(connection, [of]).get(of, ())
    difference = next((each for each in of_part if each.note == note), None)
    if difference is None:
        raise RuleRefusedError(no_difference(of.part, note))
    return difference
