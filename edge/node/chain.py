"""The chain: input -> decide -> one journal commit -> evolve -> carry out effects.

It runs without an ``await`` in the loop's one thread, so no two inputs interleave and nothing needs
a lock. It is the only place that writes the journal's facts and changes the state. What comes in
(``feed_intake``, ``scan_intake`` ...) goes through it.
"""

from __future__ import annotations

from collections.abc import Callable

from edge.cell.decide import decide
from edge.cell.evolve import evolve
from edge.cell.inputs import Answer, CodeScanned, Decision, Input, RefusedError
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState
from edge.crash_points import CrashPoint
from edge.journal.store import Journal, RawInput
from edge.node.outlets import Outlets
from edge.node.watchers import Watchers
from edge.screen.port import Change
from edge.troubles import TroubleKind, Troubles
from wire.events import LabelMoved


class Chain:
    """One cell's state and the one way to change it."""

    def __init__(
        self,
        journal: Journal,
        state: CellState,
        outlets: Outlets,
        *,
        crash: CrashPoint,
        now_us: Callable[[], int],
    ) -> None:
        self.journal = journal
        self.state = state
        self.outlets = outlets
        self.crash = crash
        self.now_us = now_us
        self.masters: CompiledMasters | None = None
        """In force. None: none were adopted yet."""
        self.troubles = Troubles(now_us)
        self.watchers = Watchers()

    @property
    def refusing(self) -> str:
        """Why nothing new is taken; empty: all is well."""
        return self.troubles.refusing

    @property
    def in_step(self) -> bool:
        """Every fact of the journal is in the state."""
        return self.journal.last_offset == self.state.offset

    def take(self, given: Input, raw: RawInput | None = None) -> Decision:
        """``raw`` gets the journal's ``next_raw_id``. Raises RefusedError, and then nothing has
        changed.
        """
        if self.troubles.has(TroubleKind.DAMAGED):
            raise RefusedError("cell.refusing", self.refusing)
        now_us = self.now_us()
        decision = decide(self.state, self.masters, given, now_us)
        if raw is None and not decision.facts:
            self.outlets.carry_out(decision.effects)
            return decision
        self._write(raw, decision, now_us)
        if isinstance(given, CodeScanned):
            self.crash("scan.after_commit")
            for fact in decision.facts:
                if isinstance(fact, LabelMoved):
                    self.outlets.label_seen(fact.label)
        self.outlets.carry_out(decision.effects)
        self._tell(decision, now_us)
        return decision

    def note(self, decision: Decision) -> None:
        """Facts that nobody decides, without effects."""
        now_us = self.now_us()
        self._write(None, decision, now_us)
        self._tell(decision, now_us)

    def show(self) -> None:
        """Whoever watches is to look again."""
        self._show(None, self.now_us())

    def _write(self, raw: RawInput | None, decision: Decision, now_us: int) -> None:
        for entry in self.journal.commit(raw, decision.facts, now_us):
            evolve(self.state, entry.fact, entry.at_us, entry.offset)

    def _tell(self, decision: Decision, now_us: int) -> None:
        answers = [effect for effect in decision.effects if isinstance(effect, Answer)]
        self._show(answers[0] if answers else None, now_us)
        self.outlets.facts()
        self.outlets.plan()

    def _show(self, answer: Answer | None, now_us: int) -> None:
        self.watchers.tell(Change(offset=self.state.offset, answer=answer, at_us=now_us))
