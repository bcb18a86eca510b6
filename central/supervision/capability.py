"""The floor as people see it: board, desk, lists, and every vehicle and rack."""

from __future__ import annotations

from central.house import House
from central.supervision import board_pages, desk_pages, detail_pages, lists_pages
from central.web.navigation import Bar

LISTS = ("vehicles", "racks", "marriages", "labels", "exceptions", "quarantine", "facts")
"""Those that the header names."""


def install(house: House) -> None:
    house.page("/desk", "title.desk", 10, bar=Bar.HEADER)
    house.page("/board", "title.board", 20, bar=Bar.HEADER)
    for place, name in enumerate(LISTS, start=40):
        house.page(f"/lists/{name}", f"list.{name}", place, bar=Bar.HEADER)
    for room in (board_pages, desk_pages, detail_pages, lists_pages):
        house.serve(room.routes(house.db, house.frame))
