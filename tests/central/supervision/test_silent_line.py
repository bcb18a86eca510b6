"""A line that should run and sends nothing is a fault at the desk, where its telegrams come in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from central.broadcast.service import gateway as service
from central.broadcast.service.gateway import Gateway
from central.broadcast.tables import feeds
from central.cells.rules import Site
from central.cells.service import put_masters
from central.db.database import Database
from central.supervision.service import collect
from tests.support.cell.world import FEED, masters
from wire.codec import encode
from wire.ids import FeedId
from wire.masters import Continuity, FeedRules, Shift

SITE = Site(feeds={FeedId(FEED): FeedRules(feed=FEED)}, badge_key=b"k" * 32)
SHIFT = Shift(
    shift="day",
    feeds=(FEED,),
    days=("mon", "tue", "wed", "thu", "fri"),
    begins="06:00",
    ends="22:00",
    breaks=("12:00-12:30",),
)


def us(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


def heard(db: Database, at: str, **rules: Any) -> None:
    """The last telegram of a line with a vehicle a minute came at that time."""
    made = masters(takt_s=60, **rules)
    body = encode(msgspec.structs.replace(made, shifts=(SHIFT,)))
    put_masters(db, made.cell, body, SITE, by_whom="t", now_us=1)
    service.prepare_feeds(db, [FEED])
    db.write(lambda c: c.execute(update(feeds).values(last_received_us=us(at))))


def silent(db: Database, at: str) -> list[tuple[str, str, str]]:
    found = db.read(lambda c: collect(c, us(at)))
    return [(t.subject, t.text, t.level) for t in found if t.kind == "feed_silent"]


@pytest.mark.parametrize(
    ("last", "now", "takts"),
    [
        ("2026-03-02T08:00", "2026-03-02T08:10", 0),
        ("2026-03-02T08:00", "2026-03-02T08:11", 11),
        ("2026-03-02T11:55", "2026-03-02T12:34", 0),
        ("2026-03-02T11:55", "2026-03-02T12:36", 11),
        ("2026-03-06T21:58", "2026-03-09T06:05", 0),
        ("2026-03-06T21:58", "2026-03-09T06:09", 11),
    ],
)
def test_only_working_time_counts(db: Database, last: str, now: str, takts: int) -> None:
    heard(db, last)
    assert silent(db, now) == ([(FEED, f"{takts} takt", "fault")] if takts else [])


def test_masters_say_how_long_it_may_be_silent_and_whether_it_may_at_all(db: Database) -> None:
    heard(db, "2026-03-02T08:00", silence_takts=3)
    assert silent(db, "2026-03-02T08:04")
    heard(db, "2026-03-02T08:00", silence_takts=0)
    assert not silent(db, "2026-03-02T20:00")
    heard(db, "2026-03-02T08:00", continuity=Continuity.NONE)
    assert not silent(db, "2026-03-02T20:00")


def test_a_line_that_said_that_it_stands_is_awaited_from_when_it_runs_again(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard(db, "2026-03-02T08:00")
    rules = {FEED: FeedRules(feed=FEED)}
    gateway = Gateway(db, rules, on_commit=lambda f: None, on_position=lambda f, p: None)

    def say(running: bool, at: str) -> None:
        monkeypatch.setattr(service, "now_us", lambda: us(at))
        gateway.set_line_running(FEED, running)

    say(False, "2026-03-02T08:05")
    assert not silent(db, "2026-03-02T11:00")
    say(True, "2026-03-02T11:00")
    say(True, "2026-03-02T11:09")
    assert not silent(db, "2026-03-02T11:10")
    assert silent(db, "2026-03-02T11:11")
    monkeypatch.undo()
