"""What the search finds of vehicles, racks and pieces."""

from __future__ import annotations

from central.access.rules import Right
from central.tracking.tables import labels, marriages, racks, vehicles
from central.tracking.tables_loads import loads, unit_racks
from central.web.frame import path
from central.web.lookup import Find, Row

_RIGHT = Right.READ_TRACKING


def _vehicle(row: Row) -> str:
    return path("vehicles", row["feed"], row["call_number"])


def _rack(row: Row) -> str:
    return path("racks", row["rack"]) if row["rack"] else "/lists/labels"


FINDS = (
    Find(
        name="vehicle",
        right=_RIGHT,
        columns=(vehicles.c.vin, vehicles.c.call_number, vehicles.c.sequence_number),
        shown=(vehicles.c.feed, vehicles.c.call_number, vehicles.c.vin),
        address=_vehicle,
        detail=lambda row: f"{row['feed']} · {row['call_number']} · {row['vin']}",
        listed=lambda _: "/lists/vehicles",
    ),
    Find(
        name="piece",
        right=_RIGHT,
        columns=(marriages.c.serial, marriages.c.lot),
        shown=(marriages.c.part, marriages.c.feed, marriages.c.call_number),
        address=_vehicle,
        detail=lambda row: f"{row['part']} · {row['call_number']}",
        listed=lambda _: "/lists/marriages",
    ),
    Find(
        name="rack",
        right=_RIGHT,
        columns=(racks.c.rack,),
        shown=(racks.c.rack, racks.c.node, racks.c.rack_family),
        address=_rack,
        detail=lambda row: f"{row['node']} · {row['rack_family']}",
        listed=lambda _: "/lists/racks",
    ),
    Find(
        name="label",
        right=_RIGHT,
        columns=(labels.c.label,),
        shown=(labels.c.rack, labels.c.node),
        address=_rack,
        detail=lambda row: f"{row['rack']} · {row['node']}",
        listed=lambda _: "/lists/labels",
    ),
    Find(
        name="pallet",
        right=_RIGHT,
        columns=(unit_racks.c.unit,),
        shown=(unit_racks.c.rack, unit_racks.c.node),
        address=_rack,
        detail=lambda row: f"{row['rack']} · {row['node']}",
    ),
    Find(
        name="floor_load",
        right=_RIGHT,
        columns=(loads.c.load,),
        shown=(loads.c.truck, loads.c.node),
        address=lambda _: "/trucks",
        detail=lambda row: f"{row['truck']} · {row['node']}",
        listed=lambda _: "/trucks",
    ),
)
