"""What the search finds of cells."""

from __future__ import annotations

from central.access.rules import Right
from central.cells.tables import masters
from central.web.frame import path
from central.web.lookup import Find

FINDS = (
    Find(
        name="cell",
        right=Right.READ_MASTERS,
        columns=(masters.c.cell,),
        shown=(masters.c.cell,),
        address=lambda row: path("masters", row["cell"]),
        listed=lambda _: "/masters",
        small=True,
    ),
)
