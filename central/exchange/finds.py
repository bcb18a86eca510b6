"""What the search finds of partners and their interchanges."""

from __future__ import annotations

from urllib.parse import quote

from central.access.rules import Right
from central.exchange.tables import interchanges, messages, partners
from central.web.frame import path
from central.web.lookup import Find, Row

_RIGHT = Right.READ_OFFICE


def _interchange(row: Row) -> str:
    return path("office", "interchanges", row["interchange"])


FINDS = (
    Find(
        name="partner",
        right=_RIGHT,
        columns=(partners.c.partner, partners.c.name),
        shown=(partners.c.partner, partners.c.customer),
        address=lambda row: f"/office/interchanges?partner={quote(row['partner'], safe='')}",
        detail=lambda row: f"{row['partner']} · {row['customer']}",
        listed=lambda _: "/office/interchanges",
        small=True,
    ),
    Find(
        name="interchange",
        right=_RIGHT,
        columns=(interchanges.c.reference, interchanges.c.name),
        shown=(interchanges.c.interchange, interchanges.c.partner, interchanges.c.state),
        address=_interchange,
        detail=lambda row: f"{row['interchange']} · {row['partner']}",
        listed=lambda _: "/office/interchanges",
    ),
    Find(
        name="message",
        right=_RIGHT,
        columns=(messages.c.document,),
        shown=(messages.c.interchange, messages.c.version),
        address=_interchange,
        detail=lambda row: f"{row['interchange']} · {row['version']}",
        listed=lambda _: "/office/interchanges",
    ),
)
