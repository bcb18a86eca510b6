"""The cum ledger of one part of one agreement.

The cum rises on despatch and falls when a despatch is undone. A period begins on the
synchronisation day of a reset; a movement counts in the period of its day, so executing a reset
replays what moved between the two days. In transit is never negative, in any period.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from central.agreements.model.options import Returns
from central.cums.rules.came_back import by_paper, came_back, dealt_back, received_of
from central.cums.rules.effects import effects
from central.cums.rules.movements import (
    Assigned,
    Carried,
    CarriedOver,
    Corrected,
    Despatched,
    DespatchUndone,
    Movement,
    Received,
    ResetExecuted,
    ResetPlanned,
    Returned,
    as_they_left,
    undo_on,
)
from central.cums.rules.part_undone import check_part
from central.cums.rules.reset_text import announced, said_carried
from central.cums.rules.resets import check_execution, check_plan
from central.cums.rules.unassigned import check_assigned, dealt
from central.words.reasons import Reason, RuleRefusedError, because

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Both cums of one period."""

    despatched: Decimal = ZERO
    received: Decimal = ZERO

    @property
    def in_transit(self) -> Decimal:
        return self.despatched - self.received


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What of a note the customer says is missing or rejected; ``on`` is the day of the note.
    ``closed``: of it a person said that it will not arrive any more.
    """

    note: str
    on: date
    quantity: Decimal
    closed: Decimal = ZERO

    @property
    def open(self) -> Decimal:
        """What still waits for a person."""
        return max(ZERO, self.quantity - self.closed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Movements in the order in which they were recorded. ``starts``: of each period but the first.
    ``differences``: of the notes that stand, whatever the period.

    Made and continued by ``record`` alone. ``others``: what movements that are not held here come
    to in each period, where only those that bear on a question are held; empty: all are held.
    """

    returns: Returns = Returns.KEEP_CUM
    movements: tuple[Movement, ...] = ()
    starts: tuple[date, ...] = ()
    planned: ResetPlanned | None = None
    others: tuple[Balance, ...] = ()
    differences: tuple[Difference, ...] = ()

    @property
    def period(self) -> int:
        return len(self.starts)

    @property
    def period_start(self) -> date | None:
        """None: since the agreement began."""
        return self.starts[-1] if self.starts else None

    def period_of(self, day: date) -> int:
        return bisect_right(self.starts, day)

    def notes(self) -> tuple[Despatched, ...]:
        """Despatches as far as they were not undone, in the order in which they left."""
        held: dict[str, Despatched] = {}
        for movement in self.movements:
            match movement:
                case Despatched():
                    held[movement.note] = movement
                case DespatchUndone():
                    undo_on(held, movement)
                case _:
                    pass
        return as_they_left(held.values())

    def balances(self) -> tuple[Balance, ...]:
        """One for each period, the current one last."""
        others = self.others or (Balance(),) * (self.period + 1)
        sent = [other.despatched for other in others]
        got = [other.received for other in others]
        for _, moved in effects(self.movements, self.returns):
            for effect in moved:
                sent[self.period_of(effect.on)] += effect.despatched
                got[self.period_of(effect.on)] += effect.received
        return tuple(Balance(despatched=s, received=g) for s, g in zip(sent, got, strict=True))

    @property
    def balance(self) -> Balance:
        return self.balances()[-1]

    def running(self) -> tuple[tuple[Despatched, Decimal], ...]:
        """The despatches of this period, each with the cum after it: what came back of a note and
        was deducted is taken from that note, corrections come first.
        """
        rows = [note for note in self.notes() if self.period_of(note.on) == self.period]
        back = self._came_back(rows)
        cum = self.balance.despatched - sum((row.quantity - back[row.note] for row in rows), ZERO)
        found = []
        for row in rows:
            cum += row.quantity - back[row.note]
            found.append((row, cum))
        return tuple(found)

    def before_notes(self) -> Decimal:
        """The cum of this period before its first note."""
        running = self.running()
        if not running:
            return self.balance.despatched
        rows = [note for note, _ in running]
        first = rows[0]
        return running[0][1] - first.quantity + self._came_back(rows)[first.note]

    def _came_back(self, rows: Sequence[Despatched]) -> dict[str, Decimal]:
        """By note of this period, what was deducted of it."""
        back = -sum(
            (
                effect.despatched
                for movement, moved in effects(self.movements, self.returns)
                if isinstance(movement, Returned) or _is_return(movement)
                for effect in moved
                if self.period_of(effect.on) == self.period
            ),
            ZERO,
        )
        if not back:
            return {row.note: ZERO for row in rows}
        had = dealt(self.movements, self.starts)
        for movement in self.movements:
            if isinstance(movement, Received | Assigned) and movement.note:
                had[movement.note] = had.get(movement.note, ZERO) + movement.quantity
        return dealt_back(rows, back, by_paper(self.movements), had)

    @property
    def differing(self) -> Decimal:
        """Of this period: despatched, and known not to arrive."""
        return sum((each.quantity for each in self.differing_notes()), ZERO)

    def differing_notes(self) -> tuple[Difference, ...]:
        """Those of this period."""
        return tuple(each for each in self.differences if self.period_of(each.on) == self.period)

    def is_answered(self, note: str) -> bool:
        """Whether a receiving advice speaks of the note, so that it is no longer on its way."""
        return any(each.note == note for each in self.differences) or any(
            isinstance(each, Received | Assigned) and each.note == note for each in self.movements
        )

    def note_named(self, note: str) -> Despatched | None:
        """None: no such note, or it was undone."""
        return next((held for held in self.notes() if held.note == note), None)

    def boundaries(self) -> dict[str, Decimal]:
        """By note of this period, the cum after it less what of it and before it does not arrive:
        what the customer counts once they have the note.
        """
        lost = {each.note: each.quantity for each in self.differences}
        found, gone = {}, ZERO
        for note, cum in self.running():
            gone += lost.get(note.note, ZERO)
            found[note.note] = cum - gone
        return found

    def despatched_since(self, day: date) -> Decimal:
        """On that day and later, whatever the periods."""
        return sum((note.quantity for note in self.notes() if note.on >= day), ZERO)

    def after_note(self, note: str) -> tuple[Despatched, ...] | None:
        """What left after the note; None: no such note, or it was undone."""
        notes = self.notes()
        for position, held in enumerate(notes):
            if held.note == note:
                return notes[position + 1 :]
        return None


