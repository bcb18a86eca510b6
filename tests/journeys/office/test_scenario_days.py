"""Every day of the office that the scenario pages tell comes out in the running office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.scenarios.office_days import play
from tests.support.scenarios.pages import OFFICE, Scenario, compared, scenarios

DAYS = [scenario for scenario in scenarios() if scenario.rule == OFFICE]


@pytest.mark.parametrize("scenario", DAYS, ids=lambda s: f"{s.page}: {s.title}")
def test_a_day_comes_out_as_written(
    make_lite_customer: Callable[..., Any], scenario: Scenario
) -> None:
    found = play(make_lite_customer, scenario.given)
    for name, expected in scenario.then.items():
        compared(found[name], expected)


def test_a_wrong_figure_would_be_seen(make_lite_customer: Callable[..., Any]) -> None:
    found = play(make_lite_customer, DAYS[0].given)
    with pytest.raises(AssertionError):
        compared(found["Then"], [{"field": "despatched", "value": "1"}])
