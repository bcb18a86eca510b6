"""Handling units, despatch notes before they leave, loads and departures."""

from __future__ import annotations

from central.despatch import api, pages, papers
from central.house import House


def install(house: House) -> None:
    house.page("/office/despatch-list", "office.despatch_list", 226)
    house.page("/office/loads", "office.loads", 227)
    house.serve(
        api.routes(house.db, house.guard, house.changes),
        pages.routes(house.db, house.frame),
        papers.routes(house.db, house.frame),
    )
