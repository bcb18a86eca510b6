"""Which of the numbers that a range still gives a document has already."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, func, select

from central.partners.rules.divisions import NumberRange, spans_left


def highest_given(connection: Connection, column: Column[Any], it: NumberRange) -> str:
    """Of the numbers in the column; empty: none is of the range."""
    found = ""
    for low, high in spans_left(it):
        query = select(func.max(column)).where(
            column.between(low, high), func.length(column) == len(low)
        )
        found = connection.execute(query).scalar() or found
    return found
