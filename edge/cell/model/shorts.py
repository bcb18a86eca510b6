"""What a cell knows of picks that wait: put off by a picker, or from a face that is empty."""

from __future__ import annotations

from dataclasses import dataclass

from wire.events import DeferReason, PickRef
from wire.ids import PartNumber, PersonId, WorkplaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """One pick. Void once the slot needs another part than ``part``."""

    pick: PickRef
    reason: DeferReason
    part: PartNumber
    person: PersonId
    workplace: WorkplaceId
    at_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortFace:
    """A face without ``part``: nothing is picked from it until a person says that it is filled."""

    part: PartNumber
    person: PersonId
    workplace: WorkplaceId
    at_us: int
