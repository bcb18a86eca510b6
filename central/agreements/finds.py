"""What the search finds of contracts and their parts."""

from __future__ import annotations

from urllib.parse import quote

from central.access.rules import Right
from central.agreements.tables import agreements, parts
from central.web.frame import path
from central.web.lookup import Find

_RIGHT = Right.READ_OFFICE

FINDS = (
    Find(
        name="contract",
        right=_RIGHT,
        columns=(agreements.c.agreement,),
        shown=(agreements.c.customer,),
        address=lambda row: path("office", "contracts", row["agreement"]),
        detail=lambda row: row["customer"],
        listed=lambda _: "/office/contracts",
        small=True,
    ),
    Find(
        name="part",
        right=_RIGHT,
        columns=(parts.c.part, parts.c.our_part),
        shown=(parts.c.agreement, parts.c.part, parts.c.our_part),
        address=lambda row: path("office", "cums", row["agreement"], row["part"]),
        detail=lambda row: f"{row['part']} · {row['our_part']} · {row['agreement']}",
        listed=lambda text: f"/office/order-parts?part={quote(text, safe='')}",
    ),
)
