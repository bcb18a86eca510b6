"""What comes into the cell about trucks, and about parts that come in. Data only."""

from __future__ import annotations

from dataclasses import dataclass

from edge.cell.unit_inputs import UnitInput
from wire.ids import DeviceId, LoadId, PersonId, RackId, UnitId, WorkplaceId
from wire.masters import LoadOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLoad:
    """A truck stands at ``dock``. ``racks``, or the next ``count`` in the order of the line, are
    what it takes; neither: whatever is loaded until it departs. ``workplace``: whose scans of rack
    labels load it.
    """

    truck: str
    dock: str
    order: LoadOrder
    person: PersonId
    racks: tuple[RackId, ...] = ()
    count: int = 0
    workplace: WorkplaceId = WorkplaceId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRack:
    """``out_of_order``: although another has its turn; ``unchecked``: although pieces are to be
    checked first. ``reason`` says why.
    """

    load: LoadId
    rack: RackId
    person: PersonId
    workplace: WorkplaceId = WorkplaceId("")
    out_of_order: bool = False
    unchecked: bool = False
    reason: str = ""
    unit: UnitId = UnitId("")
    """The pallet or container that it goes on with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnloadRack:
    load: LoadId
    rack: RackId
    person: PersonId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartLoad:
    """``out_of_order``: without what it should take, or before what should leave first."""

    load: LoadId
    seal: str
    person: PersonId
    out_of_order: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverLoad:
    load: LoadId
    place: str
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRack:
    """A rack that had left is here again; ``empty``: without its pieces."""

    rack: RackId
    empty: bool
    person: PersonId
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveParts:
    """Parts that came in or were made, as their label says."""

    part: str
    lot: str
    serial: str
    quantity: int
    place: str
    person: PersonId
    supplier: str = ""
    workplace: WorkplaceId = WorkplaceId("")
    device: DeviceId = DeviceId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveAt:
    """Labels that are scanned at the workplace come in at ``place``; empty: no longer."""

    workplace: WorkplaceId
    place: str
    person: PersonId


LoadInput = (
    OpenLoad
    | LoadRack
    | UnloadRack
    | DepartLoad
    | DeliverLoad
    | ReturnRack
    | ReceiveParts
    | ReceiveAt
    | UnitInput
)
