"""Contracts with customers: who gets which parts, at what price and by which terms."""

from __future__ import annotations

from central.agreements import api, pages
from central.house import House


def install(house: House) -> None:
    house.page("/office/contracts", "office.contracts", 310)
    house.serve(api.routes(house.db, house.guard), pages.routes(house.db, house.frame))
