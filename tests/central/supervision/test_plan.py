"""A plan against what came of it: laid out, drawn, in words; forecasts of racks and their
calibration.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from central.db.clock import now_us
from central.supervision.gantt import LEFT, WIDTH, Look, clock, draw, percent
from central.tracking.service.plans import cell_plans, rack_risks
from edge.planning.problem import plan_refused
from tests.support.central.plans import MINUTE, NOW, PEOPLE, a_plan, cell, done, forecast, planned
from tests.support.central.seeded import FAMILY, FEED, Seeded, central_in, rack_of
from tests.support.web import Client, served
from wire.events import RackClosed, RunOpened, TourEnded, TourStarted
from wire.ids import PersonId, RackId, TourId, WorkplaceId
from wire.tours import LateBand
from wire.words import PickRef


def shift(seeded: Seeded, now: int) -> None:
    """Twenty minutes of three pickers, and what comes next."""
    seeded.tell(RunOpened(feed=FEED, epoch=0, first=1, first_number=1, last_number=9999, window=50))
    for first in range(1, 64, 8):
        seeded.rack(first)
    for number in range(1, 60):
        seeded.vehicle(number)
    early = tuple(forecast(first, risk, -3, now) for first, risk in ((1, 10), (9, 20), (17, 600)))
    seeded.tell(a_plan(planned("A1", -20, 1, now=now), forecasts=early), at_us=now - 20 * MINUTE)
    number, count = 1, 0
    for slow in (1.0, 1.0, 1.1, 1.5):
        for i, place in enumerate(PEOPLE):
            start = now + round((-19 + 4.6 * (count // 3) + 0.4 * i) * MINUTE)
            tour = TourId(f"{place}-{count}")
            seeded.tell(
                TourStarted(
                    tour=tour,
                    workplace=WorkplaceId(place),
                    person=PersonId(PEOPLE[place]),
                    picks=tuple(
                        PickRef(rack=rack_of(n)[0], slot=rack_of(n)[1], family="mirror-l")
                        for n in range(number, number + 4)
                    ),
                    engine="kernels",
                    optimal=True,
                    planned_finish_us=start + round((6 if count == 11 else 3.4) * MINUTE),
                    due_us=start + (4 if count == 10 else 30) * MINUTE,
                ),
                at_us=start,
            )
            if count < 11:
                seeded.tell(
                    TourEnded(tour=tour, workplace=WorkplaceId(place), completed=count != 6),
                    at_us=min(now - MINUTE // 5, start + round(3.3 * slow * MINUTE)),
                )
            number, count = (number + 4 if number < 41 else number), count + 1
    for first in (1, 9, 17):
        seeded.tell(
            RackClosed(
                rack=rack_of(first)[0],
                rack_family=FAMILY,
                feed=FEED,
                epoch=0,
                first_number=first,
                last_number=first + 7,
            ),
            at_us=now - (4 if first < 17 else 1) * MINUTE,
        )
    tours = [
        planned(f"A{1 + i % 3}", 0.2 + 3.4 * (i // 3) + 0.5 * (i % 3), 45 + 4 * (i % 4), now=now)
        for i in range(13)
    ]
    late = planned("A1", 20, 57, now=now, due_us=now + 21 * MINUTE)
    tight = planned("A2", 18, 53, now=now, due_us=now + 22 * MINUTE)
    risks = ((25, 4, 6), (33, 12, 9), (41, 80, 13.5), (49, 150, 17.5), (57, 640, 22))
    seeded.tell(
        a_plan(*tours, tight, late, forecasts=tuple(forecast(f, p, d, now) for f, p, d in risks)),
        at_us=now - 4_000_000,
    )


@pytest.fixture(scope="module")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> Any:
    seeded = central_in(tmp_path_factory.mktemp("shift"))
    shift(seeded, now_us())
    yield seeded
    seeded.central.close()


# -- laid out


def test_what_was_planned_is_outlined_above_what_was_done() -> None:
    gantt = draw(cell(done("A1", -10), plan=a_plan(planned("A1", 1, 5))), NOW)
    (actual,) = [bar for bar in gantt.bars if bar.kind == "actual"]
    above, coming = [bar for bar in gantt.bars if bar.kind == "planned"]
    assert (actual.x, actual.width) == (above.x, above.width)
    assert actual.y > above.y == coming.y
    assert above.x < gantt.now_x < coming.x
    assert [bar.label for bar in (actual, coming)] == ["0001–0004", "0005–0008"]


@pytest.mark.parametrize(
    ("changes", "look", "word"),
    [
        ({}, Look.OK, "in_time"),
        ({"ended_us": None, "planned_finish_us": None}, Look.RUNNING, "running"),
        ({"completed": False}, Look.ATTENTION, "left"),
        ({"planned_finish_us": NOW - 8 * MINUTE}, Look.ATTENTION, "behind"),
        ({"due_us": NOW - 8 * MINUTE}, Look.FAULT, "late"),
        ({"ended_us": None, "due_us": NOW - 1}, Look.FAULT, "late"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_each_end_has_its_word_and_look(changes: dict[str, Any], look: Look, word: str) -> None:
    gantt = draw(cell(done("A1", -10, **changes)), NOW)
    (bar,) = [bar for bar in gantt.bars if bar.kind == "actual"]
    assert (bar.look, bar.word) == (look, word)


def test_a_planned_tour_that_misses_its_deadline_is_marked_before_it_happens() -> None:
    tours = [
        planned("A1", i * 4, 1 + 4 * i, due_us=NOW + due * MINUTE)
        for i, due in enumerate((30, 8, 9))
    ]
    bars = draw(cell(plan=a_plan(*tours)), NOW).bars
    assert [bar.look for bar in bars] == [Look.PLAIN, Look.ATTENTION, Look.FAULT]


def test_planned_tours_that_were_begun_since_are_not_drawn_twice() -> None:
    plan = a_plan(planned("A1", 0, 1), planned("A2", 0, 5))
    running = done("A2", 0.01, ended_us=None, first_number=1, last_number=4)
    coming = [b for b in draw(cell(running, plan=plan), NOW).bars if b.kind == "planned"]
    assert len(coming) == 2
    assert {bar.label for bar in coming} == {"0001–0004", "0005–0008"}


def test_everything_is_inside_the_picture_however_long_it_takes() -> None:
    week = 7 * 24 * 60
    gantt = draw(
        cell(
            done("A1", -week, ended_us=None, planned_finish_us=NOW + week * MINUTE),
            done("A2", -1, ended_us=NOW - 1),
            plan=a_plan(planned("A3", 1, 1, finish_us=NOW + week * MINUTE), planned("A3", week, 9)),
        ),
        NOW,
    )
    for bar in gantt.bars:
        assert LEFT <= bar.x <= bar.x + bar.width <= WIDTH
        assert bar.y + 20 <= gantt.height
    assert all(LEFT <= x <= WIDTH for x, _ in gantt.ticks)
    assert 3 <= len(gantt.ticks) <= 15


def test_a_cell_without_tours_draws_an_empty_picture() -> None:
    gantt = draw(cell(), NOW)
    assert gantt.bars == gantt.rows == gantt.flags == ()
    assert gantt.height > 0


def test_the_desk_says_that_there_is_no_plan_and_why(tmp_path: Path) -> None:
    seeded = central_in(tmp_path)
    seeded.tell(plan_refused("layout.aisle_mm[0] is too long"), at_us=now_us())
    text = Client(seeded.app).get("/desk/plan?lang=en").text
    assert "the next slots in order: layout.aisle_mm[0] is too long" in text
    assert "nobody is signed in" not in text
    seeded.central.close()


def test_a_share_is_never_0_or_100_unless_it_is_certain() -> None:
    shares = [percent(p) for p in (0, 1, 49, 200, 999, 1000)]
    assert shares == ["0 %", "<1 %", "5 %", "20 %", ">99 %", "100 %"]


# -- from facts


def test_facts_give_tours_risks_and_calibration(at_work: Seeded) -> None:
    (found,) = at_work.central.db.read(lambda c: cell_plans(c, now_us() - 60 * MINUTE))
    assert len(found.tours) == 12
    first = found.tours[0]
    assert (first.workplace, first.first_number, first.last_number) == ("A1", 1, 4)
    assert [tour.workplace for tour in found.tours if tour.ended_us is None] == ["A3"]
    assert [risk.rack for risk in found.risks] == [rack_of(n)[0] for n in (25, 33, 41, 49, 57)]
    scores = {score.band: (score.racks, score.late) for score in found.scores}
    assert scores == {LateBand.SAFE: (2, 0), LateBand.WATCH: (0, 0), LateBand.LATE: (1, 1)}


def test_the_first_forecast_counts_and_the_newest_is_shown(tmp_path: Path) -> None:
    seeded = central_in(tmp_path)
    seeded.rack(1)
    rack = rack_of(1)[0]
    for risk, due_min in ((900, 5), (100, 15)):
        seeded.tell(a_plan(forecasts=(forecast(1, risk, due_min),)), at_us=NOW)
    risks = seeded.central.db.read(lambda c: rack_risks(c, {("cell-a", rack), ("cell-b", rack)}))
    assert [(r.late_permille, r.due_us, r.late) for r in risks.values()] == [
        (100, NOW + 15 * MINUTE, None)
    ]
    closed = RackClosed(
        rack=rack, rack_family=FAMILY, feed=FEED, epoch=0, first_number=1, last_number=8
    )
    for minutes in (10, 20):
        seeded.tell(closed, at_us=NOW + minutes * MINUTE)
    (found,) = seeded.central.db.read(lambda c: cell_plans(c, NOW))
    assert [(s.racks, s.late) for s in found.scores] == [(0, 0), (0, 0), (1, 0)]
    assert found.risks == ()
    seeded.central.close()


def test_the_end_of_a_tour_that_is_not_known_is_taken_and_says_nothing(tmp_path: Path) -> None:
    seeded = central_in(tmp_path)
    seeded.tell(
        TourEnded(tour=TourId("A1-7"), workplace=WorkplaceId("A1"), completed=True),
        TourStarted(
            tour=TourId("A1-8"),
            workplace=WorkplaceId("A1"),
            person=PersonId("p"),
            picks=(PickRef(rack=RackId("never formed"), slot=0, family="f"),),
        ),
        a_plan(),
        at_us=NOW,
    )
    (found,) = seeded.central.db.read(lambda c: cell_plans(c, NOW))
    assert [(t.tour, t.first_number, t.ended_us) for t in found.tours] == [("A1-8", None, None)]
    assert draw(found, NOW).bars
    seeded.central.close()


# -- on the desk


def test_the_desk_says_the_certificate_in_words(at_work: Seeded) -> None:
    client = Client(at_work.app)
    text = client.get("/desk/plan?lang=en").text
    assert "proven: no plan is less late or walks less" in text
    assert "slots 60, tours 15, work 21 min" in text
    assert "high: 1 of 1 racks late (100 %)" in text
    assert "bewiesen: kein Plan" in client.get("/desk/plan?lang=de").text
    assert f"{clock(now_us(), seconds=False)}" in text


def test_a_plan_without_a_proof_states_its_gap(tmp_path: Path) -> None:
    seeded = central_in(tmp_path)
    seeded.tell(
        a_plan(optimal=False, late_ms=90_000, gap_late_ms=30_000, gap_work_ms=4000, vehicles=3)
    )
    text = Client(seeded.app).get("/desk/plan?lang=en").text
    assert "not proven: at most 30 s less late or 4 s less work is possible" in text
    assert "90 s late" in text
    seeded.central.close()


def test_no_proof_stands_alone_above_a_rack_that_cannot_close(tmp_path: Path) -> None:
    """A rack with two missing numbers, early as it is, is neither low nor part of a green plan."""
    seeded = central_in(tmp_path)
    seeded.tell(RunOpened(feed=FEED, epoch=0, first=1, first_number=1, last_number=9999, window=50))
    seeded.rack(1)
    seeded.rack(9)
    for number in (1, 2, 5, 6, 7, 8, 9):
        seeded.vehicle(number)
    waiting = replace(forecast(1, 0, 3), waits=2)
    seeded.tell(a_plan(forecasts=(waiting, forecast(9, 0, 9)), vehicles=5), at_us=NOW)
    client = Client(seeded.app)
    plan, racks = (client.get(f"/desk/{part}?lang=en").text for part in ("plan", "racks"))
    assert "1 racks cannot close until a person decides" in plan
    assert 'class="chip ok">proven' not in plan and "nothing late" not in plan
    assert re.search(r'chip fault" title="[^"]*">cannot close', racks)
    assert len(re.findall(r'chip ok">low', racks)) == 1
    (found,) = seeded.central.db.read(lambda c: cell_plans(c, NOW))
    assert [risk.band for risk in found.risks] == [LateBand.BLOCKED, LateBand.SAFE]
    closed = RackClosed(
        rack=rack_of(1)[0], rack_family=FAMILY, feed=FEED, epoch=0, first_number=1, last_number=8
    )
    seeded.tell(closed, at_us=NOW)
    (found,) = seeded.central.db.read(lambda c: cell_plans(c, NOW))
    assert sum(score.racks for score in found.scores) == 0
    seeded.central.close()


def test_racks_on_the_desk_carry_their_late_risk(at_work: Seeded) -> None:
    text = Client(at_work.app).get("/desk/racks?lang=en").text
    assert re.search(r'chip fault">high 64 %', text)
    assert re.search(r'chip attention">watch 15 %', text)
    assert re.search(r'chip ok">low &lt;1 %', text)
    assert "was late" in text
    assert "in time" in text


def test_colour_never_stands_alone(at_work: Seeded) -> None:
    text = Client(at_work.app).get("/desk/plan?lang=en").text
    bars = re.findall(
        r'<g class="(?:bar \w+|flag) (\w+)"><title>(.*?)</title>(.*?)</g>', text, re.S
    )
    assert {look for look, _, _ in bars} >= {"ok", "running", "attention", "fault", "plain"}
    for look, title, drawn in bars:
        assert len(title) > 10
        mark = {"attention": "▲", "fault": "✖", "running": "●"}.get(look, "")
        assert mark in drawn or "<text" not in drawn


def test_texts_of_a_cell_are_text_in_the_picture(tmp_path: Path) -> None:
    seeded = central_in(tmp_path)
    seeded.tell(a_plan(planned("<script>alert(1)</script>", 1, 1, now=now_us()), argument='"><b>'))
    text = Client(seeded.app).get("/desk/plan").text
    assert "<script>" not in text
    assert 'title=""' not in text
    seeded.central.close()


def test_the_picture_is_as_wide_as_the_desk_and_its_words_do_not_overlap(
    at_work: Seeded, page: Any
) -> None:
    with served(at_work.app, lifespan="off", before_end=at_work.central.changes.close) as (url, _):
        page.set_viewport_size({"width": 1600, "height": 900})
        page.goto(f"{url}/desk?lang=en")
        box = page.locator("#plan svg.gantt").bounding_box()
        assert box["width"] > 1200
        script = """all => all.map((e) => { const b = e.getBoundingClientRect();
          return [b.left, b.top, b.right, b.bottom]; })"""
        for selector in (".gantt .bar text", ".gantt .flag text", ".gantt .clock"):
            boxes = page.locator(selector).evaluate_all(script)
            assert boxes
            for i, a in enumerate(boxes):
                for b in boxes[i + 1 :]:
                    apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 4 or b[3] <= a[1] + 4
                    assert apart, (selector, a, b)
