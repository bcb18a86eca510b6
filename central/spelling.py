"""One way to read what people write, be it a TOML file, a JSON body or a form, into frozen
dataclasses, and to write it again. Pure.

Every fault is found, not only the first, and names its key: ``terms.approval: 'autom' is none of
manual, auto, unconditional``. An unknown key is a fault. Fields of these kinds are known: text,
whole number, Decimal, yes and no, date, time of day (HH:MM), StrEnum, a dataclass, a tuple of one
of them, and each of them or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from central.reasons import spoken

T = TypeVar("T")
_BAD: Any = object()
TEXT_MAX = 4000
DIGITS_MAX, DECIMALS_MAX = 15, 9


class MisspeltError(ValueError):
    """What was written cannot be read; ``faults`` are (key, what is wrong and what to do)."""

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{key}: {text}" if key else text for key, text in faults))
        self.faults = tuple(faults)


def read(kind: type[T], table: object, at: str = "") -> T:
    """A dataclass from a table; ``at`` is put before its keys. MisspeltError has all faults."""
    faults: list[tuple[str, str]] = []
    found = _read(kind, table, at, faults)
    if faults:
        raise MisspeltError(faults)
    return found  # type: ignore[no-any-return]


def spell(value: object) -> Any:
    """The same as tables, lists, numbers, dates and texts. What is nothing is left out, every
    other field is written, whether it is the default or not.
    """
    if is_dataclass(value):
        pairs = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: spell(found) for name, found in pairs if found is not None}
    if isinstance(value, tuple):
        return [spell(item) for item in value]
    if isinstance(value, StrEnum):
        return str(value)
    return f"{value:%H:%M}" if isinstance(value, time) else value


@cache
def hints_of(kind: type) -> Mapping[str, Any]:
    """Name of each field to its kind."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def schema(kind: Any) -> dict[str, Any]:
    """What ``read`` takes, as JSON Schema without references."""
    if get_origin(kind) is UnionType:
        inner = next(it for it in get_args(kind) if it is not NoneType)
        return {"anyOf": [schema(inner), {"type": "null"}]}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": schema(get_args(kind)[0])}
    if is_dataclass(kind):
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {name: schema(hint) for name, hint in hints_of(_type(kind)).items()},
            "required": [field.name for field in fields(kind) if _required(field)],
        }
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"type": "string", "enum": [str(value) for value in kind]}
    return dict(_SCHEMAS[kind])


def _type(kind: Any) -> type:
    return kind if isinstance(kind, type) else type(kind)


def _required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _read(kind: Any, given: object, at: str, faults: list[tuple[str, str]]) -> Any:
    if get_origin(kind) is UnionType:
        if given is None:
            return None
        kind = next(it for it in get_args(kind) if it is not NoneType)
    if get_origin(kind) is tuple:
        return _read_list(get_args(kind)[0], given, at, faults)
    if is_dataclass(kind):
        return _read_table(_type(kind), given, at, faults)
    try:
        if issubclass(kind, StrEnum):
            return _one_of(kind, given)
        return _PLAIN[kind](given)
    except ValueError as error:
        faults.append((at, str(error)))
        return _BAD


def _read_list(kind: Any, given: object, at: str, faults: list[tuple[str, str]]) -> Any:
    if not isinstance(given, list | tuple):
        faults.append((at, f"{_shown(given)} is no list"))
        return _BAD
    return tuple(_read(kind, item, f"{at}[{n}]", faults) for n, item in enumerate(given, 1))


def _read_table(kind: type, given: object, at: str, faults: list[tuple[str, str]]) -> Any:
    if not isinstance(given, Mapping):
        faults.append((at, f"{_shown(given)} is no table"))
        return _BAD
    before = len(faults)
    hints, dot = hints_of(kind), f"{at}." if at else ""
    for key in given:
        if key not in hints:
            faults.append((f"{dot}{key}", _unknown(str(key), list(hints))))
    values = {
        key: _read(hints[key], value, f"{dot}{key}", faults)
        for key, value in given.items()
        if key in hints
    }
    for field in fields(kind):
        if field.name not in values and _required(field):
            faults.append((f"{dot}{field.name}", "is missing: give it"))
    return _BAD if len(faults) > before else kind(**values)


def _unknown(key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, 1, 0.7)
    hint = f" (do you mean {near[0]}?)" if near else ""
    return f"is unknown{hint}; there are: {', '.join(known)}"


def _one_of(kind: type[StrEnum], given: object) -> StrEnum:
    values = [str(value) for value in kind]
    if given not in values:
        raise ValueError(f"{_shown(given)} is none of {', '.join(values)}")
    return kind(str(given))


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise ValueError(f"{_shown(given)} is no text: put it in quotes")
    if len(given) > TEXT_MAX or not given.replace("\n", "").isprintable():
        raise ValueError(f"takes up to {TEXT_MAX} characters that print")
    return given


def _whole(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or abs(given) >= 10**DIGITS_MAX:
        raise ValueError(f"{_shown(given)} is no whole number of at most {DIGITS_MAX} digits")
    return given


def _exact(given: object) -> Decimal:
    """A number, or its digits as text: 12.5 or "12.5"."""
    if isinstance(given, bool) or not isinstance(given, int | float | str | Decimal):
        raise ValueError(f"{_shown(given)} is no number")
    try:
        found = Decimal(str(given).strip())
    except InvalidOperation:
        raise ValueError(f"{_shown(given)} is no number: write it as 1234.5") from None
    if not found.is_finite() or abs(found) >= 10**DIGITS_MAX:
        raise ValueError(f"{_shown(given)} has more than {DIGITS_MAX} digits before the point")
    if int(found.as_tuple().exponent) < -DECIMALS_MAX:
        raise ValueError(f"{_shown(given)} has more than {DECIMALS_MAX} digits behind the point")
    return Decimal(spoken(found))


def _yes_no(given: object) -> bool:
    if not isinstance(given, bool):
        raise ValueError(f"{_shown(given)} is neither true nor false")
    return given


def _day(given: object) -> date:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    try:
        return date.fromisoformat(given if isinstance(given, str) and len(given) == 10 else "")
    except ValueError:
        raise ValueError(f"{_shown(given)} is no date: write it as 2026-01-31") from None


def _clock(given: object) -> time:
    try:
        found = given if isinstance(given, time) else time.fromisoformat(str(given))
    except ValueError:
        raise ValueError(f"{_shown(given)} is no time of day: write it as 06:30") from None
    if found.replace(second=0, microsecond=0, tzinfo=None) != found:
        raise ValueError(f"{_shown(given)}: a time of day is HH:MM")
    return found


def _shown(given: object) -> str:
    text = repr(str(given) if isinstance(given, Decimal | date | time) else given)
    return text if len(text) <= 60 else f"{text[:57]}..."


_PLAIN: Mapping[Any, Callable[[object], Any]] = {
    str: _text,
    int: _whole,
    Decimal: _exact,
    bool: _yes_no,
    date: _day,
    time: _clock,
}
_SCHEMAS: Mapping[Any, Mapping[str, Any]] = {
    str: {"type": "string", "maxLength": TEXT_MAX},
    int: {"type": "integer"},
    Decimal: {"anyOf": [{"type": "number"}, {"type": "string"}]},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    time: {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"},
}
