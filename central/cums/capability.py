"""The cum ledger: what was despatched and received, counted by both sides."""

from __future__ import annotations

from central.cums import api, differences_api, opening_pages, pages
from central.house import House


def install(house: House) -> None:
    house.page("/office/receipts", "office.receipts", 430)
    house.page("/office/opening", "office.opening", 450)
    house.serve(
        opening_pages.api(house.db, house.guard, house.changes),
        opening_pages.pages(house.db, house.frame, house.changes),
        api.routes(house.db, house.guard, house.changes),
        differences_api.routes(house.db, house.guard, house.changes),
        pages.routes(house.db, house.frame),
    )
