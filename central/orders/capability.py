"""Order lines, their notes and backorders, and what the floor ships against them."""

from __future__ import annotations

from central.house import House
from central.orders import api, pages
from central.orders.shipments import ShipmentFollower


def install(house: House) -> None:
    house.page("/office/orders", "office.orders", 210, below=("/office/notes",))
    house.page("/office/backorders", "office.backorders", 220)
    house.page("/office/planned-receipts", "office.planned_receipts", 225)
    house.page("/office/floor", "office.floor", 230)
    house.serve(
        api.routes(house.db, house.guard, house.changes), pages.routes(house.db, house.frame)
    )
    follower = ShipmentFollower(house.db, on_progress=lambda: house.changes.publish("orders"))
    house.work("shipments of the floor", follower.run)
