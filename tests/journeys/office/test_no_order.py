"""What says too little or too much to be an order stops with its reason, whatever the terms let
flow; a person who knows that it is meant lets it go on.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.central.customer import day, firm
from tests.support.central.messages import Item, Message, edifact, x12_830

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


@pytest.mark.parametrize("quantity", ["10.5", "10,5"])
def test_a_fraction_of_a_piece_is_held(make_customer: Make, quantity: str) -> None:
    customer = make_customer(**UNCONDITIONAL)
    customer.says(firm(11, quantity), issued=4)
    assert customer.held() == [("implausible", "unit.fraction")]
    assert customer.orders() == {}
    customer.says(firm(11, 10), cum="0.5", issued=4)
    assert customer.held() == [("implausible", "unit.fraction")] * 2


def test_a_fraction_of_what_is_weighed_is_an_order(make_customer: Make) -> None:
    customer = make_customer(**UNCONDITIONAL)
    customer.changes(parts=[{"part": "P", "unit": "KGM"}])
    sent = Message(
        sender=customer.name,
        number="K1",
        issued=day(4),
        items=[Item(part="P", lines=[firm(11, "10.5")])],
    )
    customer.drop(edifact(sent).replace(b":PCE", b":KGM"))
    assert [row["open"] for row in customer.lines()] == ["10.5"]


HEADER = [
    (b"NAD+BY", b"RFF+ON:POHEAD'\nNAD+BY"),
    (b"LIN+1", b"NAD+ST+W1::92'\nRFF+ON:POHEAD'\nLIN+1"),
]


@pytest.mark.parametrize(("before", "after"), HEADER, ids=["document", "ship-to"])
@pytest.mark.parametrize("call_off", [False, True], ids=["DELFOR", "DELJIT"])
@pytest.mark.parametrize("use", ["do_not_use_po_information", "use_po_information"])
def test_a_purchase_order_of_the_heading_counts_for_lines_that_name_none(
    make_lite_customer: Make, use: str, call_off: bool, before: bytes, after: bytes
) -> None:
    customer = make_lite_customer(**UNCONDITIONAL, po_information=use)
    sent = Message(
        sender=customer.name,
        number="H1",
        issued=day(4),
        items=[Item(part="P", lines=[firm(11, 7)])],
        call_off=call_off,
    )
    customer.drop(counted(edifact(sent).replace(before, after, 1)))
    if use == "use_po_information":
        assert customer.order_numbers() == {"POHEAD": 7}
    else:
        assert (customer.state(), customer.waits()) == ("reconciled", ["approval.po_information"])
        assert customer.orders() == {}


@pytest.mark.parametrize("use", ["do_not_use_po_information", "use_po_information"])
def test_a_purchase_order_in_the_heading_of_an_830_counts(
    make_lite_customer: Make, use: str
) -> None:
    customer = make_lite_customer(**UNCONDITIONAL, po_information=use)
    sent = Message(
        sender=customer.name,
        number="H1",
        issued=day(4),
        items=[Item(part="P", lines=[firm(11, 7)])],
    )
    segments = x12_830(sent).replace(b"N1*SU", b"REF*PO*PO13~\nN1*SU").split(b"~\n")
    customer.drop(b"~\n".join(b"SE*9*0001" if s[:2] == b"SE" else s for s in segments))
    if use == "use_po_information":
        assert customer.order_numbers() == {"PO13": 7}
    else:
        assert (customer.state(), customer.waits()) == ("reconciled", ["approval.po_information"])


def test_a_firm_line_before_the_day_of_issue_is_named(make_customer: Make) -> None:
    customer = make_customer(**UNCONDITIONAL)
    customer.says(firm(5, 50), firm(12, 0), firm(18, 70), issued=11)
    assert customer.orders() == {5: 50, 18: 70}
    (step,) = [it for it in customer.steps(customer.schedule()) if it["step"] == "reconcile"]
    (said,) = [it for it in step["reasons"] if it["code"] == "past.day"]
    assert (said["figures"]["on"], said["figures"]["quantity"]) == ("2026-05-05", "50")


def test_what_the_customer_named_as_last_note_is_not_on_its_way(make_customer: Make) -> None:
    """The figure, the page and what may be undone agree: X and Y have arrived, Z has not."""
    customer = make_customer(**UNCONDITIONAL, reconcile="use_delivery_note")
    customer.says(firm(18, 500), issued=4)
    customer.despatch("X", 100, 4)
    customer.despatch("Y", 50, 5)
    where = f"/cums/{customer.agreement}?part=P"
    found = customer.ask("GET", where)
    assert (found["in_transit"], found["last_note"]) == ("150", None)
    customer.says(firm(18, 350), note="Y", cum=150, issued=6, number="N2")
    found = customer.ask("GET", where)
    assert found["in_transit"] == "0"
    assert found["last_note"] == {"note": customer.note("Y"), "on": str(day(6)), "schedule": "N2"}
    customer.despatch("Z", 20, 7)
    (row,) = [it for it in customer.ask("GET", "/cums") if it["agreement"] == customer.agreement]
    assert (row["in_transit"], customer.ask("GET", where)["in_transit"]) == ("20", "20")
    page = customer.page(f"/office/cums/{customer.agreement}/P")
    assert customer.note("Y").encode() in page
    for note in ("X", "Y"):
        assert customer.undo(note, 8) == ["ledger.note_confirmed"]
    customer.takes_off("Z", 8)
    assert customer.ask("GET", where)["in_transit"] == "0"


def counted(message: bytes) -> bytes:
    """With the number of its segments put right."""
    inside = message[message.index(b"UNH+") : message.index(b"UNT+")].count(b"'\n") + 1
    end = message.index(b"UNT+")
    return message[:end] + f"UNT+{inside}+1'".encode() + message[message.index(b"\nUNZ") :]
