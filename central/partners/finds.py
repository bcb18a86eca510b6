"""What the search finds of customers and plants."""

from __future__ import annotations

from central.access.rules import Right
from central.partners.tables import customers, plants
from central.web.frame import path
from central.web.lookup import Find

_RIGHT = Right.READ_OFFICE

FINDS = (
    Find(
        name="customer",
        right=_RIGHT,
        columns=(customers.c.customer, customers.c.name),
        shown=(customers.c.customer, customers.c.name),
        address=lambda row: path("office", "customers", row["customer"]),
        detail=lambda row: f"{row['customer']} · {row['name']}",
        listed=lambda _: "/office/customers",
        small=True,
    ),
    Find(
        name="plant",
        right=_RIGHT,
        columns=(plants.c.plant, plants.c.name),
        shown=(plants.c.customer, plants.c.plant, plants.c.name),
        address=lambda row: path("office", "customers", row["customer"]),
        detail=lambda row: f"{row['plant']} · {row['name']} · {row['customer']}",
        listed=lambda _: "/office/customers",
        small=True,
    ),
)
