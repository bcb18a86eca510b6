"""Options of reconciling, references and order creation that act on each other. The expected
figures are worked out by hand.
"""

from __future__ import annotations

from typing import Any

from tests.support.central.customer import day, firm, forecast
from tests.support.central.messages import Item, Message, x12_830
from tests.support.central.stories import (
    ADVANCE,
    BOTH,
    CUM,
    DEMAND,
    NO,
    NO_PO,
    NOTE,
    REF,
    USE_PO,
    Do,
    Make,
    Story,
    act,
    check,
    named,
    plan,
)


def sent(note: str, quantity: int, on: int) -> Do:
    return lambda c: c.despatch(note, quantity, on)


def step(name: str) -> Do:
    return act("step", step=name)


# -- reconcile x match required. All of 300 is despatched: X 100, then Y 200.

ON_ITS_WAY = (plan(firm(1, 300), cum=0, issued=1), sent("X", 100, 2), sent("Y", 200, 4))


AFTER_X = {"note": "X", "cum": 100}
STOPS = ("not_reconciled", {})
RECONCILED: list[tuple[str, str, dict[str, Any], Any]] = [
    (NO, "not_required", AFTER_X, ("released", {11: 500})),
    (NOTE, "not_required", AFTER_X, ("released", {11: 300})),
    (NOTE, "required", AFTER_X, ("released", {11: 300})),
    (BOTH, "required", AFTER_X, ("released", {11: 300})),
    (CUM, "not_required", AFTER_X, ("released", {11: 300})),
    (CUM, "required", AFTER_X, ("released", {11: 300})),
    # their cum is between our notes
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
    # their cum is above ours: nobody nets it
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
"""Where the customer counts, open is their cum and what they ask less what we despatched: 80."""
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
            then={"state": "released", "references": {(5, "K2"): 50, (5, "K3"): 20}},
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
