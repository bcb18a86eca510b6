"""Options of year changes and returns. The expected figures are worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.support.central.customer import firm
from tests.support.central.messages import Item, Line
from tests.support.central.stories import BOTH, CUM, NO, NOTE, Make

# -- year change x reconcile. 1,000 in December, all received; 100 more on 5 January.

DECEMBER, FIFTH, NINTH = date(2025, 12, 15), date(2026, 1, 5), date(2026, 1, 9)


def the_year_ends(customer: Any, **said: Any) -> None:
    customer.says(Line(on=DECEMBER, quantity=1_000), cum=0, issued=date(2025, 12, 1))
    customer.despatch("A", 1_000, DECEMBER)
    before = [Line(on=FIFTH, quantity=100), Line(on=NINTH, quantity=70)]
    customer.says(*before, cum=1_000, note="A", issued=date(2025, 12, 20))
    customer.despatch("B", 100, FIFTH)
    assert customer.state() == "released" and customer.orders() == {9: 70}
    customer.says(Line(on=NINTH, quantity=200), issued=date(2026, 1, 6), **said)


FELL, TOLD = {"cum": 60}, {"cum": 60, "since": date(2026, 1, 1)}
HELD = (None, {9: 70}, (1_100, 0))
YEARS = [
    # by cum: 100 - 60 = 40 is on its way
    ("announced", CUM, FELL, HELD),
    ("announced", CUM, TOLD, ("released", {9: 160}, (100, 0))),
    ("inferred", CUM, FELL, ("released", {9: 160}, (100, 0))),
    ("inferred", CUM, TOLD, ("released", {9: 160}, (100, 0))),
    # note and cum: after A 100 went, 60 + 100 is not 100
    ("announced", BOTH, {**FELL, "note": "A"}, HELD),
    ("announced", BOTH, {**TOLD, "note": "A"}, ("not_reconciled", {9: 70}, (100, 0))),
    ("inferred", BOTH, {"cum": 100, "note": "B"}, ("released", {9: 200}, (100, 0))),
    # a note alone compares no cums, so none is reset; a cum that falls is explained all the same
    ("announced", NOTE, {**FELL, "note": "A"}, HELD),
    ("announced", NOTE, {**TOLD, "note": "A"}, ("released", {9: 100}, (1_100, 0))),
    ("inferred", NOTE, {**FELL, "note": "A"}, ("released", {9: 100}, (1_100, 0))),
    ("announced", NO, FELL, HELD),
    ("announced", NO, TOLD, ("released", {9: 200}, (1_100, 0))),
    ("inferred", NO, FELL, ("released", {9: 200}, (1_100, 0))),
]


@pytest.mark.parametrize(("change", "reconcile", "said", "then"), YEARS)
def test_year_change_and_reconcile(
    make_lite_customer: Make, change: str, reconcile: str, said: dict[str, Any], then: Any
) -> None:
    match = {"match_required": "required"} if reconcile == BOTH else {}
    customer = make_lite_customer(year_change=change, reconcile=reconcile, **match)
    the_year_ends(customer, **said)
    state, orders, cums = then
    if state is None:
        assert [what for what, _ in customer.held()] == ["implausible"]
        assert customer.state() == "released", "the one before it"
    else:
        assert customer.held() == [] and customer.state() == state
    assert (customer.orders(), customer.cums()) == (orders, cums)


# -- returns x cums. 100 went and arrived, 30 come back; then 50 are asked.


@pytest.mark.parametrize(
    ("returns", "cums", "his_cum", "orders"),
    [
        ("keep_cum", (100, 100), 100, {11: 50}),
        ("deduct_from_cum", (70, 70), 70, {11: 50}),
        ("keep_cum", (100, 100), 70, None),
        ("deduct_from_cum", (70, 70), 100, None),
    ],
)
def test_returns_and_cums(
    make_lite_customer: Make, returns: str, cums: Any, his_cum: int, orders: Any
) -> None:
    customer = make_lite_customer(returns=returns, reconcile=CUM, match_required="required")
    customer.says(firm(1, 100), cum=0, issued=1)
    customer.despatch("A", 100, 4)
    customer.receives("A", 100, 5)
    assert customer.cums() == (100, 100)
    customer.takes_back(30, 5)
    assert customer.cums() == cums
    customer.says(firm(11, 50), cum=his_cum, issued=6)
    assert customer.state() == ("released" if orders else "not_reconciled")
    assert customer.orders() == (orders or {})


# -- cum_count x what the customer counts at two docks. "The cum that they state must be what we
# delivered": 100 are asked for T12 and 40 for T31, none has come; 30 leave for T12, 15 for T31.

AS_ASKED = {"T12": 70, "T31": 25}
DOCKS = [
    # of the part: they have the 30, whichever dock tells it; 15 are on their way to T31
    ("part", (30, 30), [], AS_ASKED),
    ("part", (30, 0), ["receive.counts_apart"] * 2, AS_ASKED),
    # of each dock: T31 has nothing yet, and cannot have 30 of 15
    ("point", (30, 0), [], AS_ASKED),
    ("point", (30, 30), ["not_reconciled"], {"T12": 70, "T31": 25}),
    # what T12 lacks is deducted there alone: 70 - 10 on their way
    ("point", (20, 15), [], {"T12": 60, "T31": 40}),
]


@pytest.mark.parametrize(("count", "cums", "stops", "then"), DOCKS)
def test_cum_count_and_the_counts_of_docks(
    make_lite_customer: Make, count: str, cums: Any, stops: list[str], then: Any
) -> None:
    customer = make_lite_customer(cum_count=count, reconcile=CUM)

    def asks(issued: int, **docks: tuple[int, int]) -> None:
        customer.says(
            items=[
                Item(part="P", lines=[firm(20, quantity)], cum=cum, point=point)
                for point, (quantity, cum) in docks.items()
            ],
            issued=issued,
        )

    asks(4, T12=(100, 0), T31=(40, 0))
    customer.despatch("A", 30, 4, point="T12")
    customer.despatch("B", 15, 4, point="T31")
    asks(5, T12=(70, cums[0]), T31=(40, cums[1]))
    held = [code for _, code in customer.held()]
    held += [it["state"] for it in customer.schedules() if it["state"] == "not_reconciled"]
    assert held == stops
    found: dict[str, int] = {}
    for row in customer.lines():
        point = row["unloading_point"]
        found[point] = found.get(point, 0) + int(row["open"])
    assert found == then
    rows = customer.ask("GET", f"/cums?agreement={customer.agreement}&part=P")
    despatched = {row["point"]: int(row["despatched"]) for row in rows}
    assert despatched == ({"": 45} if count == "part" else {"T12": 30, "T31": 15})
