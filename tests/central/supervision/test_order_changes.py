"""Orders that came, changed and were cancelled on a day, against what was known before."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from central.broadcast.service.gateway import Gateway
from central.broadcast.service.order_changes import order_changes
from central.db import clock
from central.web.catalogue import words
from tests.support.cell.world import telegram
from wire.codec import encode
from wire.telegram import Status, Telegram


def us(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


@pytest.fixture
def say(lite: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A telegram comes at a time."""

    def at(when: str, number: int, **said: Any) -> None:
        monkeypatch.setattr(clock, "time", SimpleNamespace(time_ns=lambda: us(when) * 1000))
        lite.central.house.find(Gateway).take("L1", encode(telegram(number, **said)))

    return at


def changes(lite: Any, day: str) -> list[tuple[str, str, bool, tuple[str, ...]]]:
    from_us = us(f"{day}T00:00")
    found = lite.central.db.read(lambda c: order_changes(c, from_us, from_us + 86_400_000_000))
    return [(it.sequence_number, it.what.value, it.late, it.fields) for it in found]


def test_each_is_compared_with_the_last_that_was_known(lite: Any, say: Any) -> None:
    say("2026-03-02T08:00", 1, transmission=1)
    say("2026-03-02T08:01", 2, status=Status.PREVIEW, transmission=2)
    say("2026-03-02T08:02", 1, transmission=1)
    say("2026-03-02T08:03", 2, options={"TRIM": "L1"}, transmission=3)
    say("2026-03-02T09:00", 1, colour="BLUE", transmission=4)
    say("2026-03-02T10:00", 1, colour="BLUE", status=Status.FITTED, transmission=5)
    say("2026-03-03T08:00", 2, status=Status.CANCELLED, transmission=6)
    say("2026-03-03T08:01", 2, status=Status.CANCELLED, transmission=7)
    say("2026-03-03T09:00", 2, transmission=8)
    assert changes(lite, "2026-03-02") == [
        ("0001", "added", False, ()),
        ("0002", "added", False, ()),
        ("0002", "changed", False, ("status", "TRIM")),
        ("0001", "changed", True, ("colour",)),
    ]
    assert changes(lite, "2026-03-03") == [
        ("0002", "deleted", True, ()),
        ("0002", "added", False, ()),
    ]


def test_the_page_counts_by_the_day_on_which_it_is_built(lite: Any, say: Any) -> None:
    say("2026-03-02T08:00", 1, planned_us=us("2026-03-05T12:00"), transmission=1)
    say("2026-03-02T08:01", 1, planned_us=us("2026-03-06T12:00"), transmission=2)
    viewer = lite.token("viewer")
    page = lite.get("/order-changes?day=2026-03-02&lang=en", token=viewer).text
    assert page.index("2026-03-05") < page.index("2026-03-06")
    assert "planned time" in page
    lines = lite.get("/order-changes.csv?day=2026-03-02&lang=en", token=viewer).text.splitlines()
    assert len(lines) == 3
    assert ",changed,after final,2026-03-06,planned time" in lines[2]
    empty = lite.get("/order-changes?day=2026-03-01&lang=en", token=viewer).text
    assert "No order came" in empty


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_changed_is_said_in_words(language: str) -> None:
    assert [f for f in Telegram.__struct_fields__ if f"field.{f}" not in words(language)] == []
