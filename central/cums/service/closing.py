"""Closing a difference in the books: one person with a reason, in one transaction."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, insert

from central.agreements.model.keys import PartKey
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
from central.partners.service.days import day_of
from central.words.reasons import Reason, RuleRefusedError, because


def close_difference(
    db: Database,
    agreement: str,
    part: str,
    note: str,
    *,
    how: How,
    quantity: Decimal | None,
    on: date,
    by: Actor,
    now_us: int,
) -> tuple[Reason, ...]:
    """``quantity`` None: all that can be closed so. RuleRefusedError: nothing was done."""

    def work(connection: Connection) -> tuple[Reason, ...]:
        if not by.why.strip():
            words = "say why the difference of note {note} is closed"
            raise RuleRefusedError(because("difference.why", words, note=note))
        found = agreements.agreement_part(connection, agreement, part)
        if found is None:
            raise RuleRefusedError(no_difference(part, note))
        hold_cums(connection, [PartKey(agreement, part)])
        today = day_of(connection, found.customer, now_us)
        if on > today:
            words = "{on} is not here yet; at the customer it is {today}"
            raise RuleRefusedError(because("ledger.in_future", words, on=on, today=today))
        check_not_old(on, today)
        returns = found.terms.returns
        standing = _standing(connection, agreement, part, note)
        key = PartKey(agreement, part)
        counted = counted_of(connection, key, note, on, returns)
        back_on = day_within(on, standing.on, _starts(connection, key, returns))
        closing = close(standing, how, quantity, on, returns, counted, back_on)
        reasons = [closing.reason]
        for movement in closing.movements:
            posting = post_movement(
                connection,
                agreement,
                part,
                movement,
                at_us=now_us,
                who=by.who,
                returns=returns,
                why=by.why,
            )
            reasons += posting.reasons
        row = {
            "agreement": agreement,
            "part": part,
            "note": note,
            "how": how.value,
            "quantity": closing.quantity,
            "on_day": on,
            "at_us": now_us,
            "who": by.who,
            "why": by.why,
            "receipt": int(closing.booked),
            "void": None,
        }
        connection.execute(insert(CLOSINGS), [row])
        return tuple(reasons)

    return db.write(work, by=by)


def _starts(connection: Connection, key: PartKey, returns: Returns) -> list[date]:
    """Of the periods that began, and of one whose reset is still to be carried out."""
    ledger = sums_of(connection, {key: returns})[key]
    planned = [] if ledger.planned is None else [ledger.planned.synchronise_on]
    return [*ledger.starts, *planned]


def _standing(connection: Connection, agreement: str, part: str, note: str) -> Difference:
    key = PartKey(agreement, part)
    of_part = differences_of(connection, [key]).get(key, ())
    difference = next((each for each in of_part if each.note == note), None)
    if difference is None:
        raise RuleRefusedError(no_difference(part, note))
    return difference
