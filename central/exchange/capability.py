"""Interchanges with partners: taken in, answered and sent, by HTTP, folder or server."""

from __future__ import annotations

from central.exchange import api, import_pages, pages
from central.exchange.connection import Pace
from central.exchange.rounds import Exchange
from central.exchange.service import DESK
from central.house import House
from central.http.limits import BODY_BYTES_MAX
from syntax.bounds import MAX_FILE

TOPIC = "edi"


def install(house: House) -> None:
    config, db, desk = house.config, house.db, DESK.answer()

    def changed() -> None:
        house.changes.publish(TOPIC)

    exchange = Exchange(
        db,
        desk,
        folder=config.edi_folder or config.data_dir / "edi",
        keys=config.edi_keys or config.data_dir / "edi_keys",
        pace=Pace(poll_s=config.edi.poll_s, settle_s=config.edi.settle_s),
        changed=changed,
    )
    house.page("/office/interchanges", "office.interchanges", 410)
    house.page("/office/acknowledgements", "office.acknowledgements", 420)
    house.page("/office/import", "office.import", 440)
    house.body("/api/v1/edi/interchanges", MAX_FILE)
    house.body("/office/import", MAX_FILE + BODY_BYTES_MAX)
    house.serve(
        api.routes(db, house.guard, desk, exchange, changed),
        pages.routes(db, house.frame, desk, exchange, changed),
        import_pages.routes(db, house.frame, desk, changed),
    )
    house.work("exchange", exchange.run)
