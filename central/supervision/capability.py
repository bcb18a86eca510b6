"""The floor as people see it: board, desk, lists, and every vehicle and rack."""

from __future__ import annotations

from central.access.rules import Right
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
from central.supervision.pulse_view import DESK, pulse_of
from central.web.pulse import Pulses

LISTS = {
    "vehicles": ("/vehicles",),
    "racks": ("/racks",),
    "marriages": (),
    "labels": (),
    "exceptions": (),
    "quarantine": ("/raw",),
    "facts": (),
}
"""Those that the rail names, with the addresses of what they list."""
FLOOR = Right.READ_TRACKING


def install(house: House) -> None:
    house.frame.pulse = Pulses(house.db, pulse_of).now
    house.page(DESK, "title.desk", 10, FLOOR, below=("/troubles",))
    house.page("/board", "title.board", 20, FLOOR)
    house.page("/trucks", "trucks.title", 50, FLOOR)
    house.page("/order-changes", "changes.title", 48, FLOOR)
    house.page("/module-orders", "modules.title", 49, FLOOR)
    for place, (name, below) in enumerate(LISTS.items(), start=40):
        house.page(f"/lists/{name}", f"list.{name}", place, FLOOR, below=below)
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
