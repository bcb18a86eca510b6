"""Customers, their plants, calendars and delivery windows; our own divisions."""

from __future__ import annotations

from central.house import House
from central.partners import api, divisions_pages, pages


def install(house: House) -> None:
    house.page("/office/customers", "office.customers", 320)
    house.page("/office/calendars", "office.calendars", 325)
    house.page("/office/divisions", "office.divisions", 330)
    house.serve(
        api.routes(house.db, house.guard),
        pages.routes(house.db, house.frame),
        divisions_pages.routes(house.db, house.frame),
    )
