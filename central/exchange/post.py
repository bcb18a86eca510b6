"""The messages of an interchange, one after another, to whoever posts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from central.db.database import Actor
from central.edi.context import Content
from central.edi.model.acknowledgement import Acknowledged
from central.edi.model.receiving_advice import ReceivingAdvice
from central.edi.model.schedule import Schedule
from central.edi.read import InterchangeReading, MessageReading
from central.exchange import acknowledgements, store
from central.exchange.answers import Document
from central.exchange.partners import Partner
from central.exchange.ports import Desk
from central.exchange.rules.states import MessageState
from central.exchange.store import Stored, StoredMessage
from central.words.reasons import Reason
from syntax.problems import Problem


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
    connection: Connection,
    desk: Desk,
    row: Stored,
    partner: Partner,
    reading: InterchangeReading,
    *,
    now_us: int,
    by: Actor,
) -> Posted:
    """In the caller's transaction. A message that was posted before is left alone."""
    clerk = _Clerk(connection, desk, row, partner, now_us, by)
    before = {m.number: m for m in store.messages_of(connection, row.interchange)}
    messages = []
    for number, message in enumerate(reading.messages(), start=1):
        known = before.get(number)
        if known is not None and known.state is MessageState.POSTED:
            messages.append(known)
            continue
        said = clerk.post(number, message)
        earlier = known.posted if known is not None else ()
        messages.append(replace(said, posted=tuple(dict.fromkeys((*earlier, *said.posted)))))
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
        self,
        connection: Connection,
        desk: Desk,
        row: Stored,
        partner: Partner,
        now_us: int,
        by: Actor,
    ) -> None:
        self._connection = connection
        self._desk = desk
        self._row = row
        self._partner = partner
        self._now_us = now_us
        self._by = by
        self.documents: list[Document] = []

    def post(self, number: int, reading: MessageReading) -> StoredMessage:
        if reading.problems:
            self._unprocessed(number, "refused", store.reasons_of(reading.problems))
            return message_of(number, reading, MessageState.REFUSED)
        results = [self._content(number, content) for content in reading.contents]
        left = sum(result.entries for result in results)
        return message_of(
            number,
            reading,
            MessageState.UNPROCESSED if left else MessageState.POSTED,
            [schedule for result in results for schedule in result.schedules],
            [_problem(reason) for result in results for reason in result.reasons],
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
        found = self._desk.post(
            self._connection,
            interchange=self._row.interchange,
            message=number,
            partner=self._partner.partner,
            customer=self._partner.customer,
            said=replace(content, source=source),
            now_us=self._now_us,
            by=self._by,
        )
        self.documents.append(
            Document(source=content.source, number=content.number, reasons=found.reasons)
        )
        return _Result(
            schedules=found.schedules, entries=len(found.unprocessed), reasons=found.reasons
        )

    def _receipt(self, number: int, content: ReceivingAdvice) -> _Result:
        found = self._desk.receipt(
            self._connection,
            interchange=self._row.interchange,
            message=number,
            partner=self._partner.partner,
            customer=self._partner.customer,
            said=content,
            now_us=self._now_us,
            by=self._by,
        )
        return _Result(entries=len(found.unprocessed), reasons=found.reasons)

    def _acknowledgement(self, number: int, content: Acknowledged) -> _Result:
        unknown = acknowledgements.note(
            self._connection,
            interchange=self._row.interchange,
            partner=self._partner,
            message=content.source.message,
            said=content,
            now_us=self._now_us,
        )
        if unknown:
            self._unprocessed(number, "refused", unknown)
        return _Result(entries=len(unknown), reasons=unknown)

    def _unprocessed(self, number: int, what: str, reasons: tuple[Reason, ...]) -> None:
        self._desk.unprocessed(
            self._connection,
            interchange=self._row.interchange,
            message=number,
            partner=self._partner.partner,
            what=what,
            reasons=reasons,
            now_us=self._now_us,
            customer=self._partner.customer,
        )


def _problem(reason: Reason) -> Problem:
    return Problem(code=reason.code, detail=store.plain(reason.text))
