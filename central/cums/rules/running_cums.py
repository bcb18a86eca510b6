"""The cums after each movement, in the order of posting, and after each day: for people to follow
how a cum came to be. Pure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from central.agreements.model.options import Returns
from central.cums.rules.ledger import Balance, Ledger
from central.cums.rules.movements import (
    Corrected,
    Despatched,
    DespatchUndone,
    Movement,
    Received,
    ResetExecuted,
    ResetPlanned,
    Returned,
    Side,
)

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """What a movement did to the period in which it counts, and the cums of that period then.
    ``period`` is by the resets that were carried out until then.
    """

    period: int
    sent: Decimal
    got: Decimal
    balance: Balance


_Step = tuple[int, Decimal, Decimal]
"""Period, and what was sent and received in it."""


@dataclass(slots=True)
class _Fold:
    returns: Returns
    starts: list[date]
    rows: list[tuple[date, Decimal, Decimal]]
    notes: dict[str, Despatched]
    sums: list[list[Decimal]]
    planned: date | None = None

    def add(self, on: date, sent: Decimal, got: Decimal) -> _Step:
        self.rows.append((on, sent, got))
        period = bisect_right(self.starts, on)
        self.sums[period][0] += sent
        self.sums[period][1] += got
        return period, sent, got

    def after(self, period: int, sent: Decimal, got: Decimal) -> After:
        balance = Balance(despatched=self.sums[period][0], received=self.sums[period][1])
        return After(period=period, sent=sent, got=got, balance=balance)

    def reset(self) -> _Step:
        if self.planned is not None:
            self.starts.append(self.planned)
            self.planned = None
        self.sums = [[ZERO, ZERO] for _ in range(len(self.starts) + 1)]
        for on, sent, got in self.rows:
            period = bisect_right(self.starts, on)
            self.sums[period][0] += sent
            self.sums[period][1] += got
        return len(self.starts), ZERO, ZERO


def after_each(
    movements: Sequence[Movement], returns: Returns, *, since: int = 0
) -> tuple[After, ...]:
    """One for each movement from position ``since`` on."""
    fold = _Fold(returns=returns, starts=[], rows=[], notes={}, sums=[[ZERO, ZERO]])
    for movement in movements[:since]:
        _step(fold, movement)
    return tuple(fold.after(*_step(fold, movement)) for movement in movements[since:])


def _step(fold: _Fold, movement: Movement) -> _Step:
    match movement:
        case Despatched():
            fold.notes[movement.note] = movement
            return fold.add(movement.on, movement.quantity, ZERO)
        case DespatchUndone():
            gone = fold.notes.pop(movement.note)
            return fold.add(gone.on, -gone.quantity, ZERO)
        case Received():
            on = fold.notes[movement.note].on if movement.note else movement.on
            return fold.add(on, ZERO, movement.quantity)
        case Returned():
            back = -movement.quantity if fold.returns is Returns.DEDUCT_FROM_CUM else ZERO
            return fold.add(movement.on, back, back)
        case Corrected(side=Side.DESPATCHED):
            return fold.add(movement.on, movement.quantity, ZERO)
        case Corrected():
            return fold.add(movement.on, ZERO, movement.quantity)
        case ResetPlanned():
            fold.planned = movement.synchronise_on
            return len(fold.starts), ZERO, ZERO
        case ResetExecuted():
            return fold.reset()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDay:
    """The cums of a period as they stood at the end of a day."""

    on: date
    despatched: Decimal
    received: Decimal


def by_day(ledger: Ledger) -> tuple[OnDay, ...]:
    """Days on which something moved, as it is known now: undone notes are not there. What counts in
    a period stands inside it: a receipt of an older note on the last day of that note's period.
    """
    moved: dict[tuple[int, date], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    notes = {note.note: note for note in ledger.notes()}
    for note in notes.values():
        moved[ledger.period_of(note.on), note.on][0] += note.quantity
    for movement in ledger.movements:
        match movement:
            case Received():
                of = notes[movement.note].on if movement.note else movement.on
                period = ledger.period_of(of)
                moved[period, _inside(ledger, period, movement.on)][1] += movement.quantity
            case Returned() if ledger.returns is Returns.DEDUCT_FROM_CUM:
                for side in (0, 1):
                    moved[ledger.period_of(movement.on), movement.on][side] -= movement.quantity
            case Corrected():
                side = 0 if movement.side is Side.DESPATCHED else 1
                moved[ledger.period_of(movement.on), movement.on][side] += movement.quantity
            case _:
                pass
    found, period, sums = [], 0, [ZERO, ZERO]
    for (of_period, on), (sent, got) in sorted(moved.items()):
        if of_period != period:
            period, sums = of_period, [ZERO, ZERO]
        sums = [sums[0] + sent, sums[1] + got]
        found.append(OnDay(on=on, despatched=sums[0], received=sums[1]))
    return tuple(found)


def _inside(ledger: Ledger, period: int, on: date) -> date:
    first = ledger.starts[period - 1] if period else date.min
    behind = ledger.starts[period] if period < ledger.period else date.max
    return max(first, min(on, behind - timedelta(days=1)))
