"""How rows of the ledger are found by whose cum they are of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Table, and_, tuple_

from central.agreements.model.keys import CumKey
from central.db.bulk import AT_ONCE

T = TypeVar("T")


def whose(table: Table) -> tuple[Column[Any], ...]:
    """Columns of a ``CumKey``."""
    return table.c.agreement, table.c.part, table.c.point


def is_of(table: Table, of: CumKey) -> ColumnElement[bool]:
    return and_(*(column == value for column, value in zip(whose(table), of, strict=True)))


def portions(table: Table, wanted: Collection[CumKey]) -> Iterator[ColumnElement[bool]]:
    """Conditions that together say that a row is of one of these."""
    for some in portions_of(sorted(wanted)):
        yield tuple_(*whose(table)).in_(some)


def portions_of(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """As many as one statement takes."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
