"""What came: whose it is and what it says, before anything is decided. Looks at no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from central.edi.model.interchange import Interchange, Syntax
from central.edi.profiles.profile import ANY, Profile
from central.edi.profiles.vda_layouts import LAYOUTS
from central.edi.read import InterchangeReading, envelopes, read, syntax_of
from central.exchange.partners import Identified, Partner, identify, nobody, speaks
from central.exchange.rules import entered
from syntax.problems import EdiError, Problem

HEAD = 4096
"""Bytes in which an envelope's header stands."""
_HEADERS = {Syntax.EDIFACT: b"UNB", Syntax.X12: b"ISA"}
PIECES_MAX = 1000
"""Interchanges in one file; one with more is not divided, and not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """``reading`` None: no interchange, ``problems`` say why. ``partner`` None: ``why``."""

    partner: Partner | None
    why: str = ""
    reading: InterchangeReading | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def kind(self) -> str:
        """Of the chain that it belongs to; empty where nothing chains."""
        if self.reading is None or self.reading.interchange.syntax is not Syntax.VDA:
            return ""
        return next((m.message.name for m in self.reading.messages()), "")


def examine(data: bytes, named: str, known: Sequence[Partner]) -> Came:
    """``named``: the partner whose folder or server it lay on; empty: the envelope says it."""
    owner = _named(named, known) if named else _by_envelope(data, known)
    profile = owner.partner.profile if owner.partner else ANY
    reading = read(data, profile)
    if not reading.interchanges:
        return Came(partner=owner.partner, why=owner.why, problems=reading.problems)
    first = reading.interchanges[0]
    problems = (*reading.problems, *first.problems)
    if len(reading.interchanges) > 1:
        second = reading.interchanges[1].interchange
        detail = f"{len(reading.interchanges)} interchanges in one that could not be divided"
        problems += (Problem(code="file.many", detail=detail, position=second.header_at),)
    return Came(partner=owner.partner, why=owner.why, reading=first, problems=problems)


def typed(data: bytes) -> Came:
    """What a person typed in: it is for the customer that they named, and answers go to nobody."""
    try:
        kept = entered.kept_of(data)
    except EdiError as error:
        return Came(partner=None, why=str(error), problems=(error.problem,))
    return Came(partner=nobody(kept.customer), reading=entered.reading_of(kept))


def divide(data: bytes, named: str, known: Sequence[Partner]) -> tuple[bytes, ...]:
    """The interchanges of a file, byte for byte; a file that cannot be divided is one."""
    header = _HEADERS.get(syntax_of(data) or Syntax.VDA)
    if header is not None and data.count(header) < 2:
        return (data,)  # nearly always, and without reading it
    owner = _named(named, known)
    try:
        found = envelopes(data, owner.partner.profile if owner.partner else ANY)
    except EdiError:
        return (data,)
    starts = [0, *(_begin(data, interchange) for interchange in found[1:])]
    if len(starts) > PIECES_MAX or starts != sorted(set(starts)):
        return (data,)
    ends = [*starts[1:], len(data)]
    return tuple(data[start:end] for start, end in zip(starts, ends, strict=True))


def _begin(data: bytes, interchange: Interchange) -> int:
    """Where it begins, its UNA included."""
    start = interchange.header_at.offset
    before = data[:start].rstrip(b"\r\n\t ")
    has_una = interchange.syntax is Syntax.EDIFACT and before[-9:-6] == b"UNA"
    return len(before) - 9 if has_una else start


def _named(named: str, known: Sequence[Partner]) -> Identified:
    partner = next((p for p in known if p.partner == named), None)
    if partner is None:
        return Identified(partner=None, why=f"there is no partner {named!r}")
    if not partner.active:
        return Identified(partner=None, why=f"partner {named} is switched off")
    return Identified(partner=partner)


def _by_envelope(data: bytes, known: Sequence[Partner]) -> Identified:
    try:
        return identify(known, _head(data))
    except EdiError as error:
        return next(
            (
                Identified(partner=partner)
                for partner in known
                if partner.active and _has_own_records(partner) and _says_so(data, partner.profile)
            ),
            Identified(partner=None, why=str(error)),
        )


def _head(data: bytes) -> Interchange:
    """The first envelope; of a long file only its beginning is read for that. EdiError."""
    try:
        return envelopes(data[:HEAD])[0]
    except EdiError:
        return envelopes(data)[0]


def _has_own_records(partner: Partner) -> bool:
    return partner.profile.records is not LAYOUTS


def _says_so(data: bytes, profile: Profile) -> bool:
    """Whether it can be read by the records of this profile, and names its ids."""
    try:
        return speaks(profile, envelopes(data, profile)[0])
    except EdiError:
        return False
