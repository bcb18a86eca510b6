"""One way to read what people write, be it a TOML file, a JSON body or a form, into frozen
dataclasses and structs. Pure.

Every fault is found, not only the first, and names its key: ``terms.approval: 'autom' is none of
manual, auto, unconditional``. An unknown key is a fault. Fields of these kinds are known: those of
``settings.values``, each with the limits of ``msgspec.Meta``; StrEnum and Literal; a dataclass or
struct; a tuple of one of them; a mapping of text to one of them; and each of them or nothing. What
a table says itself of which record it is (a driver's kind) is read ``By`` a function of its owner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NewType, TypeVar, Union, get_args, get_origin
from typing import get_type_hints as _hints

import msgspec

from settings.limits import beyond, takes_controls
from settings.values import PLAIN, shown, text_of

T = TypeVar("T")
Faults = list[tuple[str, str]]
_BAD: Any = object()


class MisspeltError(ValueError):
    """What was written cannot be read; ``faults`` are (key, what is wrong and what to do)."""

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{key}: {text}" if key else text for key, text in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class By:
    """``Annotated[Kind, By(read)]``: such a table is read by ``read(table, at)``, which returns the
    record or raises MisspeltError.
    """

    read: Callable[[object, str], Any]


def read(kind: type[T], table: object, at: str = "") -> T:
    """A record from a table; ``at`` is put before its keys. MisspeltError has all faults."""
    faults: Faults = []
    found = _read(kind, table, at, faults)
    if faults:
        raise MisspeltError(faults)
    return found  # type: ignore[no-any-return]


@cache
def fields_of(kind: Any) -> Mapping[str, tuple[Any, bool]]:
    """Name of each field to its kind, and whether it must be given."""
    if issubclass(kind, msgspec.Struct):
        known = msgspec.structs.fields(kind)
        return {field.encode_name: (field.type, field.required) for field in known}
    hints = _hints(kind, include_extras=True)
    return {
        field.name: (
            hints[field.name],
            field.default is MISSING and field.default_factory is MISSING,
        )
        for field in fields(kind)
    }


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and (is_dataclass(kind) or issubclass(kind, msgspec.Struct))


def _read(kind: Any, given: object, at: str, faults: Faults) -> Any:
    if isinstance(kind, NewType):
        return _read(kind.__supertype__, given, at, faults)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _read_limited(inner[0], inner[1:], given, at, faults)
    if origin in (UnionType, Union):
        if given is None and NoneType in inner:
            return None
        return _read(next(it for it in inner if it is not NoneType), given, at, faults)
    if origin is tuple:
        return _read_list(inner[0], given, at, faults)
    if origin is dict:
        return _read_mapping(inner, given, at, faults)
    if _is_record(kind):
        return _read_table(kind, given, at, faults)
    return _read_plain(kind, given, at, faults)


def _read_plain(kind: Any, given: object, at: str, faults: Faults) -> Any:
    try:
        if get_origin(kind) is Literal:
            return _one_of(get_args(kind), given)
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return kind(_one_of([str(value) for value in kind], given))
        return PLAIN[kind](given)
    except ValueError as error:
        faults.append((at, str(error)))
        return _BAD


def _read_limited(
    kind: Any, metas: Sequence[object], given: object, at: str, faults: Faults
) -> Any:
    before = len(faults)
    by = next((meta for meta in metas if isinstance(meta, By)), None)
    if by is not None:
        return _read_by(by, given, at, faults)
    if kind is str and takes_controls(metas):
        try:
            found: Any = text_of(given, controls=True)
        except ValueError as error:
            faults.append((at, str(error)))
    else:
        found = _read(kind, given, at, faults)
    if len(faults) > before:
        return _BAD
    for meta in metas:
        if isinstance(meta, msgspec.Meta) and (text := beyond(meta, found)):
            faults.append((at, text))
            return _BAD
    return found


def _read_by(by: By, given: object, at: str, faults: Faults) -> Any:
    try:
        return by.read(given, at)
    except MisspeltError as error:
        faults += error.faults
        return _BAD


def _read_list(kind: Any, given: object, at: str, faults: Faults) -> Any:
    if not isinstance(given, list | tuple):
        faults.append((at, f"{shown(given)} is no list"))
        return _BAD
    return tuple(_read(kind, item, f"{at}[{n}]", faults) for n, item in enumerate(given, 1))


def _read_mapping(kinds: Sequence[Any], given: object, at: str, faults: Faults) -> Any:
    if not isinstance(given, Mapping):
        faults.append((at, f"{shown(given)} is no table"))
        return _BAD
    return {
        _read(kinds[0], key, at, faults): _read(kinds[1], value, f"{at}.{key}", faults)
        for key, value in given.items()
    }


def _read_table(kind: Any, given: object, at: str, faults: Faults) -> Any:
    if not isinstance(given, Mapping):
        faults.append((at, f"{shown(given)} is no table"))
        return _BAD
    before = len(faults)
    known, dot = fields_of(kind), f"{at}." if at else ""
    for key in given:
        if key not in known:
            faults.append((f"{dot}{key}", _unknown(str(key), list(known))))
    values = {
        key: _read(known[key][0], value, f"{dot}{key}", faults)
        for key, value in given.items()
        if key in known
    }
    for key, (_, required) in known.items():
        if required and key not in values:
            faults.append((f"{dot}{key}", "is missing: give it"))
    return _BAD if len(faults) > before else _made(kind, values, at, faults)


def _made(kind: Any, values: dict[str, Any], at: str, faults: Faults) -> Any:
    """What a record itself refuses: of its keys where the error has ``faults``, else of the whole
    table.
    """
    try:
        return kind(**values)
    except ValueError as error:
        dot = f"{at}." if at else ""
        of_keys = [(f"{dot}{key}", text) for key, text in getattr(error, "faults", ())]
        faults += of_keys or [(at, str(error))]
        return _BAD


def _unknown(key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, 1, 0.7)
    hint = f" (do you mean {near[0]}?)" if near else ""
    return f"is unknown{hint}; there are: {', '.join(known)}"


def _one_of(values: Sequence[Any], given: object) -> Any:
    if given not in values:
        raise ValueError(f"{shown(given)} is none of {', '.join(str(value) for value in values)}")
    return given
