"""Messages fall into a folder, and the tables say what must then stand in states, orders, forecasts
and cums: stories of the options of an agreement.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.central.messages import Line

Do = Callable[[Any], Any]
Make = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """``then``: what is asked of the customer's figures, by the name of the question."""

    name: str
    terms: dict[str, Any]
    does: tuple[Do, ...]
    then: dict[str, Any]
    more: dict[str, Any] = field(default_factory=dict)


def plan(*lines: Line, **more: Any) -> Do:
    return lambda c: c.says(*lines, **more)


def act(action: str, **more: Any) -> Do:
    return lambda c: c.act(action, **more)


def check(make_customer: Make, story: Story) -> Any:
    customer = make_customer(**story.terms, **story.more)
    for do in story.does:
        do(customer)
    found = {name: getattr(customer, name)() for name in story.then}
    assert found == story.then
    return customer


def named(stories: list[Story]) -> Any:
    return pytest.mark.parametrize("story", stories, ids=lambda story: story.name)


NO, NOTE = "no_reconcile", "use_delivery_note"
BOTH, CUM = "use_delivery_note_and_cum_qty", "use_cumulative_quantity"

REF = "use_references"
USE_PO, NO_PO = "use_po_information", "do_not_use_po_information"
ADVANCE, DEMAND = "create_in_advance", "create_on_demand"
