"""Purchase orders of customers by HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from central.access.guard import Guard
from central.access.rules import Principal, Right
from central.db.database import Actor, Database
from central.db.work import transact
from central.http.fields import MaybeName, Name, Quantity, Strict
from central.orders.rules.lines import PurchaseOrder
from central.orders.service import reading
from central.orders.service.json_rows import Json, plain
from central.orders.service.purchase_orders import Opened, open_purchase_orders

Text = Annotated[str, Query(max_length=70)]


class PurchaseOrderIn(Strict):
    """``part`` empty: for every part of the agreement. ``quantity``: of that part in all."""

    agreement: Name
    number: Name
    part: MaybeName = ""
    quantity: Quantity | None = None


def add(router: APIRouter, db: Database, guard: Guard) -> None:
    reader = Depends(guard.requires(Right.READ_OFFICE))
    planner = Depends(guard.requires(Right.PLAN_RELEASES))

    @router.get("/purchase-orders", dependencies=[reader])
    def get_purchase_orders(agreement: Text = "") -> list[Json]:
        found = db.read(lambda c: reading.purchase_order_rows(c, agreement))
        return [plain(row) for row in found]

    @router.post("/purchase-orders")
    def post_purchase_orders(
        rows: Annotated[list[PurchaseOrderIn], Field(min_length=1, max_length=5000)],
        principal: Principal = planner,
    ) -> dict[str, int]:
        """In advance; what exists stays as it is, but for a quantity that is said."""
        wanted = [
            PurchaseOrder(
                purchase_order=row.number,
                agreement=row.agreement,
                part=row.part,
                quantity=row.quantity,
            )
            for row in rows
        ]
        done = open_in_advance(db, wanted, principal)
        return {"opened": done.new, "changed": done.changed}


def open_in_advance(db: Database, wanted: Sequence[PurchaseOrder], principal: Principal) -> Opened:
    """As the visitor."""
    by = Actor(who=principal.who)
    return transact(db, lambda work: open_purchase_orders(work, wanted), by=by)
