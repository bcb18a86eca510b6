"""Two people accept a count of the customer that fell, or is below what was confirmed; what that
does is told in figures before they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, insert

from central.agreements.model import units
from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.cums.rules.days import check_not_old
from central.cums.rules.effects import effects
from central.cums.rules.movements import Corrected, Received, Side
from central.cums.service.arrived import Arrived, arrived_of
from central.cums.service.beyond import received_beyond
from central.cums.service.correction_reasons import counted_after_all
from central.cums.service.counts import CustomersCount, Receipt
from central.cums.service.ledger_store import hold_cums, ledger_of, post_movement
from central.cums.service.points import known_part
from central.cums.tables_people import ACCEPTED
from central.db.database import Actor, Database
from central.db.work import Work
from central.partners.service.days import day_of
from central.words.reasons import Reason, RuleRefusedError, because

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepting:
    """What accepting a count of the day ``on`` does: ``corrected`` is taken from the received cum.
    ``trial`` says it before, ``reason`` when it is done.
    """

    cum: Decimal
    on: date
    before: Arrived
    after: Arrived
    corrected: Decimal
    trial: Reason
    reason: Reason


def accepting(
    connection: Connection, of: CumKey, *, cum: Decimal, on: date | None, now_us: int
) -> Accepting:
    """RuleRefusedError: it cannot be accepted, and the reason says what to do. Nothing is written.
    ``on`` None: the day it is at the customer.
    """
    part = known_part(connection, of)
    today = day_of(connection, part.customer, now_us)
    counted = on or today
    before = arrived_of(connection, part, of)
    late = _check(connection, of, part.terms.returns, (counted, today), cum, before)
    corrected = max(ZERO, before.balance.received - late - cum)
    count = _count(cum, counted, before, now_us)
    after = _after(connection, {of: part.terms.returns}, before, corrected, count)
    return Accepting(
        cum=cum,
        on=counted,
        before=before,
        after=after,
        corrected=corrected,
        trial=_would(cum, counted, before, after),
        reason=_said(cum, before, after),
    )


def accept_count(
    db: Database,
    of: CumKey,
    *,
    cum: Decimal,
    by: Actor,
    now_us: int,
    on: date | None = None,
) -> tuple[Reason, ...]:
    """The customer's count was this on the day ``on`` (None: today), although it fell or is below
    what was confirmed. ``by`` are two people and a reason. Receipts until that day that are beyond
    it are corrected down to it; a count above our cum is refused.
    """
    first, _, second = by.who.partition("+")
    if not second or not by.why:
        words = "to accept the customer's count {cum} takes two people and a reason"
        raise RuleRefusedError(because("ledger.count_incomplete", words, cum=cum))

    def work(connection: Connection) -> tuple[Reason, ...]:
        found = known_part(connection, of)
        units.check_whole(found.part, found.unit, [cum])
        hold_cums(connection, [of.of_part])
        does = accepting(connection, of, cum=cum, on=on, now_us=now_us)
        row = {
            **of._asdict(),
            "cum": cum,
            "on_day": does.on,
            "at_us": now_us,
            "who": first,
            "second_person": second,
            "why": by.why,
        }
        connection.execute(insert(ACCEPTED), [row])
        return does.reason, *_correct(Work(connection, by, now_us), of, found.terms.returns, does)

    return db.write(work, by=by)


def _correct(work: Work, of: CumKey, returns: Returns, does: Accepting) -> tuple[Reason, ...]:
    first, _, second = work.by.who.partition("+")
    if not does.corrected:
        return ()
    movement = Corrected(
        side=Side.RECEIVED, on=does.on, quantity=-does.corrected, person=first, why=work.by.why
    )
    return post_movement(work, of, movement, returns, second_person=second).reasons


def _check(
    connection: Connection,
    of: CumKey,
    returns: Returns,
    days: tuple[date, date],
    cum: Decimal,
    arrived: Arrived,
) -> Decimal:
    """``days``: of the count, and today. What arrived after it of the present period."""
    on, today = days
    if on > today:
        words = "{on} is not here yet; at the customer it is {today}"
        raise RuleRefusedError(because("ledger.in_future", words, on=on, today=today))
    check_not_old(on, today)
    sent = arrived.balance.despatched
    if not 0 <= cum <= sent:
        words = (
            "the customer's count {cum} is not between 0 and our despatched cum {sent}: "
            "correct our cum first"
        )
        raise RuleRefusedError(because("ledger.count_above", words, cum=cum, sent=sent))
    if cum > sent - arrived.differing:
        raise RuleRefusedError(counted_after_all(cum, arrived))
    if on == today:
        return ZERO
    ledger = ledger_of(connection, of, returns)
    if on < (ledger.period_start or date.min):
        words = "a count of {on} is of the one before: the present one began on {start}"
        start = ledger.period_start or ""
        raise RuleRefusedError(because("ledger.count_before", words, on=on, start=start))
    return sum(
        (
            effect.received
            for movement, moved in effects(ledger.movements, ledger.returns)
            if isinstance(movement, Received) and movement.on > on
            for effect in moved
            if ledger.period_of(effect.on) == ledger.period
        ),
        ZERO,
    )


def _count(cum: Decimal, on: date, before: Arrived, now_us: int) -> CustomersCount:
    """It leaves out what is known not to arrive."""
    apart = tuple(Receipt(note=it.note, quantity=it.quantity) for it in before.differences)
    return CustomersCount(cum=cum, on=on, number="", told_us=now_us, agreed_us=now_us, apart=apart)


def _after(
    connection: Connection,
    returns: Mapping[CumKey, Returns],
    before: Arrived,
    corrected: Decimal,
    count: CustomersCount,
) -> Arrived:
    """``returns``: of the one cum."""
    (key,) = returns
    balance = replace(before.balance, received=before.balance.received - corrected)
    more = received_beyond(connection, {key: count}, {key: before.differences}, returns)
    return replace(before, balance=balance, count=count, beyond=more.get(key, ZERO))


def _would(cum: Decimal, on: date, before: Arrived, after: Arrived) -> Reason:
    return because(
        "ledger.count_would",
        "accepting {cum} of {on}: received cum {was_got} -> {got}, in transit {was_transit} -> "
        "{transit}, our despatched cum stays {sent}; before, {received} was confirmed",
        cum=cum,
        on=on,
        **_figures(before, after),
        sent=after.balance.despatched,
        received=before.received,
    )


def _said(cum: Decimal, before: Arrived, after: Arrived) -> Reason:
    return because(
        "ledger.count_accepted",
        "the customer's count {cum} is accepted, {received} was confirmed before: received cum "
        "{was_got} -> {got}, in transit {was_transit} -> {transit}. Run again or process again "
        "what it stopped",
        cum=cum,
        received=before.received,
        **_figures(before, after),
    )


def _figures(before: Arrived, after: Arrived) -> dict[str, Decimal]:
    return {
        "was_got": before.balance.received,
        "got": after.balance.received,
        "was_transit": before.in_transit,
        "transit": after.in_transit,
    }
