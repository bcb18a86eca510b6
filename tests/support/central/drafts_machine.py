"""Rules of the machine of cums: notes that have not left await, are void, or depart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from central.db.database import Database
from central.db.work import Work
from central.orders.rules.note_states import NoteEvent
from central.orders.service.note_lines import reserve, ship_to_of, taken_of
from central.orders.service.notes import (
    OFFICE,
    NewNote,
    depart_note,
    draft_note,
    step_note,
    void_note,
)
from tests.support.central.machines import START
from tests.support.central.orders import ANN, NOON_US

picks = st.integers(0, 10**6)


class DraftRules(RuleBasedStateMachine):
    """Of a machine that has these."""

    db: Database
    count: int
    attempt: Callable[..., None]
    lines: dict[int, dict[str, Any]]
    notes: dict[str, dict[str, Any]]
    drafts: dict[str, dict[str, Any]]

    def awaiting(self, line: int) -> Decimal:
        of_line = [drafted["quantity"] for drafted in self.drafts.values()]
        lines = [drafted["line"] for drafted in self.drafts.values()]
        return sum((q for q, of in zip(of_line, lines, strict=True) if of == line), Decimal(0))

    @precondition(lambda self: self.lines)
    @rule(pick=picks, share=st.integers(1, 110))
    def draft(self, pick: int, share: int) -> None:
        line = sorted(self.lines)[pick % len(self.lines)]
        it = self.lines[line]
        self.count += 1
        note, left = f"D{self.count}", it["quantity"] - it["gone"]
        quantity = max(Decimal(1), left * share // 100)
        free = left - self.awaiting(line)
        allowed = it["state"] in ("open", "picked") and quantity <= free
        if allowed:
            self.drafts[note] = {"line": line, "quantity": quantity}

        def act(work: Work) -> None:
            rows = reserve(work, {line: quantity})
            taken = taken_of(rows, {line: quantity})
            to = ship_to_of(note, rows.values())
            new = NewNote(note=note, on=START, origin=OFFICE, to=to, taken=taken)
            draft_note(work, new)
            step_note(work, note, NoteEvent.MAKE_READY)

        self.attempt(allowed, lambda: self.worked(act), lambda: self.drafts.pop(note, None))

    def worked(self, act: Callable[[Work], object]) -> None:
        self.db.write(lambda c: act(Work(c, ANN, NOON_US)))

    @precondition(lambda self: self.drafts)
    @rule(pick=picks)
    def void(self, pick: int) -> None:
        note = sorted(self.drafts)[pick % len(self.drafts)]
        del self.drafts[note]
        self.worked(lambda work: void_note(work, note, "wrong door", kept={}))

    @precondition(lambda self: self.drafts)
    @rule(pick=picks)
    def depart(self, pick: int) -> None:
        note = sorted(self.drafts)[pick % len(self.drafts)]
        drafted = self.drafts.pop(note)
        line, quantity = drafted["line"], drafted["quantity"]
        it = self.lines[line]
        before, today = dict(it), date(2026, 5, 4)
        self.notes[note] = {"on": today, "lines": {line: quantity}, "got": Decimal(0)}
        it["gone"] += quantity
        it["state"] = "despatched" if it["gone"] == it["quantity"] else it["state"]

        def back() -> None:
            self.drafts[note] = drafted
            del self.notes[note]
            it.update(before)

        self.attempt(True, lambda: self.worked(lambda work: depart_note(work, note, NOON_US)), back)
