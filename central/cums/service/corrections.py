"""What people do to the cum ledger: corrections, returns, resets and changes of the year. Each is
one transaction; RuleRefusedError leaves the ledger as it was.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial

from sqlalchemy import Connection

from central.agreements.service import contracts as agreements
from central.cums.rules.movements import (
    Corrected,
    Movement,
    ResetExecuted,
    ResetPlanned,
    Returned,
    Side,
)
from central.cums.service.ledger_store import parts_with_reset_due, post_movement
from central.db.database import Actor, Database
from central.partners.service.days import day_of
from central.words.reasons import Reason, RuleRefusedError, because


def correct(
    db: Database,
    agreement: str,
    part: str,
    *,
    side: Side,
    quantity: Decimal,
    on: date,
    by: Actor,
    now_us: int,
) -> tuple[Reason, ...]:
    """Puts one side right by a signed quantity. ``by`` are two people and a reason:
    ``first+second``.
    """
    first, _, second = by.who.partition("+")
    if not second or not by.why or not quantity:
        raise RuleRefusedError(
            because(
                "ledger.correction_incomplete",
                "a correction of {quantity} needs two people, a reason and a quantity",
                quantity=quantity,
            )
        )
    movement = Corrected(side=side, on=on, quantity=quantity, person=first, why=by.why)
    return _post(db, agreement, part, [movement], by=by, now_us=now_us, second_person=second)


def take_return(
    db: Database,
    agreement: str,
    part: str,
    *,
    on: date,
    quantity: Decimal,
    paper: str,
    by: Actor,
    now_us: int,
) -> tuple[Reason, ...]:
    """Goods came back; what that does to the cums is an option of the agreement."""
    movement = Returned(on=on, quantity=quantity, paper=paper)
    return _post(db, agreement, part, [movement], by=by, now_us=now_us)


def plan_reset(
    db: Database,
    agreement: str,
    part: str,
    *,
    synchronise_on: date,
    execute_on: date,
    by: Actor,
    now_us: int,
) -> tuple[Reason, ...]:
    """A new period is counted from one day, and carried out on or after the other."""
    movement = ResetPlanned(synchronise_on=synchronise_on, execute_on=execute_on)
    return _post(db, agreement, part, [movement], by=by, now_us=now_us)


def execute_reset(
    db: Database, agreement: str, part: str, *, on: date, by: Actor, now_us: int
) -> tuple[Reason, ...]:
    """Carries out the planned reset: what moved since its first day is replayed."""
    return _post(db, agreement, part, [ResetExecuted(on=on)], by=by, now_us=now_us)


def change_year(
    db: Database, agreement: str, part: str, *, start: date, on: date, by: Actor, now_us: int
) -> tuple[Reason, ...]:
    """A reset counted from ``start``, planned and carried out at once, as the customer did."""
    movements: list[Movement] = [
        ResetPlanned(synchronise_on=start, execute_on=on),
        ResetExecuted(on=on),
    ]
    return _post(db, agreement, part, movements, by=by, now_us=now_us)


def execute_due(db: Database, *, by: Actor, now_us: int) -> int:
    """Carries out every planned reset whose day has come where the customer is; returns how many.
    One that the rules refuse stays planned, and stands with the ledger as overdue.
    """
    executed = 0
    for agreement, part, on in db.read(partial(resets_due, now_us=now_us)):
        try:
            execute_reset(db, agreement, part, on=on, by=by, now_us=now_us)
        except RuleRefusedError:
            continue
        executed += 1
    return executed


def resets_due(connection: Connection, *, now_us: int) -> list[tuple[str, str, date]]:
    """Agreement, part and the date at the customer of each planned reset whose day has come. One
    that stays here is refused whenever it is tried: a cum has to be put right first.
    """
    latest = datetime.fromtimestamp(now_us // 1_000_000, tz=UTC).date() + timedelta(days=1)
    found = []
    for agreement, part, execute_on in parts_with_reset_due(connection, latest):
        known = agreements.agreement_part(connection, agreement, part)
        on = day_of(connection, "" if known is None else known.customer, now_us)
        if known is not None and execute_on <= on:
            found.append((agreement, part, on))
    return found


def _post(
    db: Database,
    agreement: str,
    part: str,
    movements: list[Movement],
    *,
    by: Actor,
    now_us: int,
    second_person: str = "",
) -> tuple[Reason, ...]:
    def work(connection: Connection) -> tuple[Reason, ...]:
        found = agreements.agreement_part(connection, agreement, part)
        if found is None:
            raise RuleRefusedError(
                because(
                    "ledger.no_agreement_part",
                    "part {part} is in no agreement {agreement}",
                    part=part,
                    agreement=agreement,
                )
            )
        today = day_of(connection, found.customer, now_us)
        reasons: list[Reason] = []
        for movement in movements:
            _refuse_future(movement, today)
            posting = post_movement(
                connection,
                agreement,
                part,
                movement,
                at_us=now_us,
                who=by.who,
                returns=found.terms.returns,
                second_person=second_person,
                why=by.why,
            )
            reasons += posting.reasons
        return tuple(reasons)

    return db.write(work, by=by)


def _refuse_future(movement: Movement, today: date) -> None:
    """A day to come would count in a period that is not there yet, and a reset would be early."""
    on = None if isinstance(movement, ResetPlanned) else movement.on
    if on is not None and on > today:
        raise RuleRefusedError(
            because(
                "ledger.in_future",
                "{on} is not here yet; at the customer it is {today}",
                on=on,
                today=today,
            )
        )
