"""Decimals as whole numbers of 64 bits, which both databases add up, compare, order and check: a
quantity of 1.5 is 1500000. Python sees Decimal on either side.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ColumnElement, func, type_coerce
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator

from central.db.database import BIG
from central.words.digits import PERCENT_PLACES, QUANTITY_PLACES, scaled, unscaled
from central.words.reasons import RuleRefusedError


class InexactError(DontWrapMixin, RuleRefusedError):
    """A number has more places than its column, or does not fit: nothing was written."""


class _KeepsScale(TypeDecorator.Comparator[Decimal], BigInteger.Comparator[Decimal]):
    """A sum or difference is of the same scale, so that what it is compared with is scaled too."""

    def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
        found = super().operate(op, *other, **kwargs)
        same = op in (operator.add, operator.sub)
        return type_coerce(found, self.type) if same else found


class Scaled(TypeDecorator[Decimal]):
    """A Decimal in units of its last place. InexactError instead of rounding."""

    impl = BIG
    cache_ok = True
    comparator_factory = _KeepsScale
    places: ClassVar[int]
    what: ClassVar[str]

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> int | None:
        return None if value is None else self.whole(value)

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:
        """PostgreSQL answers a sum of 64 bits as a decimal of its own."""
        return None if value is None else unscaled(int(value), self.places)

    def whole(self, value: Decimal) -> int:
        """As it is stored."""
        try:
            return scaled(value, self.places, self.what)
        except RuleRefusedError as refused:
            raise InexactError(*refused.reasons) from None


class Quantity(Scaled):
    """Quantities and cums, in the part's unit."""

    cache_ok = True
    places = QUANTITY_PLACES
    what = "quantity"


class UnitPrice(Scaled):
    """Of one of the part's unit; its currency stands beside it."""

    cache_ok = True
    places = QUANTITY_PLACES
    what = "price"


class Percent(Scaled):
    cache_ok = True
    places = PERCENT_PLACES
    what = "percentage"


def signed(*columns: str) -> Iterator[CheckConstraint]:
    """Whole numbers: SQLite alone would take a text or a fraction."""
    for column in columns:
        yield CheckConstraint(_whole(column), name=column)


def never_negative(*columns: str) -> Iterator[CheckConstraint]:
    for column in columns:
        yield CheckConstraint(f'{_whole(column)} AND "{column}" >= 0', name=column)


def shares(*columns: str) -> Iterator[CheckConstraint]:
    """Percentages from 0 to 100."""
    most = 100 * 10**PERCENT_PLACES
    for column in columns:
        yield CheckConstraint(f'{_whole(column)} AND "{column}" BETWEEN 0 AND {most}', name=column)


def _whole(column: str) -> str:
    return f'"{column}" = CAST("{column}" AS BIGINT)'


def total(number: ColumnElement[Decimal]) -> ColumnElement[Decimal]:
    """The sum of a column or difference of columns of one scale; 0 of no rows."""
    return type_coerce(func.coalesce(func.sum(number), 0), number.type)
