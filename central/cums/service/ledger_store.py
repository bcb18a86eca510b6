"""The cum ledger in the database: loaded whole to reconcile, and continued by one movement at a
time without folding it whole.

A movement is judged by the rules of ``ledger`` on what bears on it: the resets, the movements of
its note, and the sums of all others. Carrying out a reset replays everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, text

from central.agreements.model.keys import CumKey, PartKey
from central.agreements.model.options import Returns
from central.cums.rules import ledger as books
from central.cums.rules.carried import carried_over
from central.cums.rules.ledger import Balance, Ledger, Posting
from central.cums.rules.movements import (
    Assigned,
    Corrected,
    Despatched,
    DespatchUndone,
    Movement,
    Received,
    ResetExecuted,
)
from central.cums.service.differences import differences_of
from central.cums.service.keys import is_of, whose
from central.cums.service.movement_rows import COLUMNS, movement_of, note_of, row_of
from central.cums.tables_ledger import RESETS, cums, movements
from central.db.database import hold, hold_all, upsert
from central.db.work import Work
from central.words.reasons import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A movement as it stands in the books, with who posted it."""

    seq: int
    at_us: int
    who: str
    second_person: str
    why: str
    movement: Movement
    interchange: int | None


def ledger_of(connection: Connection, of: CumKey, returns: Returns) -> Ledger:
    """Every movement, and the differences of its notes."""
    query = select(*COLUMNS).where(is_of(movements, of)).order_by(movements.c.seq)
    held = books.load([movement_of(row) for row in connection.execute(query)], returns)
    return replace(held, differences=differences_of(connection, [of]).get(of, ()))


def balances_of(connection: Connection, of: CumKey, returns: Returns) -> tuple[Balance, ...]:
    """One for each period, the current one last, without folding the ledger."""
    kept = _kept(connection, of, returns)
    if kept is not None:
        return kept
    return ledger_of(connection, of, returns).balances()


def posted(
    connection: Connection,
    of: CumKey,
    *,
    before: int | None = None,
    rows: int | None = None,
) -> tuple[Posted, ...]:
    """Movements with who posted them, in order: the last ``rows`` (None: all) of those with a
    lower ``seq`` than ``before``.
    """
    more = (movements.c.seq, movements.c.at_us, movements.c.second_person, movements.c.interchange)
    query = select(*COLUMNS, *more).where(is_of(movements, of)).order_by(movements.c.seq.desc())
    if before is not None:
        query = query.where(movements.c.seq < before)
    found = connection.execute(query.limit(rows)).all()
    return tuple(
        Posted(
            seq=row.seq,
            at_us=row.at_us,
            who=row.who,
            second_person=row.second_person,
            why=row.why,
            movement=movement_of(row[: len(COLUMNS)]),
            interchange=row.interchange,
        )
        for row in reversed(found)
    )


def how_many_before(connection: Connection, of: CumKey, seq: int) -> int:
    """Its movements that were posted before that one."""
    query = select(func.count()).where(is_of(movements, of), movements.c.seq < seq)
    return connection.execute(query).scalar_one()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteBalance:
    """A note that stands: what went on it, and what of it the customer has received."""

    agreement: str
    part: str
    point: str
    on: date
    despatched: Decimal
    received: Decimal

    @property
    def of(self) -> CumKey:
        return CumKey(self.agreement, self.part, self.point)


def note_balances(connection: Connection, note: str) -> tuple[NoteBalance, ...]:
    """Of every agreement part that went on the note and was not undone."""
    query = (
        select(*whose(movements), *COLUMNS)
        .where(movements.c.note == note)
        .order_by(movements.c.agreement, movements.c.part, movements.c.seq)
    )
    found: dict[CumKey, list[Decimal]] = {}
    left: dict[CumKey, date] = {}
    for agreement, part, point, *row in connection.execute(query):
        key = CumKey(agreement, part, point)
        match movement_of(row):
            case Despatched(on=on, quantity=quantity):
                found[key], left[key] = [quantity, Decimal(0)], on
            case DespatchUndone(quantity=None):
                found.pop(key, None)
            case DespatchUndone(quantity=part) if key in found:
                found[key][0] -= part or Decimal(0)
            case Received(quantity=quantity) | Assigned(quantity=quantity) if key in found:
                found[key][1] += quantity
            case _:
                pass
    return tuple(
        NoteBalance(**key._asdict(), on=left[key], despatched=sent, received=got)
        for key, (sent, got) in found.items()
    )


class ResetDue(NamedTuple):
    """A planned reset of a cum, and the day on which it may be carried out."""

    of: CumKey
    on: date


