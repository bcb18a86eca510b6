"""997: what became of the functional groups of an X12 interchange, in each group's version.

One answering interchange; one 997 for each group. Accepted, partially accepted or rejected is told
per transaction set; faults name segment and element. Where the interchange itself is wrong all its
sets are rejected, and where it has no group to answer for, a TA1 rejects it. Whether there is to be
an answer at all is ``InterchangeReading.answer_owed``; a group of 997s among others is passed over.
"""

from __future__ import annotations

from central.edi.documents import Stamp
from central.edi.model.interchange import Group
from central.edi.read import NEVER_ANSWERED, InterchangeReading, MessageReading
from syntax.problems import Problem
from syntax.segments import Delimiters
from syntax.x12_writer import CHOICES, Isa, Writer, choose

ELEMENT_FAULTS = {"quantity": "6", "date": "8", "date.missing": "1", "time": "9"}
"""Our problem codes to what is wrong with an element; the rest say 7 (invalid code value)."""
SEGMENT_FAULTS = {"segment.unexpected": "2", "segment.order": "7"}
"""Likewise of a segment; the rest say 8 (it has element errors)."""
SET_FAULTS = {"count": "4", "reference": "3", "message.unknown": "1", "reference.repeated": "23"}
"""Likewise of a transaction set's header or trailer; the rest say 5 (segments in error)."""
INTERCHANGE_FAULTS = {"reference": "001", "count": "021", "interchange.open": "023"}
"""Likewise of an interchange; the rest say 024 (its content is not valid)."""


def write(reading: InterchangeReading, stamp: Stamp) -> bytes:
    """The answer as one interchange back to the sender. Raises CannotWrite for a control reference
    that is no number of up to nine digits.
    """
    came = reading.interchange
    isa = Isa(
        sender=(came.recipient.qualifier, came.recipient.id),
        receiver=(came.sender.qualifier, came.sender.id),
        date=stamp.now.strftime("%y%m%d"),
        time=stamp.now.strftime("%H%M"),
        version=came.version,
        control=stamp.reference,
        test=came.test,
    )
    writer = Writer(isa, _delimiters(reading))
    groups = [g for g in reading.groups if g[0].header and not _is_answer(g[2])]
    if not groups:
        _reject_whole(writer, reading)
        return writer.close()
    version = next((group.version for group in came.groups if group.header), "004010")
    form = "%Y%m%d" if version >= "004" else "%y%m%d"
    header = next((group.header for group in came.groups if group.header), None)
    writer.open_group(
        "FA",
        header.text(3) if header else came.recipient.id,
        header.text(2) if header else came.sender.id,
        stamp.now.strftime(form),
        stamp.now.strftime("%H%M"),
        str(int(stamp.reference)),
        version,
    )
    for number, (group, problems, messages) in enumerate(groups, start=1):
        control = f"{number:04}"
        writer.open_set("997", control)
        _answer_group(writer, group, bool(reading.problems or problems), messages)
        writer.close_set(control)
    return writer.close()


def _reject_whole(writer: Writer, reading: InterchangeReading) -> None:
    """TA1 repeats the date and time of the interchange it is about."""
    header = reading.interchange.header
    when = (header.text(9), header.text(10)) if header else ("", "")
    faults = [INTERCHANGE_FAULTS.get(problem.code, "024") for problem in reading.problems]
    writer.segment("TA1", reading.interchange.reference, *when, "R", *(faults or ["024"])[:1])


def _is_answer(messages: tuple[MessageReading, ...]) -> bool:
    return bool(messages) and all(m.message.name in NEVER_ANSWERED for m in messages)


def _delimiters(reading: InterchangeReading) -> Delimiters:
    """The sender's own, unless an id or control number of theirs has one of them."""
    came = reading.interchange
    texts = [came.sender.id, came.recipient.id, came.reference]
    for group, _, messages in reading.groups:
        texts += [group.reference, group.code, *(m.message.reference for m in messages)]
    return choose(texts, came.header.delimiters if came.header else CHOICES[0])


def _answer_group(
    writer: Writer, group: Group, refused: bool, messages: tuple[MessageReading, ...]
) -> None:
    writer.segment("AK1", group.code, group.reference)
    accepted = 0
    for message in messages:
        writer.segment("AK2", message.message.type, message.message.reference)
        if refused or message.problems:
            _faults(writer, message)
            codes = dict.fromkeys(_set_fault(p) or "5" for p in message.problems)
            writer.segment("AK5", "R", *list(codes)[:5])
        else:
            accepted += 1
            writer.segment("AK5", "A")
    stated = _stated(group, len(messages))
    received = str(len(messages))
    verdict = "A" if accepted == len(messages) and not refused else "P" if accepted else "R"
    writer.segment("AK9", verdict, stated, received, str(accepted))


def _stated(group: Group, received: int) -> str:
    """The number of sets the group's trailer gave; ours where it gave none that is a number."""
    stated = group.trailer.text(1) if group.trailer else ""
    return stated if stated.isascii() and stated.isdecimal() else str(received)


def _faults(writer: Writer, message: MessageReading) -> None:
    start = message.message.position.segment
    body = {s.number: s for s in message.message.body}
    last = 0
    for problem in sorted(message.problems, key=lambda p: p.position.segment):
        at = problem.position
        if at.segment not in body or _set_fault(problem):
            continue
        if at.segment != last:
            code = SEGMENT_FAULTS.get(problem.code, "8")
            writer.segment("AK3", body[at.segment].tag, str(at.segment - start + 1), "", code)
            last = at.segment
        if at.element:
            writer.segment("AK4", str(at.element), "", _element_fault(problem))


def _set_fault(problem: Problem) -> str:
    """Empty for a fault of the segments between header and trailer."""
    return SET_FAULTS.get(problem.code, "") if problem.position.tag in ("", "ST", "SE") else ""


def _element_fault(problem: Problem) -> str:
    return ELEMENT_FAULTS.get(problem.code, "7")
