"""Masters as people make them: proposed, tried, released by a second person, taken back."""

from __future__ import annotations

from central.access.rules import Right
from central.house import House
from central.masters import api, pages
from central.masters.service import site_of


def install(house: House) -> None:
    config = house.config
    site = site_of(config)
    house.page("/masters", "masters.rail", 305, Right.READ_MASTERS)
    house.serve(
        api.routes(house.db, site, house.guard, house.changes),
        pages.routes(house.db, house.frame, site, house.changes, config.data_dir / "pictures"),
    )
