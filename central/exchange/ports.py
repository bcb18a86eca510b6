"""What the exchange needs of the rest of the office: somebody who posts, and keeps what could not
be posted. The composition root brings it.
"""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Connection

from central.db.database import Actor
from central.edi.model.receiving_advice import ReceivingAdvice
from central.edi.model.schedule import Schedule
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
    """Everything happens in the caller's transaction, or not at all. ``post`` and ``receipt`` come
    again for the same message when something of it was left unprocessed: what was posted of it
    before is skipped. ``message`` counts from 1 in the interchange; 0 is the interchange itself.
    """

    def post(
        self,
        connection: Connection,
        *,
        interchange: int,
        message: int,
        partner: str,
        customer: str,
        said: Schedule,
        now_us: int,
        by: Actor,
    ) -> PostResult: ...

    def receipt(
        self,
        connection: Connection,
        *,
        interchange: int,
        message: int,
        partner: str,
        customer: str,
        said: ReceivingAdvice,
        now_us: int,
        by: Actor,
    ) -> PostResult: ...

    def unprocessed(
        self,
        connection: Connection,
        *,
        interchange: int,
        message: int,
        partner: str,
        what: str,
        reasons: tuple[Reason, ...],
        now_us: int,
        customer: str = "",
        part: str = "",
    ) -> int: ...

    def close_unprocessed(
        self, connection: Connection, interchange: int, by: Actor, *, now_us: int
    ) -> None: ...
