"""A schedule by fax or phone, typed in: 100 for 8 May and 50 for 12 May, from the customer C."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from central.agreements.model import options as o
from central.agreements.model.horizons import Length, ToleranceHorizon
from central.db.database import Actor
from central.exchange import store
from central.exchange.rules.entered import Entered, kept_of
from central.exchange.tables import interchanges
from central.releases import flow
from central.releases.entry import enter, trial
from central.releases.rules.states import State
from central.releases.service import schedule_view
from central.releases.tables import SCHEDULES, UNPROCESSED
from central.words.reasons import RuleRefusedError
from central.words.spelling import MisspeltError, read
from tests.support.central.releases_desk import DAY, Desk, d, day, item, line, said

FAX: dict[str, Any] = {
    "agreement": "A",
    "part": "P",
    "kind": "plan",
    "number": "FAX-1",
    "issued_on": DAY,
    "lines": [{"on": day(8), "quantity": "100"}, {"on": day(12), "quantity": 50}],
}
TYPED = Actor(who="pat", why="")
TEN = ToleranceHorizon(
    name="Firm", length=Length(count=28), minus_percent=d(10), plus_percent=d(10)
)


def fax(**more: Any) -> Entered:
    return read(Entered, {**FAX, **more})


@pytest.fixture
def flowing(desk: Desk) -> Desk:
    desk.agreement(
        "A",
        "P",
        tolerance_check=o.ToleranceCheck.AUTOMATIC,
        tolerance_template=(TEN,),
        approval=o.Approval.AUTO,
        release=o.Release.AUTOMATIC,
    )
    return desk


def typed(desk: Desk, **more: Any) -> Any:
    return enter(desk.db, fax(**more), by=TYPED, now_us=desk.now_us)


def stored(desk: Desk) -> tuple[int, int, int]:
    """Interchanges, schedules, unprocessed entries."""
    tables = interchanges, SCHEDULES, UNPROCESSED
    counts = (select(func.count()).select_from(table) for table in tables)
    first, second, third = (desk.db.read(lambda c, q=q: c.execute(q).scalar_one()) for q in counts)
    return first, second, third


def test_it_flows_as_a_message_does_and_says_who_typed_it(flowing: Desk) -> None:
    kept = typed(flowing)
    assert kept.state is State.RELEASED and kept.entered_by == "pat" and kept.partner == ""
    assert flowing.orders() == {day(8): d(100), day(12): d(50)}
    view = flowing.db.read(lambda c: schedule_view(c, kept.schedule))
    assert view is not None and view.steps[0].who == "pat"


def test_what_was_typed_is_kept_byte_for_byte(flowing: Desk) -> None:
    kept = typed(flowing, last_note="N4", lines=[{"on": day(8), "quantity": "100.0"}])
    raw = flowing.db.read(lambda c: store.raw_of(c, kept.interchange))
    assert kept_of(raw).schedule == fax(last_note="N4", lines=[{"on": day(8), "quantity": 100}])
    row = flowing.db.read(lambda c: store.load(c, kept.interchange))
    assert row is not None and (row.way, row.name, row.sender) == ("entered", "pat", "C")


def test_sending_does_not_look_ahead(flowing: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it would do of the orders is of a trial; the flow does it, and sets its faults aside."""

    def broken(*_: object) -> None:
        raise LookupError("a fault of ours")

    monkeypatch.setattr("central.releases.entry.changed_by", broken)
    assert typed(flowing).state is State.RELEASED


def test_a_newer_one_amends_it_and_a_message_amends_that(flowing: Desk) -> None:
    first = typed(flowing)
    second = typed(flowing, number="FAX-2", lines=[{"on": day(8), "quantity": 105}])
    assert second.state is State.OUT_OF_TOLERANCE, "50 of 12 May are gone: the same tolerance"
    assert flowing.state(first.schedule) == "released"
    flowing.interchanges = 1000
    third = flowing.taken(said("3", item("P", line(day(8), 100), line(day(12), 50))))
    assert flowing.state(third) == "received", "as a message it waits for the one before it"


