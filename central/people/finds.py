"""What the search finds of people, for whoever manages them."""

from __future__ import annotations

from central.access.people import CALLED
from central.access.rules import Right
from central.web.frame import path
from central.web.lookup import Find

FINDS = (
    Find(
        name="person",
        right=Right.MANAGE_PEOPLE,
        columns=CALLED,
        shown=CALLED,
        address=lambda row: path("office", "people", row["person"]),
        detail=lambda row: f"{row['person']} · {row['name']}",
        listed=lambda _: "/office/people",
        small=True,
    ),
)
