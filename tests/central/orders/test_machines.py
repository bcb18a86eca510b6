"""The stored cum ledger with its order lines against a model of plain dictionaries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.cums.rules.movements import Received, Returned, Side
from central.cums.service import corrections
from central.cums.service.ledger_store import balances_of, ledger_of, post_movement
from central.db.database import Actor, Database
from central.db.work import Work
from central.orders.service import lines
from central.orders.service.despatch import Part, despatch, undo_despatch, undo_part
from central.words.reasons import RuleRefusedError
from tests.support.central import orders as office
from tests.support.central.drafts_machine import DraftRules
from tests.support.central.machines import BOUNDED, START, pieces
from tests.support.central.orders import ANN, BOTH, NOON_US

LAST = START + timedelta(days=60)
days = st.integers(0, 60).map(lambda n: START + timedelta(days=n))


picks = st.integers(0, 10**6)


def after(note: dict[str, Any]) -> date:
    """A day on which it can be undone: a note that was drafted departs today, behind all days."""
    return max(LAST, note["on"])


class CumMachine(DraftRules):
    """Model: lines, notes and receipts by name, everything else as rows; cums are plain sums."""

    def __init__(self, db: Database) -> None:
        super().__init__()
        self.db = db

    @initialize(option=st.sampled_from(Returns))
    def begin(self, option: Returns) -> None:
        office.empty(self.db)
        office.agreement(self.db, returns=option)
        self.option = option
        self.lines: dict[int, dict[str, Any]] = {}
        self.notes: dict[str, dict[str, Any]] = {}
        self.drafts: dict[str, dict[str, Any]] = {}
        self.rows: list[dict[str, Any]] = []
        self.starts: list[date] = []
        self.plan: tuple[date, date] | None = None
        self.count = 0

    def sums(self) -> list[tuple[Decimal, Decimal]]:
        found = []
        for n in range(len(self.starts) + 1):
            first = self.starts[n - 1] if n else date.min
            behind = self.starts[n] if n < len(self.starts) else date.max
            here = lambda day: first <= day < behind  # noqa: B023, E731 - used at once
            notes = [it for it in self.notes.values() if here(it["on"])]
            rows = [row for row in self.rows if here(row["on"])]
            sent = sum(sum(it["lines"].values()) for it in notes) + sum(r["sent"] for r in rows)
            got = sum(it["got"] for it in notes) + sum(r["got"] for r in rows)
            found.append((Decimal(sent), Decimal(got)))
        return found

    def holds(self) -> bool:
        return all(sent >= got >= 0 and sent >= 0 for sent, got in self.sums())

    def attempt(self, allowed: bool, act: Callable[[], object], undo: Callable[[], object]) -> None:
        """The model was changed already; it is changed back where it does not allow the act."""
        if allowed and self.holds():
            act()
            return
        undo()
        try:
            act()
        except RuleRefusedError as error:
            assert error.reasons
            return
        raise AssertionError("what must not be was done")

    @rule(on=days, quantity=pieces)
    def order(self, on: date, quantity: Decimal) -> None:
        line = office.line(self.db, quantity, on=on)
        self.lines[line] = {"quantity": quantity, "gone": Decimal(0), "state": "open"}

    @precondition(lambda self: self.lines)
    @rule(pick=picks, back=st.booleans())
    def pick(self, pick: int, back: bool) -> None:
        line = sorted(self.lines)[pick % len(self.lines)]
        it = self.lines[line]
        allowed = it["state"] == ("picked" if back else "open")
        was = it["state"]
        it["state"] = "open" if back else "picked"
        self.attempt(
            allowed,
            lambda: self.db.write(
                lambda c: lines.mark_picked(c, line, now_us=NOON_US, picked=not back)
            ),
            lambda: it.update(state=was),
        )

    @precondition(lambda self: self.lines)
    @rule(pick=picks, share=st.integers(1, 110), on=days, again=st.booleans())
    def despatch(self, pick: int, share: int, on: date, again: bool) -> None:
        line = sorted(self.lines)[pick % len(self.lines)]
        it = self.lines[line]
        self.count += not again
        note = f"N{self.count}"
        left = it["quantity"] - it["gone"]
        quantity = max(Decimal(1), left * share // 100)
        stands = self.notes.get(note)
        if stands == {"on": on, "lines": {line: quantity}, "got": (stands or {}).get("got")}:
            return  # the same note again is told, not refused: pinned elsewhere
        before = dict(it)
        free = left - self.awaiting(line)
        allowed = stands is None and it["state"] in ("open", "picked") and quantity <= free
        if allowed:
            self.notes[note] = {"on": on, "lines": {line: quantity}, "got": Decimal(0)}
            it["gone"] += quantity
            it["state"] = "despatched" if it["gone"] == it["quantity"] else it["state"]

        def back() -> None:
            if allowed:
                del self.notes[note]
            it.update(before)

        self.attempt(
            allowed,
            lambda: despatch(
                self.db, note=note, on=on, lines=[(line, quantity)], by=ANN, now_us=NOON_US
            ),
            back,
        )

    @precondition(lambda self: self.notes)
    @rule(pick=picks, share=st.integers(1, 120))
    def undo_part(self, pick: int, share: int) -> None:
        note = sorted(self.notes)[pick % len(self.notes)]
        held = self.notes[note]
        ((line, stands),) = held["lines"].items()
        quantity = max(Decimal(1), stands * share // 100)
        self.count += 1
        it = self.lines[line]
        before = dict(it)
        it["gone"] -= quantity
        it["state"] = "open" if it["state"] == "despatched" else it["state"]
        held["lines"] = {line: stands - quantity}

        def back() -> None:
            self.notes[note] = {**held, "lines": {line: stands}}
            it.update(before)

        part = Part(note=note, key=f"k{self.count}", line=line, quantity=quantity, on=after(held))
        self.attempt(
            quantity <= stands and not held["got"] and self.more_went_than_came_back(),
            lambda: undo_part(self.db, part, why="w", by=ANN, now_us=NOON_US),
            back,
        )
        if quantity == stands and self.notes[note]["lines"] == {line: 0}:
            del self.notes[note]

    @precondition(lambda self: self.notes)
    @rule(pick=picks)
    def undo(self, pick: int) -> None:
        note = sorted(self.notes)[pick % len(self.notes)]
        held = self.notes.pop(note)
        ((line, quantity),) = held["lines"].items()
        it = self.lines[line]
        before = dict(it)
        it["gone"] -= quantity
        it["state"] = "open" if it["state"] == "despatched" else it["state"]

        def back() -> None:
            self.notes[note] = held
            it.update(before)

        self.attempt(
            not held["got"] and self.more_went_than_came_back(),
            lambda: undo_despatch(
                self.db, note=note, on=after(held), why="w", by=ANN, now_us=NOON_US
            ),
            back,
        )

    @precondition(lambda self: self.notes)
    @rule(pick=picks, share=st.integers(1, 120), on=days)
    def receive(self, pick: int, share: int, on: date) -> None:
        note = sorted(self.notes)[pick % len(self.notes)]
        it = self.notes[note]
        quantity = max(Decimal(1), sum(it["lines"].values()) * share // 100)
        it["got"] += quantity
        self.attempt(
            True,
            lambda: self.post(Received(on=on, quantity=quantity, note=note)),
            lambda: it.update(got=it["got"] - quantity),
        )

    def post(self, movement: Received) -> None:
        self.db.write(
            lambda c: post_movement(
                Work(c, Actor(who="ann"), NOON_US), CumKey("A", "P"), movement, self.option
            )
        )

    def more_went_than_came_back(self) -> bool:
        back = sum(row.get("back", 0) for row in self.rows)
        return self.option is not Returns.KEEP_CUM or back <= sum(it for it, _ in self.sums())

    @rule(on=days, quantity=pieces)
    def give_back(self, on: date, quantity: Decimal) -> None:
        back = -quantity if self.option is Returns.DEDUCT_FROM_CUM else Decimal(0)
        self.rows.append({"on": on, "sent": back, "got": back, "back": quantity})
        self.attempt(
            self.more_went_than_came_back(),
            lambda: corrections.take_return(
                self.db,
                CumKey("A", "P"),
                Returned(on=on, quantity=quantity),
                by=ANN,
                now_us=NOON_US,
            ),
            self.rows.pop,
        )

    @rule(
        on=days,
        quantity=st.integers(-80, 80).map(Decimal),
        side=st.sampled_from(Side),
        alone=st.booleans(),
    )
    def correct(self, on: date, quantity: Decimal, side: Side, alone: bool) -> None:
        sent, got = (quantity, 0) if side is Side.DESPATCHED else (0, quantity)
        by = ANN if alone else BOTH
        self.rows.append({"on": on, "sent": sent, "got": got})
        self.attempt(
            bool(quantity) and not alone,
            lambda: corrections.correct(
                self.db,
                CumKey("A", "P"),
                corrections.Correction(side=side, quantity=quantity, on=on),
                by=by,
                now_us=NOON_US,
            ),
            self.rows.pop,
        )

    @rule(on=days, wait=st.integers(-2, 10))
    def plan_reset(self, on: date, wait: int) -> None:
        was, execute = self.plan, on + timedelta(days=wait)
        self.plan = (on, execute)
        self.attempt(
            wait >= 0 and (not self.starts or on > self.starts[-1]),
            lambda: corrections.plan_reset(
                self.db,
                CumKey("A", "P"),
                synchronise_on=on,
                execute_on=execute,
                by=ANN,
                now_us=NOON_US,
            ),
            lambda: setattr(self, "plan", was),
        )

    def carry_over(self, start: date) -> None:
        """What the new period cannot have is of the day before it."""
        late = [(row, row["on"]) for row in self.rows if row["on"] >= start]
        for row, _ in late:
            row["on"] = date.max
        for row, on in late:
            row["on"] = on
            if not self.holds_in(-1):
                row["on"] = start - timedelta(days=1)
                row["on"] = row["on"] if self.holds_in(-2) else on

    def holds_in(self, period: int) -> bool:
        sent, got = self.sums()[period]
        return sent >= got >= 0

    @rule(late=st.integers(-1, 3))
    def execute_reset(self, late: int) -> None:
        plan, rows = self.plan, [dict(row) for row in self.rows]
        on = (plan[1] if plan else START) + timedelta(days=late)
        if plan is not None:
            self.starts.append(plan[0])
            self.plan = None
            self.carry_over(plan[0])

        def back() -> None:
            if plan is not None:
                self.starts.pop()
                self.plan, self.rows = plan, rows

        self.attempt(
            plan is not None and late >= 0,
            lambda: corrections.execute_reset(
                self.db, CumKey("A", "P"), on=on, by=ANN, now_us=NOON_US
            ),
            back,
        )

    @rule(start=days, wait=st.integers(-1, 5))
    def change_year(self, start: date, wait: int) -> None:
        plan, rows = self.plan, [dict(row) for row in self.rows]
        on = start + timedelta(days=wait)
        later = not self.starts or start > self.starts[-1]
        self.starts.append(start)
        self.plan = None

        def back() -> None:
            self.starts.pop()
            self.plan, self.rows = plan, rows

        if later:  # the sums of the model are for starts in order
            self.carry_over(start)
        else:
            back()
        self.attempt(
            later and wait >= 0,
            lambda: corrections.reset_at_once(
                self.db,
                CumKey("A", "P"),
                synchronise_on=start,
                execute_on=on,
                by=ANN,
                now_us=NOON_US,
            ),
            back if later else lambda: None,
        )

    @invariant()
    def books_and_summary_are_the_models_sums(self) -> None:
        kept = self.db.read(lambda c: balances_of(c, CumKey("A", "P"), self.option))
        ledger = self.db.read(lambda c: ledger_of(c, CumKey("A", "P"), self.option))
        assert ledger.balances() == kept
        assert [(it.despatched, it.received) for it in kept] == self.sums()
        assert list(ledger.starts) == self.starts
        assert all(it.in_transit >= 0 for it in kept)

    @invariant()
    def lines_are_the_models_lines(self) -> None:
        found = {
            row.line: {"quantity": row.quantity, "gone": row.despatched, "state": row.state}
            for row in office.lines(self.db)
        }
        assert found == self.lines
        assert {row.line: row.awaiting for row in office.lines(self.db)} == {
            line: self.awaiting(line) for line in self.lines
        }


def test_the_stored_ledger_and_its_lines_are_the_models(db: Database) -> None:
    run_state_machine_as_test(lambda: CumMachine(db), settings=BOUNDED)
