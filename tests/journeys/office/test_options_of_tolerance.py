"""Options of tolerance, approval and release. The expected figures are worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.central.customer import firm, horizon
from tests.support.central.stories import Make, Story, act, check, named, plan

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
