"""Masters as people make them: proposed, tried, released by a second person, taken back."""

from __future__ import annotations

from central.access.badges import floor_key, site_key
from central.access.rules import Right
from central.house import House
from central.masters import api, pages
from central.masters.service import Site


def install(house: House) -> None:
    config = house.config
    site = Site(feeds=config.feeds, badge_key=floor_key(site_key(config.data_dir)))
    house.header("/masters", "masters.masters", 35, Right.READ_MASTERS)
    house.serve(
        api.routes(house.db, site, house.guard, house.changes),
        pages.routes(house.db, house.frame, site, house.changes, config.data_dir / "pictures"),
    )
