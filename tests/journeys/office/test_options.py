"""Every value of every option of an agreement, and the options that act on each other: messages
fall into a folder, and the tables say what must then stand in states, orders, forecasts and cums.
The expected figures are worked out by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from central.agreements.model import options
from central.agreements.rules import CONTRADICTIONS
from tests.support.central.customer import day, firm, forecast, horizon
from tests.support.central.messages import Item, Line, Message, x12_830

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


def call_off(*lines: Line, **more: Any) -> Do:
    return lambda c: c.says(*lines, call_off=True, **more)


def sent(note: str, quantity: int, on: int) -> Do:
    return lambda c: c.despatch(note, quantity, on)


def act(action: str, **more: Any) -> Do:
    return lambda c: c.act(action, **more)


def step(name: str) -> Do:
    return act("step", step=name)


def check(make_customer: Make, story: Story) -> Any:
    customer = make_customer(**story.terms, **story.more)
    for do in story.does:
        do(customer)
    found = {name: getattr(customer, name)() for name in story.then}
    assert found == story.then
    return customer


def named(stories: list[Story]) -> Any:
    return pytest.mark.parametrize("story", stories, ids=lambda story: story.name)


# -- reconcile x match required. All of 300 is despatched: X 100, then Y 200.

ON_ITS_WAY = (plan(firm(1, 300), cum=0, issued=1), sent("X", 100, 2), sent("Y", 200, 4))
NO, NOTE = "no_reconcile", "use_delivery_note"
BOTH, CUM = "use_delivery_note_and_cum_qty", "use_cumulative_quantity"
AFTER_X = {"note": "X", "cum": 100}
STOPS = ("not_reconciled", {})
RECONCILED: list[tuple[str, str, dict[str, Any], Any]] = [
    (NO, "not_required", AFTER_X, ("released", {11: 500})),
    (NOTE, "not_required", AFTER_X, ("released", {11: 300})),
    (NOTE, "required", AFTER_X, ("released", {11: 300})),
    (BOTH, "required", AFTER_X, ("released", {11: 300})),
    (CUM, "not_required", AFTER_X, ("released", {11: 300})),
    (CUM, "required", AFTER_X, ("released", {11: 300})),
    # his cum is between our notes
    (NOTE, "required", {"note": "X", "cum": 150}, ("released", {11: 300})),
    (BOTH, "required", {"note": "X", "cum": 150}, STOPS),
    (CUM, "not_required", {"note": "X", "cum": 150}, ("released", {11: 350})),
    (CUM, "required", {"note": "X", "cum": 150}, STOPS),
    # no note is named
    (NO, "not_required", {"cum": 100}, ("released", {11: 500})),
    (NOTE, "not_required", {"cum": 100}, STOPS),
    (NOTE, "required", {"cum": 100}, STOPS),
    (BOTH, "required", {"cum": 100}, STOPS),
    # no cum is said
    (NOTE, "required", {"note": "X"}, ("released", {11: 300})),
    (BOTH, "required", {"note": "X"}, STOPS),
    (CUM, "not_required", {"note": "X"}, STOPS),
    # a note that we never wrote
    (NO, "not_required", {"note": "Z", "cum": 100}, ("released", {11: 500})),
    (NOTE, "not_required", {"note": "Z", "cum": 100}, STOPS),
    (CUM, "not_required", {"note": "Z", "cum": 100}, ("released", {11: 300})),
    # his cum is above ours: nobody nets it
    (NO, "not_required", {"cum": 301}, ("released", {11: 500})),
    (NOTE, "not_required", {"note": "X", "cum": 301}, ("released", {11: 300})),
    (CUM, "not_required", {"cum": 301}, STOPS),
]


@named(
    [
        Story(
            name=f"{reconcile}-{match}-{'-'.join(map(str, said.values()))}",
            terms={"reconcile": reconcile, "match_required": match},
            does=(*ON_ITS_WAY, plan(firm(11, 500), issued=5, **said)),
            then={"state": state, "orders": orders, "cums": (300, 0)},
        )
        for reconcile, match, said, (state, orders) in RECONCILED
    ]
)
def test_reconcile_and_match_required(make_lite_customer: Make, story: Story) -> None:
    check(make_lite_customer, story)


# -- backorders x reconcile. 30 of the 4th is overdue on the 6th, when 80 are asked.

OVERDUE = (
    plan(firm(4, 30), firm(6, 50), cum=0, issued=4),
    plan(firm(6, 80), cum=0, issued=6),
)
MATCHED, IGNORED = {4: 30, 6: 50}, {4: 30, 6: 80}
"""Where the customer counts, open is his cum and what he asks less what we despatched: 80."""
MATCH_OF = {NO: "not_required", NOTE: "not_required", BOTH: "required", CUM: "required"}


@named(
    [
        Story(
            name=f"{reconcile}-{backorders}",
            terms={
                "reconcile": reconcile,
                "match_required": MATCH_OF[reconcile],
                "backorders": backorders,
            },
            does=OVERDUE,
            then={"state": "released", "orders": orders},
        )
        for reconcile, backorders, orders in [
            (NO, "ignore_in_reconcile", IGNORED),
            (NOTE, "ignore_in_reconcile", IGNORED),
            (NOTE, "match_in_reconcile", MATCHED),
            (BOTH, "ignore_in_reconcile", MATCHED),
            (BOTH, "match_in_reconcile", MATCHED),
            (CUM, "ignore_in_reconcile", MATCHED),
            (CUM, "match_in_reconcile", MATCHED),
        ]
    ]
)
def test_backorders_and_reconcile(make_lite_customer: Make, story: Story) -> None:
    check(make_lite_customer, story)


# -- references, purchase orders, order creation

REF = "use_references"
USE_PO, NO_PO = "use_po_information", "do_not_use_po_information"
ADVANCE, DEMAND = "create_in_advance", "create_on_demand"


def opens(number: str) -> Do:
    return lambda c: c.ask(
        "POST", "/orders/purchase-orders", [{"agreement": c.agreement, "number": number}]
    )


@named(
    [
        Story(
            name="references-missing",
            terms={"references": REF},
            does=(plan(firm(5, 100), firm(6, 10, reference="K1")),),
            then={"state": "reconciled", "waits": ["approval.no_reference"], "orders": {}},
        ),
        Story(
            name="references-there",
            terms={"references": REF},
            does=(plan(firm(5, 100, reference="K1")),),
            then={"state": "released", "orders": {5: 100}},
        ),
        Story(
            name="references-not-asked",
            terms={"references": "do_not_use_references"},
            does=(plan(firm(5, 100)),),
            then={"state": "released", "orders": {5: 100}},
        ),
        Story(
            # neither references nor purchase orders are used and one exists: not approved
            name="po-not-used-on-demand",
            terms={"po_information": NO_PO, "order_creation": DEMAND},
            does=(plan(firm(5, 100), order="PO7"),),
            then={
                "state": "reconciled",
                "waits": ["approval.po_information"],
                "order_numbers": {},
            },
        ),
        Story(
            name="two-references-of-a-day",
            terms={"references": REF},
            does=(plan(firm(5, 50, reference="K2"), firm(5, 20, reference="K3")),),
            then={"state": "reconciled", "waits": ["approval.references_of_a_day"], "orders": {}},
        ),
        Story(
            name="a-reference-moves-to-another-day",
            terms={"references": REF},
            does=(
                plan(firm(6, 50, reference="K1")),
                plan(firm(7, 50, reference="K1"), firm(6, 20, reference="K2"), issued=5),
            ),
            then={"state": "released", "references": {(6, "K2"): 20, (7, "K1"): 50}},
        ),
        Story(
            name="po-used-on-demand",
            terms={"po_information": USE_PO, "order_creation": DEMAND},
            does=(plan(firm(5, 100), order="PO7"),),
            then={"state": "released", "order_numbers": {"PO7": 100}},
        ),
        Story(
            name="po-used-in-advance-unknown",
            terms={"po_information": USE_PO, "order_creation": ADVANCE},
            does=(opens("PO8"), plan(firm(5, 100), order="PO7")),
            then={"state": "release_exception", "orders": {}},
        ),
        Story(
            name="po-used-in-advance-no-number",
            terms={"po_information": USE_PO, "order_creation": ADVANCE},
            does=(opens("PO8"), plan(firm(5, 100))),
            then={"state": "release_exception", "orders": {}},
        ),
        Story(
            name="po-used-in-advance-then-made",
            terms={"po_information": USE_PO, "order_creation": ADVANCE},
            does=(plan(firm(5, 100), order="PO7"), opens("PO7"), act("rerun")),
            then={"state": "released", "order_numbers": {"PO7": 100}},
        ),
        Story(
            name="po-used-in-advance-line-removed",
            terms={"po_information": USE_PO, "order_creation": ADVANCE},
            does=(
                opens("PO8"),
                plan(
                    items=[
                        Item(part="P", order="PO7", lines=[firm(5, 100)]),
                        Item(part="P", order="PO8", lines=[firm(6, 40)]),
                    ]
                ),
                act("remove"),
            ),
            then={"state": "released", "order_numbers": {"PO8": 40}},
        ),
    ]
)
def test_references_and_purchase_orders(make_lite_customer: Make, story: Story) -> None:
    check(make_lite_customer, story)


def test_references_of_an_830(make_lite_customer: Make) -> None:
    customer = make_lite_customer(references=REF)
    for number, reference in (("1", ""), ("2", "K1")):
        lines = [firm(5, 100, reference=reference), forecast(12, 40)]
        said = Message(
            sender=customer.name,
            number=number,
            issued=day(4),
            items=[Item(part="P", lines=lines)],
        )
        customer.drop(x12_830(said))
        if not reference:
            assert customer.waits() == ["approval.no_reference"]
            customer.act("reject")
    assert customer.state() == "released"
    assert (customer.orders(), customer.forecasts()) == ({5: 100}, {12: 40})


# -- deliver authorisation x plan consumption x plan forecast.
# The plan: 100 firm on the 5th, 100 forecast on the 12th. Called off: 60 and 30.

PLANNED = (plan(firm(5, 100), forecast(12, 100)), call_off(firm(5, 60), firm(12, 30)))
TOO, ONLY = "authorised_too", "unauthorised_only"
DELIVERED = [
    # to create forecast turns all of a plan into forecast demand, what it authorises as well,
    # whatever is delivered; else it is ordered, or disregarded where plans are not delivered
    ("both", "partial", TOO, {5: 60, 12: 30}, {5: 40, 12: 70}),
    ("both", "partial", ONLY, {5: 100, 12: 30}, {12: 70}),
    ("both", "full", TOO, {5: 60, 12: 30}, {}),
    ("both", "full", ONLY, {5: 60, 12: 30}, {}),
    # call-offs are not affected
    ("call_offs", "partial", TOO, {5: 60, 12: 30}, {5: 40, 12: 70}),
    ("call_offs", "partial", ONLY, {5: 60, 12: 30}, {12: 70}),
    ("call_offs", "full", TOO, {5: 60, 12: 30}, {}),
    ("call_offs", "full", ONLY, {5: 60, 12: 30}, {}),
    # plans: a call-off is neither an order nor demand beside that of the plan
    ("plans", "partial", TOO, {}, {5: 100, 12: 100}),
    ("plans", "partial", ONLY, {5: 100}, {12: 100}),
    ("plans", "full", TOO, {}, {5: 100, 12: 100}),
    ("plans", "full", ONLY, {5: 100}, {12: 100}),
]


@named(
    [
        Story(
            name=f"{deliver}-{consumption}-{plan_forecast}{'' if plan_first else '-plan-last'}",
            terms={
                "deliver_authorisation": deliver,
                "plan_consumption": consumption,
                "plan_forecast": plan_forecast,
            },
            does=PLANNED if plan_first else tuple(reversed(PLANNED)),
            then={"orders": orders, "forecasts": forecasts},
        )
        for deliver, consumption, plan_forecast, orders, forecasts in DELIVERED
        for plan_first in (True, False)
    ]
)
def test_deliver_authorisation_consumption_and_forecast(
    make_lite_customer: Make, story: Story
) -> None:
    check(make_lite_customer, story)


# -- forecast spread x line types. 1,000 over Wednesday to Friday, status by horizon only.

THREE_DAYS = (plan(Line(on=day(6), until=day(8), quantity=1_000, status="not stated")),)


def types(*statuses: str) -> list[dict[str, Any]]:
    return [
        {"length": {"count": 2 * n, "unit": "weeks"}, "status": status}
        for n, status in enumerate(statuses, 1)
    ]


@named(
    [
        Story(
            name=f"{spread}-{'-'.join(statuses) or 'none'}",
            terms={"forecast_spread": spread, "line_types": types(*statuses)},
            does=THREE_DAYS,
            then={"orders": orders, "forecasts": forecasts},
        )
        for spread, statuses, orders, forecasts in [
            ("daily", ("firm", "forecast"), {6: 1_000}, {}),
            ("no_spread", ("firm", "forecast"), {6: 1_000}, {}),
            ("daily", ("forecast",), {}, {6: 334, 7: 333, 8: 333}),
            ("no_spread", ("forecast",), {}, {6: 1_000}),
            ("daily", ("information",), {}, {}),
            ("no_spread", ("information",), {}, {}),
        ]
    ]
)
def test_forecast_spread_and_line_types(make_lite_customer: Make, story: Story) -> None:
    check(make_lite_customer, story)


@named(
    [
        Story(
            name=f"quantum-{quantum}",
            terms={"forecast_spread": "daily", "quantum": quantum},
            does=(plan(forecast(5, 10, until=8)),),
            then={"forecasts": forecasts},
        )
        for quantum, forecasts in [
            ("1", {5: 3, 6: 3, 7: 2, 8: 2}),
            ("5", {5: 5, 6: 5}),
            ("4", {5: 4, 6: 4, 7: 2}),
        ]
    ]
)
def test_quantum(make_lite_customer: Make, story: Story) -> None:
    check(make_lite_customer, story)


# -- tolerance x approval. 100 becomes 105 or 130; ten percent are allowed.

TEN = [horizon("Firm", 28, 10, 10)]
CHECKED = {"tolerance_template": TEN}


def until_released(customer: Any) -> None:
    """By hand, whatever is asked for."""
    while customer.state() != "released":
        (asked,) = {name for name in BY_HAND if BY_HAND[name] == customer.waits()[-1]}
        customer.act("step", step=asked)


BY_HAND = {
    "approve": "step.approve_by_hand",
    "check_tolerance": "step.check_tolerance_by_hand",
}
TOLERATED = [
    # check, approval, new quantity, state, last reason
    ("no_check", "manual", 130, "reconciled", BY_HAND["approve"]),
    ("no_check", "auto", 130, "released", ""),
    ("no_check", "unconditional", 130, "released", ""),
    ("automatic", "manual", 105, "in_tolerance", BY_HAND["approve"]),
    ("automatic", "manual", 130, "out_of_tolerance", BY_HAND["approve"]),
    ("automatic", "auto", 105, "released", ""),
    ("automatic", "auto", 130, "out_of_tolerance", BY_HAND["approve"]),
    ("automatic", "unconditional", 105, "released", ""),
    ("automatic", "unconditional", 130, "released", ""),
    ("manual", "manual", 130, "reconciled", BY_HAND["check_tolerance"]),
    ("manual", "auto", 130, "reconciled", BY_HAND["check_tolerance"]),
    ("manual", "unconditional", 130, "reconciled", BY_HAND["check_tolerance"]),
]
CHECKED_BY_HAND = [
    ("manual", 105, "in_tolerance"),
    ("manual", 130, "out_of_tolerance"),
    ("auto", 105, "released"),
    ("auto", 130, "out_of_tolerance"),
    ("unconditional", 105, "released"),
    ("unconditional", 130, "released"),
]


@pytest.mark.parametrize(("checking", "approval", "quantity", "state", "why"), TOLERATED)
def test_tolerance_and_approval(
    make_lite_customer: Make, checking: str, approval: str, quantity: int, state: str, why: str
) -> None:
    terms = {"tolerance_check": checking, "approval": approval, **CHECKED}
    customer = make_lite_customer(**terms)
    customer.says(firm(5, 100))
    until_released(customer)
    customer.says(firm(5, quantity))
    assert customer.state() == state and (customer.waits() or [""])[-1] == why
    assert customer.orders() == {5: quantity if state == "released" else 100}


@pytest.mark.parametrize(("approval", "quantity", "state"), CHECKED_BY_HAND)
def test_tolerance_by_hand_and_approval(
    make_lite_customer: Make, approval: str, quantity: int, state: str
) -> None:
    customer = make_lite_customer(tolerance_check="manual", approval=approval, **CHECKED)
    customer.says(firm(5, 100))
    until_released(customer)
    customer.says(firm(5, quantity))
    customer.act("step", step="check_tolerance")
    assert customer.state() == state
    assert customer.orders() == {5: quantity if state == "released" else 100}


def checked(**more: Any) -> dict[str, Any]:
    return {"tolerance_check": "automatic", "tolerance_template": TEN, **more}


MOVED_A_DAY = (plan(firm(5, 100)), plan(firm(6, 100)))
MOVED_A_WEEK = (plan(firm(5, 100)), plan(firm(12, 100)))
EARLIER = (plan(firm(12, 100)), plan(firm(5, 100)))


@named(
    [
        Story(name=name, terms=checked(**terms), does=does, then={"state": state})
        for name, terms, does, state in [
            ("cumulative-later", {"tolerance_method": "cumulative"}, MOVED_A_DAY,
             "out_of_tolerance"),
            ("bucketed-later", {"tolerance_method": "bucketed"}, MOVED_A_DAY, "released"),
            ("bucketed-a-week", {"tolerance_method": "bucketed"}, MOVED_A_WEEK, "released"),
            ("days-1-later", {"tolerance_method": "quantity_or_days", "tolerance_days": 1},
             MOVED_A_DAY, "released"),
            ("days-0-later", {"tolerance_method": "quantity_or_days", "tolerance_days": 0},
             MOVED_A_DAY, "out_of_tolerance"),
            ("days-6-a-week", {"tolerance_method": "quantity_or_days", "tolerance_days": 6},
             MOVED_A_WEEK, "out_of_tolerance"),
            ("days-7-a-week", {"tolerance_method": "quantity_or_days", "tolerance_days": 7},
             MOVED_A_WEEK, "released"),
            ("days-6-earlier", {"tolerance_method": "quantity_or_days", "tolerance_days": 6},
             EARLIER, "out_of_tolerance"),
            ("days-7-earlier", {"tolerance_method": "quantity_or_days", "tolerance_days": 7},
             EARLIER, "released"),
            ("limit-within", {"limit": "within"}, (plan(firm(5, 100)), plan(firm(5, 110))),
             "released"),
            ("limit-below", {"limit": "below"}, (plan(firm(5, 100)), plan(firm(5, 110))),
             "out_of_tolerance"),
        ]
    ]
)  # fmt: skip
def test_tolerance_methods_and_the_limit(make_lite_customer: Make, story: Story) -> None:
    check(make_lite_customer, story)


# -- approval x release


@named(
    [
        Story(
            name=f"{approval}-{release}{'-approved' if approved else ''}",
            terms={"approval": approval, "release": release},
            does=(plan(firm(5, 100)), *((act("approve"),) if approved else ())),
            then={"state": state, "orders": {5: 100} if state == "released" else {}},
        )
        for approval, release, approved, state in [
            ("manual", "automatic", False, "reconciled"),
            ("manual", "automatic", True, "released"),
            ("manual", "manual", False, "reconciled"),
            ("manual", "manual", True, "approved"),
            ("auto", "automatic", False, "released"),
            ("auto", "manual", False, "approved"),
            ("unconditional", "automatic", False, "released"),
            ("unconditional", "manual", False, "approved"),
        ]
    ]
)
def test_approval_and_release(make_lite_customer: Make, story: Story) -> None:
    customer = check(make_lite_customer, story)
    if story.then["state"] == "approved":
        customer.act("release")
        assert customer.state() == "released" and customer.orders() == {5: 100}


@named(
    [
        Story(
            name=f"reconcile-run-{run}",
            terms={"reconcile_run": run, "reconcile": CUM},
            does=(*does, plan(firm(11, 500), cum=100, issued=5)),
            then={"state": state, "orders": orders},
        )
        for run, does, state, orders in [
            ("scheduled", ON_ITS_WAY, "released", {11: 300}),
            (
                "manual",
                (ON_ITS_WAY[0], step("reconcile"), *ON_ITS_WAY[1:]),
                "received",
                {},
            ),
        ]
    ]
)
def test_reconcile_run(make_lite_customer: Make, story: Story) -> None:
    customer = check(make_lite_customer, story)
    if story.then["state"] == "received":
        assert customer.waits() == ["step.reconcile_by_hand"]
        customer.act("step", step="reconcile")
        assert customer.orders() == {11: 300}


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


# -- what contradicts

REFUSED = {
    ("references", "reconcile"): {"references": REF, "reconcile": CUM},
    ("po_information", "references"): {"references": REF, "po_information": USE_PO},
    ("order_creation", "po_information"): {"order_creation": ADVANCE},
    ("match_required", "reconcile"): {"match_required": "required"},
    ("backorders", "reconcile"): {"backorders": "match_in_reconcile"},
    ("tolerance_check", "tolerance_template"): {"tolerance_check": "manual"},
    ("tolerance_method", "tolerance_days"): {"tolerance_days": 3},
}


@pytest.mark.parametrize("pair", REFUSED, ids="-".join)
def test_what_contradicts_is_refused(make_lite_customer: Make, pair: tuple[str, str]) -> None:
    customer = make_lite_customer()
    refused = customer.ask(
        "PUT", f"/agreements/{customer.agreement}/terms",
        {"terms": REFUSED[pair], "version": 1, "why": "tried"}, status=409,
    )  # fmt: skip
    assert [reason["code"] for reason in refused["reasons"]] == [
        f"agreement.{pair[0]}_against_{pair[1]}"
    ]
    assert customer.ask("GET", f"/agreements/{customer.agreement}")["version"] == 1


def test_every_contradiction_is_here() -> None:
    assert {(rule.first, rule.second) for rule in CONTRADICTIONS} == set(REFUSED)


def test_every_value_of_every_option_is_here() -> None:
    enums = [
        one
        for one in vars(options).values()
        if isinstance(one, type) and issubclass(one, StrEnum) and one is not StrEnum
    ]
    said = Path(__file__).read_text("utf-8")
    missing = {
        f"{one.__name__}.{value}"
        for one in enums
        for value in one
        if one is not options.RetroPrice  # acts on invoices alone
        and f'"{value.value}"' not in said
    }
    assert missing == set()
