"""What the search finds of handling units and loads."""

from __future__ import annotations

from central.access.rules import Right
from central.despatch.tables import loads, units
from central.web.frame import path
from central.web.lookup import Find, Row

_RIGHT = Right.READ_OFFICE


def _unit(row: Row) -> str:
    """The note that it is on; of one that is on none the desk, which shows it."""
    return path("office", "notes", row["note"]) if row["note"] else "/office/despatch-desk"


FINDS = (
    Find(
        name="unit",
        right=_RIGHT,
        columns=(units.c.unit,),
        shown=(units.c.note, units.c.customer, units.c.state),
        address=_unit,
        detail=lambda row: f"{row['customer']} · {row['note']}",
        listed=lambda _: "/office/despatch-desk",
    ),
    Find(
        name="load",
        right=_RIGHT,
        columns=(loads.c.number, loads.c.truck),
        shown=(loads.c.load, loads.c.carrier),
        address=lambda row: path("office", "loads", row["load"]),
        detail=lambda row: f"{row['truck']} · {row['carrier']}",
        listed=lambda _: "/office/loads",
    ),
)
