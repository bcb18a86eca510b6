"""Cells that say that they live."""

from __future__ import annotations

from central.heartbeats import api
from central.house import House


def install(house: House) -> None:
    house.serve(api.routes(house.db, house.guard))
