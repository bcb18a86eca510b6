"""Quality: blocks of the whole plant, and where the pieces are."""

from __future__ import annotations

from central.access.rules import Right
from central.house import House
from central.quality import api, pages


def install(house: House) -> None:
    two = house.config.quality.two_to_lift
    house.page("/quality", "quality.quality", 30, Right.READ_TRACKING)
    house.serve(
        api.routes(house.db, house.guard, house.changes, two_to_lift=two),
        pages.routes(house.db, house.frame, house.changes, two_to_lift=two),
    )
