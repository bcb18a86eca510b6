"""How long a text and how large a number of a message may be: one limit for each field, for the
cell that writes it and for central that keeps it.

A field's own declaration counts (``Meta``). The codec checks what msgspec knows; ``longer`` is
checked here only, so that a journal of before opens. Every other text may become a key at central,
and a key holds ``TEXT_LENGTH_MAX`` characters; every other number fits into 64 bits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from msgspec import Meta, inspect

from wire.ids import TEXT_LENGTH_MAX

NUMBER_MAX = 2**63 - 1
_LENGTH = "length_max"


def longer(characters: int) -> Meta:
    """For ``Annotated``: a text that is no key and may hold more, or must hold less."""
    return Meta(extra={_LENGTH: characters})


@dataclass(frozen=True, slots=True)
class Excess:
    """The first field beyond its limit. ``code`` is stable."""

    code: str
    field: str
    detail: str


_Check = Callable[[Any, str], Excess | None]


def excess(message: msgspec.Struct) -> Excess | None:
    """What a message holds that nobody would keep; None: all of it is within the limits."""
    check = _of_type(type(message))
    return None if check is None else check(message, "")


@cache
def _of_type(kind: type[msgspec.Struct]) -> _Check | None:
    return _check(inspect.type_info(kind))


def _check(info: inspect.Type, length_max: int = TEXT_LENGTH_MAX) -> _Check | None:
    """The check of a value of this type. None: there is nothing to check."""
    match info:
        case inspect.Metadata():
            return _check(info.type, int((info.extra or {}).get(_LENGTH, length_max)))
        case inspect.StructType():
            return _struct(info)
        case inspect.UnionType():
            return _union(info, length_max)
        case inspect.StrType():
            return _text(info, length_max)
        case inspect.IntType():
            return _number(info)
        case inspect.VarTupleType() | inspect.ListType():
            return _many(info, length_max)
        case inspect.DictType():
            return _table(info, length_max)
    return None


def _struct(info: inspect.StructType) -> _Check:
    checks = [
        (field.name, check) for field in info.fields if (check := _check(field.type)) is not None
    ]

    def of_struct(value: Any, path: str) -> Excess | None:
        for name, check in checks:
            member = getattr(value, name)
            if member is msgspec.UNSET:
                continue
            found = check(member, f"{path}.{name}" if path else name)
            if found is not None:
                return found
        return None

    return of_struct


def _union(info: inspect.UnionType, length_max: int) -> _Check | None:
    kinds = [kind for kind in info.types if not isinstance(kind, inspect.NoneType)]
    if len(kinds) != 1:
        raise TypeError(f"no limits for a value of {info}")
    check = _check(kinds[0], length_max)
    if check is None:
        return None
    return lambda value, path: None if value is None else check(value, path)


def _text(info: inspect.StrType, length_max: int) -> _Check:
    most = length_max if info.max_length is None else info.max_length
    least = info.min_length or 0
    pattern = None if info.pattern is None else re.compile(info.pattern)

    def of_text(value: Any, path: str) -> Excess | None:
        if len(value) > most:
            detail = f"{path} has {len(value)} characters, the limit is {most}"
            return Excess("text.too_long", path, detail)
        if len(value) < least or (pattern is not None and not pattern.search(value)):
            return Excess("text.invalid", path, f"{path} cannot be {value!r}")
        return None

    return of_text


def _number(info: inspect.IntType) -> _Check:
    least = -NUMBER_MAX if info.ge is None else info.ge
    most = NUMBER_MAX if info.le is None else info.le

    def of_number(value: Any, path: str) -> Excess | None:
        if least <= value <= most:
            return None
        detail = f"{path} is {value}, the limits are {least} and {most}"
        return Excess("number.out_of_range", path, detail)

    return of_number


def _many(info: inspect.VarTupleType | inspect.ListType, length_max: int) -> _Check:
    check = _check(info.item_type, length_max)
    most = info.max_length

    def of_many(value: Any, path: str) -> Excess | None:
        if most is not None and len(value) > most:
            detail = f"{path} has {len(value)} entries, the limit is {most}"
            return Excess("list.too_long", path, detail)
        for entry in value if check is not None else ():
            found = check(entry, path) if check is not None else None
            if found is not None:
                return found
        return None

    return of_many


def _table(info: inspect.DictType, length_max: int) -> _Check:
    keys, values = _check(info.key_type, length_max), _check(info.value_type, length_max)
    most = info.max_length

    def of_table(value: Any, path: str) -> Excess | None:
        if most is not None and len(value) > most:
            detail = f"{path} has {len(value)} entries, the limit is {most}"
            return Excess("list.too_long", path, detail)
        for key, entry in value.items():
            found = (keys and keys(key, path)) or (values and values(entry, f"{path}.{key[:40]}"))
            if found:
                return found
        return None

    return of_table
