"""Fields of bodies that several capabilities take."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from central.words.years import FIRST, LAST
from settings.values import decimal_of

NUMBER_MAX = 2**62
"""Of what has a number: far from the end of its column."""
Number = Annotated[int, Field(ge=1, le=NUMBER_MAX)]
Name = Annotated[str, Field(min_length=1, max_length=70, pattern=r"^[^\x00-\x1f]+$")]
MaybeName = Annotated[str, Field(max_length=70, pattern=r"^[^\x00-\x1f]*$")]


def whole_of(text: str) -> int | None:
    """A whole number of a query or a field; None: it is none that a column holds."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _plain(value: object) -> object:
    if isinstance(value, str) and decimal_of(value) is None:
        raise ValueError("write the quantity as digits 0 to 9, with a point before decimals")
    return value


PlainDecimal = Annotated[Decimal, BeforeValidator(_plain)]
Quantity = Annotated[PlainDecimal, Field(gt=0, max_digits=15, decimal_places=6)]
Why = Annotated[str, Field(min_length=1, max_length=500)]
Day = Annotated[date, Field(ge=FIRST, le=LAST)]

Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2100, 1, 1, tzinfo=UTC)),
]
"""In any zone of a calendar that pages can show."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")
