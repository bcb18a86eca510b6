"""What people do to the cum ledger: corrections, returns, resets and changes of the year. Each is
one transaction; RuleRefusedError leaves the ledger as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial

from sqlalchemy import Connection

from central.agreements.model import units
from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.agreements.service import contracts as agreements
from central.agreements.service.contracts import AgreementPart
from central.cums.rules.days import check_not_old
from central.cums.rules.movements import (
    Corrected,
    Movement,
    Received,
    ResetExecuted,
    ResetPlanned,
    Returned,
    Side,
)
from central.cums.service.arrived import Arrived, arrived_of
from central.cums.service.correction_reasons import (
    beyond_ours,
    disputed_beyond,
)
from central.cums.service.goods_back import arrival_before, check_of_note
from central.cums.service.ledger_store import (
    ResetDue,
    balances_of,
    hold_cums,
    post_movement,
    resets_planned_by,
)
from central.cums.service.ledgers import returned_in_all
from central.cums.service.points import known_part
from central.db.database import Actor, Database
from central.db.work import Work, transact
from central.partners.service.days import day_of
from central.words.reasons import Reason, RuleRefusedError, because


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One side of the ledger is put right by a signed quantity. ``disputed``: both people insist
    although the customer confirmed more than our cum comes to; what is beyond it stands as
    disputed.
    """

    side: Side
    quantity: Decimal
    on: date
    disputed: bool = False


def correct(
    db: Database, of: CumKey, correction: Correction, *, by: Actor, now_us: int
) -> tuple[Reason, ...]:
    """``by`` are two people and a reason: ``first+second``."""
    first, _, second = by.who.partition("+")
    if not second or not by.why or not correction.quantity:
        raise RuleRefusedError(
            because(
                "ledger.correction_incomplete",
                "a correction of {quantity} needs two people, a reason and a quantity",
                quantity=correction.quantity,
            )
        )
    movement = Corrected(
        side=correction.side,
        on=correction.on,
        quantity=correction.quantity,
        person=first,
        why=by.why,
    )

    def do(work: Work) -> tuple[Reason, ...]:
        return _post(work, of, [movement], second_person=second, disputed=correction.disputed)

    return transact(db, do, by=by, at_us=now_us)


def take_return(
    db: Database, of: CumKey, returned: Returned, *, by: Actor, now_us: int
) -> tuple[Reason, ...]:
    """Goods came back; what that does to the cums is an option of the agreement."""
    return transact(db, lambda work: _post(work, of, [returned]), by=by, at_us=now_us)


def plan_reset(
    db: Database,
    of: CumKey,
    *,
    synchronise_on: date,
    execute_on: date,
    by: Actor,
    now_us: int,
) -> tuple[Reason, ...]:
    """A new period is counted from one day, and carried out on or after the other."""
    planned = ResetPlanned(synchronise_on=synchronise_on, execute_on=execute_on)
    return transact(db, lambda work: _post(work, of, [planned]), by=by, at_us=now_us)


def reset_at_once(
    db: Database,
    of: CumKey,
    *,
    synchronise_on: date,
    execute_on: date,
    by: Actor,
    now_us: int,
) -> tuple[Reason, ...]:
    """Planned and carried out in one transaction; its day has come, or it is not planned either."""
    planned = ResetPlanned(synchronise_on=synchronise_on, execute_on=execute_on)
    both: list[Movement] = [planned, ResetExecuted(on=execute_on)]
    return transact(db, lambda work: _post(work, of, both), by=by, at_us=now_us)


def execute_reset(
    db: Database, of: CumKey, *, on: date, by: Actor, now_us: int
) -> tuple[Reason, ...]:
    """Carries out the planned reset: what moved since its first day is replayed."""
    executed = ResetExecuted(on=on)
    return transact(db, lambda work: _post(work, of, [executed]), by=by, at_us=now_us)


def execute_due(db: Database, *, by: Actor, now_us: int) -> int:
    """Carries out every planned reset whose day has come where the customer is; returns how many.
    One that the rules refuse stays planned, and stands with the ledger as overdue.
    """
    executed = 0
    for of, on in db.read(partial(resets_due, now_us=now_us)):
        try:
            execute_reset(db, of, on=on, by=by, now_us=now_us)
        except RuleRefusedError:
            continue
        executed += 1
    return executed


