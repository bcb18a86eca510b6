"""What no manual lets pass by itself stops with its reason, whatever the terms let flow."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.central.customer import day, firm
from tests.support.central.messages import Item, Message, edifact

Make = Any
CUM = {"reconcile": "use_cumulative_quantity"}


def test_arrears_are_not_ordered_twice_under_a_customer_who_counts(make_customer: Make) -> None:
    """100 of the 5th did not leave and come again for the 15th: their count says 150 in all."""
    customer = make_customer(**CUM)
    customer.says(firm(5, 100), cum=0, issued=4)
    customer.says(firm(15, 100), firm(22, 50), cum=0, issued=11)
    assert (customer.state(), customer.orders()) == ("released", {5: 100, 22: 50})


def test_what_is_overdue_beyond_the_count_is_not_open_any_more(make_customer: Make) -> None:
    """Open is their cum and their demand to date less our cum: 60, although 100 are overdue."""
    customer = make_customer(**CUM)
    customer.says(firm(5, 40), firm(6, 60), cum=0, issued=4)
    customer.says(firm(15, 60), cum=0, issued=11)
    assert (customer.state(), customer.orders()) == ("released", {5: 40, 6: 20})
    customer.pick(6)
    customer.says(firm(15, 45), cum=0, issued=12)
    assert customer.state() == "release_exception", "what is picked is a person's"


def test_a_call_off_of_a_few_days_is_taken_from_the_plan_alone(make_customer: Make) -> None:
    """It says when 30 of the plan's are to come: open are 200 before and after."""
    customer = make_customer(**CUM)
    customer.says(firm(5, 100), firm(18, 100), cum=0, issued=4)
    customer.says(firm(12, 30), cum=0, issued=11, call_off=True)
    assert customer.state() == "released"
    assert sum(customer.orders().values()) == 200, customer.orders()


def test_a_unit_that_is_not_the_contracts_is_held(make_customer: Make) -> None:
    """7 thousand pieces are no 7 pieces, and 100 kilograms no 100 pieces."""
    customer = make_customer()
    sent = edifact(
        Message(
            sender=customer.name,
            number="U1",
            issued=day(4),
            items=[Item(part="P", lines=[firm(11, 7)])],
        )
    )
    for n, unit in enumerate((b"MIL", b"KGM")):
        control = f"+{900 + n}'".encode()
        data = sent.replace(b"QTY+113:7:PCE", b"QTY+113:7:" + unit).replace(b"U1", b"U%d" % n)
        head, _, rest = data.partition(b"'\nUNH")
        data = head[: head.rindex(b"+")] + control[:-1] + b"'\nUNH" + rest
        data = data[: data.rindex(b"UNZ+1+")] + b"UNZ+1" + control + b"\n"
        customer.drop(data)
    assert customer.held() == [("implausible", "unit.other")] * 2
    assert customer.orders() == {}


def test_another_name_of_the_unit_is_the_same_and_none_is_said(make_customer: Make) -> None:
    customer = make_customer()
    for number, unit, codes in (("A", b"EA", []), ("B", b"", ["unit.none"])):
        said = Message(
            sender=customer.name,
            number=number,
            issued=day(4),
            items=[Item(part="P", lines=[firm(11, 7)])],
        )
        customer.drop(edifact(said).replace(b":7:PCE", b":7:" + unit if unit else b":7"))
        kept = customer.schedule(number=number)
        assert kept["state"] == "released"
        first = customer.steps(kept)[0]
        assert [reason["code"] for reason in first["reasons"]] == codes


def test_boxes_of_the_customer_are_so_many_pieces_by_their_profile(make_customer: Make) -> None:
    """7 boxes of 12 are 84 pieces of the contract, and the schedule says by what they were."""
    customer = make_customer(profile={"units": {"BX": "12 PCE"}})
    said = Message(
        sender=customer.name,
        number="B1",
        issued=day(4),
        items=[Item(part="P", lines=[firm(11, 7)])],
    )
    customer.drop(edifact(said).replace(b":7:PCE", b":7:BX"))
    kept = customer.schedule(number="B1")
    assert (kept["state"], customer.orders()) == ("released", {11: 84})
    (reason,) = customer.steps(kept)[0]["reasons"]
    assert (reason["code"], reason["figures"]["counted"]) == ("receive.converted", "BX = 12 PCE")


