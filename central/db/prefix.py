"""Rows whose text begins with what is asked, by an index, on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Index, and_

_LAST = "\U0010ffff"


def begins_index(name: str, column: str, *more: str) -> Index:
    """An index that ``begins`` and equality use; ``more`` columns follow the one it is of."""
    return Index(name, column, *more, postgresql_ops={column: "text_pattern_ops"})


def begins(connection: Connection, column: Column[Any], asked: str) -> ColumnElement[bool]:
    """PostgreSQL compares by the rules of a language: its index knows only LIKE."""
    if connection.dialect.name == "postgresql":
        plain = asked.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        return column.like(f"{plain}%", escape="\\")
    return and_(column >= asked, column < asked + _LAST)


def spellings(asked: str) -> tuple[str, ...]:
    """As it was typed, in capitals, and in capitals without blanks."""
    plain = asked.strip()
    return tuple(dict.fromkeys((plain, plain.upper(), "".join(plain.upper().split()))))
