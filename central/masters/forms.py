"""Rows of masters as forms: which fields, how each is drawn, and what was sent read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

import msgspec

import formats
from central.masters.rules.cells_text import bare_kind, is_choice, row_of, text_of
from central.masters.rules.sections import (
    SECTIONS,
    name_of,
    plain_row,
    read_row,
    rows_of,
    with_rows,
)
from settings.reader import MisspeltError, fields_of
from wire.badges import CARD, plain_hash
from wire.masters import Masters, Person, Role

REFERENCES = {
    ("rack_families", "feed"): "feeds",
    ("rack_families", "point_of_fit"): "fits",
    ("families", "rack_family"): "rack_families",
    ("rules", "family"): "families",
}
"""Fields that name a row of another table."""
NEW = -1
"""The place of a row that is not there yet."""
GUESSABLE = 16
"""A badge with fewer characters can be found by trying."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One field of a form. ``kind``: text, number, choice, lines or secret."""

    name: str
    kind: str
    value: str
    required: bool = False
    choices: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None


def columns(section: str) -> list[str]:
    """The fields that are shown of a row."""
    return [name for name in fields_of(SECTIONS[section][0]) if name != "badge_hash"]


def cells_of(section: str, row: msgspec.Struct) -> list[str]:
    plain = plain_row(row)
    return [text_of(plain[name]) for name in columns(section)]


def controls(
    masters: Masters, section: str, place: int, given: Mapping[str, str] | None = None
) -> list[Control]:
    """The form of a row, or of a new one; with what was sent where that was refused."""
    kind = SECTIONS[section][0]
    rows = rows_of(masters, section)
    plain = plain_row(rows[place]) if 0 <= place < len(rows) else {}
    blanks = {f.encode_name: f.default for f in msgspec.structs.fields(kind)}
    found = []
    for name, (hint, required) in fields_of(kind).items():
        if name == "badge_hash":
            found.append(Control(name="badge", kind="secret", value=""))
            continue
        blank = blanks[name]
        none = blank in (msgspec.NODEFAULT, msgspec.UNSET)
        usual = "" if none else text_of(msgspec.to_builtins(blank))
        value = text_of(plain[name]) if name in plain else usual
        if given is not None:
            value = given.get(name, value)
        found.append(_control(masters, section, name, hint, required, value))
    return found


def changed(masters: Masters, section: str, place: int, form: Mapping[str, str]) -> Masters:
    """The masters with the row as the form says, or without it (``remove``). MisspeltError."""
    rows: list[Any] = list(rows_of(masters, section))
    remove = bool(form.get("remove"))
    if not (0 if remove else NEW) <= place < len(rows):
        raise MisspeltError([("", "this row is not there any more")])
    if remove:
        del rows[place]
        return with_rows(masters, section, rows)
    kind = SECTIONS[section][0]
    names = [name for name in fields_of(kind) if name != "badge_hash" and name in form]
    texts = {name: form[name].replace("\r\n", "\n").strip() for name in names}
    table = row_of(kind, texts, given=names)
    if kind is Person:
        table["badge_hash"] = _badge(rows[place] if place != NEW else None, form.get("badge", ""))
    row: Any = read_row(kind, table)
    if kind is Person and row.role is Role.CELL:
        raise MisspeltError([("role", "the role cell is for machines")])
    others = [it for n, it in enumerate(rows) if n != place]
    if section != "rules" and name_of(section, row) in {name_of(section, it) for it in others}:
        field = SECTIONS[section][1]
        raise MisspeltError([(field, f"{name_of(section, row)} is there already")])
    if place == NEW:
        rows.append(row)
    else:
        rows[place] = row
    return with_rows(masters, section, rows)


def _badge(was: Any, scanned: str) -> str:
    """The hash of a badge that was scanned, or the one that is there."""
    text = scanned.strip().removeprefix(CARD).strip()
    if not text:
        if was is None or not was.badge_hash:
            raise MisspeltError([("badge", "is missing: scan the person's badge")])
        return str(was.badge_hash)
    if len(text) < GUESSABLE:
        raise MisspeltError(
            [("badge", f"fewer than {GUESSABLE} characters can be guessed; make a new badge")]
        )
    return plain_hash(text)


def _control(
    masters: Masters, section: str, name: str, hint: Any, required: bool, value: str
) -> Control:
    bare = bare_kind(hint)
    if other := REFERENCES.get((section, name)):
        names = tuple(name_of(other, row) for row in rows_of(masters, other))
        choices = names if value in names or not value else (value, *names)
        return Control(name=name, kind="choice", value=value, choices=choices, required=True)
    if (section, name) == ("feeds", "format"):
        known = formats.names()
        choices = known if value in known or not value else (value, *known)
        return Control(name=name, kind="choice", value=value, choices=choices)
    if is_choice(bare):
        choices = tuple(str(it) for it in bare if it is not Role.CELL)
        return Control(name=name, kind="choice", value=value, choices=choices)
    if bare is bool:
        return Control(name=name, kind="choice", value=value, choices=("yes", "no"))
    if bare is int:
        low, high = _bounds(hint)
        return Control(name=name, kind="number", value=value, low=low, high=high, required=required)
    lines = get_origin(bare) is dict or _is_list_of_tables(bare) or name == "rule"
    named = name == SECTIONS[section][1] or name == "rule"
    return Control(name=name, kind="lines" if lines else "text", value=value, required=named)


def _is_list_of_tables(bare: Any) -> bool:
    if get_origin(bare) is not tuple:
        return False
    inner = bare_kind(get_args(bare)[0])
    return isinstance(inner, type) and issubclass(inner, msgspec.Struct)


def _bounds(hint: Any) -> tuple[int | None, int | None]:
    """Of a whole number, as its kind limits it."""
    for meta in _metas(hint):
        if isinstance(meta, msgspec.Meta):
            low, high = meta.ge, meta.le
            return (None if low is None else int(low)), (None if high is None else int(high))
    return None, None


def _metas(hint: Any) -> tuple[Any, ...]:
    return tuple(getattr(hint, "__metadata__", ()))
