"""Facts of people: who works where, who called for help, who takes an exception."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from wire.fact import Fact
from wire.ids import FaceId, PartNumber, PersonId, WorkplaceId
from wire.telegram import NoteText
from wire.words import HelpKind


class PersonSigned(Fact, frozen=True, kw_only=True, tag="person_signed"):
    """Somebody signed in at a workplace, or out of it (``person`` empty)."""

    workplace: WorkplaceId
    person: PersonId = PersonId("")


class HelpCalled(Fact, frozen=True, kw_only=True, tag="help_called"):
    kind: HelpKind
    workplace: WorkplaceId
    person: PersonId
    face: FaceId = FaceId("")
    part: PartNumber = PartNumber("")


class MessageSent(Fact, frozen=True, kw_only=True, tag="message_sent"):
    """A lead's words to whoever works at the workplace (empty: at each), until they are read."""

    exception: Annotated[str, Meta(max_length=200)]
    text: NoteText
    person: PersonId
    workplace: WorkplaceId = WorkplaceId("")


class MessageRead(Fact, frozen=True, kw_only=True, tag="message_read"):
    """Whoever works at the workplace has read a message. ``closed``: it was read everywhere."""

    exception: Annotated[str, Meta(max_length=200)]
    workplace: WorkplaceId
    person: PersonId
    closed: bool = False


class ExceptionHandled(Fact, frozen=True, kw_only=True, tag="exception_handled"):
    """A person took an exception (``closed`` False: owns it) or closed it."""

    exception: str
    person: PersonId
    closed: bool
    note: NoteText = ""
