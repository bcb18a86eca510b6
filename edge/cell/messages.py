"""Messages that pickers read: what masters have a call's status say, and what a lead tells. Each is
shown at a workplace until whoever works there has read it, and is over when it was read wherever
somebody works.
"""

from __future__ import annotations

from edge.cell.inputs import Decision, RefusedError
from edge.cell.message_inputs import ReadMessage, Tell
from edge.cell.model import CellState, ExceptionKind, OpenException
from edge.cell.situation import Situation
from edge.cell.verification import Judgement
from wire.events import MessageRead, MessageSent, Verdict
from wire.ids import WorkplaceId
from wire.message_length import MESSAGE_MAX

UNREAD_MAX = 100


def tell(at: Situation, given: Tell) -> Decision:
    text = " ".join(given.text.split())
    if not given.person:
        raise RefusedError("person.missing", "only a named person may do this")
    if not text:
        raise RefusedError("message.empty", "say what is to be read")
    if len(text) > MESSAGE_MAX:
        raise RefusedError(
            "message.long", f"{MESSAGE_MAX} characters at most: {len(text)} are given"
        )
    if sum(it.kind is ExceptionKind.MESSAGE for it in at.state.exceptions.values()) >= UNREAD_MAX:
        raise RefusedError("message.full", f"{UNREAD_MAX} messages are not read yet; close some")
    fact = MessageSent(
        exception=f"{ExceptionKind.MESSAGE.value}:told:{at.state.offset + 1}",
        text=text,
        person=given.person,
        workplace=given.workplace,
    )
    return Decision(facts=(fact,))


def read(at: Situation, given: ReadMessage) -> Decision:
    place = at.state.workplaces.get(given.workplace)
    if place is None or not place.person:
        raise RefusedError("workplace.nobody", "scan your badge first")
    unread = {it.exception: it for it in unread_at(at.state, given.workplace)}
    message = unread.get(given.exception or next(iter(unread), ""))
    if message is None:
        raise RefusedError("message.none", f"no such message waits at {given.workplace}")
    fact = MessageRead(
        exception=message.exception,
        workplace=given.workplace,
        person=place.person,
        closed=not any(
            message.exception in {it.exception for it in unread_at(at.state, name)}
            for name, other in at.state.workplaces.items()
            if other.person and name != given.workplace
        ),
    )
    return Decision(facts=(fact,))


def judge_read(at: Situation, workplace: WorkplaceId) -> Judgement:
    """The command card: the message that is shown."""
    decision = read(at, ReadMessage(workplace=workplace))
    return Judgement(verdict=Verdict.CONFIRMED, code="command.read", facts=decision.facts)


def unread_at(state: CellState, workplace: WorkplaceId) -> list[OpenException]:
    """What is to be read there, the oldest first."""
    found = [
        it
        for it in state.exceptions.values()
        if it.kind is ExceptionKind.MESSAGE
        and it.workplace in ("", workplace)
        and workplace not in it.read_at
    ]
    return sorted(found, key=lambda it: it.at_us)