def resets_due(connection: Connection, *, now_us: int) -> list[ResetDue]:
    """Each planned reset whose day has come, with the date at the customer now. One that stays
    here is refused whenever it is tried: a cum has to be put right first.
    """
    latest = datetime.fromtimestamp(now_us // 1_000_000, tz=UTC).date() + timedelta(days=1)
    found = []
    for of, execute_on in resets_planned_by(connection, latest):
        known = agreements.agreement_part(connection, *of.of_part)
        on = day_of(connection, "" if known is None else known.customer, now_us)
        if known is not None and execute_on <= on:
            found.append(ResetDue(of, on))
    return found


def _post(
    work: Work,
    of: CumKey,
    movements: Sequence[Movement],
    *,
    second_person: str = "",
    disputed: bool = False,
) -> tuple[Reason, ...]:
    found = known_part(work.connection, of)
    hold_cums(work.connection, [of.of_part])
    before = arrived_of(work.connection, found, of)
    today = day_of(work.connection, found.customer, work.now_us)
    for movement in movements:
        check_day(movement, today)
        if isinstance(movement, Corrected | Returned):
            units.check_whole(found.part, found.unit, [movement.quantity])
        check_of_note(work.connection, of, movement)
        _check_returned(work.connection, of, found.terms.returns, movement)
    counted = [it for each in movements for it in _counted_before(each, before, found, today)]
    counted += [
        it
        for each in movements
        for it in arrival_before(work, of, found.terms.returns, each, before)
    ]
    reasons: list[Reason] = []
    for movement in (*counted, *movements):
        posting = post_movement(
            work, of, movement, found.terms.returns, second_person=second_person
        )
        reasons += posting.reasons
    after = arrived_of(work.connection, found, of)
    if after.disputed > before.disputed:
        if not disputed:
            raise RuleRefusedError(beyond_ours(after))
        reasons.append(disputed_beyond(after))
    return tuple(reasons)


def _counted_before(
    movement: Movement, arrived: Arrived, part: AgreementPart, today: date
) -> tuple[Received, ...]:
    """What comes back and is deducted was received before. Of a customer who sends no receiving
    advice the count in the schedules says so: it is booked as a receipt first.
    """
    count, balance = arrived.count, arrived.balance
    deducts = isinstance(movement, Returned) and part.terms.returns is Returns.DEDUCT_FROM_CUM
    if not isinstance(movement, Returned) or not deducts or count is None:
        return ()
    held = arrived.counted_and_later
    counted = min(held, balance.despatched - arrived.differing) - balance.received
    if movement.quantity <= balance.received or counted <= 0:
        return ()
    return (Received(on=min(count.on, today), quantity=counted),)


def _check_returned(
    connection: Connection, of: CumKey, returns: Returns, movement: Movement
) -> None:
    """Where returns move no cum, no cum would tell that more came back than ever went."""
    if not isinstance(movement, Returned) or returns is not Returns.KEEP_CUM:
        return
    sent = sum((it.despatched for it in balances_of(connection, of, returns)), Decimal(0))
    back = returned_in_all(connection, of)
    if movement.quantity > sent - back:
        raise RuleRefusedError(
            because(
                "ledger.returned_beyond",
                "{quantity} cannot have come back: {sent} were despatched in all, and {back} of "
                "them came back before",
                quantity=movement.quantity,
                sent=sent,
                back=back,
            )
        )


def check_day(movement: Movement, today: date) -> None:
    """A day to come would count in a period that is not there yet, and a reset would be early.
    RuleRefusedError for it, and for one of long ago.
    """
    on = None if isinstance(movement, ResetPlanned) else movement.on
    if on is not None and not isinstance(movement, ResetExecuted):
        check_not_old(on, today)
    if on is not None and on > today:
        raise RuleRefusedError(
            because(
                "ledger.in_future",
                "{on} is not here yet; at the customer it is {today}",
                on=on,
                today=today,
            )
        )