def resets_planned_by(connection: Connection, day: date) -> tuple[ResetDue, ...]:
    """Where the last word on a reset is a plan to be carried out by that day."""
    last = (
        select(*whose(movements), func.max(movements.c.seq).label("seq"))
        .where(text(RESETS))
        .group_by(*whose(movements))
        .subquery()
    )
    same = [movements.c[name] == last.c[name] for name in ("agreement", "part", "point", "seq")]
    query = (
        select(*whose(movements), movements.c.execute_on)
        .join(last, and_(*same))
        .where(movements.c.kind == "reset_planned", movements.c.execute_on <= day)
        .order_by(*whose(movements))
    )
    return tuple(ResetDue(CumKey(*key), on) for *key, on in connection.execute(query))


def hold_cums(connection: Connection, keys: Iterable[PartKey]) -> None:
    """No movement of these agreement parts is posted by anybody else until the transaction ends."""
    hold_all(connection, [("cum", *key) for key in keys])


def post_movement(
    work: Work,
    of: CumKey,
    movement: Movement,
    returns: Returns,
    *,
    second_person: str = "",
    interchange: int | None = None,
) -> Posting:
    """Adds it to the books, in the caller's transaction. RuleRefusedError: nothing was written.

    A reset carries over first what moved without a note and cannot be of the new period.
    ``returns``: the agreement's option; another one than before folds the ledger anew. The ledger
    of the answer holds the movements that bear on this one; its balances are whole. The person of
    a correction is the one who stands in the books.
    """
    connection = work.connection
    hold(connection, "cum", *of.of_part)
    said: tuple[Reason, ...] = ()
    if isinstance(movement, ResetExecuted):
        for each in carried_over(ledger_of(connection, of, returns)):
            said += post_movement(work, of, each, returns).reasons
    before = _bearing_on(connection, of, movement, returns)
    posting = books.record(before, movement)
    seq = 1 + (connection.execute(_last_seq(of.of_part)).scalar() or 0)
    row = of._asdict() | {
        "seq": seq,
        "why": work.by.why,
        "at_us": work.now_us,
        "who": movement.person if isinstance(movement, Corrected) else work.by.who,
        "second_person": second_person,
        "interchange": interchange,
    }
    connection.execute(insert(movements), [row | row_of(movement)])
    if isinstance(movement, ResetExecuted):
        connection.execute(delete(cums).where(is_of(cums, of)))
    upsert(connection, cums, _sums(of, posting.ledger, returns, seq))
    return replace(posting, reasons=said + posting.reasons)


def _sums(of: CumKey, ledger: Ledger, returns: Returns, seq: int) -> list[dict[str, Any]]:
    """The cums of each period as rows, after the movement ``seq``."""
    starts = (None, *ledger.starts)
    return [
        of._asdict()
        | {
            "period": period,
            "start": starts[period],
            "despatched": balance.despatched,
            "received": balance.received,
            "returns": returns.value,
            "seq": seq,
        }
        for period, balance in enumerate(ledger.balances())
    ]


def _bearing_on(connection: Connection, of: CumKey, movement: Movement, returns: Returns) -> Ledger:
    """What the movement is judged by: the whole ledger, or its bearing part and the other sums."""
    kept = _kept(connection, of, returns)
    if kept is None or isinstance(movement, ResetExecuted | Assigned):
        return ledger_of(connection, of, returns)
    bearing = text(RESETS)
    if note := note_of(movement):
        same = movements.c.note == note
        query = select(*COLUMNS).where(is_of(movements, of), or_(bearing, same))
    else:
        query = select(*COLUMNS).where(is_of(movements, of), bearing)
    rows = connection.execute(query.order_by(movements.c.seq))
    held = books.load([movement_of(row) for row in rows], returns)
    return replace(held, others=_without(kept, held.balances()))


def _without(whole: Sequence[Balance], held: Sequence[Balance]) -> tuple[Balance, ...]:
    return tuple(
        Balance(despatched=a.despatched - b.despatched, received=a.received - b.received)
        for a, b in zip(whole, held, strict=True)
    )


def _kept(connection: Connection, of: CumKey, returns: Returns) -> tuple[Balance, ...] | None:
    """The summary; None: there is none that was made under this option."""
    query = select(cums).where(is_of(cums, of)).order_by(cums.c.period)
    rows = connection.execute(query).all()
    if not rows or any(row.returns != returns.value for row in rows):
        return None
    return tuple(Balance(despatched=row.despatched, received=row.received) for row in rows)


def _last_seq(of: PartKey) -> Any:
    """Over all cums of the part."""
    table = movements.c
    return select(func.max(table.seq)).where(table.agreement == of.agreement, table.part == of.part)