def _is_return(movement: Movement) -> bool:
    return isinstance(movement, CarriedOver) and movement.of is Carried.RETURNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """The ledger after a movement, and what it did."""

    ledger: Ledger
    reasons: tuple[Reason, ...]


def record(ledger: Ledger, movement: Movement) -> Posting:
    """RuleRefusedError, and the ledger as it was, for a movement that cannot be."""
    _check(ledger, movement)
    after = _with_reset(replace(ledger, movements=(*ledger.movements, movement)), movement)
    _check_in_transit(after, movement)
    return Posting(ledger=after, reasons=_said(ledger, after, movement))


def load(movements: Sequence[Movement], returns: Returns = Returns.KEEP_CUM) -> Ledger:
    """The ledger of movements that were all recorded before, in their order; nothing is checked."""
    ledger = Ledger(returns=returns, movements=tuple(movements))
    for movement in movements:
        ledger = _with_reset(ledger, movement)
    return ledger


def _with_reset(ledger: Ledger, movement: Movement) -> Ledger:
    match movement:
        case ResetPlanned():
            return replace(ledger, planned=movement)
        case ResetExecuted() if ledger.planned is not None:
            starts = (*ledger.starts, ledger.planned.synchronise_on)
            return replace(ledger, planned=None, starts=starts)
        case _:
            return ledger


def _check(ledger: Ledger, movement: Movement) -> None:
    match movement:
        case Despatched() | Received() | Assigned() | Returned() if movement.quantity <= 0:
            raise _refused("not_positive", "quantity {quantity} must be above 0", movement.quantity)
        case Despatched():
            _check_new_note(ledger, movement)
        case DespatchUndone():
            _check_undo(ledger, movement)
        case Received() if movement.note:
            _check_known(ledger, movement.note)
        case Assigned():
            _check_known(ledger, movement.note)
            check_assigned(ledger.movements, ledger.starts, movement)
        case Corrected() if not movement.person or not movement.why:
            raise _refused(
                "correction_unsigned",
                "a correction of {quantity} needs a person and a reason",
                movement.quantity,
            )
        case ResetPlanned():
            check_plan(ledger.period_start, movement)
        case ResetExecuted():
            check_execution(ledger.planned, movement)
        case _:
            pass


