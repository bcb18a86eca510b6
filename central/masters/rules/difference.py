"""What differs between two masters, row by row and field by field. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from central.masters.rules.cells_text import text_of
from central.masters.rules.sections import SECTIONS, Rule, name_of, plain_row, rows_of
from wire.masters import Masters

HIDDEN = frozenset({"badge_hash"})
"""Fields of which it is said that they changed, and not from what to what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """``field`` empty: the whole row is new (``before`` empty) or gone (``after`` empty)."""

    section: str
    name: str
    field: str = ""
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        kind = KINDS[self.section]
        where = kind if self.section == "layout" else f"{kind} {self.name}"
        if not self.field:
            return f"{where} is new: {self.after}" if self.after else f"{where} goes"
        if self.field in HIDDEN:
            return f"{where}: {self.field} changes"
        return f"{where}: {self.field} {self.before or 'empty'} -> {self.after or 'empty'}"


KINDS: Mapping[str, str] = {
    "feeds": "feed",
    "rack_families": "rack family",
    "families": "family",
    "rules": "rule",
    "faces": "face",
    "parts": "part",
    "fits": "point of fit",
    "shifts": "shift",
    "planned_stops": "planned stop",
    "loops": "loop",
    "people": "person",
    "layout": "layout",
}


def differences(before: Masters, after: Masters) -> list[Difference]:
    """In the order of the tables; empty: nothing differs but perhaps the order of rows."""
    return [
        found
        for section in SECTIONS
        for found in (
            _rules(before, after) if section == "rules" else _rows(section, before, after)
        )
    ]


def _rows(section: str, before: Masters, after: Masters) -> Iterator[Difference]:
    was = {name_of(section, row): row for row in rows_of(before, section)}
    now = {name_of(section, row): row for row in rows_of(after, section)}
    for name, row in was.items():
        if name not in now:
            yield _gone(section, name, row)
    for name, row in now.items():
        if name in was:
            yield from _fields(section, name, was[name], row)
        else:
            yield _new(section, name, row)


def _rules(before: Masters, after: Masters) -> Iterator[Difference]:
    """Of one family, rules of the same text are the same rule, else those of the same part."""
    for family in dict.fromkeys(f.family for m in (before, after) for f in m.families):
        was, now = _of_family(before, family), _of_family(after, family)
        same = [(old, new) for old in was for new in now if old.rule == new.rule]
        was = [rule for rule in was if rule not in [old for old, _ in same]]
        now = [rule for rule in now if rule not in [new for _, new in same]]
        for old in was:
            other = next((new for new in now if new.part == old.part), None)
            if other is None:
                yield _gone("rules", name_of("rules", old), old)
            else:
                now.remove(other)
                same.append((old, other))
        for old, new in same:
            yield from _fields("rules", name_of("rules", old), old, new)
        for rule in now:
            yield _new("rules", name_of("rules", rule), rule)


def _of_family(masters: Masters, family: str) -> list[Rule]:
    rows: Sequence[Any] = rows_of(masters, "rules")
    return [row for row in rows if row.family == family]


def _fields(section: str, name: str, was: Any, now: Any) -> Iterable[Difference]:
    old, new = plain_row(was), plain_row(now)
    for field, value in new.items():
        if old[field] != value:
            before, after = text_of(old[field]), text_of(value)
            yield Difference(section=section, name=name, field=field, before=before, after=after)


def _new(section: str, name: str, row: msgspec.Struct) -> Difference:
    return Difference(section=section, name=name, after=_said(row))


def _gone(section: str, name: str, row: msgspec.Struct) -> Difference:
    return Difference(section=section, name=name, before=_said(row))


def _said(row: msgspec.Struct) -> str:
    """A row in one line, without what is empty or hidden."""
    plain = {k: v for k, v in msgspec.to_builtins(row).items() if k not in HIDDEN}
    texts = {k: text_of(v) for k, v in plain.items() if v not in ("", (), [], {}, None)}
    return ", ".join(f"{name} {text}" for name, text in texts.items())
