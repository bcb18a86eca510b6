"""The floor as people see it: board, desk, lists, and every vehicle and rack."""

from __future__ import annotations

from central.house import House
from central.supervision import (
    board_pages,
    desk_pages,
    detail_pages,
    lists_pages,
    module_orders_pages,
    order_changes_pages,
    own_alarms_pages,
    search_api,
    trucks_pages,
)

LISTS = ("vehicles", "racks", "marriages", "labels", "exceptions", "quarantine", "facts")
"""Those that the header names."""


def install(house: House) -> None:
    house.header("/desk", "title.desk", 10)
    house.header("/board", "title.board", 20)
    house.header("/trucks", "trucks.title", 32)
    house.header("/order-changes", "changes.title", 48)
    house.header("/module-orders", "modules.title", 49)
    for place, name in enumerate(LISTS, start=40):
        house.header(f"/lists/{name}", f"list.{name}", place)
    for room in (
        board_pages,
        desk_pages,
        detail_pages,
        lists_pages,
        module_orders_pages,
        order_changes_pages,
        trucks_pages,
    ):
        house.serve(room.routes(house.db, house.frame))
    house.serve(search_api.routes(house.db, house.guard))
    house.serve(own_alarms_pages.routes(house.db, house.frame, house.changes))
