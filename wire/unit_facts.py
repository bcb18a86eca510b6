"""Facts of transport units: pallets and containers with a licence plate of their own, and the racks
on them.
"""

from __future__ import annotations

from wire.fact import Fact
from wire.ids import PersonId, RackId, UnitId, WorkplaceId
from wire.telegram import NoteText

RACKS_OF_UNIT_MAX = 50


class RackOnUnit(Fact, frozen=True, kw_only=True, tag="rack_on_unit"):
    """From now on the rack goes where its pallet or container goes, until it came back."""

    rack: RackId
    unit: UnitId
    person: PersonId
    workplace: WorkplaceId = WorkplaceId("")


class RackOffUnit(Fact, frozen=True, kw_only=True, tag="rack_off_unit"):
    """It stands in the cell by itself again."""

    rack: RackId
    unit: UnitId
    person: PersonId
    reason: NoteText
