"""What the search finds of schedules and call-offs."""

from __future__ import annotations

from central.access.rules import Right
from central.releases.tables import SCHEDULES
from central.web.frame import path
from central.web.lookup import Find

FINDS = (
    Find(
        name="schedule",
        right=Right.READ_OFFICE,
        columns=(SCHEDULES.c.number,),
        shown=(
            SCHEDULES.c.schedule,
            SCHEDULES.c.customer,
            SCHEDULES.c.part,
            SCHEDULES.c.issued_on,
        ),
        address=lambda row: path("office", "schedules", row["schedule"]),
        detail=lambda row: f"{row['customer']} · {row['part']} · {row['issued_on']}",
        listed=lambda _: "/office/schedules",
    ),
)