def test_a_trial_stores_nothing_and_tells_what_sending_does(flowing: Desk) -> None:
    tried = trial(flowing.db, fax(), by=TYPED, now_us=flowing.now_us)
    assert tried.state is State.RELEASED and tried.preview.then == 150
    assert [(it.on, it.now, it.then) for it in tried.preview.days] == [
        (day(8), 0, 100),
        (day(12), 0, 50),
    ]
    assert stored(flowing) == (0, 0, 0) and flowing.orders() == {}
    typed(flowing)
    more = fax(number="2", lines=[{"on": day(8), "quantity": 300}])
    tried = trial(flowing.db, more, by=TYPED, now_us=flowing.now_us)
    assert tried.state is State.OUT_OF_TOLERANCE and tried.preview.state is State.RELEASED
    assert [(it.on, it.now, it.then) for it in tried.preview.days] == [
        (day(8), 100, 300),
        (day(12), 50, 0),
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"lines": [{"on": day(8), "quantity": 20_000_000}]}, "20000000"),
        ({"lines": [{"on": day(8), "quantity": -1}]}, "-1"),
        ({"lines": [{"on": day(8), "quantity": "0.5"}]}, "0.5"),
        ({"issued_on": day(4).replace(month=9)}, "issued on"),
        ({"part": "X"}, "in no contract A"),
        (
            {"agreement": "B", "part": "Q", "unloading_point": "T1"},
            "B is for unloading points T9, not for T1",
        ),
    ],
)
def test_what_would_become_no_schedule_is_refused_and_nothing_is_stored(
    flowing: Desk, more: dict[str, Any], said: str
) -> None:
    flowing.agreement("B", "Q", points=("T9",))
    for ask in (trial, enter):
        with pytest.raises(RuleRefusedError) as refused:
            ask(flowing.db, fax(**more), by=TYPED, now_us=flowing.now_us)
        assert said in str(refused.value)
    assert stored(flowing) == (0, 0, 0)


def test_the_same_number_twice_is_refused_and_after_a_rejection_taken(flowing: Desk) -> None:
    typed(flowing)
    with pytest.raises(RuleRefusedError, match="FAX-1 of P is here already"):
        typed(flowing)
    second = typed(flowing, number="FAX-2", lines=[{"on": day(8), "quantity": 500}])
    flowing.act(flow.reject, second.schedule)
    flowing.today = day(5)
    assert typed(flowing, number="FAX-2").number == "FAX-2"


def test_period_window_note_and_cum_are_as_in_a_message(desk: Desk) -> None:
    desk.agreement(
        "A",
        "P",
        reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY,
        approval=o.Approval.AUTO,
        release=o.Release.AUTOMATIC,
    )
    desk.interchanges = 1000
    desk.taken(said("1", item("P", line(day(20), 40), cum=0)))
    desk.despatched("N1", 60, DAY)
    lines = [{"on": day(8), "at": "06:00", "to": "08:00", "quantity": 100, "reference": "R1"}]
    kept = typed(desk, lines=lines, first=DAY, last=day(10), received_cum=50, last_note="N0")
    assert (kept.first_day, kept.until_day, kept.received_cum) == (DAY, day(10), Decimal(50))
    assert desk.orders() == {day(8): d(90), day(20): d(40)}, "10 of N1 are on their way"


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"lines": []}, ("lines", "is empty")),
        ({"number": ""}, ("number", "is empty")),
        ({"first": day(9)}, ("lines[1].on", "outside the period")),
        ({"first": day(9), "last": day(8)}, ("last", "before the first day")),
        ({"counted_since": DAY}, ("counted_since", "there is no cum")),
        ({"lines": [{"on": day(8), "quantity": "1,5"}]}, ("lines[1].quantity", "no number")),
        ({"lines": [{"on": "8.5.26", "quantity": 1}]}, ("lines[1].on", "no date")),
        ({"lines": [{"on": day(8), "quantity": 1, "to": "08:00"}]}, ("lines[1].to", "ends after")),
        ({"lines": [{"on": day(8), "quantity": "1.1234567"}]}, ("lines[1].quantity", "decimals")),
    ],
)
def test_what_cannot_be_read_is_said_with_its_field(
    more: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(MisspeltError) as refused:
        fax(**more)
    key, words = fault
    assert any(key == at and words in text for at, text in refused.value.faults)
