"""Figures of the makers' manuals that a plain reading of our own books would get wrong."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.central.cases import BY_CUM, NOTE_AND_CUM, Make, called_and_despatched
from tests.support.central.customer import day, firm
from tests.support.central.messages import Line

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
