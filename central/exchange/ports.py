"""What the exchange needs of the rest of the office: somebody who posts, and keeps what could not
be posted. The composition root brings it.
"""

from __future__ import annotations

from typing import Protocol

from central.db.work import Work
from central.edi.model.receiving_advice import ReceivingAdvice
from central.edi.model.schedule import Schedule
from central.exchange.model import Origin, What
from central.words.reasons import Reason


class PostResult(Protocol):
    """``schedules`` were posted; ``unprocessed`` are entries for people, ``reasons`` why."""

    @property
    def schedules(self) -> tuple[int, ...]: ...
    @property
    def unprocessed(self) -> tuple[int, ...]: ...
    @property
    def reasons(self) -> tuple[Reason, ...]: ...


class Desk(Protocol):
    """Everything happens in the caller's work, or not at all. ``post`` and ``receipt`` come again
    for the same message when something of it was left unprocessed: what was posted of it before
    is skipped.
    """

    def post(self, work: Work, origin: Origin, said: Schedule) -> PostResult: ...

    def receipt(self, work: Work, origin: Origin, said: ReceivingAdvice) -> PostResult: ...

    def unprocessed(
        self, work: Work, origin: Origin, what: What, reasons: tuple[Reason, ...], part: str = ""
    ) -> int: ...

    def close_unprocessed(self, work: Work, interchange: int) -> None: ...
