"""What is shown as announced is a number of a vehicle to build, that the cells would believe."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec
import pytest

from central.broadcast.service.gateway import Gateway, prepare_feeds
from central.cells.service import store
from central.db.database import Actor, Database
from central.db.work import transact
from central.tracking.service import cells
from tests.support.cell.world import FEED, World, masters, telegram
from tests.support.central.cell_and_central import Pair
from wire.codec import encode
from wire.masters import FeedRules
from wire.telegram import Flag, Status, Telegram


def announced(db: Database) -> tuple[int, str]:
    (line,) = cells.sequence_status(db)
    return line.announced_position, line.announced_number


class Site:
    """A gateway, its masters (jumps of 40 at most), and a cell that hears what it took."""

    def __init__(self, db: Database) -> None:
        self.db, self.world = db, World()
        self.world.adopt(masters())
        self.pair = Pair(db, self.world, 1)
        prepare_feeds(db, [FEED])
        rules = {FEED: FeedRules(feed=FEED)}
        self.gateway = Gateway(db, rules, on_commit=lambda _: None, on_position=lambda *_: None)
        transact(db, partial(store, wanted=masters()), by=Actor(who="ann", why="new"))

    def tell(self, *told: Telegram, heard: bool) -> None:
        for one in told:
            position = self.gateway.take(FEED, encode(one))
            if heard:
                self.world.hear(msgspec.structs.replace(one, position=position))
        self.pair.send()


@pytest.mark.parametrize("heard", [True, False])
@pytest.mark.parametrize(
    "said",
    [
        {"number": 200, "call": "FAR"},
        {"number": "ABC", "call": "LETTERS"},
        {"number": 401, "call": "BEYOND"},
        {"number": "0000", "call": "NOT-YET"},
        {"number": 9, "call": "TRIAL", "flags": (Flag.TEST,)},
        {"number": 2, "flags": (Flag.RE_ORDER,)},
        {"number": 2, "status": Status.FITTED},
        {"number": 2, "status": Status.CANCELLED},
        {"number": 30, "call": "LATER", "status": Status.PREVIEW},
    ],
    ids=lambda said: str(said.get("call", said.get("status", "re_order"))),
)
def test_what_gives_no_place_or_cannot_be_is_not_announced(
    db: Database, said: dict[str, Any], heard: bool
) -> None:
    site = Site(db)
    site.tell(*(telegram(n) for n in range(1, 6)), heard=True)
    site.tell(telegram(**said), heard=heard)
    assert announced(db) == (6, "0005")


def test_what_the_cells_did_not_hear_yet_is_announced_and_a_wrap_too(db: Database) -> None:
    site = Site(db)
    site.tell(*(telegram(n, f"A{n}") for n in range(390, 401)), heard=True)
    site.tell(telegram(3, "B3"), telegram(40, "B40"), telegram(399, "B399"), heard=False)
    assert announced(db) == (14, "0040")


def test_a_jump_that_a_cell_took_after_all_is_announced(db: Database) -> None:
    """Here nothing was known before it."""
    site = Site(db)
    site.tell(telegram(300), telegram(301), heard=True)
    assert announced(db) == (2, "0301")
