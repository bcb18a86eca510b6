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
from typing import NamedTuple

from central.agreements.model.options import Returns
from central.cums.rules.effects import Effect, effects
from central.cums.rules.ledger import Balance, Ledger
from central.cums.rules.movements import Despatched, DespatchUndone, Movement, ResetPlanned

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


class _Step(NamedTuple):
    """A period, and what was sent and received in it."""

    period: int
    sent: Decimal = ZERO
    got: Decimal = ZERO


@dataclass(slots=True)
class _Fold:
    starts: list[date]
    rows: list[Effect]
    sums: list[list[Decimal]]
    planned: date | None = None

    def add(self, effect: Effect) -> _Step:
        self.rows.append(effect)
        period = bisect_right(self.starts, effect.on)
        self.sums[period][0] += effect.despatched
        self.sums[period][1] += effect.received
        return _Step(period, effect.despatched, effect.received)

    def after(self, step: _Step) -> After:
        despatched, received = self.sums[step.period]
        balance = Balance(despatched=despatched, received=received)
        return After(period=step.period, sent=step.sent, got=step.got, balance=balance)

    def reset(self) -> _Step:
        if self.planned is not None:
            self.starts.append(self.planned)
            self.planned = None
        self.sums = [[ZERO, ZERO] for _ in range(len(self.starts) + 1)]
        for effect in self.rows:
            period = bisect_right(self.starts, effect.on)
            self.sums[period][0] += effect.despatched
            self.sums[period][1] += effect.received
        return _Step(len(self.starts))


def after_each(
    movements: Sequence[Movement], returns: Returns, *, since: int = 0
) -> tuple[After, ...]:
    """One for each movement from position ``since`` on."""
    fold = _Fold(starts=[], rows=[], sums=[[ZERO, ZERO]])
    found = []
    for position, (movement, moved) in enumerate(effects(movements, returns)):
        step = _step(fold, movement, moved)
        if position >= since:
            found.append(fold.after(step))
    return tuple(found)


def _step(fold: _Fold, movement: Movement, moved: Sequence[Effect]) -> _Step:
    """Of what is carried over, the part that the period which ends has of it."""
    if moved:
        first, *_ = [fold.add(effect) for effect in moved]
        return first
    if isinstance(movement, ResetPlanned):
        fold.planned = movement.synchronise_on
        return _Step(len(fold.starts))
    return fold.reset()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDay:
    """The cums of a period as they stood at the end of a day."""

    on: date
    despatched: Decimal
    received: Decimal


def by_day(ledger: Ledger) -> tuple[OnDay, ...]:
    """Days on which something moved, as it is known now: what was undone is not there. What counts
    in a period stands inside it: a receipt of an older note on the last day of that note's period.
    """
    moved: dict[tuple[int, date], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    undone = _undone(ledger)
    for movement, effects_ in effects(ledger.movements, ledger.returns):
        if id(movement) in undone or isinstance(movement, ResetPlanned):
            continue
        for effect in effects_:
            period = ledger.period_of(effect.on)
            on = effect.on if isinstance(movement, DespatchUndone) else movement.on
            sums = moved[period, _inside(ledger, period, on)]
            sums[0] += effect.despatched
            sums[1] += effect.received
    found, period, sums = [], 0, [ZERO, ZERO]
    for (of_period, on), (sent, got) in sorted(moved.items()):
        if of_period != period:
            period, sums = of_period, [ZERO, ZERO]
        sums = [sums[0] + sent, sums[1] + got]
        found.append(OnDay(on=on, despatched=sums[0], received=sums[1]))
    return tuple(found)


def _undone(ledger: Ledger) -> set[int]:
    """Identities of movements of notes of which nothing stands."""
    of_note: dict[str, list[int]] = {}
    found: set[int] = set()
    for movement in ledger.movements:
        match movement:
            case Despatched(note=note):
                of_note[note] = [id(movement)]
            case DespatchUndone(note=note, quantity=None):
                found.update(of_note.pop(note), [id(movement)])
            case DespatchUndone(note=note):
                of_note[note].append(id(movement))
            case _:
                pass
    return found


def _inside(ledger: Ledger, period: int, on: date) -> date:
    first = ledger.starts[period - 1] if period else date.min
    behind = ledger.starts[period] if period < ledger.period else date.max
    return max(first, min(on, behind - timedelta(days=1)))
