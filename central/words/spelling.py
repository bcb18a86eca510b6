"""Records of the office as tables that people write, and what such a table may hold. Pure.

``settings.reader`` reads them; this is the way back, and the schema of both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from settings.reader import MisspeltError, read
from settings.values import TEXT_MAX

__all__ = ["MisspeltError", "hints_of", "read", "schema", "spell"]


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


@cache
def schema(kind: Any) -> Mapping[str, Any]:
    """What ``read`` takes, as JSON Schema without references; made once, not to be changed."""
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


_SCHEMAS: Mapping[Any, Mapping[str, Any]] = {
    str: {"type": "string", "maxLength": TEXT_MAX},
    int: {"type": "integer"},
    Decimal: {"anyOf": [{"type": "number"}, {"type": "string"}]},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    time: {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"},
}
