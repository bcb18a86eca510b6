"""Cells as central knows them: their masters, badges and keys."""

from __future__ import annotations

from central.access.badges import floor_key, site_key
from central.cells import api
from central.cells.service import key_badges
from central.db.clock import now_us
from central.house import House
from wire.codec import MASTERS_BYTES_MAX


def install(house: House) -> None:
    key_badges(house.db, floor_key(site_key(house.config.data_dir)), now_us())
    house.body("/api/v1/masters/", MASTERS_BYTES_MAX)
    house.serve(api.routes(house.db, house.config.feeds, house.guard, house.changes))
