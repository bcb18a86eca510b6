"""Customers, their plants, calendars and delivery windows."""

from __future__ import annotations

from central.house import House
from central.partners import api, pages


def install(house: House) -> None:
    house.page("/office/customers", "office.customers", 320)
    house.serve(api.routes(house.db, house.guard), pages.routes(house.db, house.frame))
