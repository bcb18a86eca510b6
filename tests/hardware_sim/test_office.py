"""The makers count and write as makers do; what they get wrong is wrong; the fortnight's audit sees
what is amiss.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware_sim.office import answers, edifact, x12
from hardware_sim.office.audit import Finding
from hardware_sim.office.days import sites, standing, working_days
from hardware_sim.office.document import Envelope
from hardware_sim.office.folders import contracts
from hardware_sim.office.mistakes import HELD, MISTAKES
from tests.support.examples import examples

TODAY = date(2026, 11, 20)
ENVELOPE = Envelope(sender="NORDWERK", recipient="LINESIDE", reference=7, plant="W", supplier="1")


def makers(seed: int = 1):
    days = working_days(TODAY)
    return days, [site.maker for site in sites(days, Random(seed))]


@settings(max_examples=examples(50), deadline=None)
@given(seed=st.integers(0, 10_000), data=st.data())
def test_what_a_maker_asks_and_has_is_what_he_needs(seed: int, data) -> None:
    """Whatever arrived: received cum and lines together are their needs to the last line's day."""
    days, (nordwerk, _) = makers(seed)
    today = days[3]
    for part in nordwerk.parts:
        arrived = data.draw(st.integers(0, nordwerk.needed_to(part, days[5])))
        if arrived:
            nordwerk.arrive("N1", {part: arrived}, today)
    document = nordwerk.call_off(today)
    for item in document.items:
        last = [day for day in working_days(today + timedelta(days=30), 40) if day >= today][9]
        asked = sum(line.quantity for line in item.lines)
        assert item.received + asked == nordwerk.needed_to(item.part, last)
        assert all(line.quantity > 0 for line in item.lines)


def test_a_maker_who_counts_by_day_names_later_days_only() -> None:
    days, (_, lakeside) = makers()
    document = lakeside.call_off(days[2])
    assert all(line.first > days[2] for item in document.items for line in item.lines)
    assert all(line.reference for item in document.items for line in item.lines)


def test_a_plan_begins_where_the_call_off_ends_and_authorises_more_than_it_asks() -> None:
    days, both = makers()
    for maker in both:
        firm = maker.call_off(days[0])
        plan = maker.plan(days[0])
        assert min(line.first for item in plan.items for line in item.lines) >= days[0]
        assert all(not line.firm and line.last for item in plan.items for line in item.lines)
        assert all(item.material > item.fabricate > 0 for item in plan.items)
        assert plan.last_day > firm.last_day


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
@pytest.mark.parametrize("write", [edifact.schedule, x12.schedule], ids=["edifact", "x12"])
def test_every_mistake_changes_the_file(mistake, write) -> None:
    days, both = makers()
    maker = both[0] if write is edifact.schedule else both[1]
    good = write(maker.call_off(days[0]), ENVELOPE)
    bad = mistake.spoil(good, Random(1))
    assert bad != good
    assert (mistake.outcome == HELD) == bool(mistake.reason)


def test_counts_and_references_of_what_is_written_are_right() -> None:
    days, (nordwerk, lakeside) = makers()
    text = edifact.schedule(nordwerk.call_off(days[0]), ENVELOPE).decode()
    rows = [row for row in text.split("'\n") if row]
    first = next(n for n, row in enumerate(rows) if row.startswith("UNH"))
    last = next(n for n, row in enumerate(rows) if row.startswith("UNT"))
    assert rows[last] == f"UNT+{last - first + 1}+1"
    rows = x12.schedule(lakeside.call_off(days[0]), ENVELOPE).decode().split("~\n")
    assert len(rows[0]) == 105, "ISA is as long as it must be"
    first = next(n for n, row in enumerate(rows) if row.startswith("ST*"))
    last = next(n for n, row in enumerate(rows) if row.startswith("SE*"))
    assert rows[last] == f"SE*{last - first + 1}*0001"


def test_acknowledgements_are_read_as_a_maker_reads_them() -> None:
    accepted = b"UNB+UNOC:3+A+B+260306:0815+9'UNH+1+CONTRL:D:3:UN'UCI+000107+A+B+8'UCM+1+X+7'"
    refused = accepted.replace(b"+B+8'", b"+B+4'")
    in_part = accepted.replace(b"UCM+1+X+7", b"UCM+1+X+4+29")
    found = answers.read([accepted, refused, in_part])
    assert [(each.reference, each.accepted) for each in found] == [
        (107, True),
        (107, False),
        (107, False),
    ]
    head = x12.schedule(makers()[1][1].call_off(TODAY), ENVELOPE).split(b"~")[0]
    body = "~\nGS*FA*A*B*20261120*0600*1*X*004010~\nAK1*SS*105~AK9*{}*1*1*1~"
    for code, good in (("A", True), ("E", True), ("R", False)):
        (answer,) = answers.read([head + body.format(code).encode()])
        assert (answer.reference, answer.accepted) == (105, good)


def test_the_contracts_are_of_the_year_of_the_demo() -> None:
    for text in contracts(date(2031, 5, 1)).values():
        assert not re.search(r"\b20(25|26)-\d\d-\d\d", text) or "2030" in text
    assert "2026-07-17" in contracts(TODAY)["nordwerk.toml"]


def test_a_finding_says_what_was_expected() -> None:
    finding = Finding()
    finding.expect("cum", 5, 5)
    finding.expect("cum", 5, 4)
    assert finding.problems == ["cum: 5 expected, 4 found"]


def test_a_day_has_not_ended_while_an_interchange_waits_to_be_swept_up() -> None:
    done = [{"interchange": 1, "state": "posted"}, {"interchange": 2, "state": "sent"}]
    schedules = [{"schedule": 1, "state": "released", "due": False}]
    assert standing(schedules, done)
    assert standing(schedules, done) == standing(schedules, done)
    for state in ("received", "queued"):
        assert standing(schedules, [*done, {"interchange": 3, "state": state}]) == ""
    assert standing([{**schedules[0], "due": True}], done) == ""
    refused = [*done, {"interchange": 3, "state": "refused"}]
    assert standing(schedules, refused) != standing(schedules, done)
