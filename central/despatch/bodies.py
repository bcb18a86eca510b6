"""Bodies and answers of packing, notes, loads and departures by HTTP."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from central.despatch.rules.units import Level
from central.http.fields import Day, MaybeName, Moment, Name, Quantity, Strict, Why
from central.orders.service.json_rows import Json


class OfLine(Strict):
    line: Annotated[int, Field(ge=1, le=2**62)]
    quantity: Quantity


Lines = Annotated[list[OfLine], Field(max_length=1000)]
Units = Annotated[list[Name], Field(max_length=1000)]


class UnitIn(Strict):
    """``unit`` empty: a range gives the plate. ``sscc``: it is to be one. ``gross_kg``: what it
    weighs with all that is in it; None: nobody weighed it.
    """

    key: Name
    unit: MaybeName = ""
    sscc: bool = False
    level: Level = Level.PACK
    packaging: MaybeName = ""
    division: MaybeName = ""
    lines: Lines = Field(default_factory=list)
    inside: Units = Field(default_factory=list)
    gross_kg: Annotated[Quantity, Field(le=100_000)] | None = None


class DraftIn(Strict):
    """``note`` empty: a range gives the number."""

    key: Name
    note: MaybeName = ""
    on: Day
    division: MaybeName = ""
    units: Units = Field(default_factory=list)
    lines: Lines = Field(default_factory=list)


class LoadIn(Strict):
    """``division``: whose number the load gets; empty: of the only one."""

    key: Name
    division: MaybeName = ""
    truck: Name
    carrier: MaybeName = ""
    route: MaybeName = ""
    dock: MaybeName = ""
    planned: Moment | None = None


class ChangeIn(Strict):
    """All that is to stand on the draft. ``version``: that was looked at; 0: whatever it is."""

    key: MaybeName = ""
    version: Annotated[int, Field(ge=0, le=2**62)] = 0
    on: Day
    units: Units = Field(default_factory=list)
    lines: Lines = Field(default_factory=list)


class VoidIn(Strict):
    """``keep_units``: they stay packed, for another note. ``key``: the same once more is answered
    and not done again; empty: it is refused.
    """

    key: MaybeName = ""
    why: Why
    keep_units: bool = False


class CancelIn(Strict):
    why: Why


class DepartIn(Strict):
    """``at``: when it left. ``key``: the same once more is answered and not done again."""

    key: MaybeName = ""
    at: Moment


class DepartLoadIn(DepartIn):
    """``truck`` and ``carrier`` empty: as it was planned."""

    truck: MaybeName = ""
    carrier: MaybeName = ""


class OnLoadIn(Strict):
    load: Annotated[int, Field(ge=1, le=2**62)]


class Made(BaseModel):
    """``repeated``: the same was asked before under that key, and nothing was done now."""

    name: str
    repeated: bool


class Listed(BaseModel):
    """``next`` continues the list; null: this was the end."""

    rows: list[Json]
    next: str | None


class Moved(BaseModel):
    """``repeated``: the same was asked before under that key, and nothing was done now."""

    state: str
    repeated: bool = False
    reasons: list[str] = Field(default_factory=list)
