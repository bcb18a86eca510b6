"""The worked cases of the trade from a file in a customer's folder to the figures that people and
programs read, on both databases. The rules alone run them in docs/scenarios.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from central.access import people, sessions
from central.access.rules import TokenRole
from central.db.clock import now_us
from central.db.database import Actor
from tests.support.central.customer import day, firm, forecast, horizon
from tests.support.central.messages import Item, Line, Message, edifact
from tests.support.paths import MESSAGES

Make = Callable[..., Any]
NOTE_AND_CUM = {"reconcile": "use_delivery_note_and_cum_qty", "match_required": "required"}
BY_CUM = {"reconcile": "use_cumulative_quantity"}


def called_and_despatched(customer: Any, *notes: tuple[str, int, int], **item: Any) -> None:
    """All of it was called for the 1st, and went on these notes: number, quantity, day."""
    total = sum(quantity for _, quantity, _ in notes)
    customer.says(firm(1, total), issued=1, **item)
    assert customer.state() == "released"
    for note in notes:
        customer.despatch(*note)


# -- reconciliation, cums, reset


def test_1_note_and_cum_agree(make_customer: Make) -> None:
    customer = make_customer(**NOTE_AND_CUM)
    called_and_despatched(customer, ("A", 10_000, 2), ("B", 200, 4), cum=0)
    customer.says(firm(11, 500), cum=10_000, note="A", issued=5)
    assert customer.state() == "released" and customer.orders() == {11: 300}
    assert customer.cums() == (10_200, 0)


def test_2_note_and_cum_differ(make_customer: Make) -> None:
    customer = make_customer(**NOTE_AND_CUM)
    called_and_despatched(customer, ("A", 10_050, 2), ("B", 150, 4), cum=0)
    customer.says(firm(11, 500), cum=10_000, note="A", issued=5)
    assert customer.state() == "not_reconciled" and customer.orders() == {}
    assert "reconcile.note_and_cum_differ" in customer.waits()
    recorded = customer.reconciliation()["recorded"]["reasons"]
    assert any("50 apart" in reason["text"] for reason in recorded)


def test_3_open_quantity_is_what_is_not_on_its_way(make_customer: Make) -> None:
    customer = make_customer(**BY_CUM)
    called_and_despatched(customer, ("A", 1_300, 2), cum=0)
    customer.says(firm(11, 500), firm(12, 600), cum=1_000, issued=5)
    assert [line["cum"] for line in customer.reconciliation()["lines"]] == ["1500", "2100"]
    assert customer.orders() == {11: 200, 12: 600}
    customer.despatch("B", 200, 5)
    assert customer.orders() == {12: 600} and customer.cums() == (1_500, 0)


def test_5_what_reconcile_does_is_shown_before_it_is_done(make_customer: Make) -> None:
    customer = make_customer(reconcile="use_delivery_note", reconcile_run="manual")
    customer.says(firm(1, 300), issued=1)
    customer.act("step", step="reconcile")
    customer.despatch("X", 100, 2)
    customer.despatch("Y", 200, 4)
    customer.says(firm(11, 500), note="X", issued=5)
    shown = customer.reconciliation()
    assert customer.state() == "received" and shown["recorded"] is None
    (line,) = shown["lines"]
    assert (line["line"]["quantity"], line["in_transit"]) == ("500", "200")
    customer.act("step", step="reconcile")
    assert customer.orders() == {11: 300}


def test_6_a_received_cum_above_ours_is_put_right_by_two_people(
    make_customer: Make, central_client: Any
) -> None:
    customer = make_customer(**BY_CUM)
    called_and_despatched(customer, ("A", 100, 2), cum=0)
    customer.says(firm(11, 500), cum=130, issued=5)
    assert customer.state() == "not_reconciled" and customer.orders() == {}
    assert customer.cums() == (100, 0), "nothing is netted"
    db = central_client.central.db
    for person in ("ann", "bob"):
        people.create(
            db, people.NewPerson(
                person=f"{person}-{customer.name.lower()}", name=person,
                roles=[TokenRole.PLANNER], password="Trk7-bb9x-qqLm",
            ), by=Actor(who="test"), now_us=now_us(),
        )  # fmt: skip
    ann = f"ann-{customer.name.lower()}"
    session = sessions.open_session(db, person=ann, way="password", source="t", now_us=now_us())
    asked = {
        "part": "P", "side": "despatched", "quantity": "30", "on": "2026-05-05", "why": "a pallet",
    }  # fmt: skip
    where = f"/api/v1/cums/{customer.agreement}/corrections"
    assert central_client.post(where, token=session, json=asked).status_code == 403
    second = {"second": f"bob-{customer.name.lower()}", "second_password": "Trk7-bb9x-qqLm"}
    done = central_client.post(where, token=session, json=asked | second)
    assert done.status_code == 200, done.text
    customer.act("rerun")
    assert customer.state() == "released" and customer.orders() == {11: 500}
    assert customer.cums() == (130, 0)


def test_7_a_year_ends_and_nothing_changes(make_customer: Make) -> None:
    customer = make_customer(**BY_CUM, year_change="inferred")
    december = [date(2025, 12, n) for n in (1, 2, 10)]
    customer.says(Line(on=december[0], quantity=1_000), cum=0, issued=december[0])
    customer.despatch("A", 1_000, december[1])
    customer.says(Line(on=date(2026, 1, 9), quantity=50), cum=1_000, issued=december[2])
    assert customer.state() == "released" and customer.orders() == {9: 50}
    assert customer.cums() == (1_000, 0)


def test_10_the_customer_counts_on_and_we_were_reset(make_customer: Make) -> None:
    customer = make_customer(**BY_CUM, year_change="inferred")
    december, january = date(2025, 12, 1), date(2026, 1, 12)
    customer.says(Line(on=december, quantity=52_000), cum=0, issued=december)
    customer.despatch("A", 52_000, date(2025, 12, 15))
    customer.says(Line(on=january, quantity=10), cum=52_000, issued=date(2025, 12, 18))
    assert customer.state() == "released"
    where, part = f"/cums/{customer.agreement}/resets", {"part": "P", "why": "a new year"}
    days = {"synchronise_on": "2026-01-01", "execute_on": "2026-01-02"}
    customer.ask("POST", where, part | days)
    customer.ask("POST", f"{where}/execute", part | {"on": "2026-01-02"})
    assert customer.cums()[0] == 0
    customer.says(Line(on=january, quantity=700), cum=52_500, issued=date(2026, 1, 5))
    assert customer.state() == "not_reconciled"
    assert customer.waits()[:2] == ["year.above", "year.we_reset"]
    assert customer.orders() == {12: 10}, "the order lines before it stand"


def test_12_the_cum_of_what_went(make_customer: Make) -> None:
    customer = make_customer()
    customer.says(firm(5, 250))
    cums = []
    for note, quantity in (("A", 50), ("B", 75), ("C", 125)):
        customer.despatch(note, quantity, 4)
        cums.append(customer.cums()[0])
    assert cums == [50, 125, 250]


def test_13_discrete_becomes_cumulative(make_customer: Make) -> None:
    customer = make_customer()
    quantities = (75, 100, 80, 70, 100, 80)
    lines = [firm(n, quantity) for n, quantity in enumerate(quantities, 11)]
    customer.says(*lines, cum=0)
    cums = [line["cum"] for line in customer.reconciliation()["lines"]]
    assert cums == ["75", "175", "255", "325", "425", "505"]


def test_14_what_is_authorised_never_falls_in_a_period(make_customer: Make) -> None:
    customer = make_customer(**BY_CUM)
    since = date(2026, 1, 1)
    customer.says(firm(5, 10), cum=0, since=since, fabricate=5_000, material=6_000)
    customer.says(firm(6, 10), cum=0, since=since, fabricate=4_200, material=6_100)
    shown = customer.ask("GET", f"/cums/{customer.agreement}?part=P")["authorised"]
    assert (shown["fabricate"], shown["raw_material"]) == ("5000", "6100")
    assert shown["liability"] == {"fabricate": "5000", "raw_material": "6100"}


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
    customer = make_customer(parts=("8K0 955 119",))
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
    customer.ask("POST", where, {"insist": True, "why": "he confirmed by phone"})
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
    assert said["answered_by"], "he is told"
    assert customer.held() and customer.orders() == {}
    raw = list((customer.folder / "refused").rglob("*.edi"))
    assert [path.read_bytes() for path in raw] == [wrong]
    customer.drop(good.replace(b"UNZ+1+", b"UNZ+1+7").replace(b":0600+", b":0600+7"))
    assert customer.orders() == {12: 10, 13: 8_400}, "the file after it is not stopped"


# -- figures of the makers' manuals that a plain reading of our own books would get wrong


def test_50_no_note_named_stops_where_notes_stand(make_customer: Make) -> None:
    customer = make_customer(reconcile="use_delivery_note")
    called_and_despatched(customer, ("X", 10_000, 2), ("Y", 200, 4))
    customer.receives("X", 10_000, 4)
    customer.receives("Y", 200, 5)
    customer.says(firm(11, 500), firm(12, 600), issued=6)
    assert customer.state() == "not_reconciled" and customer.waits()[0] == "reconcile.no_note"
    assert customer.orders() == {}, "nothing is ordered, and nothing vanishes"


def test_51_arrears_of_a_customer_who_counts_are_ordered_once(make_customer: Make) -> None:
    customer = make_customer(**BY_CUM)
    customer.says(firm(5, 100), cum=0, issued=4)
    customer.says(firm(15, 100), firm(22, 50), cum=0, issued=9)
    assert customer.state() == "released"
    assert sum(customer.orders().values()) == 150, "100 of the 5th are overdue, 50 are asked more"
    customer.says(firm(22, 99), cum=0, issued=10)
    assert customer.state() == "released"
    assert sum(customer.orders().values()) == 99, "1 of the 100 overdue is asked no more"


def test_52_the_last_note_is_the_last_that_left(make_customer: Make) -> None:
    customer = make_customer(reconcile="use_delivery_note")
    customer.says(firm(1, 300), issued=1)
    customer.today = day(5)
    customer.despatch("B", 200, 4)
    customer.despatch("A", 100, 2)
    customer.says(firm(11, 500), note="B", cum=300, issued=5)
    assert customer.state() == "released" and customer.orders() == {11: 500}


def test_53_a_corrected_cum_begins_no_year(make_customer: Make) -> None:
    customer = make_customer(**BY_CUM, year_change="inferred")
    called_and_despatched(customer, ("X", 100, 2), ("Y", 200, 4), cum=0)
    customer.says(firm(11, 500), cum=300, issued=5)
    customer.says(firm(11, 500), cum=100, issued=8)
    assert [what for what, _ in customer.held()] == ["implausible"]
    assert customer.orders() == {11: 500} and customer.cums() == (300, 0)
    shown = customer.ask("GET", f"/cums/{customer.agreement}?part=P")
    assert shown["period_start"] is None, "nothing was reset"


def test_54_a_reset_that_the_customer_made_says_why_in_the_ledger(make_customer: Make) -> None:
    customer = make_customer(**BY_CUM, year_change="inferred")
    december = date(2025, 12, 1)
    customer.says(Line(on=december, quantity=1_000), cum=0, issued=december)
    customer.despatch("A", 1_000, date(2025, 12, 15))
    customer.says(Line(on=date(2026, 1, 9), quantity=50), cum=1_000, issued=date(2025, 12, 20))
    customer.says(Line(on=date(2026, 1, 9), quantity=50), cum=0, issued=date(2026, 1, 5))
    rows = customer.ask("GET", f"/cums/{customer.agreement}?part=P")["movements"]
    made = {row["kind"]: row["why"] for row in rows if row["kind"].startswith("reset")}
    assert set(made) == {"reset_planned", "reset_executed"}
    assert all("fell from 1000 to 0" in why for why in made.values())


@pytest.mark.parametrize(("accepted", "his_cum"), [(90, 90), (95, 95), (100, 100)])
def test_55_what_was_rejected_or_never_came_is_not_on_its_way(
    make_customer: Make, accepted: int, his_cum: int
) -> None:
    customer = make_customer(**BY_CUM, match_required="required")
    called_and_despatched(customer, ("N1", 100, 2), cum=0)
    customer.receives("N1", accepted, 4)
    shown = customer.ask("GET", f"/cums/{customer.agreement}?part=P")
    assert (shown["in_transit"], shown["differing"]) == ("0", str(100 - accepted))
    customer.says(firm(11, 100), cum=his_cum, issued=5)
    assert customer.state() == "released" and customer.orders() == {11: 100}


def test_56_what_was_missing_and_is_counted_after_all_stops(make_customer: Make) -> None:
    customer = make_customer(**BY_CUM)
    called_and_despatched(customer, ("N1", 100, 2), cum=0)
    customer.receives("N1", 95, 4)
    customer.says(firm(11, 100), cum=100, issued=5)
    assert customer.state() == "not_reconciled"
    assert "reconcile.difference_counted" in customer.waits()
    customer.receives("N1", 5, 6)
    customer.act("rerun")
    assert customer.state() == "released" and customer.orders() == {11: 100}


def test_57_the_customers_count_in_a_schedule_is_a_receipt(make_customer: Make) -> None:
    customer = make_customer(**NOTE_AND_CUM)
    called_and_despatched(customer, ("X", 100, 2), ("Y", 50, 3), ("Z", 30, 4), cum=0)
    customer.says(firm(11, 100), cum=150, note="Y", issued=5, number="R")
    assert customer.state() == "released" and customer.orders() == {11: 70}
    one = customer.ask("GET", f"/cums/{customer.agreement}?part=P")
    (row,) = [it for it in customer.ask("GET", "/cums") if it["customer"] == customer.name]
    for shown in (one, row):
        assert (shown["despatched"], shown["received"], shown["in_transit"]) == ("180", "0", "30")
        count = {"cum": "150", "on": "2026-05-05", "schedule": "R"}
        assert shown["customers_count"] == count
    for note in ("X", "Y"):
        assert customer.undo(note, 5) == ["ledger.note_confirmed"]
    assert customer.cums() == (180, 0) and customer.orders() == {11: 70}
    customer.takes_off("Z", 5)
    assert customer.cums() == (150, 0)


def test_58_a_note_within_his_count_is_not_undone(make_customer: Make) -> None:
    customer = make_customer(**BY_CUM)
    called_and_despatched(customer, ("X", 100, 2), ("Y", 50, 3), cum=0)
    customer.says(firm(11, 100), cum=100, issued=5)
    assert customer.undo("X", 5) == ["ledger.note_counted"]
    customer.takes_off("Y", 5)
    assert customer.cums() == (100, 0)
