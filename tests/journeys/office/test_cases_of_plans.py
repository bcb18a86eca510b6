"""Worked cases of tolerances, forecasts, windows and messages, from a file to the figures."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.support.central.cases import Make
from tests.support.central.customer import day, firm, forecast, horizon
from tests.support.central.messages import Item, Line, Message, edifact
from tests.support.paths import MESSAGES

# -- tolerance

BUCKETS = [
    horizon("Firm", 5, 2, 0),
    horizon("Fabrication", 20, 5, 5),
    horizon("Raw", 30, 15, 20),
    horizon("Plan", 60, 25, 50),
]
INSIDE = {"Firm": date(2026, 5, 6), "Fabrication": date(2026, 5, 20), "Raw": date(2026, 6, 15),
          "Plan": date(2026, 7, 20)}  # fmt: skip
CHANGED = [
    ("Firm", 980, True), ("Firm", 979, False), ("Firm", 1_001, False),
    ("Fabrication", 950, True), ("Fabrication", 1_050, True),
    ("Fabrication", 949, False), ("Fabrication", 1_051, False),
    ("Raw", 850, True), ("Raw", 1_200, True), ("Raw", 1_201, False),
    ("Plan", 750, True), ("Plan", 1_500, True), ("Plan", 1_501, False),
]  # fmt: skip


def test_16_buckets(make_customer: Make) -> None:
    parts = [f"P{n}" for n in range(len(CHANGED))]
    customer = make_customer(
        parts=parts,
        tolerance_check="automatic",
        tolerance_method="bucketed",
        tolerance_template=BUCKETS,
    )

    def says(quantities: list[int]) -> None:
        wanted = zip(parts, CHANGED, quantities, strict=True)
        customer.says(
            part="P0",
            items=[
                Item(part=part, lines=[Line(on=INSIDE[where], quantity=quantity)])
                for part, (where, _, _), quantity in wanted
            ],
        )

    says([1_000] * len(parts))
    says([quantity for _, quantity, _ in CHANGED])
    found = [customer.state(part=part) for part in parts]
    assert found == ["released" if ok else "out_of_tolerance" for _, _, ok in CHANGED]


def test_15_and_19_one_line_out_stops_the_whole_schedule(make_customer: Make) -> None:
    customer = make_customer(
        tolerance_check="automatic",
        tolerance_method="bucketed",
        tolerance_template=[horizon("one", 7, 10, 10), horizon("two", 7, 10, 10)],
    )
    customer.says(firm(5, 100), firm(12, 100))
    customer.says(firm(5, 100), firm(12, 120))
    assert customer.state() == "out_of_tolerance"
    assert customer.orders() == {5: 100, 12: 100}
    rows = {row["on"]: row for row in customer.compared()["rows"]}
    assert rows["2026-05-12"]["percent"] == "20" and rows["2026-05-12"]["mark"] == "out"
    customer.act("approve")
    assert customer.state() == "released" and customer.orders() == {5: 100, 12: 120}


# -- plan, call-off, forecast


@pytest.mark.parametrize(("option", "left"), [("partial", {5: 40}), ("full", {})])
def test_22_a_call_off_takes_from_the_plan(
    make_customer: Make, option: str, left: dict[int, int]
) -> None:
    customer = make_customer(plan_consumption=option)
    customer.says(forecast(5, 100))
    customer.says(firm(5, 60), call_off=True)
    assert customer.orders() == {5: 60} and customer.forecasts() == left


def test_24_a_month_over_its_working_days(make_customer: Make) -> None:
    customer = make_customer(forecast_spread="daily", customer={"country": "DE"})
    customer.says(forecast(1, 1_800, until=31), firm(5, 7), issued=1)
    spread = customer.forecasts()
    assert len(spread) == 18 and set(spread.values()) == {100}
    assert not {1, 14, 25} & set(spread), "days on which Germany does not work"
    assert customer.orders() == {5: 7}, "what is authorised is not spread"


def test_25_what_does_not_divide_is_on_the_earliest(make_customer: Make) -> None:
    customer = make_customer(forecast_spread="daily")
    customer.says(forecast(6, 1_000, until=8))
    assert customer.forecasts() == {6: 334, 7: 333, 8: 333}


def test_27_two_delivery_windows(make_customer: Make) -> None:
    windows = [{"at": "10:00", "percent": 70}, {"at": "14:00", "percent": 30}]
    customer = make_customer(customer={"windows": windows})
    customer.says(firm(5, 200))
    found = [(row["at_time"], row["open"]) for row in customer.lines()]
    assert found == [("10:00", "140"), ("14:00", "60")]
    windows[1]["percent"] = 31
    said = {"name": customer.name, "currency": "EUR", "version": 1, "windows": windows}
    refused = customer.ask("PUT", f"/partners/customers/{customer.name}", said, status=409)
    assert "101" in str(refused) and "100" in str(refused)


def test_29_the_horizon_says_the_line_type(make_customer: Make) -> None:
    customer = make_customer(
        line_types=[
            {"length": {"count": 14, "unit": "days"}, "status": "firm"},
            {"length": {"count": 6, "unit": "weeks"}, "status": "forecast"},
            {"length": {"count": 10, "unit": "months"}, "status": "information"},
        ]
    )
    days = [day(17), day(18), date(2026, 6, 28), date(2026, 6, 29)]
    customer.says(*(Line(on=on, quantity=10, status="not stated") for on in days))
    found = [line["line"]["status"] for line in customer.reconciliation()["lines"]]
    assert found == ["firm", "forecast", "forecast", "information"]
    assert customer.orders() == {17: 10} and customer.forecasts() == {18: 10, 28: 10}


# -- messages


def test_36_a_supplier_guidelines_delfor(make_customer: Make) -> None:
    """The file names a purchase order, so the agreement says that such numbers are used."""
    customer = make_customer(
        parts=("00002612",),
        profile={"ids": ["PLANT-LN:ZZ", "ZZ:PLANT-LN"]},
        po_information="use_po_information",
    )
    customer.today = date(2018, 7, 2)
    customer.drop((MESSAGES / "delfor_d97a_monthly.edi").read_bytes())
    kept = customer.schedule("00002612")
    assert (kept["received_cum"], kept["counted_since"]) == ("21199", "2017-12-13")
    assert kept["last_note"] == "DN1041180628-02" and kept["state"] == "released"
    where = f"/releases/schedules/{kept['schedule']}/reconciliation"
    lines = customer.ask("GET", where)["lines"]
    assert [line["line"]["quantity"] for line in lines] == ["8400", "9100", "2100"]
    assert [line["cum"] for line in lines] == ["29599", "38699", "40799"]
    assert sum(customer.forecasts("00002612").values()) == 8_400 + 9_100 + 2_100


def vda(sender: str, number: int, old: str, new: str) -> bytes:
    data = (MESSAGES / "vda_4905.txt").read_bytes()
    head = f"51102{sender:<9}{'104118':<9}{old}{new}".encode()
    release = f"{new[-4:]}{number:05d}".encode()
    return head + data[len(head) :].replace(b"000000118", release, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [("00000", "00001"), ("00019", "00020"), ("88051", "88061"), ("99999", "00001"),
     ("89361", "00011")],
)  # fmt: skip
def test_39_numbers_of_transmissions(make_customer: Make, old: str, new: str) -> None:
    types = [{"length": {"count": 12, "unit": "months"}, "status": "firm"}]
    customer = make_customer(parts=("8K0 955 119",), line_types=types)
    customer.today = date(2026, 1, 5)
    following = f"{(int(new) + 10) % 100_000:05d}"
    lost = f"{(int(new) + 30) % 100_000:05d}"
    for number, (before, now) in enumerate([(old, new), (new, following), (lost, "77777")]):
        customer.drop(vda(customer.name, number, before, now))
    broken, second, first = customer.interchanges()
    assert (first["state"], second["state"]) == ("posted", "posted")
    assert broken["state"] == "held"
    count = len(customer.schedules("8K0 955 119"))
    where = f"/edi/interchanges/{broken['interchange']}/reprocess"
    customer.ask("POST", where, {"insist": True, "why": "they confirmed by phone"})
    assert customer.interchanges()[0]["state"] == "posted"
    assert len(customer.schedules("8K0 955 119")) == count + 1


WRONG = {
    "count": (rb"UNT\+(\d+)\+", lambda m: b"UNT+%d+" % (int(m[1]) + 1), "UNT"),
    "reference": (rb"UNZ\+1\+(\d+)", lambda m: b"UNZ+1+9" + m[1], "UNZ"),
    "number": (rb"QTY\+113:8400", lambda _: b"QTY+113:84OO", "QTY"),
    "date": (rb"DTM\+2:20260513", lambda _: b"DTM+2:20181399", "DTM"),
}


@pytest.mark.parametrize("what", WRONG)
def test_41_what_is_wrong_is_refused_at_its_place(make_customer: Make, what: str) -> None:
    customer = make_customer(answers=["contrl", "aperak"])
    pattern, mend, tag = WRONG[what]
    lines = (firm(12, 10), firm(13, 8_400))
    good = edifact(
        Message(
            sender=customer.name,
            number="R1",
            issued=day(4),
            items=[Item(part="P", lines=lines)],
        )
    )
    wrong, found = re.subn(pattern, mend, good)
    assert found == 1
    customer.drop(wrong)
    (kept,) = customer.interchanges()
    assert kept["state"] == "refused" and customer.schedules() == []
    said = customer.ask("GET", f"/edi/interchanges/{kept['interchange']}")
    problems = said["problems"] + [p for m in said["said_messages"] for p in m["problems"]]
    tags = [row["tag"] for row in problems]
    assert tag in tags and all(row["offset"] > 0 for row in problems if row["tag"] == tag)
    assert said["answered_by"], "they are told"
    assert customer.held() and customer.orders() == {}
    raw = list((customer.folder / "refused").rglob("*.edi"))
    assert [path.read_bytes() for path in raw] == [wrong]
    customer.drop(good.replace(b"UNZ+1+", b"UNZ+1+7").replace(b":0600+", b":0600+7"))
    assert customer.orders() == {12: 10, 13: 8_400}, "the file after it is not stopped"
