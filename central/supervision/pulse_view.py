"""The pulse of all pages, from what the desk shows."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from central.broadcast.service.archive import FeedView, feeds_now
from central.supervision.cell_signs import CellSign, cell_signs
from central.supervision.rules import SILENT_WITHOUT_HEARTBEAT_S, Trouble
from central.supervision.service import collect
from central.web.pulse import COUNTS, Count, Pulse, Wrong

DESK = "/desk"


def pulse_of(connection: Connection, now_us: int) -> Pulse:
    troubles = collect(connection, now_us)
    signs = [it for it in cell_signs(connection, now_us) if not _is_retired(it)]
    feed = _longest_silent(feeds_now(connection))
    counts = {page: it for tell in COUNTS.answers() for page, it in tell(connection).items()}
    faults = any(it.level == "fault" for it in troubles)
    if troubles:
        counts[DESK] = Count(number=len(troubles), level="fault" if faults else "")
    return Pulse(
        at_us=now_us,
        cells=len(signs),
        cells_heard=sum(1 for it in signs if _is_heard(it, now_us)),
        feed=feed.feed if feed else "",
        heard_us=feed.last_received_us if feed else None,
        line_running=feed.line_running if feed else True,
        wrong=wrong_of(troubles),
        counts=counts,
    )


def _is_retired(sign: CellSign) -> bool:
    """It sent heartbeats, and is awaited no more."""
    return sign.said is None and sign.said_us > 0


def _is_heard(sign: CellSign, now_us: int) -> bool:
    """One without heartbeats is no fault while its line stands, and yet nobody heard it."""
    return not sign.silent and now_us - sign.heard_us <= SILENT_WITHOUT_HEARTBEAT_S * 1e6


def wrong_of(troubles: Iterable[Trouble]) -> tuple[Wrong, ...]:
    """Of ranked troubles: those of one kind are one."""
    kinds: dict[str, list[Trouble]] = {}
    for it in troubles:
        kinds.setdefault(it.kind, []).append(it)
    return tuple(_wrong(found) for found in kinds.values())


def _wrong(found: list[Trouble]) -> Wrong:
    first, only = found[0], len(found) == 1
    return Wrong(
        kind=first.kind,
        level=first.level,
        subject=(first.node or first.subject) if only else "",
        count=len(found),
        since_us=min(it.since_us for it in found),
        address=first.link if only and first.link else f"{DESK}#exceptions",
    )


def _longest_silent(feeds: Iterable[FeedView]) -> FeedView | None:
    heard = [it for it in feeds if it.last_received_us is not None]
    running = [it for it in heard if it.line_running]
    return min(running or heard, key=lambda it: it.last_received_us or 0, default=None)
