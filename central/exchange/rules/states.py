"""The states of an interchange as one table; the diagram in the documents is made from it.

In: whatever is wrong with it, it is kept, and can be processed again. Out: queued, sent, and what
the partner says of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from central.words.reasons import RuleRefusedError, because


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class State(StrEnum):
    RECEIVED = "received"
    POSTED = "posted"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    UNKNOWN_PARTNER = "unknown_partner"
    DUPLICATE = "duplicate"
    HELD = "held"
    QUEUED = "queued"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    REJECTED = "rejected"


class Event(StrEnum):
    POST = "post"
    REFUSE = "refuse"
    CANNOT_READ = "cannot_read"
    NO_PARTNER = "no_partner"
    REPEAT = "repeat"
    HOLD = "hold"
    SEND = "send"
    ACKNOWLEDGE = "acknowledge"
    REJECT = "reject"


class MessageState(StrEnum):
    """UNPROCESSED: nothing, or not everything in it, could be posted."""

    POSTED = "posted"
    REFUSED = "refused"
    UNPROCESSED = "unprocessed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    state: State
    event: Event
    then: State
    why: str = ""


def _row(state: State, event: Event, then: State, why: str) -> Transition:
    return Transition(state=state, event=event, then=then, why=why)


WAITING = (State.RECEIVED, State.UNKNOWN_PARTNER, State.UNREADABLE, State.REFUSED, State.HELD)
"""Of what came in: not posted, and processed again when somebody asks for it."""
COUNTS = (State.POSTED, State.HELD)
"""An interchange in one of these uses up its bytes and its control reference."""

TRANSITIONS: tuple[Transition, ...] = (
    *(
        row
        for state in WAITING
        for row in (
            _row(state, Event.POST, State.POSTED, "its messages are schedules, receipts, answers"),
            _row(state, Event.REFUSE, State.REFUSED, "syntax, parties or numbers are wrong"),
            _row(state, Event.CANNOT_READ, State.UNREADABLE, "it begins as no interchange"),
            _row(state, Event.NO_PARTNER, State.UNKNOWN_PARTNER, "nobody speaks like that"),
            _row(state, Event.REPEAT, State.DUPLICATE, "the same bytes were taken before"),
            _row(state, Event.HOLD, State.HELD, "a test, too old, or the one before it is missing"),
        )
    ),
    _row(State.POSTED, Event.POST, State.POSTED, "messages left over are processed again"),
    _row(State.QUEUED, Event.SEND, State.SENT, "it lies where the partner fetches it"),
    *(
        _row(state, event, then, why)
        for state in (State.QUEUED, State.SENT, State.ACKNOWLEDGED)
        for event, then, why in (
            (Event.ACKNOWLEDGE, State.ACKNOWLEDGED, "the partner took it"),
            (Event.REJECT, State.REJECTED, "the partner did not take it"),
        )
    ),
)

_TABLE = {(row.state, row.event): row for row in TRANSITIONS}


def may(state: State, event: Event) -> bool:
    return (state, event) in _TABLE


def move(state: State, event: Event) -> State:
    """The state after it; RuleRefusedError where the table has no such row."""
    row = _TABLE.get((state, event))
    if row is None:
        possible = [str(other.event) for other in TRANSITIONS if other.state is state]
        raise RuleRefusedError(
            because(
                "edi.no_such_step",
                "an interchange that is {state} cannot {event}; possible: {possible}",
                state=str(state),
                event=str(event),
                possible=", ".join(possible) or "nothing",
            )
        )
    return row.then


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> received", "    [*] --> queued"]
    lines += [f"    {row.state} --> {row.then}: {row.event}" for row in TRANSITIONS]
    return "\n".join(lines)
