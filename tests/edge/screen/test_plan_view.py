"""The plan and the late risk of racks on the cell's own screen."""

from __future__ import annotations

import pytest

from edge.cell.evolve_plans import plan_made
from edge.cell.model import Pace, Score
from edge.planning.problem import plan_refused
from edge.screen import texts
from edge.screen.app import create_screen
from edge.screen.plan_view import RiskView, certificate, due_text, plan_view, risk_cell, risk_views
from tests.support.screen import NOW_US, Client, FakePort, cell
from wire.events import PlanMade, RackForecast
from wire.ids import FamilyId, RackId
from wire.tours import LateBand, band_of, late_band

WORDS = texts.load("en")


def a_plan(**values: object) -> PlanMade:
    given = {"engine": "kernels", "optimal": True, "argument": "a", "late_ms": 0, "work_ms": 9}
    return PlanMade(**{**given, "vehicles": 3, "tours_count": 0, **values})  # type: ignore[arg-type]


def risk(permille: int, due_s: float = 60) -> RiskView:
    return RiskView(
        rack="R",
        due_s=due_s,
        done_s=30,
        spread_s=10,
        late_permille=permille,
        band=late_band(permille),
    )


@pytest.mark.parametrize(
    ("plan", "level", "words"),
    [
        (None, "info", "no plan"),
        (a_plan(vehicles=0), "info", "Every open slot"),
        (a_plan(vehicles=0, optimal=False), "info", "Nobody"),
        (a_plan(), "ok", "no plan is less late or walks less"),
        (plan_refused("aisle too long"), "fault", "the next slots in order: aisle too long"),
        (a_plan(optimal=False, gap_late_ms=5000, gap_work_ms=900), "attention", "at most 5 s"),
    ],
)
def test_the_certificate_is_said_in_words(plan: PlanMade | None, level: str, words: str) -> None:
    found = certificate(plan, WORDS)
    assert found[0] == level
    assert words in found[1]


def test_no_proof_stands_above_a_rack_that_cannot_close() -> None:
    level, words = certificate(a_plan(), WORDS, blocked=2)
    assert level == "fault" and words.startswith("2 racks cannot close until a person decides")


def test_a_rack_that_waits_for_a_person_is_never_low() -> None:
    forecast = RackForecast(
        rack=RackId("R"), due_us=9, done_us=1, spread_ms=1, late_permille=0, waits=2
    )
    assert band_of(forecast) is LateBand.BLOCKED
    (seen,) = risk_views([forecast], 0).values()
    assert seen.band is LateBand.BLOCKED
    assert risk_cell(seen, WORDS) == {
        "level": "fault",
        "words": "cannot close: 2 wait for a person",
    }


@pytest.mark.parametrize(
    ("permille", "level", "words"),
    [
        (0, "ok", "low 0 %"),
        (3, "ok", "low <1 %"),
        (49, "ok", "low 5 %"),
        (50, "attention", "watch 5 %"),
        (199, "attention", "watch 20 %"),
        (200, "fault", "high 20 %"),
        (998, "fault", "high >99 %"),
        (1000, "fault", "high 100 %"),
    ],
)
def test_a_risk_has_a_word_a_share_and_a_level(permille: int, level: str, words: str) -> None:
    assert risk_cell(risk(permille), WORDS) == {"level": level, "words": words}


def test_an_overdue_rack_has_a_minus() -> None:
    assert due_text(risk(0, due_s=300), WORDS) == "5 min"
    assert due_text(risk(0, due_s=-300), WORDS) == "−5 min"


def test_programs_read_plan_risk_pace_and_calibration() -> None:
    state = cell()
    plan_made(state, a_plan(), NOW_US - 4_000_000, 1)
    state.paces[FamilyId("f")] = Pace(pieces=10, mean_s=12, variance_s2=9)
    state.scores[LateBand.LATE] = Score(racks=4, late=3)
    forecast = RackForecast(
        rack=RackId("R"), due_us=NOW_US + 9_000_000, done_us=NOW_US, spread_ms=10, late_permille=70
    )
    view = plan_view("cell-a", state, [forecast], NOW_US)
    assert (view.plan_age_s, view.racks[0].band, view.racks[0].due_s) == (4.0, LateBand.WATCH, 9.0)
    assert [(s.band, s.racks, s.late) for s in view.calibration] == [(LateBand.LATE, 4, 3)]
    assert [(p.family, p.deviation_s) for p in view.pace] == [("f", 3.0)]


def test_the_page_of_racks_shows_certificate_deadline_and_risk() -> None:
    port = FakePort()
    client = Client(create_screen(port, workplaces=("A1",)))
    page = client.get("/racks").text
    assert "no plan" in page
    answer = client.get("/api/v1/plan").json()
    assert answer["plan"] is None
    for rack in answer["racks"]:
        assert rack["rack"] in page
    assert "Late risk" in page
    plan_made(port.state, a_plan(), NOW_US, 1)
    assert "Plan proven" in client.get("/racks").text
