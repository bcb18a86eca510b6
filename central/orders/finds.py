"""What the search finds of order lines, purchase orders and despatch notes."""

from __future__ import annotations

from central.access.rules import Right
from central.orders.tables import lines, notes, purchase_orders
from central.web.frame import path
from central.web.lookup import Find

_RIGHT = Right.READ_OFFICE


FINDS = (
    Find(
        name="order",
        right=_RIGHT,
        columns=(lines.c.reference, lines.c.purchase_order),
        shown=(lines.c.line, lines.c.agreement, lines.c.part, lines.c.on_day),
        address=lambda row: path("office", "order-lines", row["line"]),
        detail=lambda row: f"{row['agreement']} · {row['part']} · {row['on_day']}",
        listed=lambda _: "/office/orders",
    ),
    Find(
        name="purchase_order",
        right=_RIGHT,
        columns=(purchase_orders.c.number,),
        shown=(purchase_orders.c.agreement, purchase_orders.c.part),
        address=lambda _: "/office/purchase-orders",
        detail=lambda row: f"{row['agreement']} · {row['part']}",
        listed=lambda _: "/office/purchase-orders",
    ),
    Find(
        name="note",
        right=_RIGHT,
        columns=(notes.c.note,),
        shown=(notes.c.customer, notes.c.on_day),
        address=lambda row: path("office", "notes", row["note"]),
        detail=lambda row: f"{row['customer']} · {row['on_day']}",
        listed=lambda _: "/office/notes",
    ),
)
