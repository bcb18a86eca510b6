"""The states of a despatch note as one table: what may happen to it, and what undoing it means in
each. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from central.words.reasons import RuleRefusedError, because


class NoteState(StrEnum):
    """Posted is what has departed; undone, what was cancelled after that."""

    DRAFT = "draft"
    READY = "ready"
    LOADED = "loaded"
    POSTED = "posted"
    VOIDED = "voided"
    UNDONE = "undone"


class NoteEvent(StrEnum):
    MAKE_READY = "make_ready"
    REOPEN = "reopen"
    LOAD = "load"
    UNLOAD = "unload"
    CHANGE = "change"
    DEPART = "depart"
    VOID = "void"
    POST_MORE = "post_more"
    UNDO_PART = "undo_part"
    UNDO = "undo"
    POST_ANEW = "post_anew"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTransition:
    state: NoteState
    event: NoteEvent
    then: NoteState
    why: str


def _row(state: NoteState, event: NoteEvent, then: NoteState, why: str) -> NoteTransition:
    return NoteTransition(state=state, event=event, then=then, why=why)


_S, _E = NoteState, NoteEvent
_VOIDED = "its number is dead; what stood on it is open again, and no cum has moved"

NOTE_TRANSITIONS: tuple[NoteTransition, ...] = (
    _row(_S.DRAFT, _E.CHANGE, _S.DRAFT, "another day, other units, lines or quantities"),
    _row(_S.DRAFT, _E.MAKE_READY, _S.READY, "it may be loaded and leave; its number is checked"),
    _row(_S.DRAFT, _E.VOID, _S.VOIDED, _VOIDED),
    _row(
        _S.READY,
        _E.REOPEN,
        _S.DRAFT,
        "it is not to leave yet; what is on it stays",
    ),
    _row(_S.READY, _E.LOAD, _S.LOADED, "it is put on a load"),
    _row(_S.READY, _E.DEPART, _S.POSTED, "it leaves without a load, or is posted at once"),
    _row(_S.READY, _E.VOID, _S.VOIDED, _VOIDED),
    _row(_S.LOADED, _E.UNLOAD, _S.READY, "it is taken off its load"),
    _row(_S.LOADED, _E.DEPART, _S.POSTED, "its load left: the despatched cum rises"),
    _row(_S.LOADED, _E.VOID, _S.VOIDED, _VOIDED),
    _row(_S.POSTED, _E.POST_MORE, _S.POSTED, "another part of the same rack or truck"),
    _row(_S.POSTED, _E.UNDO_PART, _S.POSTED, "some of it came back: so much less went"),
    _row(_S.POSTED, _E.UNDO, _S.UNDONE, "all of it came back: lines open, the cum falls"),
    _row(_S.UNDONE, _E.POST_ANEW, _S.POSTED, "the number is posted once more"),
)
_TABLE = {(row.state, row.event): row for row in NOTE_TRANSITIONS}
GONE = (NoteState.POSTED,)
"""The cum has what stands on such a note."""


def move_note(note: str, state: NoteState, event: NoteEvent) -> NoteState:
    """The state after it; RuleRefusedError for what the table has not."""
    found = _TABLE.get((state, event))
    if found is None:
        possible = [row.event.value for row in NOTE_TRANSITIONS if row.state is state]
        raise RuleRefusedError(
            because(
                "note.no_such_step",
                "note {note} is {state}: {event} is not possible, but {possible}",
                note=note,
                state=state.value,
                event=event.value,
                possible=", ".join(possible) or "nothing",
            )
        )
    return found.then
