"""Every message that a customer may send goes from its folder to figures, in every syntax; what we
answer is in the version that came in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.support.central.messages import Line
from tests.support.edi.writing import delfor, vda_schedule, x12_schedule
from tests.support.paths import MESSAGES

Make = Callable[..., Any]
LINES = [(date(2026, 1, 12), 300), (date(2026, 1, 13), 200)]
THEN = date(2026, 1, 5)
MARCH = date(2026, 3, 7)
NAMES_ORDERS = "use_po_information"
NEW = {12: 300, 13: 200}


def kept(name: str) -> bytes:
    return (MESSAGES / name).read_bytes()


def of(customer: Any, data: bytes) -> bytes:
    """In the name of the customer."""
    name = customer.name.encode()
    for sender in (b"CUSTOMER", b"PLANT-LN", b"KUNDE"):
        data = data.replace(sender.ljust(15), name.ljust(15)).replace(sender, name)
    data = data.replace(b"PLANT          ", name.ljust(15)).replace(b"*PLANT*", b"*%s*" % name)
    return data.replace(b"+PLANT:ZZ", b"+%s:ZZ" % name)


VDA_4984 = {"profile": {"extends": "vda_4984"}}
VDA_4985 = {"profile": {"extends": "vda_4985"}}
SENT: dict[str, tuple[Any, dict[str, Any], str, date, Any, Any]] = {
    "DELFOR D.97A": (delfor(LINES, 100), {}, "A 1", THEN, NEW, {}),
    "DELFOR and its kinds": (
        kept("delfor_d97a_call.edi"), {}, "4711", MARCH, {9: 300, 11: 200}, {16: 400},
    ),
    "DELJIT D.97A": (delfor(LINES, 100, deljit=True), {}, "A 1", THEN, NEW, {}),
    "X12 830 004010": (
        kept("x12_830_call.edi"), {}, "4711", MARCH, {9: 300, 11: 200}, {16: 400},
    ),
    "X12 830 003060": (
        kept("x12_830_weekly.edi"), {}, "4711", date(1999, 9, 1), {6: 500}, {13: 600},
    ),
    "X12 862": (x12_schedule("862", LINES, 100, "004010"), {}, "A 1", THEN, NEW, {}),
    "VDA 4915": (vda_schedule("55", LINES, 100), {}, "A 1", THEN, NEW, {}),
    "VDA 4984": (
        kept("vda_4984.edi"), VDA_4984, "4711", MARCH,
        {6: 20, 9: 300, 11: 200}, {16: 400, 1: 1_500},
    ),
    "VDA 4985": (kept("vda_4985.edi"), VDA_4985, "4711", MARCH, {9: 300}, {}),
}  # fmt: skip


@pytest.mark.parametrize("what", SENT)
def test_from_a_file_to_orders(make_customer: Make, what: str) -> None:
    data, more, part, today, orders, forecasts = SENT[what]
    customer = make_customer(
        parts=(part,),
        answers=["contrl", "aperak", "x12_997", "x12_824"],
        line_types=[{"length": {"count": 12, "unit": "months"}, "status": "firm"}],
        profile={**more.get("profile", {})},
        po_information=NAMES_ORDERS if b"P550001" in data else "do_not_use_po_information",
    )
    customer.today = today
    if what.startswith("VDA 4915"):
        data = data.replace(b"55101K        ", b"55101%-9s" % customer.name.encode())
    customer.drop(of(customer, data))
    (row,) = customer.interchanges()
    assert row["state"] == "posted", customer.held()
    assert (customer.orders(part), customer.forecasts(part)) == (orders, forecasts)
    answers = [path.read_bytes()[:60] for path in (customer.folder / "out").iterdir()]
    begins = {b"DEL": b"UN", b"VDA 498": b"UN", b"X12": b"ISA"}
    wanted = next((w for b, w in begins.items() if what.encode().startswith(b)), None)
    assert all(answer.startswith(wanted) for answer in answers) if wanted else answers == []
    assert bool(answers) == (wanted is not None)


def test_an_861_moves_the_received_cum(make_customer: Make) -> None:
    customer = make_customer(parts=("4711", "4712"))
    customer.today = date(2026, 3, 1)
    asked = Line(on=date(2026, 3, 1), quantity=120)
    customer.says(asked, part="4711", issued=date(2026, 3, 1))
    customer.despatch("A", 120, date(2026, 3, 2), part="4711")
    customer.today = MARCH
    data = kept("x12_861.edi").replace(b"LS-1001", customer.note("A").encode())
    customer.drop(of(customer, data))
    assert customer.cums("4711") == (120, 113), "five of 118 are rejected"
    assert [what for what, _ in customer.held()] == ["refused"], "a note that we never wrote"


def test_a_second_861_with_the_same_number_is_taken_when_a_person_says_why(
    make_lite_customer: Make,
) -> None:
    customer = make_lite_customer(parts=("4711", "4712"))
    customer.today = date(2026, 3, 1)
    asked = Line(on=date(2026, 3, 1), quantity=240)
    customer.says(asked, part="4711", issued=date(2026, 3, 1))
    customer.despatch("A", 240, date(2026, 3, 2), part="4711")
    customer.today = MARCH
    data = kept("x12_861.edi").replace(b"LS-1001", customer.note("A").encode())
    data = of(customer, data.replace(b"SN1**120", b"SN1**240"))
    customer.drop(data)
    assert customer.cums("4711") == (240, 113)
    customer.drop(data.replace(b"000000141", b"000000142"))
    last = customer.interchanges()[0]["interchange"]
    where = f"/edi/interchanges/{last}"
    (message,) = customer.ask("GET", where)["said_messages"]
    assert "receipt.duplicate" in {it["code"] for it in message["problems"]}
    assert customer.cums("4711") == (240, 113)
    customer.ask("POST", f"{where}/reprocess", {"insist": True})
    assert customer.cums("4711") == (240, 113), "without a reason it is a repetition"
    page = customer.page(f"/office/interchanges/{last}")
    assert b"It is another one, no repetition" in page
    customer.ask("POST", f"{where}/reprocess", {"insist": True, "why": "two trucks, says Otto"})
    assert customer.cums("4711") == (240, 226)
