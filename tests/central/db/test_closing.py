"""No connection outlives the database that was closed."""

from __future__ import annotations

import pytest
from sqlalchemy import event, make_url

from central.db import database
from central.db.database import Database


def test_what_a_thread_still_does_when_all_is_closed_leaves_no_connection_open(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_CLOSE_S", 0.0)
    db = Database(make_url(database_url))
    ended: list[object] = []
    event.listen(db.engine, "close", lambda dbapi, _: ended.append(dbapi))
    with db.engine.connect() as late:
        opened = late.connection.dbapi_connection
        db.close()
        assert ended == []
    assert ended == [opened]
