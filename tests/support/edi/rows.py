"""Cases of what one segment of a message says: a smallest message, one segment more or another one,
and the field that it fills.

The segments are written as a partner writes them, the values as the public standards say it. A
case also says into what the published table has to say that the segment goes, so that a row that
nobody reads by is held too.
"""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from typing import Any

from central.edi.profiles.message_rules import MessageRules
from central.edi.profiles.profile import ANY as ANYBODY
from central.edi.profiles.profile import Profile, from_table
from central.edi.read import read

Values = Mapping[str, str | None]
"""Field of what was read, with dots (``items.0.order``), to its text; None: it is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Codes of problems, and every field that is filled. ``raised``: the reader broke."""

    problems: tuple[str, ...] = ()
    values: Values = field(default_factory=dict)
    raised: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """``tested``: which of ``body`` it is about. ``place``: after what they stand, as the table
    names it, and ``at``: where the value stands, if the table has several. ``first``: what came
    first stays. ``refused``: the problem that it has to be.
    """

    form: Form
    into: str
    body: tuple[str, ...]
    base: tuple[str, ...]
    tested: tuple[int, ...]
    reads: Values = field(default_factory=dict)
    same: bool = False
    refused: str = ""
    place: str = ""
    at: str = ""
    first: bool = False
    profile: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.form.name} {' '.join(self.body[it] for it in self.tested)} {self.into}"

    def has(self, text: str) -> bool:
        """Whether an element of what it is about is that."""
        parts = [self.body[it].split(self.form.element) for it in self.tested]
        return any(text in elements[1:] for elements in parts)

    def outcome(self, body: Sequence[str] | None = None) -> Outcome:
        data = self.form.write(self.body if body is None else body)
        return outcome(data, self.partner())

    def rules(self) -> MessageRules:
        """What its partner does otherwise."""
        return self.partner().rules(self.form.name)

    def partner(self) -> Profile:
        return _profile(repr(self.profile)) if self.profile else ANYBODY

    def holds(self, body: Sequence[str] | None = None) -> bool:
        """Whether what has to be read is read."""
        return self.agrees(self.outcome(body))

    def agrees(self, found: Outcome) -> bool:
        """Whether that is what has to be read."""
        if self.refused:
            return self.refused in found.problems
        if found.problems or found.raised:
            return False
        wanted = self.outcome(self.base).values if self.same else self.reads
        return all(found.values.get(name) == value for name, value in wanted.items()) and (
            not self.same or wanted.keys() == found.values.keys()
        )

    def says_something(self) -> bool:
        """Whether the message without it, which has to be read, is read otherwise."""
        if self.same:
            return True
        without = self.outcome(self.base)
        if self.refused:
            return not without.problems
        return bool(without.problems) or any(
            without.values.get(name) != value for name, value in self.reads.items()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A kind of message: its reader's name, how segments become a file, and its smallest one."""

    name: str
    write: Callable[[Sequence[str]], bytes]
    base: tuple[str, ...]
    element: str = "+"
    component: str = ":"

    def behind(self, mark: str, added: str, into: str, reads: Values, **more: Any) -> Case:
        """``added`` segments, with blanks between them, behind the first that begins so."""
        base = more.pop("base", self.base)
        at = _find(base, mark) + 1
        return self._case(base, base, slice(at, at), added, into=into, reads=reads, **more)

    def instead(self, mark: str, added: str, into: str, reads: Values, **more: Any) -> Case:
        """``added`` segments in the place of the first that begins so."""
        base = more.pop("base", self.base)
        at = _find(base, mark)
        return self._case(base, base, slice(at, at + 1), added, into=into, reads=reads, **more)

    def absent(self, mark: str, added: str, **more: Any) -> Case:
        """All is as without them."""
        return self.behind(mark, added, more.pop("into", ""), {}, same=True, **more)

    def refused(self, mark: str, added: str, code: str, **more: Any) -> Case:
        """``added`` behind the first that begins so is a problem with that code."""
        return self.behind(mark, added, more.pop("into", ""), {}, refused=code, **more)

    def _case(
        self, base: tuple[str, ...], without: tuple[str, ...], where: slice, added: str, **more: Any
    ) -> Case:
        segments = added.split()
        body = [*base]
        body[where] = segments
        tested = tuple(range(where.start, where.start + len(segments)))
        return Case(form=self, body=tuple(body), base=without, tested=tested, **more)


@lru_cache(maxsize=64)
def _profile(table: str) -> Profile:
    return from_table(literal_eval(table))


def _find(base: Sequence[str], mark: str) -> int:
    return next(index for index, segment in enumerate(base) if segment.startswith(mark))


def outcome(data: bytes, profile: Profile) -> Outcome:
    """What the first message of a file says."""
    try:
        reading = read(data, profile)
    except LookupError as error:  # a table that lacks a row may break its reader
        return Outcome(raised=repr(error))
    values: dict[str, str] = {}
    for message in reading.messages():
        for content in message.contents[:1]:
            _fill(values, "", content)
    return Outcome(problems=tuple(p.code for p in reading.all_problems()), values=values)


def _fill(values: dict[str, str], name: str, found: object) -> None:
    """Every field under its name, but where it stood and from which file it is."""
    if is_dataclass(found):
        for one in fields(found):
            if one.name not in ("position", "source"):
                _fill(values, f"{name}.{one.name}" if name else one.name, getattr(found, one.name))
    elif isinstance(found, tuple):
        for index, each in enumerate(found):
            _fill(values, f"{name}.{index}", each)
    elif found is not None and str(found):
        values[name] = str(found)


def edifact(kind: str, version: str = "D:97A:UN") -> Callable[..., bytes]:
    """Segments to an interchange with that message; ``version`` is UNH's."""

    def write(body: Sequence[str]) -> bytes:
        lines = [f"UNH+1+{kind}:{version}", *body, f"UNT+{len(body) + 2}+1"]
        text = "'".join(["UNB+UNOC:3+PLANT+US+260105:0800+1", *lines, "UNZ+1+1", ""])
        return text.encode("iso8859-1")

    return write


def x12(kind: str, version: str = "004010", group: str = "PS") -> Callable[..., bytes]:
    """Segments to an interchange with that transaction set."""

    def write(body: Sequence[str]) -> bytes:
        day = "20260105" if version >= "004" else "260105"
        parts = [
            f"ISA*00*{' ' * 10}*00*{' ' * 10}*ZZ*{'PLANT':15}*ZZ*{'US':15}*260105*0800*U*00401"
            "*000000001*0*P*>",
            f"GS*{group}*PLANT*US*{day}*0800*1*X*{version}", f"ST*{kind}*0001", *body,
            f"SE*{len(body) + 2}*0001", "GE*1*1", "IEA*1*000000001", "",
        ]  # fmt: skip
        return "~".join(parts).encode("ascii")

    return write
