"""Tables as TOML text, for people to read and ``tomllib`` to read again. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def written(kind: str, table: Mapping[str, Any]) -> str:
    """One ``[[kind]]``: its plain keys, then its tables and lists of tables by their names."""
    return "\n".join(_section(f"[[{_key(kind)}]]", _key(kind), table)) + "\n"


def document(table: Mapping[str, Any]) -> str:
    """A whole file: plain keys first, then tables and lists of tables by their names."""
    plain = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    plain = {key: value for key, value in plain.items() if not _is_tables(value)}
    lines = [
        f"{_key(key)} = {_rows(value) if _has_rows(value) else _value(value)}"
        for key, value in plain.items()
    ]
    for key, value in table.items():
        if key in plain:
            continue
        if isinstance(value, Mapping):
            lines += ["", *_section(f"[{_key(key)}]", _key(key), value)]
            continue
        for item in value:
            lines += ["", *_section(f"[[{_key(key)}]]", _key(key), item)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _section(head: str, name: str, table: Mapping[str, Any]) -> Iterator[str]:
    yield head
    later = {key: value for key, value in table.items() if _is_tables(value)}
    for key, value in table.items():
        if key not in later:
            yield f"{_key(key)} = {_rows(value) if _has_rows(value) else _value(value)}"
    for key, value in later.items():
        inner = f"{name}.{_key(key)}"
        if isinstance(value, Mapping):
            yield ""
            yield from _section(f"[{inner}]", inner, value)
            continue
        for item in value:
            yield ""
            yield from _section(f"[[{inner}]]", inner, item)


def _is_tables(value: object) -> bool:
    """A table, or a list of tables that hold more than plain values or more than four of them;
    smaller ones stand in one line each.
    """
    if isinstance(value, Mapping):
        return True
    if not isinstance(value, list) or not value or not isinstance(value[0], Mapping):
        return False
    return any(
        len(item) > 4 or any(isinstance(inner, Mapping | list) for inner in item.values())
        for item in value
    )


def _has_rows(value: object) -> bool:
    return isinstance(value, list) and len(value) > 1 and isinstance(value[0], Mapping)


def _rows(tables: list[Mapping[str, Any]]) -> str:
    return "\n".join(["[", *(f"  {_value(table)}," for table in tables), "]"])


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_value(item) for item in value)}]"
    raise TypeError(f"{type(value).__name__} has no form in TOML")


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)
