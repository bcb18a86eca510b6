"""The worked cases of the trade from a file in a customer's folder to the figures that people and
programs read, on both databases. The rules alone run them in docs/scenarios.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from central.access import people, sessions
from central.access.rules import TokenRole
from central.db.clock import now_us
from central.db.database import Actor
from tests.support.central.cases import BY_CUM, NOTE_AND_CUM, Make, called_and_despatched
from tests.support.central.customer import firm
from tests.support.central.messages import Line

pytestmark = pytest.mark.both_databases

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
