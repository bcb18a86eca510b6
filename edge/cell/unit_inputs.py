"""Orders about pallets and containers."""

from __future__ import annotations

from dataclasses import dataclass

from wire.ids import LoadId, PersonId, RackId, UnitId, WorkplaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOnUnit:
    unit: UnitId
    rack: RackId
    person: PersonId
    workplace: WorkplaceId = WorkplaceId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOffUnit:
    rack: RackId
    person: PersonId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadUnit:
    """All its racks, as ``LoadRack`` of each."""

    load: LoadId
    unit: UnitId
    person: PersonId
    workplace: WorkplaceId = WorkplaceId("")
    out_of_order: bool = False
    unchecked: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnUnit:
    """With the racks on it, ``empty`` or with their pieces; it is free for others then."""

    unit: UnitId
    empty: bool
    person: PersonId
    reason: str = ""


UnitInput = PutOnUnit | TakeOffUnit | LoadUnit | ReturnUnit
