"""Every scenario page is what the rules do."""

from __future__ import annotations

import pytest

from central.releases.rules.states import diagram
from tests.support.paths import SCENARIOS
from tests.support.scenarios.asked import ASKED as RULES
from tests.support.scenarios.pages import Row, Scenario, scenarios
from tests.support.scenarios.whole_way import ask_from_file

ALL = scenarios()
ASKED = {**RULES, "from_file": ask_from_file}


def is_record(rows: list[Row]) -> bool:
    return bool(rows) and list(rows[0]) == ["field", "value"]


@pytest.mark.parametrize("scenario", ALL, ids=lambda s: f"{s.page}: {s.title}")
def test_a_scenario_comes_out_as_written(scenario: Scenario) -> None:
    answer = ASKED[scenario.rule](scenario.given)
    for name, expected in scenario.then.items():
        found = answer[name]
        if is_record(expected):
            for row in expected:
                assert row in found
        else:
            columns = list(expected[0])
            assert [{c: row[c] for c in columns} for row in found] == expected


def test_every_rule_has_a_scenario() -> None:
    assert {scenario.rule for scenario in ALL} == set(ASKED)


def test_the_diagram_is_that_of_the_table() -> None:
    page = (SCENARIOS.parent / "states.md").read_text("utf-8")
    assert f"```mermaid\n{diagram()}\n```" in page


def test_a_wrong_figure_would_be_seen() -> None:
    scenario = next(s for s in ALL if s.rule == "spread_evenly")
    assert ASKED[scenario.rule](scenario.given)["Then"] != [{"quantity": "333"}] * 3
