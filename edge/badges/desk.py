"""All that a cell has for badges beside its masters: keys, what is kept of a scan, and locks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import structlog

from edge.badges.attempts import BadgeAttempts, SourceKind
from edge.cell.badges import owner_of
from edge.cell.inputs import CodeScanned, Decision, LockBadges
from edge.cell.masters import CompiledMasters
from edge.cell.scans import BADGE_UNKNOWN
from edge.journal.badge_cover import BadgeCover
from edge.journal.badge_keys import KEYS_KEPT, keep_site_keys, mask_key, site_keys
from edge.journal.store import RawInput
from edge.scanners import Frame
from wire.events import Scanned
from wire.ids import DeviceId, WorkplaceId

log = structlog.get_logger()


class BadgeDesk:
    """``folder`` is the cell's; ``monotonic`` a steady clock in seconds."""

    def __init__(self, folder: Path, monotonic: Callable[[], float]) -> None:
        self._folder = folder
        self._monotonic = monotonic
        self._cover = BadgeCover(mask_key(folder))
        self._attempts = BadgeAttempts(monotonic)
        self.keys = site_keys(folder)
        """The site's, the newest first. Empty: central has not told one yet."""

    def take_key(self, key: bytes) -> None:
        if key not in self.keys[:1]:
            others = [known for known in self.keys if known != key]
            self.keys = (key, *others)[:KEYS_KEPT]
            try:
                keep_site_keys(self._folder, self.keys)
            except OSError as error:
                log.error("the key of badges is not kept, a start alone lacks it", error=str(error))

    def scan(
        self,
        device: DeviceId,
        workplace: WorkplaceId,
        frame: Frame,
        raw_id: int,
        masters: CompiledMasters | None,
    ) -> tuple[CodeScanned, RawInput]:
        """A frame as it is judged, and as it is kept."""
        data, hidden = self._cover.kept(
            device,
            frame.raw,
            refused=frame.problem is not None,
            now_s=self._monotonic(),
            owned=owner_of(masters, frame.payload) is not None,
        )
        given = CodeScanned(
            device=device,
            workplace=workplace,
            raw_id=raw_id,
            text=frame.payload,
            problem=frame.problem or "",
            hidden=hidden,
            locked=self.locked_s(f"scanner {device}") > 0,
        )
        return given, RawInput(source=f"scanner:{device}", data=data)

    def judged(self, given: CodeScanned, decision: Decision) -> LockBadges | None:
        """Counts the scan if it was a wrong badge. The lock, if it began with it."""
        wrong = any(isinstance(f, Scanned) and f.code == BADGE_UNKNOWN for f in decision.facts)
        if not wrong:
            return None
        return self.refused(f"scanner {given.device}", SourceKind.SCANNER, given.workplace)

    def locked_s(self, source: str) -> float:
        """So long no badge of this source is looked at. 0: they are."""
        return self._attempts.locked_s(source)

    def refused(
        self, source: str, kind: SourceKind, workplace: WorkplaceId = WorkplaceId("")
    ) -> LockBadges | None:
        """One more wrong badge. The lock, if it began."""
        lock = self._attempts.refused(source, kind)
        if lock is None:
            return None
        return LockBadges(
            source=source,
            refused=lock.refused,
            lasts_s=round(lock.lasts_s),
            workplace=workplace,
        )
