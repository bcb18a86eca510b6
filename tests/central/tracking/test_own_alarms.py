"""What central itself saw is taken and closed by people, with a reason, and is open again when it
is seen again.
"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from central.db.database import Actor, Database
from central.db.work import Work
from central.tracking import tables
from central.tracking.alarms import RE_ORDER_UNCLAIMED, raise_alarm
from central.tracking.service import own_alarms
from central.words.reasons import RuleRefusedError

ANN = Actor(who="ann", why="looked")


def raised(db: Database, kind: str = "serial_twice", at_us: int = 1_000) -> int:
    def work(connection) -> int:
        raise_alarm(connection, kind, "P/1", "cell-a", "part P serial 1", at_us)
        table = tables.alarms
        query = select(table.c.alarm).where(table.c.kind == kind)
        return int(connection.execute(query).scalar_one())

    return db.write(work)


def do(db: Database, at_us: int, act, *given) -> None:
    db.write(lambda c: act(Work(c, ANN, at_us), *given), by=ANN)


def open_now(db: Database) -> list[int]:
    return [row["alarm"] for row in db.read(own_alarms.open_alarms)]


def test_one_that_is_closed_is_not_open_and_says_who_and_why(db: Database) -> None:
    alarm = raised(db)
    assert open_now(db) == [alarm]
    do(db, 2_000, own_alarms.take, alarm, "Ann")
    view = db.read(lambda c: own_alarms.find_alarm(c, alarm))
    assert (view.owner, view.taken_us, view.closed_us) == ("Ann", 2_000, None)
    do(db, 3_000, own_alarms.close, alarm, " the label was copied; both looked at ")
    assert open_now(db) == []
    view = db.read(lambda c: own_alarms.find_alarm(c, alarm))
    assert (view.closed_us, view.closed_by) == (3_000, "ann")
    assert view.note == "the label was copied; both looked at"


def test_one_that_is_seen_again_is_open_again_and_nobodys(db: Database) -> None:
    alarm = raised(db)
    do(db, 2_000, own_alarms.take, alarm, "Ann")
    do(db, 3_000, own_alarms.close, alarm, "done")
    assert raised(db, at_us=9_000) == alarm
    view = db.read(lambda c: own_alarms.find_alarm(c, alarm))
    assert (view.first_us, view.since_us, view.times) == (1_000, 9_000, 2)
    assert (view.owner, view.closed_us, view.note) == ("", None, "")


def test_one_that_is_seen_again_while_it_is_open_stays_whose_it_is(db: Database) -> None:
    alarm = raised(db)
    do(db, 2_000, own_alarms.take, alarm, "Ann")
    raised(db, at_us=9_000)
    view = db.read(lambda c: own_alarms.find_alarm(c, alarm))
    assert (view.owner, view.since_us) == ("Ann", 1_000)


def test_what_one_telegram_said_stays_closed_when_another_cell_tells_it_too(db: Database) -> None:
    alarm = raised(db, RE_ORDER_UNCLAIMED)
    do(db, 3_000, own_alarms.close, alarm, "brought by hand")
    raised(db, RE_ORDER_UNCLAIMED, at_us=9_000)
    assert open_now(db) == []


@pytest.mark.parametrize(
    ("reason", "code"),
    [("  ", "alarm.no_reason"), ("x" * 1001, "alarm.long"), ("again", "alarm.closed")],
)
def test_no_word_twice_and_no_end_without_a_reason(db: Database, reason: str, code: str) -> None:
    alarm = raised(db)
    if code == "alarm.closed":
        do(db, 2_000, own_alarms.close, alarm, "done")
    with pytest.raises(RuleRefusedError) as error:
        do(db, 3_000, own_alarms.close, alarm, reason)
    assert [it.code for it in error.value.reasons] == [code]


def test_what_was_never_raised_is_unknown(db: Database) -> None:
    with pytest.raises(RuleRefusedError) as error:
        do(db, 3_000, own_alarms.take, 77, "Ann")
    assert error.value.reasons[0].code == "alarm.unknown"
