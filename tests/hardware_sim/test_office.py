"""The makers count and write as makers do; what they get wrong is wrong; the fortnight's audit sees
what is amiss.
"""

from __future__ import annotations

import asyncio
import re
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware_sim.central_program import StartError
from hardware_sim.office import answers, edifact, x12
from hardware_sim.office.audit import Finding
from hardware_sim.office.days import sites, standing, working_days
from hardware_sim.office.document import Counted, Envelope
from hardware_sim.office.folders import contracts
from hardware_sim.office.maker import Place
from hardware_sim.office.mistakes import HELD, MISTAKES
from hardware_sim.office.shipping import Mood, Shipper
from tests.support.examples import examples

TODAY = date(2026, 11, 20)
ENVELOPE = Envelope(sender="NORDWERK", recipient="LINESIDE", reference=7, plant="W", supplier="1")


def makers(seed: int = 1):
    days = working_days(TODAY)
    return days, [site.maker for site in sites(days, Random(seed))]


@settings(max_examples=examples(50), deadline=None)
@given(seed=st.integers(0, 10_000), data=st.data())
def test_what_a_maker_asks_and_has_is_what_they_need(seed: int, data) -> None:
    """Whatever arrived, of what left, and was fit: what they have at a point and its lines together
    are their needs there to the last line's day.
    """
    days, (nordwerk, _) = makers(seed)
    today = days[3]
    for place in nordwerk.places:
        sent = data.draw(st.integers(0, nordwerk.needed_to(place, days[5])))
        there = data.draw(st.integers(0, sent))
        refused = data.draw(st.integers(0, there))
        if sent:
            pieces = [Counted(part=place.part, counted=there, refused=refused)]
            nordwerk.arrive("N1", place.point, pieces, {place.part: sent}, today)
            assert nordwerk.lost(place) == sent - there + refused
    document = nordwerk.call_off(today)
    for item in document.items:
        last = [day for day in working_days(today + timedelta(days=30), 40) if day >= today][9]
        asked = sum(line.quantity for line in item.lines)
        needed = nordwerk.needed_to(Place(item.part, item.point), last)
        assert item.received_here + asked == needed
        assert item.received == nordwerk.received(item.part)
        assert all(line.quantity > 0 for line in item.lines)


def test_a_dock_with_hours_names_them_for_the_next_days_and_others_name_days() -> None:
    days, (nordwerk, _) = makers()
    for item in nordwerk.call_off(days[0]).items:
        by_day: dict[date, list[str]] = {}
        for line in item.lines:
            by_day.setdefault(line.first, []).append(line.at)
        timed = 4 if item.point == "T31" else 0
        assert list(by_day.values()) == [["0600", "1330"]] * timed + [[""]] * (10 - timed)


def test_a_part_for_two_docks_is_asked_for_at_each() -> None:
    days, (nordwerk, _) = makers()
    document = nordwerk.call_off(days[0])
    asked = [item.point for item in document.items if item.part == "6Y0867104"]
    assert asked == ["T12", "T31"]
    text = edifact.schedule(document, ENVELOPE).decode()
    assert text.count("LOC+11+T31::92'") == 1
    assert re.search(r"DTM\+2:\d{8}1330:203'", text)
    assert "NAD+ST+W::92'" in text


def row(line: int, day: int, quantity: int, *, part: str = "P", point: str = "T1"):
    found = {"line": line, "part": part, "unloading_point": point, "despatched": "0"}
    return found | {"on_day": f"2026-11-{day:02}", "at_time": "", "quantity": str(quantity)}


class Desk:
    """Central as the shipping office sees it: lines that stand, notes that were posted."""

    def __init__(self, *rows) -> None:
        self.rows = {each["line"]: each for each in rows}
        self.notes: list[dict] = []

    async def ask(self, path: str, role: str):
        return {"rows": list(self.rows.values()), "next": None}

    async def send(self, method: str, path: str, document, role: str):
        repeated = document in self.notes
        if not repeated:
            self.notes.append(document)
            for it in document["lines"]:
                kept = self.rows[it["line"]]
                kept["despatched"] = str(Decimal(kept["despatched"]) + Decimal(it["quantity"]))
        return SimpleNamespace(is_success=True, json=lambda: {"repeated": repeated})

    def sent(self) -> list[tuple[str, str, dict[int, int]]]:
        return [
            (it["note"], it["on"], {of["line"]: int(of["quantity"]) for of in it["lines"]})
            for it in self.notes
        ]


def shipped(shipper: Shipper, day: date, mood: Mood = Mood.USUAL):
    return asyncio.run(shipper.ship("c", day, mood))


def test_each_dock_has_its_own_note() -> None:
    desk = Desk(row(1, 20, 10), row(2, 20, 7, point="T2"), row(3, 20, 5, part="Q"))
    notes = shipped(Shipper(desk), TODAY)
    assert [(it.point, it.pieces) for it in notes] == [("T1", {"P": 10, "Q": 5}), ("T2", {"P": 7})]


def test_what_is_not_ready_stays_open_and_leaves_the_day_after() -> None:
    desk, day = Desk(row(1, 20, 10)), TODAY
    shipper = Shipper(desk)
    shipped(shipper, day, Mood.SHORT)
    shipped(shipper, day + timedelta(days=1))
    assert [lines for _, _, lines in desk.sent()] == [{1: 8}, {1: 2}]
    assert shipper.left_behind == 2


def test_a_late_paper_is_posted_behind_the_next_with_its_own_day() -> None:
    desk, day = Desk(row(1, 20, 10)), TODAY
    shipper = Shipper(desk)
    assert shipped(shipper, day, Mood.LATE) == []
    desk.rows[2] = row(2, 21, 4)
    notes = shipped(shipper, day + timedelta(days=1))
    assert [it.note for it in notes] == ["DN000002", "DN000001"]
    assert desk.sent() == [
        ("DN000002", "2026-11-21", {2: 4}),
        ("DN000001", "2026-11-20", {1: 10}),
    ]
    assert shipper.posted_late == 1


def test_goods_on_a_truck_that_nobody_orders_any_more_end_the_demo() -> None:
    desk, day = Desk(row(1, 20, 10)), TODAY
    shipper = Shipper(desk)
    shipped(shipper, day, Mood.LATE)
    desk.rows[1]["quantity"] = "3"
    with pytest.raises(StartError, match="no longer ordered"):
        shipped(shipper, day + timedelta(days=1))


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
