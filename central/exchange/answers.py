"""Our answers to what came, queued in the transaction that decides about it.

CONTRL or 997 once for an interchange; APERAK or 824 for each document, once more when a document
that was refused is taken after all. Nothing answers a CONTRL or 997, and no application answer
answers another.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from central.db.work import Work
from central.edi import documents as answers
from central.edi.documents import aperak, contrl, x12_824, x12_997
from central.edi.model.interchange import Syntax
from central.edi.model.schedule import Source
from central.edi.read import InterchangeReading
from central.exchange import store
from central.exchange.partners import Answer, Partner
from central.exchange.rules.states import Direction, MessageState
from central.exchange.tables import interchanges
from central.words.reasons import Reason
from syntax.problems import CannotWrite, Problem

SYNTAX_ANSWERS = frozenset({"contrl", "x12_997"})
APPLICATION_ANSWERS = frozenset({"aperak", "x12_824"})
REASON_CODE = "ZZZ"
"""Mutually defined: the text says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that was posted, or not, and why not."""

    source: Source
    number: str
    reasons: tuple[Reason, ...] = ()


def queue(
    work: Work,
    interchange: int,
    partner: Partner,
    reading: InterchangeReading,
    documents: Sequence[Document] = (),
) -> tuple[Problem, ...]:
    """Writes the answers that the partner wants; returns what could not be written. The caller
    holds the partner.
    """
    if not reading.answer_owed:
        return ()
    names = {message.message.name for message in reading.messages()}
    clerk = _Clerk(work, interchange, partner, reading)
    earlier = _answered(work.connection, interchange)
    clerk.answer_syntax(earlier)
    if not names & APPLICATION_ANSWERS:
        for document in documents:
            clerk.answer_document(document, earlier)
    return tuple(clerk.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    name: str
    document: str
    refused: bool


def _answered(connection: Connection, interchange: int) -> list[_Answered]:
    """Answers there are already. The document that an answer is about is kept as its old
    reference.
    """
    statement = select(
        interchanges.c.message_names, interchanges.c.reference_old, interchanges.c.problems
    ).where(interchanges.c.answers == interchange)
    return [
        _Answered(name=name, document=document, refused=problems != "[]")
        for name, document, problems in connection.execute(statement)
    ]


class _Clerk:
    def __init__(
        self, work: Work, interchange: int, partner: Partner, reading: InterchangeReading
    ) -> None:
        self._work = work
        self._interchange = interchange
        self._partner = partner
        self._reading = reading
        self.problems: list[Problem] = []

    def answer_syntax(self, earlier: Sequence[_Answered]) -> None:
        syntax = self._reading.interchange.syntax
        wanted = self._partner.answers
        if any(answer.name in SYNTAX_ANSWERS for answer in earlier):
            return
        problems = self._reading.all_problems()
        if syntax is Syntax.EDIFACT and Answer.CONTRL in wanted:
            self._write(Answer.CONTRL, "", problems, lambda s: contrl.write(self._reading, s))
        elif syntax is Syntax.X12 and Answer.X12_997 in wanted:
            self._write(Answer.X12_997, "", problems, lambda s: x12_997.write(self._reading, s))

    def answer_document(self, document: Document, earlier: Sequence[_Answered]) -> None:
        syntax, version = self._reading.interchange.syntax, self._reading.interchange.version
        refused = bool(document.reasons)
        if any(
            answer.name in APPLICATION_ANSWERS
            and answer.document == store.plain(document.number)
            and answer.refused == refused
            for answer in earlier
        ):
            return
        source, number, reasons = document.source, document.number, _coded(document.reasons)
        problems = [Problem(code=reason.code, detail=reason.text) for reason in document.reasons]
        if syntax is Syntax.EDIFACT and Answer.APERAK in self._partner.answers:
            charset, _, edition = version.partition(":")
            self._write(
                Answer.APERAK,
                number,
                problems,
                lambda s: aperak.write(
                    source, number, reasons, s, charset=charset, version=edition
                ),
            )
        elif syntax is Syntax.X12 and Answer.X12_824 in self._partner.answers:
            self._write(
                Answer.X12_824,
                number,
                problems,
                lambda s: x12_824.write(source, number, reasons, s, isa_version=version),
            )

    def _write(
        self, kind: Answer, document: str, problems: Sequence[Problem], write: answers.Write
    ) -> None:
        reference = store.next_reference(self._work.connection, self._partner.partner)
        zone = zoneinfo.ZoneInfo(self._partner.settings.zone)
        now = datetime.fromtimestamp(self._work.now_us / 1e6, tz=UTC).astimezone(zone)
        stamp = answers.Stamp(now=now.replace(tzinfo=None), reference=reference)
        try:
            data = write(stamp)
        except CannotWrite as error:
            self.problems.append(Problem(code=f"answer.{kind}", detail=str(error)))
            return
        self._queue(kind, document, reference, data, problems)

    def _queue(
        self, kind: Answer, document: str, reference: str, data: bytes, problems: Sequence[Problem]
    ) -> None:
        came = self._reading.interchange
        ending = "edi" if came.syntax is Syntax.EDIFACT else "x12"
        message = store.StoredMessage(
            number=1,
            name=kind.value,
            version="",
            reference="1",
            document="" if kind in SYNTAX_ANSWERS else reference,
            state=MessageState.POSTED,
        )
        interchange = store.add(
            self._work.connection,
            direction=Direction.OUT,
            way=self._partner.way.value,
            name=f"{kind}_{reference}.{ending}",
            data=data,
            at_us=self._work.now_us,
            partner=self._partner.partner,
            syntax=came.syntax.value,
            reference=reference,
            messages=1,
            message_names=message.name,
            sender=str(came.recipient),
            recipient=str(came.sender),
            reference_old=store.plain(document),
            test=came.test,
            problems=store.problems_text(problems),
            answers=self._interchange,
        )
        store.put_messages(self._work.connection, interchange, [message])


def _coded(reasons: Sequence[Reason]) -> list[answers.Reason]:
    return [answers.Reason(code=REASON_CODE, text=reason.text) for reason in reasons]
