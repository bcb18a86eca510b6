"""Every scenario page is what the rules do."""

from __future__ import annotations

import pytest

from central.releases.rules.states import diagram
from tests.support.paths import SCENARIOS
from tests.support.scenarios.asked import ASKED as RULES
from tests.support.scenarios.pages import OFFICE, Scenario, compared, scenarios
from tests.support.scenarios.whole_way import ask_from_file

ALL = [scenario for scenario in scenarios() if scenario.rule != OFFICE]
ASKED = {**RULES, "from_file": ask_from_file}


@pytest.mark.parametrize("scenario", ALL, ids=lambda s: f"{s.page}: {s.title}")
def test_a_scenario_comes_out_as_written(scenario: Scenario) -> None:
    answer = ASKED[scenario.rule](scenario.given)
    for name, expected in scenario.then.items():
        compared(answer[name], expected)


def test_every_rule_has_a_scenario() -> None:
    assert {scenario.rule for scenario in ALL} == set(ASKED)


def test_the_diagram_is_that_of_the_table() -> None:
    page = (SCENARIOS.parent / "states.md").read_text("utf-8")
    assert f"```mermaid\n{diagram()}\n```" in page


def test_a_wrong_figure_would_be_seen() -> None:
    scenario = next(s for s in ALL if s.rule == "spread_evenly")
    assert ASKED[scenario.rule](scenario.given)["Then"] != [{"quantity": "333"}] * 3
