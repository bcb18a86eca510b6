"""Facts of people: who works where, who called for help, who takes an exception."""

from __future__ import annotations

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


class ExceptionHandled(Fact, frozen=True, kw_only=True, tag="exception_handled"):
    """A person took an exception (``closed`` False: owns it) or closed it."""

    exception: str
    person: PersonId
    closed: bool
    note: NoteText = ""
