"""The cum ledger: what was despatched and received, counted by both sides."""

from __future__ import annotations

from central.cums import api, differences_api, pages
from central.house import House


def install(house: House) -> None:
    house.page("/office/receipts", "office.receipts", 430)
    house.serve(
        api.routes(house.db, house.guard, house.changes),
        differences_api.routes(house.db, house.guard, house.changes),
        pages.routes(house.db, house.frame),
    )
