"""The messages of an interchange, one after another, to whoever posts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from central.db.work import Work
from central.edi.context import Content
from central.edi.model.acknowledgement import Acknowledged
from central.edi.model.receiving_advice import ReceivingAdvice
from central.edi.model.schedule import Schedule
from central.edi.read import InterchangeReading, MessageReading
from central.exchange import acknowledgements, store
from central.exchange.answers import Document
from central.exchange.model import Origin, What
from central.exchange.partners import Partner
from central.exchange.ports import Desk
from central.exchange.rules import entered
from central.exchange.rules.states import MessageState
from central.exchange.store import Stored, StoredMessage
from central.words.reasons import Reason
from syntax.problems import NOWHERE, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What became of each message, those before this time included, and of each document now."""

    messages: tuple[StoredMessage, ...]
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """``entries``: how much of it waits for people."""

    schedules: tuple[int, ...] = ()
    entries: int = 0
    reasons: tuple[Reason, ...] = ()


def post_all(
    work: Work,
    desk: Desk,
    row: Stored,
    partner: Partner,
    reading: InterchangeReading,
    *,
    another: bool = False,
) -> Posted:
    """In the caller's work. A message that was posted before is left alone. ``another``: a person
    says that they are no repetitions.
    """
    clerk = _Clerk(work, desk, row, partner, another=another)
    before = {m.number: m for m in store.messages_of(work.connection, row.interchange)}
    messages = []
    for number, message in enumerate(reading.messages(), start=1):
        earlier = before.get(number)
        if earlier is not None and earlier.state is MessageState.POSTED:
            messages.append(earlier)
            continue
        said = clerk.post(number, message)
        posted = earlier.posted if earlier is not None else ()
        messages.append(replace(said, posted=tuple(dict.fromkeys((*posted, *said.posted)))))
    return Posted(messages=tuple(messages), documents=tuple(clerk.documents))


def message_of(
    number: int,
    reading: MessageReading,
    state: MessageState,
    posted: Sequence[int] = (),
    problems: Sequence[Problem] = (),
) -> StoredMessage:
    return StoredMessage(
        number=number,
        name=reading.message.name,
        version=reading.message.version,
        reference=reading.message.reference,
        document=", ".join(dict.fromkeys(c.number for c in reading.contents if c.number)),
        state=state,
        posted=tuple(posted),
        problems=(*reading.problems, *problems),
    )


class _Clerk:
    def __init__(
        self, work: Work, desk: Desk, row: Stored, partner: Partner, *, another: bool
    ) -> None:
        self._work = work
        self._desk = desk
        self._row = row
        self._partner = partner
        self._another = another
        self.documents: list[Document] = []

    def post(self, number: int, reading: MessageReading) -> StoredMessage:
        if reading.problems:
            self._unprocessed(number, store.reasons_of(reading.problems))
            return message_of(number, reading, MessageState.REFUSED)
        results = [self._content(number, content) for content in reading.contents]
        left = sum(result.entries for result in results)
        return message_of(
            number,
            reading,
            MessageState.UNPROCESSED if left else MessageState.POSTED,
            [schedule for result in results for schedule in result.schedules],
            [_problem(reason, reading) for result in results for reason in result.reasons],
        )

    def _content(self, number: int, content: Content) -> _Result:
        match content:
            case Schedule():
                return self._schedule(number, content)
            case ReceivingAdvice():
                return self._receipt(number, content)
            case Acknowledged():
                return self._acknowledgement(number, content)

    def _schedule(self, number: int, content: Schedule) -> _Result:
        source = replace(content.source, test=False)  # a test comes here when a person takes it
        result = self._desk.post(self._work, self._origin(number), replace(content, source=source))
        self.documents.append(
            Document(source=content.source, number=content.number, reasons=result.reasons)
        )
        return _Result(
            schedules=result.schedules, entries=len(result.unprocessed), reasons=result.reasons
        )

    def _receipt(self, number: int, content: ReceivingAdvice) -> _Result:
        result = self._desk.receipt(self._work, self._origin(number), content)
        return _Result(entries=len(result.unprocessed), reasons=result.reasons)

    def _acknowledgement(self, number: int, content: Acknowledged) -> _Result:
        unknown = acknowledgements.note(self._work, self._row.interchange, self._partner, content)
        if unknown:
            self._unprocessed(number, unknown)
        return _Result(entries=len(unknown), reasons=unknown)

    def _unprocessed(self, number: int, reasons: tuple[Reason, ...]) -> None:
        self._desk.unprocessed(self._work, self._origin(number), What.REFUSED, reasons)

    def _origin(self, message: int) -> Origin:
        return Origin(
            interchange=self._row.interchange,
            message=message,
            partner=self._partner.partner,
            customer=self._partner.customer,
            another=self._another,
            entered_by=self._row.name if self._row.way == entered.WAY else "",
        )


def _problem(reason: Reason, reading: MessageReading) -> Problem:
    """``segment`` of a reason is the place in the message that it is about."""
    number = dict(reason.figures).get("segment")
    message = reading.message
    places = {it.number: it.where() for it in message.body}
    places |= {it.number: it.where() for it in message.records}
    at = places.get(number) if isinstance(number, int) else None
    return Problem(code=reason.code, detail=store.plain(reason.text), position=at or NOWHERE)
