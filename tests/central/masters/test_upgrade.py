"""Masters that an older program stored go on as they are, and their loops are the office's."""

from __future__ import annotations

import json
from pathlib import Path

import alembic.command
from alembic.config import Config
from sqlalchemy import Connection, make_url, text

from central.cells import service as cells
from central.cells.rules import Site
from central.db.database import Actor, Database
from central.kanban.service import list_loops
from central.masters import service
from central.masters.service import Proposal
from central.migrations.schema import migrate
from wire.codec import decode_masters
from wire.ids import FeedId
from wire.masters import FeedRules

OLD = {
    "type": "masters",
    "cell": "cell-a",
    "version": 3,
    "feeds": [{"feed": "L1", "takt_s": 70}],
    "loops": [
        {"loop": "K1", "part": "N-1", "location": "left", "quantity": 40},
        {"loop": "K2", "part": "N-2", "location": "left", "quantity": 50},
    ],
}
"""As it was written: without parts, and loops without a minimum."""


def test_old_masters_are_read_changed_and_brought_back(tmp_path: Path) -> None:
    db = Database(make_url(f"sqlite:///{tmp_path / 'old.db'}"))
    config = Config()
    config.set_main_option("script_location", str(Path(service.__file__).parents[1] / "migrations"))

    def before(connection: Connection) -> None:
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, "0015")
        connection.execute(
            text(
                "INSERT INTO cells_masters (cell, version, digest, at_us, by_whom, body) "
                "VALUES ('cell-a', 3, 'd', 77, 'erp', :body)"
            ),
            {"body": json.dumps(OLD).encode()},
        )
        connection.execute(
            text(
                "INSERT INTO kanban_loops (loop, part, location, quantity, minimum, changed_us, "
                "changed_by) VALUES ('K2', 'N-2', 'left', 50, 99, 5, 'ann')"
            )
        )

    db.write(before)
    migrate(db)
    assert [(it.loop, it.minimum) for it in list_loops(db)] == [("K1", 0), ("K2", 99)]
    stored = cells.masters_of(db, "cell-a")
    assert stored is not None and (stored.version, stored.by_whom, stored.why) == (3, "erp", "")
    masters = decode_masters(stored.body)
    assert masters.parts == () and masters.feeds[0].takt_s == 70
    site = Site(feeds={FeedId("L1"): FeedRules(feed="L1")}, badge_key=b"k" * 32)
    by = Actor(who="ann")
    same = db.write(lambda c: service.begin_or_propose(c, masters, site, by=by, now_us=9), by=by)
    assert not isinstance(same, Proposal) and same.version == 3
    back = Actor(who="ann", why="as it was")
    done = db.write(lambda c: service.roll_back(c, "cell-a", 3, site, by=back, now_us=9), by=back)
    assert done.version == 3, "it says what is in force"
    db.close()
