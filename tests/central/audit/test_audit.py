"""Every change is recorded by the database itself; the check says what was done to the record."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, make_url, update
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from central.access import people
from central.access.rules import TokenRole
from central.access.service import create_token
from central.audit import rules, service, tables, triggers
from central.audit.keeper import ANCHOR_CHANGES, Keeper
from central.audit.rules import Anchor, Verdict
from central.audit.service import AnchorFile
from central.commands.central import app
from central.db.database import Actor, Database
from central.db.file_lock import only_one
from central.kanban import tables as kanban

ANNA = Actor(who="anna", why="the line moved")
LOOP = {
    "loop": "K1",
    "part": "P1",
    "location": "A-1",
    "quantity": 10,
    "minimum": 5,
    "changed_us": 1,
    "changed_by": "anna",
}


def add(db: Database, by: Actor = ANNA, **changes: object) -> None:
    db.write(lambda c: c.execute(insert(kanban.loops), [{**LOOP, **changes}]), by=by)


def newest(db: Database, of: str = "") -> rules.Change:
    return db.read(lambda c: service.history(c, of=of))[0]


def forced(db: Database, statement: str) -> None:
    """As somebody who owns the database and removes what is in their way."""

    def work(connection) -> None:
        if db.is_sqlite:
            for name in triggers.KEPT:
                for action in ("update", "delete"):
                    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}_{action}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql(statement)
        triggers.install(connection)

    db.write(work)


def test_a_change_stands_there_with_who_why_before_and_after(db) -> None:
    add(db)
    entered = newest(db, "kanban_loops:K1")
    assert (entered.who, entered.why, entered.action) == ("anna", "the line moved", "insert")
    assert entered.before is None and json.loads(entered.after)["minimum"] == 5
    db.write(
        lambda c: c.execute(update(kanban.loops).values(minimum=7)),
        by=Actor(who="bert"),
    )
    changed = newest(db, "kanban_loops:")
    assert (changed.who, changed.why) == ("bert", "")
    assert service.differences(changed) == [("minimum", 5, 7)]
    db.write(lambda c: c.execute(delete(kanban.loops)))
    removed = newest(db)
    assert (removed.who, removed.action, removed.after) == ("lineside", "delete", None)


def test_what_changes_nothing_is_not_recorded(db) -> None:
    add(db)
    before = newest(db)
    db.write(lambda c: c.execute(update(kanban.loops).values(minimum=5)), by=ANNA)
    assert newest(db) == before


def test_what_is_undone_is_not_recorded_and_nobody_signs_for_another(db) -> None:
    def fail(connection) -> None:
        connection.execute(insert(kanban.loops), [LOOP])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        db.write(fail, by=ANNA)
    assert db.read(lambda c: service.history(c)) == []
    add(db, by=Actor(who="bert"))
    assert newest(db).who == "bert"


def test_a_change_from_outside_is_recorded_as_one(db) -> None:
    add(db)
    url = db.engine.url
    if db.is_sqlite:
        import sqlite3

        with sqlite3.connect(url.database) as outside:
            outside.execute("UPDATE kanban_loops SET minimum = 0")
        outside.close()
    else:
        import psycopg

        address = f"host={url.query['host']} user={url.username} dbname={url.database}"
        with psycopg.connect(address) as outside:
            outside.execute("UPDATE kanban_loops SET minimum = 0")
    found = newest(db)
    assert found.who.startswith("outside")
    assert service.differences(found) == [("minimum", 5, 0)]


def test_secrets_are_not_in_the_history(db) -> None:
    secret = create_token(db, role=TokenRole.VIEWER, now_us=1)
    token_id = secret.split("_")[1]
    entered = newest(db, f"access_tokens:{token_id}")
    assert json.loads(entered.after)["secret_hash"] == "kept"
    db.write(lambda c: c.exec_driver_sql("UPDATE access_tokens SET secret_hash = 'other'"))
    changed = newest(db, f"access_tokens:{token_id}")
    assert json.loads(changed.after)["secret_hash"] == "changed"
    assert "other" not in changed.after


def test_the_history_is_only_added_to(db) -> None:
    add(db)
    service.seal(db)
    for table in (tables.changes, tables.seals):
        for statement in (delete(table), update(table).values({table.c.change: 99})):
            with pytest.raises(DBAPIError, match="only added to"):
                db.write(lambda c, s=statement: c.execute(s))


@pytest.fixture
def sealed(db):
    for number in range(5):
        add(db, loop=f"K{number}")
    assert service.seal(db) == 5
    return db


def anchor(db: Database) -> Anchor:
    return db.read(service.head)


def test_untouched_is_intact(sealed) -> None:
    report = service.check(sealed, [anchor(sealed)])
    assert report.verdict is Verdict.INTACT and report.head.seal == 5
    add(sealed, loop="later")
    assert service.check(sealed, [anchor(sealed)]).verdict is Verdict.INTACT


@pytest.mark.every_case_on_both
@pytest.mark.parametrize(
    ("statement", "seal"),
    [
        ("UPDATE audit_changes SET who = 'bert' WHERE change = 3", 3),
        ("UPDATE audit_changes SET at_us = at_us + 1 WHERE change = 4", 4),
        ("DELETE FROM audit_changes WHERE change = 2", 2),
        ("DELETE FROM audit_seals WHERE seal = 2", 2),
        ("UPDATE audit_seals SET hash = 'x' WHERE seal = 5", 5),
    ],
)
def test_a_change_of_the_record_is_a_mismatch_at_its_seal(sealed, statement, seal) -> None:
    forced(sealed, statement)
    report = service.check(sealed)
    assert (report.verdict, report.seal) == (Verdict.MISMATCH, seal)
    assert report.detail


def test_a_tail_that_was_cut_is_shorter_than_its_anchor(sealed) -> None:
    kept = anchor(sealed)
    forced(sealed, "DELETE FROM audit_seals WHERE seal > 3")
    forced(sealed, "DELETE FROM audit_changes WHERE change > 3")
    assert service.check(sealed).verdict is Verdict.ROWS_DIFFER, "its rows are still there"
    behind(sealed, "DELETE FROM kanban_loops WHERE loop IN ('K3', 'K4')")
    assert service.check(sealed).verdict is Verdict.INTACT, "without an anchor it cannot show"
    report = service.check(sealed, [kept])
    assert (report.verdict, report.seal, report.head.seal) == (Verdict.SHORTER, 5, 3)


def test_a_history_that_was_written_anew_differs_from_its_anchor(sealed) -> None:
    kept = anchor(sealed)
    forced(sealed, "UPDATE audit_changes SET who = 'bert' WHERE change = 3")
    forced(sealed, "DELETE FROM audit_seals")
    service.seal(sealed)
    assert service.check(sealed).verdict is Verdict.INTACT
    report = service.check(sealed, [kept])
    assert (report.verdict, report.seal) == (Verdict.ANCHOR_DIFFERS, 5)


def test_what_was_put_in_around_the_chain_makes_it_longer(sealed, monkeypatch) -> None:
    monkeypatch.setattr(service, "LATE", 2)
    forced(
        sealed,
        "INSERT INTO audit_changes (change, at_us, who, why, object, action) "
        "VALUES (-7, 1, 'bert', '', 'kanban_loops:K9', 'insert')",
    )
    report = service.check(sealed)
    assert report.verdict is Verdict.LONGER and "1 changes" in report.detail


def test_two_processes_seal_one_chain(database_url) -> None:
    both = [Database(make_url(database_url)) for _ in range(2)]
    if both[0].is_sqlite:
        both[1].close()
        both[1] = both[0]
    for number in range(40):
        add(both[0], loop=f"K{number}")
    threads = [threading.Thread(target=service.seal, args=(each,)) for each in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = service.check(both[0])
    assert (report.verdict, report.head.seal) == (Verdict.INTACT, 40)
    for each in both:
        each.close()


def test_the_keeper_puts_the_head_outside_of_the_database(db, tmp_path: Path) -> None:
    anchors = AnchorFile(tmp_path / "anchors.jsonl")
    add(db)
    keeper = Keeper(db, anchors)
    keeper.once(10_000_000_000)
    add(db, loop="K2")
    keeper.once(10_001_000_000)
    assert [kept.seal for kept in anchors.read()] == [1], "few changes: once an hour"
    keeper.once(20_000_000_000)
    assert [kept.seal for kept in anchors.read()] == [1, 2]
    with (tmp_path / "anchors.jsonl").open("ab") as file:
        file.write(b'{"seal": 3, "ha')
    assert service.check(db, anchors.read()).verdict is Verdict.INTACT


def cut_after(db: Database, last: int) -> None:
    forced(db, f"DELETE FROM audit_seals WHERE seal > {last}")
    forced(db, f"DELETE FROM audit_changes WHERE change > {last}")


def test_in_a_fresh_installation_the_first_change_is_anchored(db, tmp_path: Path) -> None:
    anchors = AnchorFile(tmp_path / "anchors.jsonl")
    keeper = Keeper(db, anchors)
    keeper.once(10_000_000_000)
    assert anchors.read() == []
    add(db)
    keeper.once(10_001_000_000)
    assert [kept.seal for kept in anchors.read()] == [1]
    cut_after(db, 0)
    report = service.check(db, anchors.read())
    assert (report.verdict, report.seal) == (Verdict.SHORTER, 1)


def test_a_tail_is_found_as_far_as_the_anchors_tell(db, tmp_path: Path) -> None:
    anchors = AnchorFile(tmp_path / "anchors.jsonl")
    add(db, loop="first")
    keeper = Keeper(db, anchors)
    keeper.once(10_000_000_000)
    for number in range(ANCHOR_CHANGES):
        add(db, loop=f"K{number}")
        keeper.once(10_000_000_000 + number)
    assert [kept.seal for kept in anchors.read()] == [1, ANCHOR_CHANGES + 1]
    for number in range(3):
        add(db, loop=f"late{number}")
    keeper.once(10_100_000_000)
    assert len(anchors.read()) == 2, "fewer than it takes"
    cut_after(db, ANCHOR_CHANGES)
    assert service.check(db, anchors.read()).verdict is Verdict.SHORTER


def test_an_orderly_end_anchors_what_was_changed_last(db, tmp_path: Path) -> None:
    anchors = AnchorFile(tmp_path / "anchors.jsonl")
    add(db, loop="first")
    keeper = Keeper(db, anchors)
    keeper.once(10_000_000_000)
    for number in range(3):
        add(db, loop=f"K{number}")
    keeper.close(10_001_000_000)
    assert [kept.seal for kept in anchors.read()] == [1, 4]
    again = Keeper(db, anchors)
    again.once(10_002_000_000)
    assert len(anchors.read()) == 2, "it is there already"
    cut_after(db, 3)
    assert service.check(db, anchors.read()).verdict is Verdict.SHORTER


def behind(db: Database, statement: str) -> None:
    """As somebody who owns the database and drops the triggers for a moment."""

    def work(connection) -> None:
        if db.is_sqlite:
            names = connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).scalars()
            for name in list(names):
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql(statement)
        triggers.install(connection)

    db.write(work)


@pytest.mark.every_case_on_both
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE access_person_roles SET role = 'administrator'",
            "access_person_roles:p0/administrator stands there and no change made it",
        ),
        (
            "UPDATE access_people SET name = 'Eve' WHERE person = 'p3'",
            "access_people:p3 has another name than was written last",
        ),
        (
            "DELETE FROM kanban_loops WHERE loop = 'K1'",
            "kanban_loops:K1 is gone and no change removed it",
        ),
        (
            "INSERT INTO kanban_loops SELECT 'gone', part, location, quantity, minimum, "
            "changed_us, changed_by FROM kanban_loops WHERE loop = 'K1'",
            "kanban_loops:gone stands there although it was removed",
        ),
    ],
)
def test_rows_that_were_changed_behind_the_triggers_are_named(db, statement, said) -> None:
    for number in range(6):
        person = f"p{number}"
        people.create(
            db,
            people.NewPerson(person=person, name=person, roles=[TokenRole.VIEWER]),
            by=ANNA,
            now_us=1,
        )
    add(db)
    add(db, loop="gone")
    db.write(lambda c: c.execute(delete(kanban.loops).where(kanban.loops.c.loop == "gone")))
    create_token(db, role=TokenRole.VIEWER, now_us=1)
    assert service.check(db).verdict is Verdict.INTACT
    behind(db, statement)
    report = service.check(db)
    assert report.verdict is Verdict.ROWS_DIFFER and said in report.detail


def test_a_column_that_came_later_says_nothing() -> None:
    assert not rules.differs('{"a": 1, "new": 2}', "insert", '{"a": 1, "old": 3}', ())
    assert rules.differs('{"a": 2}', "update", '{"a": 1}', ())
    assert not rules.differs('{"a": 2}', "update", '{"a": "kept"}', ("a",))


def test_every_business_table_says_that_it_is_recorded() -> None:
    recorded = {table.name for table in triggers.audited()}
    assert {"kanban_loops", "cells_masters", "access_tokens"} <= recorded
    told = {name for name in recorded if name.startswith(("tracking_", "audit_"))}
    assert told == {"tracking_alarm_answers"}, "what people did, not what cells told"


def test_the_terminal_says_the_verdict(db, tmp_path: Path) -> None:
    """Exit status 0 only for what is intact."""
    config = tmp_path / "central.toml"
    config.write_text(
        f'[central]\ndata_dir = "data"\ndatabase = "{db.engine.url}"\n[[feed]]\nfeed = "L1"\n'
    )

    def said(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["audit", *words, "--config", str(config)])
        return done.exit_code, done.output

    add(db)
    lock = only_one(db.engine.url)
    assert said("verify")[0] == 0, "beside a serving central"
    if lock is not None:
        lock.close()
    assert "kanban_loops:K1 insert by anna (the line moved)" in said("show")[1]
    forced(db, "UPDATE audit_changes SET who = 'bert'")
    status, output = said("verify", "--json")
    assert (status, json.loads(output)["verdict"]) == (1, "mismatch")
