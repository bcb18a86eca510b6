"""The cum ledger and the release flow against models of plain dictionaries."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from central.agreements.model import options as o
from central.agreements.model.terms import Terms
from central.cums.rules import ledger as books
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
    Side,
)
from central.releases.rules.states import AWAITING_APPROVAL, By, Event, State, move
from central.releases.rules.steps import Step, next_step
from central.words.reasons import RuleRefusedError
from tests.support.examples import examples

START = date(2026, 1, 1)
days = st.integers(0, 400).map(lambda n: START + timedelta(days=n))
pieces = st.integers(1, 500).map(Decimal)


class LedgerMachine(RuleBasedStateMachine):
    """Model: notes by name, receipts, corrections and returns as rows; cums are plain sums."""

    names: Bundle[str] = Bundle("names")

    @initialize(option=st.sampled_from(o.Returns))
    def begin(self, option: o.Returns) -> None:
        self.ledger = books.Ledger(returns=option)
        self.deduct = option is o.Returns.DEDUCT_FROM_CUM
        self.notes: dict[str, dict[str, Any]] = {}
        self.rows: list[dict[str, Any]] = []
        self.start: date | None = None
        self.reset: dict[str, date] | None = None
        self.starts: list[date] = []

    def model(self) -> list[tuple[Decimal, Decimal]]:
        """(despatched, received) of each period."""
        sums = []
        for n in range(len(self.starts) + 1):
            first = self.starts[n - 1] if n else date.min
            behind = self.starts[n] if n < len(self.starts) else date.max
            sent = sum(r["q"] for r in self.notes.values() if first <= r["on"] < behind)
            got = 0
            for r in self.rows:
                day = self.notes[r["note"]]["on"] if r.get("note") else r["on"]
                if first <= day < behind:
                    sent += r.get("sent", 0)
                    got += r.get("got", 0)
            sums.append((Decimal(sent), Decimal(got)))
        return sums

    def holds(self) -> bool:
        return all(sent >= got >= 0 and sent >= 0 for sent, got in self.model())

    def post(self, movement: Movement, undo: Any) -> bool:
        """Records it if the model, changed already, still holds; otherwise both stay."""
        if self.holds():
            posting = books.record(self.ledger, movement)
            assert posting.reasons
            self.ledger = posting.ledger
            return True
        undo()
        try:
            books.record(self.ledger, movement)
        except RuleRefusedError as error:
            assert "never netted" in str(error)
            return False
        raise AssertionError(f"{movement} was taken")

    def post_row(self, movement: Movement, **row: Any) -> None:
        self.rows.append(row)
        self.post(movement, self.rows.pop)

    @rule(target=names, on=days, quantity=pieces)
    def despatch(self, on: date, quantity: Decimal) -> str:
        name = f"N{len(self.ledger.movements)}"
        self.notes[name] = {"on": on, "q": quantity}
        self.post(Despatched(note=name, on=on, quantity=quantity), lambda: self.notes.pop(name))
        return name

    @rule(name=names, on=days)
    def undo(self, name: str, on: date) -> None:
        movement = DespatchUndone(note=name, on=on)
        unknown = name not in self.notes or any(r.get("note") == name for r in self.rows)
        if unknown or on < self.notes[name]["on"]:
            self.refused(movement)
            return
        held = list(self.notes.items())
        del self.notes[name]
        self.post(movement, lambda: self.notes.update(held))
        if name in self.notes:  # put back: in its place
            self.notes = dict(held)

    @rule(name=names, on=days, quantity=pieces)
    def receive(self, name: str, on: date, quantity: Decimal) -> None:
        movement = Received(note=name, on=on, quantity=quantity)
        if name not in self.notes:
            self.refused(movement)
            return
        self.post_row(movement, note=name, got=quantity)

    @rule(name=names, on=days)
    def receive_all(self, name: str, on: date) -> None:
        if name in self.notes:
            quantity = self.notes[name]["q"]
            movement = Received(note=name, on=on, quantity=quantity)
            self.post_row(movement, note=name, got=quantity)

    @rule(on=days, quantity=pieces)
    def receive_without_note(self, on: date, quantity: Decimal) -> None:
        self.post_row(Received(on=on, quantity=quantity), on=on, got=quantity, without=True)

    @rule(name=names, on=days, quantity=pieces)
    def assign(self, name: str, on: date, quantity: Decimal) -> None:
        """Of what was received without a note: it moves no cum, and each piece is of one note that
        left in that period, and not after the receipt.
        """
        movement = Assigned(note=name, on=on, quantity=quantity)
        row = {"note": name, "got": 0, "assigned": quantity}
        if name not in self.notes or not self.can_be_of_notes([*self.rows, row]):
            self.refused(movement)
            return
        self.post_row(movement, **row)

    def can_be_of_notes(self, rows: list[dict[str, Any]]) -> bool:
        """Dealt out: the notes that left last have the fewest receipts to be of."""
        period = lambda day: sum(start <= day for start in self.starts)  # noqa: E731
        here = period(self.notes[rows[-1]["note"]]["on"])
        left = [[r["on"], r["got"]] for r in rows if r.get("without") and period(r["on"]) == here]
        wanted = [(self.notes[r["note"]]["on"], r["assigned"]) for r in rows if r.get("assigned")]
        for day, quantity in sorted(wanted, reverse=True):
            if period(day) != here:
                continue
            for receipt in left:
                if receipt[0] >= day:
                    taken = min(receipt[1], quantity)
                    receipt[1] -= taken
                    quantity -= taken
            if quantity:
                return False
        return True

    @rule(on=days, quantity=pieces)
    def give_back(self, on: date, quantity: Decimal) -> None:
        back = -quantity if self.deduct else Decimal(0)
        self.post_row(Returned(on=on, quantity=quantity), on=on, sent=back, got=back)

    @rule(on=days, quantity=st.integers(-300, 300).map(Decimal), side=st.sampled_from(Side))
    def correct(self, on: date, quantity: Decimal, side: Side) -> None:
        movement = Corrected(side=side, on=on, quantity=quantity, person="ann", why="count")
        word = "sent" if side is Side.DESPATCHED else "got"
        self.post_row(movement, on=on, **{word: quantity})

    @rule(on=days, quantity=pieces, of=st.sampled_from(sorted(set(Carried) - {Carried.COUNTED})))
    def carry_over(self, on: date, quantity: Decimal, of: Carried) -> None:
        """So much is of the day before, and not of that day."""
        back, none = -quantity if self.deduct else Decimal(0), Decimal(0)
        sides = {
            Carried.DESPATCHED: (quantity, none),
            Carried.RECEIVED: (none, quantity),
            Carried.RETURNED: (back, back),
        }
        sent, got = sides[of]
        held = list(self.rows)
        self.rows.append({"on": on - timedelta(days=1), "sent": sent, "got": got})
        self.rows.append({"on": on, "sent": -sent, "got": -got})
        movement = CarriedOver(of=of, on=on, quantity=quantity)
        self.post(movement, lambda: setattr(self, "rows", held))

    @rule(on=days, wait=st.integers(-2, 20))
    def plan_reset(self, on: date, wait: int) -> None:
        execute = on + timedelta(days=wait)
        movement = ResetPlanned(synchronise_on=on, execute_on=execute)
        if wait < 0 or (self.starts and on <= self.starts[-1]):
            self.refused(movement)
            return
        self.reset = {"from": on, "at": execute}
        self.ledger = books.record(self.ledger, movement).ledger

    @rule(early=st.integers(-3, 3))
    def execute_reset(self, early: int) -> None:
        if self.reset is None:
            self.refused(ResetExecuted(on=START))
            return
        movement = ResetExecuted(on=self.reset["at"] - timedelta(days=early))
        if early > 0:
            self.refused(movement)
            return
        self.starts.append(self.reset["from"])
        if self.post(movement, self.starts.pop):
            self.reset = None

    def refused(self, movement: Movement) -> None:
        try:
            books.record(self.ledger, movement)
        except RuleRefusedError as error:
            assert error.reasons[0].text
            return
        raise AssertionError(f"{movement} was taken")

    @invariant()
    def agrees(self) -> None:
        found = [(b.despatched, b.received) for b in self.ledger.balances()]
        assert found == self.model()
        assert all(b.in_transit >= 0 for b in self.ledger.balances())
        left = sorted(self.notes, key=lambda note: self.notes[note]["on"])
        assert [note.note for note in self.ledger.notes()] == left

    @invariant()
    def runs_up_to_the_cum(self) -> None:
        running = self.ledger.running()
        if running:
            assert running[-1][1] == self.ledger.balance.despatched

    def teardown(self) -> None:
        again = books.load(self.ledger.movements, self.ledger.returns)
        assert again == self.ledger


class FlowMachine(RuleBasedStateMachine):
    """Schedules of one agreement part, oldest first; each a dictionary of what happened to it."""

    @initialize(
        run=st.sampled_from(o.ReconcileRun),
        check=st.sampled_from(o.ToleranceCheck),
        approval=st.sampled_from(o.Approval),
        release=st.sampled_from(o.Release),
    )
    def begin(self, run: Any, check: Any, approval: Any, release: Any) -> None:
        self.terms = Terms(
            reconcile_run=run, tolerance_check=check, approval=approval, release=release
        )
        self.all: list[dict[str, Any]] = []

    @rule(good=st.booleans(), close=st.booleans(), clean=st.booleans())
    def receive(self, good: bool, close: bool, clean: bool) -> None:
        self.all.append(
            {"state": State.RECEIVED, "good": good, "close": close, "clean": clean, "did": []}
        )

    def earlier(self, n: int) -> str:
        waiting = [k for k in range(n) if self.all[k]["state"] in AWAITING_APPROVAL]
        return f"S{waiting[0]}" if waiting else ""

    def event(self, one: dict[str, Any], step: Step) -> Event:
        return {
            Step.RECONCILE: Event.MATCHED if one["good"] else Event.NOT_MATCHED,
            Step.CHECK_TOLERANCE: Event.WITHIN if one["close"] else Event.EXCEEDED,
            Step.APPROVE: Event.APPROVE,
            Step.RELEASE: Event.RELEASE if one["clean"] else Event.EXCEPT,
        }[step]

    def go(self, n: int, by: By) -> None:
        one = self.all[n]
        found = next_step(one["state"], self.terms, by=by, earlier=self.earlier(n))
        if found.step is None:
            assert found.reasons[0].text
            return
        if found.step is Step.RECONCILE:
            assert not self.earlier(n)
        one["did"].append((found.step, by))
        one["state"] = move(one["state"], self.event(one, found.step), by).then
        if one["state"] is State.RELEASED:
            for other in self.all[:n]:
                if other["state"] in (State.RELEASED, State.APPROVED, State.RELEASE_EXCEPTION):
                    other["state"] = move(other["state"], Event.REPLACE).then

    @precondition(lambda self: self.all)
    @rule(data=st.data(), by=st.sampled_from(By))
    def act(self, data: st.DataObject, by: By) -> None:
        self.go(data.draw(st.integers(0, len(self.all) - 1)), by)

    @precondition(lambda self: self.all)
    @rule()
    def scheduled_run(self) -> None:
        for n in range(len(self.all)):
            for _ in range(4):
                self.go(n, By.ANYBODY)

    @precondition(lambda self: self.all)
    @rule(data=st.data(), event=st.sampled_from([Event.RERUN, Event.REMOVE, Event.REJECT]))
    def person(self, data: st.DataObject, event: Event) -> None:
        one = self.all[data.draw(st.integers(0, len(self.all) - 1))]
        try:
            one["state"] = move(one["state"], event, By.PERSON).then
        except RuleRefusedError:
            return
        one["good"] = one["clean"] = True

    @invariant()
    def nothing_is_released_that_was_not_approved(self) -> None:
        for one in self.all:
            steps = [step for step, _ in one["did"]]
            if one["state"] in (State.RELEASED, State.RELEASE_EXCEPTION):
                assert steps.index(Step.APPROVE) < steps.index(Step.RELEASE)
            if Step.APPROVE in steps:
                checked = Step.CHECK_TOLERANCE in steps
                assert checked is (self.terms.tolerance_check is not o.ToleranceCheck.NO_CHECK)

    @invariant()
    def only_people_do_what_is_theirs(self) -> None:
        for one in self.all:
            for step, by in one["did"]:
                if by is By.PERSON:
                    continue
                if step is Step.APPROVE:
                    assert self.terms.approval is not o.Approval.MANUAL
                    checked = self.terms.tolerance_check is not o.ToleranceCheck.NO_CHECK
                    if self.terms.approval is o.Approval.AUTO and checked:
                        assert one["close"]
                if step is Step.RELEASE:
                    assert self.terms.release is o.Release.AUTOMATIC

    @invariant()
    def one_schedule_at_a_time_is_before_approval(self) -> None:
        begun = [
            one
            for one in self.all
            if one["state"] in AWAITING_APPROVAL and one["state"] is not State.RECEIVED
        ]
        assert len(begun) <= 1


BOUNDED = settings(max_examples=examples(60), stateful_step_count=30, deadline=None)
LedgerMachine.TestCase.settings = BOUNDED
FlowMachine.TestCase.settings = BOUNDED
TestLedger = LedgerMachine.TestCase
TestFlow = FlowMachine.TestCase
