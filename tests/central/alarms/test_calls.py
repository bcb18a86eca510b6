"""A call for help from the call until it is closed: who took it and when, by day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from central.alarms.service import response_of
from central.tracking.service.calls import Call
from tests.support.central.journal import Journal
from wire.codec import encode
from wire.events import ExceptionHandled, HelpCalled, HelpKind
from wire.ids import PersonId, WorkplaceId

MINUTE_US = 60_000_000
NOON_US = round(datetime(2026, 3, 2, 12).astimezone().timestamp()) * 1_000_000


def call(taken_s: float | None, closed_s: float | None) -> Call:
    def after(seconds: float | None) -> int | None:
        return None if seconds is None else round(seconds * 1e6)

    return Call(
        node="cell-a",
        call="help:A1:1",
        kind="help",
        text="A1",
        at_us=0,
        owner="ben" if taken_s is not None else "",
        taken_us=after(taken_s),
        closed_us=after(closed_s),
    )


def test_median_and_worst_of_a_day() -> None:
    found = response_of([call(30, 300), call(90, 600), call(600, None), call(None, None)])
    assert (found.calls, found.taken, found.closed) == (4, 3, 2)
    assert (found.taken_median_s, found.taken_worst_s) == (90, 600)
    assert (found.closed_median_s, found.closed_worst_s) == (450, 600)
    nothing = response_of([])
    assert (nothing.calls, nothing.taken_median_s, nothing.closed_worst_s) == (0, None, None)


def test_a_call_that_is_taken_and_closed_at_the_cell(lite: Any) -> None:
    journal = Journal("cell-a")
    help_ = HelpCalled(kind=HelpKind.HELP, workplace=WorkplaceId("A1"), person=PersonId("anna"))
    name = "help:A1:0"

    def handled(closed: bool) -> ExceptionHandled:
        return ExceptionHandled(exception=name, person=PersonId("ben"), closed=closed, note="")

    facts = ((help_, 0), (handled(False), 2), (handled(False), 3), (handled(True), 10))
    for fact, minutes in facts:
        journal.write(fact, at_us=NOON_US + minutes * MINUTE_US)
    token = lite.token("cell", cell="cell-a")
    sent = lite.post("/api/v1/facts", content=encode(journal.batch()), token=token)
    assert sent.status_code == 200, sent.text
    viewer = lite.token("viewer")
    answer = lite.get("/api/v1/alarms/calls?day=2026-03-02", token=viewer).json()
    assert [(it["taken_by"], it["taken_s"], it["closed_s"]) for it in answer] == [
        ("ben", 120.0, 600.0)
    ]
    assert lite.get("/api/v1/alarms/calls?day=2026-03-03", token=viewer).json() == []
    page = lite.get("/andon?day=2026-03-02&lang=en", token=viewer).text
    assert "Help called" in page
    assert "10 min" in page
    lines = lite.get("/andon.csv?day=2026-03-02&lang=en", token=viewer).text.splitlines()
    assert lines[1].endswith("ben,120,600")
