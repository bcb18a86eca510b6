"""The history of changes: sealed while central serves, read on a page and by programs."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy.exc import DBAPIError

from central.access.rules import Right
from central.audit import api, pages
from central.audit.keeper import Keeper, anchor_file
from central.db.clock import now_us
from central.house import House


def install(house: House) -> None:
    anchors = anchor_file(house.config.data_dir)
    keeper = Keeper(house.db, anchors)

    def close() -> None:
        with suppress(DBAPIError):
            keeper.close(now_us())

    house.page("/office/audit", "office.audit", 930, Right.READ_AUDIT)
    house.serve(
        api.routes(house.db, house.guard, anchors), pages.routes(house.db, house.frame, anchors)
    )
    house.work("audit keeper", keeper.run)
    house.at_end.append(close)
