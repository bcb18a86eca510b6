"""Fields of bodies that several capabilities take."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(min_length=1, max_length=70, pattern=r"^[^\x00-\x1f]+$")]
MaybeName = Annotated[str, Field(max_length=70, pattern=r"^[^\x00-\x1f]*$")]
Quantity = Annotated[Decimal, Field(gt=0, max_digits=15, decimal_places=6)]
Why = Annotated[str, Field(min_length=1, max_length=500)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 1, 1))]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")
