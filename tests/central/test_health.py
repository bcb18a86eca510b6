"""Ready is only what can commit."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from sqlalchemy.exc import DBAPIError

from central.tracking.service import cells, own_alarms
from tests.support.central.client import Client
from tests.support.central.journal import Journal, plain_day
from wire.codec import encode

pytestmark = pytest.mark.both_databases


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def ready(client: Client) -> tuple[int, str]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json().get("code", "")


def test_a_disk_without_room_is_not_ready(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    db = client.app.state.central.db
    if not db.is_sqlite:
        pytest.skip("the disk is the server's")
    assert ready(client) == (200, "")
    monkeypatch.setattr(
        "central.db.database.disk_usage", lambda folder: Usage(2**40, 2**40, 5 * 2**20)
    )
    assert ready(client) == (503, "disk_full")
    assert "5 MB left" in client.get("/readyz").json()["detail"]
    monkeypatch.undo()
    assert ready(client) == (200, "")


def test_a_database_that_commits_nothing_is_not_ready_until_it_does(client: Any) -> None:
    db = client.app.state.central.db
    if not db.is_sqlite:
        pytest.skip("a read-only server says so itself")
    token = client.token("cell", cell="cell-a")
    batch = encode(Journal().write(*plain_day([1])).batch())

    def writable(setting: str) -> None:
        connection = db._writer.raw_connection()
        connection.driver_connection.execute(f"PRAGMA query_only = {setting}")
        connection.close()

    writable("ON")
    assert client.post("/api/v1/facts", token=token, content=batch).status_code == 503
    assert ready(client) == (503, "database_unavailable")
    writable("OFF")
    assert ready(client) == (200, "")
    assert client.post("/api/v1/facts", token=token, content=batch).status_code == 200
    assert cells.counts(db).facts > 0


def test_a_write_that_failed_by_its_own_fault_leaves_central_ready(client: Any) -> None:
    db = client.app.state.central.db
    with pytest.raises(DBAPIError):
        db.write(lambda c: c.exec_driver_sql("INSERT INTO nothing VALUES (1)"))
    assert ready(client) == (200, "")


def test_a_journal_that_ends_before_what_is_held_is_an_alarm(client: Any) -> None:
    """The cell asks before it sends: a rolled back one has nothing new to send."""
    db = client.app.state.central.db
    token = client.token("cell", cell="cell-a")
    journal = Journal(epoch=7).write(*plain_day())
    client.post("/api/v1/facts", token=token, content=encode(journal.batch()))
    asked = "/api/v1/nodes/cell-a/high-water?epoch=7"
    for last in (journal.last, journal.last + 5):
        assert client.get(f"{asked}&last={last}", token=token).status_code == 200
    assert client.get(asked, token=token).status_code == 200
    assert own_alarms.list_alarms(db) == []
    client.get(f"{asked}&last={journal.last - 3}", token=token)
    found = [(a.kind, a.subject, a.node) for a in own_alarms.list_alarms(db)]
    assert found == [("journal_rolled_back", "cell-a/7", "cell-a")]


def test_a_journal_that_went_another_way_is_an_alarm(client: Any) -> None:
    """It ends at our mark or beyond, and has another fact there: it may have sent nothing."""
    db = client.app.state.central.db
    token = client.token("cell", cell="cell-a")
    journal = Journal(epoch=7).write(*plain_day())
    client.post("/api/v1/facts", token=token, content=encode(journal.batch()))
    asked = f"/api/v1/nodes/cell-a/high-water?epoch=7&last={journal.last + 2}&at={journal.last}"
    held = client.get(asked, token=token).json()["anchor"]
    assert client.get(f"{asked}&hash={held}", token=token).status_code == 200
    assert own_alarms.list_alarms(db) == []
    client.get(f"{asked}&hash={held[::-1]}", token=token)
    (alarm,) = own_alarms.list_alarms(db)
    assert (alarm.kind, alarm.node) == ("journal_rolled_back", "cell-a")
