"""Kanban loops between cells and their stock."""

from __future__ import annotations

from central.house import House
from central.kanban import api


def install(house: House) -> None:
    house.serve(api.routes(house.db, house.guard, house.changes))
