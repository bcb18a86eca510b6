"""The way in: the bytes of a file to schedules, receiving advices and acknowledgements, or to
everything that is wrong with them.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from central.edi.context import Content, Context, MessageReader
from central.edi.envelopes import edifact, vda, x12
from central.edi.message_names import names
from central.edi.model.acknowledgement import Acknowledged
from central.edi.model.interchange import Group, Interchange, Message, Syntax
from central.edi.model.receiving_advice import ReceivingAdvice
from central.edi.model.schedule import Schedule
from central.edi.model.taken import Taken
from central.edi.profiles.profile import ANY, Profile, check_parties
from central.edi.readers.conformance import check_rules
from central.edi.readers.unit_factors import in_our_units
from syntax.bounds import MAX_FILE
from syntax.problems import EdiError, Findings, Problem

NEVER_ANSWERED = frozenset({"contrl", "x12_997", "x12_ta1"})
"""Messages that are themselves an answer to syntax."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReading:
    """One message: what it says, or why that does not count. Never both."""

    message: Message
    contents: tuple[Content, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def schedules(self) -> tuple[Schedule, ...]:
        return tuple(c for c in self.contents if isinstance(c, Schedule))

    @property
    def receipts(self) -> tuple[ReceivingAdvice, ...]:
        return tuple(c for c in self.contents if isinstance(c, ReceivingAdvice))

    @property
    def acknowledgements(self) -> tuple[Acknowledged, ...]:
        return tuple(c for c in self.contents if isinstance(c, Acknowledged))


@dataclass(frozen=True, slots=True, kw_only=True)
class InterchangeReading:
    """One interchange. With ``problems`` of the envelope no message of it has contents.

    ``test``: the sender says that it is one (UNB 0035, ISA15). It is read like any other; that it
    is not posted is for whoever posts. VDA has no such mark.
    """

    interchange: Interchange
    problems: tuple[Problem, ...]
    groups: tuple[tuple[Group, tuple[Problem, ...], tuple[MessageReading, ...]], ...]

    @property
    def test(self) -> bool:
        return self.interchange.test

    @property
    def answer_owed(self) -> bool:
        """Whether CONTRL or 997 may answer it: an acknowledgement of syntax is never acknowledged,
        or two systems would do so for ever.
        """
        return any(m.message.name not in NEVER_ANSWERED for m in self.messages()) or not (
            self.messages()
        )

    def messages(self) -> tuple[MessageReading, ...]:
        return tuple(reading for _, _, readings in self.groups for reading in readings)

    def all_problems(self) -> tuple[Problem, ...]:
        found = list(self.problems)
        for _, problems, readings in self.groups:
            found += problems
            for reading in readings:
                found += reading.problems
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A whole file. ``problems`` alone when it could not be read as any interchange."""

    interchanges: tuple[InterchangeReading, ...] = ()
    problems: tuple[Problem, ...] = ()

    def all_problems(self) -> tuple[Problem, ...]:
        return self.problems + tuple(p for i in self.interchanges for p in i.all_problems())

    def messages(self) -> tuple[MessageReading, ...]:
        return tuple(message for i in self.interchanges for message in i.messages())

    def schedules(self) -> tuple[Schedule, ...]:
        return tuple(s for message in self.messages() for s in message.schedules)

    def receipts(self) -> tuple[ReceivingAdvice, ...]:
        return tuple(r for message in self.messages() for r in message.receipts)

    def acknowledgements(self) -> tuple[Acknowledged, ...]:
        return tuple(a for message in self.messages() for a in message.acknowledgements)


Reads = MutableMapping[int, Taken]
"""What was taken of each segment, by its number."""


def read(data: bytes, profile: Profile = ANY, reads: Reads | None = None) -> Reading:
    """Never raises: what is wrong with a file is its content. ``reads`` is filled."""
    try:
        interchanges = envelopes(data, profile)
    except EdiError as error:
        return Reading(problems=(error.problem,))
    return Reading(interchanges=tuple(_read_interchange(i, profile, reads) for i in interchanges))


def syntax_of(data: bytes) -> Syntax | None:
    """Which syntax a file begins as, by its first bytes; None for anything else."""
    head = data[:512].lstrip(b"\r\n\t ")[:3]
    if head in (b"UNA", b"UNB"):
        return Syntax.EDIFACT
    if head == b"ISA":
        return Syntax.X12
    return Syntax.VDA if head in (b"511", b"551") else None


def envelopes(data: bytes, profile: Profile = ANY) -> tuple[Interchange, ...]:
    """The interchanges of a file without a look into their messages. Raises EdiError."""
    if len(data) > MAX_FILE:
        raise EdiError("file.long", f"{len(data)} bytes are more than {MAX_FILE}")
    match syntax_of(data):
        case Syntax.EDIFACT:
            return edifact.read(data)
        case Syntax.X12:
            return x12.read(data)
        case Syntax.VDA:
            return vda.read(data, profile.records, profile.vda_charset)
        case Syntax.ENTERED | None:
            raise EdiError(
                "start",
                f"{data[:12]!r} begins no interchange: it must be UNA, UNB, ISA, 511 or 551",
            )


def _read_interchange(
    interchange: Interchange, profile: Profile, reads: Reads | None
) -> InterchangeReading:
    findings = Findings(problems=list(interchange.problems))
    check_parties(interchange, profile, findings)
    groups = []
    for group in interchange.groups:
        closed = not findings and not group.problems
        readings = tuple(
            _read_message(
                message,
                Context(
                    interchange=interchange,
                    profile=profile,
                    group=group,
                    reads=reads,
                    findings=Findings(problems=list(message.problems)),
                ),
                wanted=closed,
            )
            for message in group.messages
        )
        groups.append((group, group.problems, readings))
    return InterchangeReading(
        interchange=interchange, problems=tuple(findings.problems), groups=tuple(groups)
    )


def _read_message(message: Message, context: Context, *, wanted: bool) -> MessageReading:
    """Reads on even in a refused interchange, so that one look names everything."""
    contents: tuple[Content, ...] = ()
    try:
        reader = _reader(message)
        check_rules(message, context.rules(message), context.findings)
        read_so = reader.read(message, context)
        contents = in_our_units(read_so, context.rules(message).units, context.findings)
    except EdiError as error:
        found = error.problem
        context.findings.add(found.code, found.detail, found.position)
    problems = tuple(context.findings.problems)
    return MessageReading(
        message=message,
        contents=contents if wanted and not problems else (),
        problems=problems,
    )


def _reader(message: Message) -> MessageReader:
    """Raises EdiError ``message.unknown`` at the message's header."""
    if message.name not in names():
        raise EdiError(
            "message.unknown",
            f"no message {message.type!r} is read here; there are: {', '.join(names())}",
            message.position,
        )
    return cast("MessageReader", import_module(f"central.edi.messages.{message.name}"))
