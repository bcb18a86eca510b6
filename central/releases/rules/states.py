"""The states of a schedule as one table; the diagram in the documents is made from it.

received -> reconciled -> tolerance -> approved -> released. What does not pass stands in a state of
its own until a person acts. Every step that is not in the table is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from central.words.reasons import RuleRefusedError, because


class State(StrEnum):
    RECEIVED = "received"
    RECONCILED = "reconciled"
    NOT_RECONCILED = "not_reconciled"
    IN_TOLERANCE = "in_tolerance"
    OUT_OF_TOLERANCE = "out_of_tolerance"
    APPROVED = "approved"
    RELEASED = "released"
    RELEASE_EXCEPTION = "release_exception"
    REPLACED = "replaced"
    REJECTED = "rejected"


class Event(StrEnum):
    MATCHED = "matched"
    NOT_MATCHED = "not_matched"
    WITHIN = "within"
    EXCEEDED = "exceeded"
    APPROVE = "approve"
    RELEASE = "release"
    EXCEPT = "except"
    RERUN = "rerun"
    REMOVE = "remove"
    REPLACE = "replace"
    REJECT = "reject"


class By(StrEnum):
    ANYBODY = "anybody"
    """A scheduled run, or a person."""
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    state: State
    event: Event
    then: State
    by: By = By.ANYBODY
    why: str = ""


def _row(state: State, event: Event, then: State, why: str, by: By = By.ANYBODY) -> Transition:
    return Transition(state=state, event=event, then=then, by=by, why=why)


UNRELEASED = (
    State.RECEIVED,
    State.RECONCILED,
    State.NOT_RECONCILED,
    State.IN_TOLERANCE,
    State.OUT_OF_TOLERANCE,
    State.APPROVED,
    State.RELEASE_EXCEPTION,
)
TERMINAL = (State.REPLACED, State.REJECTED)
AWAITING_APPROVAL = (
    State.RECEIVED,
    State.RECONCILED,
    State.NOT_RECONCILED,
    State.IN_TOLERANCE,
    State.OUT_OF_TOLERANCE,
)
"""A later schedule of the same agreement part waits while an earlier one is in one of these."""

TRANSITIONS: tuple[Transition, ...] = (
    _row(State.RECEIVED, Event.MATCHED, State.RECONCILED, "it agrees with what is on its way"),
    _row(State.RECEIVED, Event.NOT_MATCHED, State.NOT_RECONCILED, "cums or notes do not agree"),
    _row(
        State.NOT_RECONCILED,
        Event.RERUN,
        State.RECEIVED,
        "a person corrected a cum or a note",
        By.PERSON,
    ),
    _row(State.RECONCILED, Event.WITHIN, State.IN_TOLERANCE, "no change beyond the limits"),
    _row(State.RECONCILED, Event.EXCEEDED, State.OUT_OF_TOLERANCE, "a change beyond a limit"),
    _row(State.RECONCILED, Event.APPROVE, State.APPROVED, "the agreement checks no tolerance"),
    _row(State.IN_TOLERANCE, Event.APPROVE, State.APPROVED, "approved"),
    # Real world: unconditional approval takes what is out of tolerance without a person.
    _row(State.OUT_OF_TOLERANCE, Event.APPROVE, State.APPROVED, "approved all the same"),
    _row(State.APPROVED, Event.RELEASE, State.RELEASED, "orders and forecasts are written"),
    _row(State.APPROVED, Event.EXCEPT, State.RELEASE_EXCEPTION, "a line cannot become an order"),
    _row(
        State.RELEASE_EXCEPTION,
        Event.RERUN,
        State.APPROVED,
        "the cause is gone: once more",
        By.PERSON,
    ),
    _row(
        State.RELEASE_EXCEPTION,
        Event.REMOVE,
        State.APPROVED,
        "the excepted lines are left out",
        By.PERSON,
    ),
    _row(State.RELEASED, Event.REPLACE, State.REPLACED, "a later schedule is released"),
    # Real world: a later schedule is released while this one still waits for an exception.
    _row(State.RELEASE_EXCEPTION, Event.REPLACE, State.REPLACED, "a later schedule is released"),
    _row(State.APPROVED, Event.REPLACE, State.REPLACED, "a later schedule is released"),
    *(
        _row(state, Event.REJECT, State.REJECTED, "a person does not accept it", By.PERSON)
        for state in UNRELEASED
    ),
)

_TABLE = {(row.state, row.event): row for row in TRANSITIONS}


def move(state: State, event: Event, by: By = By.ANYBODY) -> Transition:
    """The row of the table; RuleRefusedError if there is none, or if it takes a person."""
    row = _TABLE.get((state, event))
    if row is None:
        possible = [str(other.event) for other in TRANSITIONS if other.state is state]
        raise RuleRefusedError(
            because(
                "release.no_such_step",
                "a schedule that is {state} cannot {event}; possible: {possible}",
                state=str(state),
                event=str(event),
                possible=", ".join(possible) or "nothing",
            )
        )
    if row.by is By.PERSON and by is not By.PERSON:
        raise RuleRefusedError(
            because(
                "release.takes_a_person",
                "{event} of a schedule that is {state} takes a person",
                state=str(state),
                event=str(event),
            )
        )
    return row


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> received"]
    for row in TRANSITIONS:
        person = " (person)" if row.by is By.PERSON else ""
        lines.append(f"    {row.state} --> {row.then}: {row.event}{person}")
    lines += [f"    {state} --> [*]" for state in TERMINAL]
    return "\n".join(lines)
