"""Scans: journal first, tone second, everything else after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from edge.badges.attempts import SourceKind
from edge.badges.desk import BadgeDesk
from edge.cell.inputs import Answer
from edge.latency import Latency
from edge.node.chain import Chain
from edge.node.unanswered import Unanswered
from edge.scanners import Frame
from wire.events import Verdict
from wire.ids import DeviceId, WorkplaceId


class ScanIntake:
    def __init__(self, chain: Chain, badges: BadgeDesk, monotonic: Callable[[], float]) -> None:
        self._chain = chain
        self._badges = badges
        self._monotonic = monotonic
        self._unanswered = Unanswered(chain.journal)
        self.scanned_at: dict[DeviceId, float] = {}
        self.feedback = Latency()
        """First byte of a scan to its answer, durable write included."""

    def take(self, device: DeviceId, workplace: WorkplaceId, frame: Frame) -> None:
        """A code of a scanner. While the cell takes nothing the scanner is told so."""
        chain = self._chain
        self.scanned_at[device] = self._monotonic()
        if chain.refusing:
            chain.outlets.answer(
                Answer(
                    workplace=workplace,
                    device=device,
                    verdict=Verdict.UNREADABLE,
                    code="cell.refusing",
                    text=chain.refusing,
                )
            )
            return
        given, raw = self._badges.scan(
            device, workplace, frame, chain.journal.next_raw_id, chain.masters
        )
        given = replace(given, unanswered=self._unanswered.text(workplace))
        chain.crash("scan.before_commit")
        decision = chain.take(given, raw)
        chain.crash("scan.before_mark")
        self._unanswered.answered(decision.facts, chain.state.offset)
        if (lock := self._badges.judged(given, decision)) is not None:
            chain.take(lock)
        self.feedback.add(self._monotonic() * 1e3 - frame.first_byte_monotonic_ns / 1e6)
        chain.crash("scan.after_answer")

    def badge_refused(self, source: str, kind: SourceKind) -> None:
        """One more wrong badge (``BadgeDesk.refused``); the lock that begins with it is a fact."""
        lock = self._badges.refused(source, kind)
        if lock is not None and not self._chain.refusing:
            self._chain.take(lock)

    def quiet_for(self, seconds: float) -> bool:
        """No scan came for so long."""
        now = self._monotonic()
        return all(now - at >= seconds for at in self.scanned_at.values())
