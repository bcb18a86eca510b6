"""An interchange as the three syntaxes have it in common: groups of messages of segments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from syntax.problems import NOWHERE, Findings, Position, Problem
from syntax.records import Record
from syntax.segments import Segment


class Syntax(StrEnum):
    """ENTERED: a person typed it in; no file begins so."""

    EDIFACT = "edifact"
    X12 = "x12"
    VDA = "vda"
    ENTERED = "entered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An address of the envelope: identification and what kind of identification that is."""

    id: str
    qualifier: str = ""

    def __str__(self) -> str:
        return f"{self.qualifier}:{self.id}" if self.qualifier else self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """``name`` is the module that reads it (``delfor``, ``x12_830``). ``version`` is ``D.97A``,
    ``004010``, or the version of the first VDA record. ``body`` is header to trailer inclusive.
    """

    name: str
    type: str
    version: str
    reference: str
    body: tuple[Segment, ...] = ()
    records: tuple[Record, ...] = ()
    position: Position = NOWHERE
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A functional group. EDIFACT without UNG and VDA have one, without header and reference."""

    reference: str = ""
    code: str = ""
    version: str = ""
    header: Segment | None = None
    trailer: Segment | None = None
    messages: tuple[Message, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interchange:
    """``problems`` are those of the envelope: with any of them nothing inside counts as received.

    ``reference_old`` is the previous transmission's number, which only VDA states. ``written_on``:
    the day that its sender wrote into its head.
    """

    syntax: Syntax
    version: str
    sender: Party
    recipient: Party
    reference: str
    reference_old: str = ""
    written_on: date | None = None
    test: bool = False
    acknowledgement_wanted: bool = False
    header: Segment | None = None
    header_at: Position = NOWHERE
    sender_at: Position = NOWHERE
    recipient_at: Position = NOWHERE
    groups: tuple[Group, ...] = ()
    problems: tuple[Problem, ...] = ()

    def messages(self) -> tuple[Message, ...]:
        return tuple(message for group in self.groups for message in group.messages)


def with_problems(interchange: Interchange, findings: Findings) -> Interchange:
    """The same with what was found after its trailer."""
    return replace(interchange, problems=(*interchange.problems, *findings.problems))
