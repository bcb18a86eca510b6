"""Which scan that was accepted may never have been answered, because the process died in between:
whoever made it heard nothing, and scans the same code again.

A mark beside the journal says up to which fact answers went out. It is written without waiting for
the disk: it outlives the process, and a power cut at worst makes an answered scan doubtful, never
the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import structlog

from edge.cell.badge_text import HIDDEN
from edge.cell.evolve import ACCEPTED
from edge.cell.scans import COUNTED
from edge.journal.store import Journal
from settings.private_files import touch_private
from wire.events import AnyFact, Scanned
from wire.ids import WorkplaceId

log = structlog.get_logger()
NAME = "answered"
DIGITS = 20
LOOKED_AT = 500
"""So many of the last facts are looked at where there is no mark."""


class Unanswered:
    def __init__(self, journal: Journal) -> None:
        self._file = journal.path.parent / NAME
        marked = _read(self._file)
        known = marked is not None and marked <= journal.last_offset
        after = marked if known and marked is not None else journal.last_offset - LOOKED_AT
        self._texts: dict[WorkplaceId, str] = {}
        after = max(-1, after)
        for entry in journal.facts_after(after, journal.damage_after(after)):
            if isinstance(entry.fact, Scanned) and _is_accepted(entry.fact):
                self._texts[entry.fact.workplace] = entry.fact.text

    def text(self, workplace: WorkplaceId) -> str:
        """Of the last accepted scan there, if its answer may not have gone out; else empty."""
        return self._texts.get(workplace, "")

    def answered(self, facts: Iterable[AnyFact], offset: int) -> None:
        """These facts, the last of which is ``offset``, were answered: what was in doubt before at
        their workplace is settled.
        """
        for fact in facts:
            if isinstance(fact, Scanned) and (_is_accepted(fact) or fact.code == COUNTED):
                self._texts.pop(fact.workplace, None)
        try:
            touch_private(self._file)
            with self._file.open("r+b") as file:
                file.write(b"%0*d\n" % (DIGITS, offset))
        except OSError as error:
            log.warning("the mark of answered scans was not written", error=str(error))


def _is_accepted(fact: Scanned) -> bool:
    """A badge is not: scanned again it only says the same."""
    return fact.verdict in ACCEPTED and fact.text != HIDDEN


def _read(file: Path) -> int | None:
    try:
        text = file.read_bytes()
    except OSError:
        return None
    return int(text) if len(text) == DIGITS + 1 and text.strip().isdigit() else None