def _refused(code: str, template: str, quantity: Decimal) -> RuleRefusedError:
    return RuleRefusedError(because(f"ledger.{code}", template, quantity=quantity))


def _check_new_note(ledger: Ledger, movement: Despatched) -> None:
    if not movement.note:
        raise _refused("no_note", "a despatch of {quantity} needs a note", movement.quantity)
    if any(note.note == movement.note for note in ledger.notes()):
        raise RuleRefusedError(
            because("ledger.note_twice", "note {note} was despatched already", note=movement.note)
        )


def _check_known(ledger: Ledger, note: str) -> None:
    if ledger.after_note(note) is None:
        raise RuleRefusedError(
            because("ledger.note_unknown", "note {note} is not one that was despatched", note=note)
        )


def _check_undo(ledger: Ledger, movement: DespatchUndone) -> None:
    _check_known(ledger, movement.note)
    note = ledger.note_named(movement.note)
    check_part(note, movement)
    if note is not None and movement.on < note.on:
        raise RuleRefusedError(
            because(
                "ledger.undone_before",
                "note {note} left on {left}; it cannot be undone on {on}, before that",
                note=movement.note,
                left=note.on,
                on=movement.on,
            )
        )
    if note is not None and (back := came_back(ledger.movements, ledger.returns, note)) is not None:
        raise RuleRefusedError(back)
    if taken := received_of(ledger.movements, movement.note):
        raise RuleRefusedError(
            because(
                "ledger.note_received",
                "note {note} cannot be undone: the customer received {quantity} of it",
                note=movement.note,
                quantity=taken,
            )
        )


def _check_in_transit(ledger: Ledger, movement: Movement) -> None:
    for number, balance in enumerate(ledger.balances()):
        if balance.in_transit < 0 or balance.despatched < 0 or balance.received < 0:
            since = ledger.starts[number - 1] if number else "the beginning"
            raise RuleRefusedError(
                because(
                    "ledger.negative_in_transit",
                    "since {since}: despatched cum {despatched}, received cum {received}, "
                    "in transit {in_transit}: correct one of the cums, it is never netted",
                    since=since,
                    despatched=balance.despatched,
                    received=balance.received,
                    in_transit=balance.in_transit,
                ),
                *_of_before(ledger, movement),
            )


def _of_before(ledger: Ledger, movement: Movement) -> tuple[Reason, ...]:
    """What to do with a return that the present period cannot have."""
    start = ledger.period_start
    if not isinstance(movement, Returned) or start is None or movement.on < start:
        return ()
    words = "what came back of the period before is entered with a day before {start}"
    return (because("ledger.returned_of_before", words, start=start),)


def _said(before: Ledger, after: Ledger, movement: Movement) -> tuple[Reason, ...]:
    if isinstance(movement, ResetExecuted):
        return (_replayed(after, before.balance),)
    if isinstance(movement, ResetPlanned):
        return (announced(before.planned, movement),)
    if isinstance(movement, CarriedOver):
        return (said_carried(movement),)
    if isinstance(movement, Assigned):
        words = "{quantity} of note {note} is in the customer's count already"
        note, quantity = movement.note, movement.quantity
        return (because("ledger.assigned", words, note=note, quantity=quantity),)
    was, now = before.balance, after.balance
    reasons = [
        because(
            "ledger.cums",
            "despatched cum {was_sent} -> {sent}, received cum {was_got} -> {got}, "
            "without receipt {in_transit}",
            was_sent=was.despatched,
            sent=now.despatched,
            was_got=was.received,
            got=now.received,
            in_transit=now.in_transit,
        )
    ]
    if before.balances()[:-1] != after.balances()[:-1]:
        reasons.append(
            because(
                "ledger.earlier_period",
                "it belongs to a period before {start}; the cum of this period did not move",
                start=after.period_start or "",
            )
        )
    return tuple(reasons)


def _replayed(after: Ledger, was: Balance) -> Reason:
    return because(
        "ledger.reset",
        "new period since {start}: {notes} despatches since then are replayed, "
        "despatched cum {was_sent} -> {sent}, received cum {was_got} -> {got}",
        start=after.period_start or "",
        notes=len(after.running()),
        was_sent=was.despatched,
        sent=after.balance.despatched,
        was_got=was.received,
        got=after.balance.received,
    )