def test_a_contract_that_is_over_stops_until_it_is_extended(make_customer: Make) -> None:
    years = [{"name": "2025", "first": "2025-01-01", "last": "2025-12-31"}]
    customer = make_customer(years=years)
    customer.says(firm(11, 100), issued=4)
    assert (customer.state(), customer.waits()) == ("reconciled", ["contract.over"])
    refused = customer.act("approve", status=409)
    assert refused["reasons"][0]["code"] == "contract.over", "whoever asks"
    years[0]["last"] = "2026-12-31"
    customer.changes(years=years)
    customer.act("approve")
    assert (customer.state(), customer.orders()) == ("released", {11: 100})


def test_order_lines_after_the_end_of_the_contract_stop(make_customer: Make) -> None:
    customer = make_customer(years=[{"name": "26", "first": "2026-01-01", "last": "2026-05-15"}])
    customer.says(firm(11, 100), firm(18, 10), issued=4)
    assert (customer.state(), customer.waits()) == ("reconciled", ["contract.lines_behind"])


@pytest.mark.both_databases
def test_more_than_agreed_for_the_year_stops_and_less_does_not(make_customer: Make) -> None:
    """100 are agreed for all parts together; 60 of P and 30 of Q stand, 20 of them have left."""
    years = [{"name": "26", "first": "2026-01-01", "last": "2026-12-31", "quantity": 100}]
    customer = make_customer(parts=("P", "Q"), years=years)
    customer.says(firm(5, 60), issued=4)
    customer.says(firm(5, 30), issued=4, part="Q")
    customer.despatch("A", 20, 4)
    assert customer.orders() == {5: 40}
    customer.says(firm(5, 51), issued=4)
    assert (customer.state(), customer.waits()) == ("approved", ["contract.quantity"])
    assert customer.orders() == {5: 40}
    customer.act("reject")
    customer.says(firm(5, 50), issued=4)
    assert (customer.state(), customer.orders()) == ("released", {5: 50})


def test_a_customer_who_is_switched_off_orders_nothing(make_customer: Make) -> None:
    customer = make_customer(release="manual")
    customer.says(firm(11, 100), issued=4)
    customer.switched(on=False)
    refused = customer.act("release", status=409)
    assert refused["reasons"][0]["code"] == "contract.customer_off"
    customer.says(firm(12, 100), issued=5, number="LATER")
    assert customer.held() == [("refused", "receive.customer_off")]
    assert customer.orders() == {}


def test_a_line_on_a_closed_day_is_said(make_customer: Make) -> None:
    """The 10th is a Sunday, the 14th of May 2026 is Ascension Day in Germany."""
    customer = make_customer(customer={"country": "DE"})
    customer.says(firm(10, 40), firm(14, 100), firm(15, 5), issued=4)
    assert customer.orders() == {10: 40, 14: 100, 15: 5}
    said = [each for step in customer.steps(customer.schedule()) for each in step["reasons"]]
    closed = [each["text"] for each in said if each["code"].startswith("closed.")]
    assert len(closed) == 2
    assert "40 on 2026-05-10, a day of the week" in closed[0]
    assert "100 on 2026-05-14, when the customer is shut" in closed[1]


@pytest.mark.both_databases
def test_a_part_is_not_moved_away_from_what_is_open(make_customer: Make) -> None:
    """P has 50 open in one contract; in a second one it would be asked for twice."""
    customer = make_customer()
    customer.says(firm(11, 50), issued=4)
    off = [{"part": "P", "unit": "PCE", "active": False}]
    customer.changes(parts=off)
    other = f"{customer.agreement}-2"
    refused = customer.agrees(other, status=409)
    assert "50" in refused["detail"] and customer.agreement in refused["detail"]
    customer.changes(parts=[{**off[0], "active": True}])
    customer.despatch("A", 50, 4)
    customer.changes(parts=off)
    customer.agrees(other, status=200)
