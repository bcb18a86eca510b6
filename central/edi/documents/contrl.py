"""CONTRL: what became of an EDIFACT interchange, in its syntax version and character set.

Version 3 and before answer as ``CONTRL:D:3:UN``, version 4 as ``CONTRL:4:1:UN``. Action codes: 8
received, 7 acknowledged, 4 rejected. Whether there is to be an answer at all is
``InterchangeReading.answer_owed``; a CONTRL among other messages is passed over.
"""

from __future__ import annotations

from central.edi.documents import Stamp
from central.edi.model.interchange import Party
from central.edi.read import NEVER_ANSWERED, InterchangeReading, MessageReading
from syntax.edifact_writer import Value, Writer
from syntax.problems import Problem

ERRORS = {
    "quantity": "37",
    "date": "12",
    "count": "29",
    "reference": "28",
    "reference.repeated": "26",
    "partner.sender": "23",
    "partner.recipient": "7",
    "message.version": "17",
    "character": "21",
    "character.control": "21",
    "segment.unexpected": "15",
    "part.missing": "13",
    "date.missing": "13",
}
"""Our problem codes to the syntax error code sent; the rest say 18 (unspecified error)."""
UNSPECIFIED = "18"
ACKNOWLEDGED, REJECTED, RECEIVED = "7", "4", "8"


def write(reading: InterchangeReading, stamp: Stamp) -> bytes:
    """The answer as one interchange back to the sender. Raises CannotWrite when the sender's own
    header cannot be repeated.
    """
    came = reading.interchange
    charset, _, version = came.version.partition(":")
    form = "%Y%m%d" if version == "4" else "%y%m%d"
    writer = Writer(
        charset=charset,
        version=version,
        sender=_address(came.recipient),
        recipient=_address(came.sender),
        prepared=(stamp.now.strftime(form), stamp.now.strftime("%H%M")),
        reference=stamp.reference,
        test=came.test,
    )
    kind = ("CONTRL", "4", "1", "UN") if version == "4" else ("CONTRL", "D", "3", "UN")
    writer.open_message("1", kind)
    whole = (*reading.problems, *(p for _, problems, _ in reading.groups for p in problems))
    head: list[Value] = [came.reference, _address(came.sender), _address(came.recipient)]
    if whole:
        writer.segment("UCI", *head, REJECTED, *_error(whole[0]))
    else:
        writer.segment("UCI", *head, RECEIVED)
        for message in reading.messages():
            if message.message.name not in NEVER_ANSWERED:
                _answer_message(writer, message)
    writer.close_message()
    return writer.close()


def _answer_message(writer: Writer, message: MessageReading) -> None:
    header = message.message.body[0]
    identifier = tuple(header.text(2, component) for component in range(1, 6))
    if not message.problems:
        writer.segment("UCM", message.message.reference, identifier, ACKNOWLEDGED)
        return
    own = [p for p in message.problems if p.position.segment in (0, header.number)]
    writer.segment(
        "UCM", message.message.reference, identifier, REJECTED, *(_error(own[0]) if own else ())
    )
    for problem in message.problems:
        at = problem.position
        if at.segment > header.number:
            number = str(at.segment - header.number + 1)
            code = _error(problem)[0]
            if at.element:
                writer.segment("UCS", number)
                writer.segment("UCD", code, (str(at.element + 1), str(at.component or "")))
            else:
                writer.segment("UCS", number, code)


def _error(problem: Problem) -> tuple[str]:
    return (ERRORS.get(problem.code, UNSPECIFIED),)


def _address(party: Party) -> tuple[str, str]:
    return (party.id, party.qualifier)
