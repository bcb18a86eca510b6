"""What happens while a schedule waits for people counts as well: nothing is asked for twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.central.customer import firm

Make = Callable[..., Any]
BY_NOTE, BY_CUM = "use_delivery_note", "use_cumulative_quantity"
OPTIONS = [
    {"reconcile": BY_CUM},
    {"reconcile": BY_CUM, "match_required": "required"},
    {"reconcile": BY_NOTE},
    {"reconcile": "use_delivery_note_and_cum_qty", "match_required": "required"},
]


RECEIVED = {"cum": 10, "note": "Z"}


def first_note(customer: Any) -> None:
    """Note Z, of 10, has arrived."""
    customer.says(firm(1, 10), cum=0, issued=1)
    while customer.state() != "released":
        customer.act("approve")
    customer.despatch("Z", 10, 1)


@pytest.mark.parametrize("terms", OPTIONS, ids=lambda terms: "-".join(terms.values()))
def test_what_goes_before_it_is_approved_is_on_its_way(
    make_customer: Make, terms: dict[str, str]
) -> None:
    customer = make_customer(approval="manual", **terms)
    first_note(customer)
    customer.says(firm(5, 100), issued=4, **RECEIVED)
    customer.act("approve")
    customer.says(firm(5, 100), firm(6, 50), **RECEIVED)
    assert customer.state() == "reconciled"
    customer.despatch("A", 100, 4)
    customer.act("approve")
    assert customer.state() == "released" and customer.orders() == {6: 50}
    lines = customer.reconciliation()["lines"]
    assert [line["in_transit"] for line in lines] == ["100", "0"]


@pytest.mark.parametrize("terms", OPTIONS, ids=lambda terms: "-".join(terms.values()))
def test_what_goes_while_it_is_in_exception_is_on_its_way(
    make_lite_customer: Make, terms: dict[str, str]
) -> None:
    customer = make_lite_customer(**terms)
    first_note(customer)
    customer.says(firm(5, 100), issued=4, **RECEIVED)
    customer.pick(5)
    customer.says(firm(5, 60), firm(6, 50), **RECEIVED)
    assert customer.state() == "release_exception"
    customer.despatch("A", 100, 4)
    customer.act("rerun")
    assert customer.state() == "released" and customer.orders() == {6: 10}


def test_a_despatch_that_is_undone_meanwhile_is_asked_for_again(make_lite_customer: Make) -> None:
    customer = make_lite_customer(release="manual", reconcile=BY_CUM)
    customer.says(firm(5, 100), cum=0)
    customer.act("release")
    customer.despatch("A", 100, 4)
    customer.says(firm(5, 100), firm(6, 50), cum=0)
    assert customer.state() == "approved"
    customer.takes_off("A", 4)
    customer.act("release")
    assert customer.orders() == {5: 100, 6: 50} and customer.cums() == (0, 0)


def test_books_that_do_not_match_any_more_stop_the_release(make_lite_customer: Make) -> None:
    customer = make_lite_customer(release="manual", reconcile=BY_CUM)
    customer.says(firm(5, 100), cum=0)
    customer.act("release")
    customer.despatch("A", 100, 4)
    customer.says(firm(5, 100), firm(6, 50), cum=100)
    assert customer.undo("A", 4) == ["ledger.note_counted"], "they have what they counted"
    customer.receives("A", 95, 4)
    refused = customer.act("release", status=409)
    assert refused["reasons"][-1]["code"] == "reconcile.difference_counted"
    assert customer.state() == "approved" and customer.orders() == {}
    customer.receives("A", 5, 5)
    customer.act("release")
    assert customer.orders() == {5: 100, 6: 50}


def test_a_note_and_a_release_at_the_same_moment(make_customer: Make) -> None:
    """Whoever is first: 150 are asked in all, and no more go."""
    customer = make_customer(reconcile=BY_CUM, release="manual")
    customer.says(firm(5, 100), cum=0)
    customer.act("release")
    customer.says(firm(5, 100), firm(6, 50), cum=0)
    together = [
        threading.Thread(target=what)
        for what in (customer.release_at_once(), customer.despatch_at_once("A", 100, 4))
    ]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert customer.state() == "released"
    assert customer.cums() == (100, 0) and customer.orders() == {6: 50}
