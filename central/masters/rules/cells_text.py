"""One field of a row as text in a cell of a table or a form, and back. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, NewType, Union, get_args, get_origin

import msgspec

from settings.reader import fields_of

_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n]")
BETWEEN = ";"
"""Between the texts of a list."""


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; ``plain`` is the way back."""
    return f"'{text}" if _FORMULA.match(text) else text


def plain(cell: str) -> str:
    return cell[1:] if _ESCAPED.match(cell) else cell


def text_of(value: Any) -> str:
    """Of a plain value (``msgspec.to_builtins``)."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "\n".join(f"{key} = {text_of(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        if any(isinstance(item, Mapping) for item in value):
            return "\n".join(
                " ".join(f"{k}={v}" for k, v in item.items() if v not in ("", None))
                for item in value
            )
        return BETWEEN.join(str(item) for item in value)
    return str(value)


def value_of(kind: Any, text: str) -> Any:
    """What ``settings.reader`` takes for a field of this kind; what cannot be read comes back as
    it is, for the reader to say so.
    """
    bare = bare_kind(kind)
    if bare is bool:
        return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}.get(
            text.strip().lower(), text
        )
    if bare is int:
        found = text.strip()
        return int(found) if re.fullmatch(r"-?[0-9]{1,15}", found) else found
    if get_origin(bare) is dict:
        pairs = (_pair(line) for line in text.splitlines() if line.strip())
        return {key: value_of(get_args(bare)[1], value) for key, value in pairs}
    if get_origin(bare) is tuple:
        inner = bare_kind(get_args(bare)[0])
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            return [_record(inner, line) for line in text.splitlines() if line.strip()]
        return [item.strip() for item in text.split(BETWEEN) if item.strip()]
    return text


def row_of(kind: type[msgspec.Struct], cells: Mapping[str, str], *, given: Sequence[str]) -> Any:
    """A table for ``settings.reader`` from texts; an empty cell of an optional field is as it is
    anyway, but for lists and texts, which may be empty.
    """
    known = fields_of(kind)
    found = {}
    for name in given:
        text = cells.get(name, "")
        if name not in known:
            found[name] = text
            continue
        hint, required = known[name]
        bare = bare_kind(hint)
        blank_says_nothing = bare in (int, bool) or is_choice(bare)
        if not text.strip() and blank_says_nothing and not required:
            continue
        found[name] = value_of(hint, text)
    return found


def bare_kind(kind: Any) -> Any:
    """Without limits and names."""
    while True:
        if isinstance(kind, NewType):
            kind = kind.__supertype__
        elif get_origin(kind) is Annotated:
            kind = get_args(kind)[0]
        elif get_origin(kind) in (UnionType, Union):
            kind = next(it for it in get_args(kind) if it is not type(None))
        else:
            return kind


def is_choice(bare: Any) -> bool:
    return isinstance(bare, type) and issubclass(bare, StrEnum)


def _pair(line: str) -> tuple[str, str]:
    key, _, value = line.partition("=")
    return key.strip(), value.strip()


def _record(kind: type[msgspec.Struct], line: str) -> Mapping[str, Any]:
    """``field=vin start=4 length=17``."""
    known = fields_of(kind)
    pairs = [word.partition("=") for word in line.split()]
    return {k: value_of(known[k][0], v) if k in known else v for k, _, v in pairs}
