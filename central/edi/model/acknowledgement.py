"""An acknowledgement that came in: what the partner made of something we sent.

It names what it is about by our own references and says nothing of what we remember of it: whoever
keeps the outgoing interchanges finds them by these.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from central.edi.model.schedule import Source
from syntax.problems import NOWHERE, Position


class Layer(StrEnum):
    """SYNTAX: CONTRL and 997, can it be read. APPLICATION: APERAK and 824, is it right."""

    SYNTAX = "syntax"
    APPLICATION = "application"


class Verdict(StrEnum):
    """RECEIVED: it arrived whole, and nothing inside is judged by that."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    WITH_ERRORS = "accepted with errors"
    REJECTED = "rejected"


class Scope(StrEnum):
    """DOCUMENT: a document by its own number (despatch note, invoice), in whichever message."""

    INTERCHANGE = "interchange"
    GROUP = "group"
    MESSAGE = "message"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, and where in OURS: ``segment`` counts from 1 at our UNH or ST (0: not said),
    ``line`` is the line's reference in our document, ``data`` what the partner repeats of it.
    ``code`` is theirs; ``position`` is where this stands in their acknowledgement.
    """

    code: str
    text: str = ""
    segment: int = 0
    tag: str = ""
    element: int = 0
    component: int = 0
    line: str = ""
    data: str = ""
    position: Position = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The verdict on one thing of ours. References that are not said are empty: a 997 never names
    the interchange, an APERAK often only the document. Control numbers as they wrote them.
    """

    scope: Scope
    verdict: Verdict
    interchange: str = ""
    group: str = ""
    message: str = ""
    type: str = ""
    document: str = ""
    faults: tuple[Fault, ...] = ()
    position: Position = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """One acknowledgement. ``number`` is the acknowledging document's own, where it has one."""

    source: Source
    layer: Layer
    number: str = ""
    issued_on: date | None = None
    answers: tuple[Answer, ...] = ()


_SEVERITY = tuple(Verdict)


def judged(verdict: Verdict, faults: Collection[Fault]) -> Verdict:
    """Accepted with faults named is accepted with errors."""
    return Verdict.WITH_ERRORS if faults and verdict is Verdict.ACCEPTED else verdict


def control(reference: str) -> str:
    """A control reference as it is compared: leading zeros of a number do not count."""
    text = reference.strip()
    return text.lstrip("0") or "0" if text.isascii() and text.isdecimal() else text
