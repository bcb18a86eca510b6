"""Delivery schedules: from what a customer sent to what is released."""

from __future__ import annotations

from central.house import House
from central.releases import api, opening_pages, order_entry_api, pages
from central.releases.runner import Runner
from central.web.navigation import HOME


def install(house: House) -> None:
    runner = Runner(
        house.db,
        every_s=house.config.releases.run_every_s,
        on_progress=lambda: house.changes.publish(api.TOPIC),
    )

    def decided() -> None:
        """What waited for a person's decision flows at once."""
        runner.wake()
        house.changes.publish(api.TOPIC)

    house.listen("edi", runner.wake)  # what is posted flows at once
    house.page(HOME, "office.inbox", 110)
    house.page("/office/schedules", "office.schedules", 120)
    house.page("/office/net-change", "office.net_change", 130)
    house.page("/office/unprocessed", "office.unprocessed", 140)
    house.page("/office/opening", "office.opening", 450)
    house.serve(
        opening_pages.api(house.db, house.guard, house.changes),
        opening_pages.pages(house.db, house.frame, house.changes),
        api.routes(house.db, house.guard, house.changes, runner.wake),
        order_entry_api.routes(house.db, house.guard, house.changes),
        pages.routes(house.db, house.frame, decided),
    )
    house.work("flow of schedules", runner.run)
