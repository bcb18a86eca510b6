"""What says too little or too much to be an order stops with its reason, whatever the terms let
flow; a person who knows that it is meant lets it go on.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.central.customer import firm

Make = Any
UNCONDITIONAL = {"approval": "unconditional", "tolerance_check": "no_check"}


@pytest.mark.parametrize(
    ("terms", "of_item"),
    [({}, {}), ({"reconcile": "use_cumulative_quantity"}, {"cum": 0})],
    ids=["discrete", "by cum"],
)
@pytest.mark.parametrize("call_off", [False, True], ids=["plan", "call-off"])
def test_a_part_without_any_quantity_takes_nothing_out_by_itself(
    make_customer: Make, terms: dict[str, str], of_item: dict[str, int], call_off: bool
) -> None:
    customer = make_customer(**UNCONDITIONAL, **terms)
    customer.says(firm(11, 100), firm(18, 70), issued=4, call_off=call_off, **of_item)
    assert customer.orders() == {11: 100, 18: 70}
    customer.says(issued=6, call_off=call_off, **of_item)
    assert (customer.state(), customer.waits()) == ("reconciled", ["step.no_lines"])
    assert customer.orders() == {11: 100, 18: 70}
    inbox = customer.ask("GET", "/releases/inbox")["entries"]
    waiting = [row for row in inbox if row["customer"] == customer.name and row["action"]]
    assert [row["action"] for row in waiting if row["what"] != "unviewed"] == ["approve"]
    customer.act("approve")
    assert (customer.state(), customer.orders()) == ("released", {})


def test_a_part_without_any_quantity_that_is_rejected_changes_nothing(make_customer: Make) -> None:
    customer = make_customer(**UNCONDITIONAL)
    customer.says(firm(11, 100), issued=4)
    customer.says(issued=6)
    customer.act("reject")
    customer.says(firm(11, 90), issued=7)
    assert (customer.state(), customer.orders()) == ("released", {11: 90})


def test_a_quantity_of_0_is_said_and_takes_out(make_customer: Make) -> None:
    customer = make_customer(**UNCONDITIONAL)
    customer.says(firm(11, 100), firm(18, 70), issued=4)
    customer.says(firm(11, 0), issued=6)
    assert (customer.state(), customer.orders()) == ("released", {})
