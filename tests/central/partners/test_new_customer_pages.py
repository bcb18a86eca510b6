"""From an empty central to a customer with plant, roles and calendar, on pages alone."""

from __future__ import annotations

from typing import Any

import pytest

from central.partners.rules.customers import Calendar, Customer, DayKind
from central.partners.service.customers import calendar_sheet, currencies, customer_of
from tests.central.partners.test_division_pages import Visitor

NEW = {"customer": "nordwerk", "name": "Nordwerk AG", "currency": "EUR", "zone": "Europe/Berlin"}
HOME = "/office/customers/nordwerk"


@pytest.fixture
def admin(lite: Any) -> Visitor:
    return Visitor(lite, "administrator")


@pytest.fixture
def nordwerk(admin: Visitor) -> Visitor:
    admin.post("/office/currencies", currency="eur", digits=2, name="Euro")
    admin.post("/office/customers", **NEW)
    return admin


def stored(visitor: Visitor, customer: str = "nordwerk") -> Customer:
    found = visitor.client.central.db.read(lambda c: customer_of(c, customer))
    assert found is not None
    return found


def calendar(visitor: Visitor) -> Calendar:
    found = visitor.client.central.db.read(lambda c: calendar_sheet(c, "emden"))
    assert found is not None
    return found


def test_an_empty_page_says_what_to_do_first_and_who_may(admin: Visitor, lite: Any) -> None:
    page = admin.get("/office/customers")
    assert "Enter the first one" in page and "/office/currencies" in page
    assert 'action="/office/customers"' not in page, "no customer without a currency"
    viewer = Visitor(lite, "credit_controller")
    for address in ("/office/customers", "/office/calendars", "/office/currencies"):
        assert "an administrator gives you that role" in viewer.get(address)
        assert f'action="{address}"' not in viewer.get(address)
    assert "ein Administrator gibt Ihnen" in viewer.get("/office/customers", "de")
    viewer.post("/office/customers", 403, **NEW)


def test_a_currency_is_entered_and_one_that_is_none_is_refused_beside_its_field(
    admin: Visitor,
) -> None:
    said = admin.post("/office/currencies", 409, currency="euro", digits=2)
    assert 'value="euro"' in said and "fault-text" in said
    admin.post("/office/currencies", 422, currency="EUR", digits="two")
    admin.post("/office/currencies", currency="eur", digits=2, name="Euro")
    other = {"currency": "EUR", "digits": 3, "name": "Euro"}
    assert "is there already" in admin.post("/office/currencies", 409, **other)
    admin.post("/office/currencies", was="2 Euro", **other)
    assert "changed meanwhile" in admin.post("/office/currencies", 409, was="2 Euro", **other)
    found = admin.client.central.db.read(currencies)
    assert [(it.currency, it.digits) for it in found] == [("EUR", 3)]


def test_a_customer_is_made_and_a_refused_form_keeps_what_was_typed(nordwerk: Visitor) -> None:
    said = nordwerk.post("/office/customers", 409, **{**NEW, "name": "Another"})
    assert "nordwerk is there already" in said and 'value="Another"' in said
    wrong = {**NEW, "customer": "other", "gln": "4012345000008", "zone": "Mars"}
    said = nordwerk.post("/office/customers", 409, **wrong)
    assert 'value="4012345000008"' in said and 'value="Mars"' in said
    for field in ("gln", "zone"):
        beside = said.split(f'name="{field}"')[1].split("</div>")[0]
        assert "fault-text" in beside, field
    assert stored(nordwerk).zone == "Europe/Berlin" and stored(nordwerk).active


@pytest.mark.parametrize("typed", ["DE 129 273 398", "de129.273.398", "DE-129273398"])
def test_a_tax_number_is_stored_in_one_spelling_by_page_and_api(
    nordwerk: Visitor, typed: str
) -> None:
    nordwerk.post(f"{HOME}/identity", version=1, tax_number=typed, city="Emden")
    assert stored(nordwerk).identity.tax_number == "DE129273398"
    body = {"name": "Nordwerk AG", "version": 2, "identity": {"tax_number": typed}}
    client = nordwerk.client
    answer = client.put(
        "/api/v1/partners/customers/nordwerk",
        token=nordwerk.token,
        json={**body, "plants": [{"plant": "EMD", "identity": {"tax_number": typed}}]},
    )
    assert answer.status_code == 200, answer.text
    (plant,) = stored(nordwerk).plants
    assert plant.identity.tax_number == "DE129273398"
    assert stored(nordwerk).identity.tax_number == "DE129273398"
    wrong = nordwerk.post(f"{HOME}/identity", 409, version=3, tax_number="DE 129 273 399")
    assert "check digits are wrong" in wrong and 'value="DE 129 273 399"' in wrong


def test_roles_name_others_and_a_second_person_is_told(nordwerk: Visitor) -> None:
    nordwerk.post("/office/customers", **{**NEW, "customer": "finanz", "name": "Nordwerk Finanz"})
    nordwerk.post(f"{HOME}/roles", version=1, invoice_to="finanz", payer="finanz")
    found = stored(nordwerk)
    assert (found.sold_to, found.invoice_to, found.payer) == ("", "finanz", "finanz")
    assert "Nordwerk Finanz" in nordwerk.get(HOME)
    late = nordwerk.post(f"{HOME}/roles", 409, version=1, parent="finanz")
    assert "read it again" in late and '<option value="finanz" selected>' in late
    circle = nordwerk.post("/office/customers/finanz/roles", 409, version=1, payer="nordwerk")
    assert "fault" in circle.split('name="payer"')[1].split("</label>")[0]


def test_a_customer_is_switched_off_and_what_may_be_empty_is_emptied(nordwerk: Visitor) -> None:
    nordwerk.post("/office/calendars", calendar="emden", **{"weekday.0": "yes"})
    head = {"name": "Nordwerk AG", "currency": "EUR", "zone": "Europe/Berlin", "language": "de"}
    nordwerk.post(f"{HOME}/head", version=1, active="yes", calendar="emden", country="de", **head)
    found = stored(nordwerk)
    assert (found.calendar, found.country, found.language) == ("emden", "DE", "de")
    nordwerk.post(f"{HOME}/head", version=2, calendar="", country="", **head)
    found = stored(nordwerk)
    assert (found.calendar, found.country, found.active) == ("", "", False)


def test_a_plant_is_changed_on_its_page_and_keeps_its_windows(nordwerk: Visitor) -> None:
    nordwerk.post(f"{HOME}/plants", version=1, plant="EMD", points="T12 Gate\nT31")
    windows = {"1.at": "06:00", "1.percent": "100"}
    nordwerk.post(f"{HOME}/windows", version=2, plant="EMD", **windows)
    page = f"{HOME}/plants/EMD"
    points = {"point.1": "T12", "point.1.name": "Gate 12", "point.1.active": "yes"}
    points |= {"point.2": "T31", "point.2.name": "", "points": "T44 North"}
    sent = {"name": "Emden", "gln": "7612345000008", "active": "yes", **points}
    nordwerk.post(page, version=3, **sent)
    (plant,) = stored(nordwerk).plants
    assert [(it.point, it.name, it.active) for it in plant.points] == [
        ("T12", "Gate 12", True),
        ("T31", "", False),
        ("T44", "North", True),
    ]
    assert plant.identity.gln == "7612345000008" and len(plant.windows) == 1
    shown = nordwerk.get(page)
    assert 'value="Gate 12"' in shown and "partners_plants%3Anordwerk%3AEMD" in shown
    wrong = nordwerk.post(page, 409, version=4, **{**sent, "gln": "7612345000009"})
    assert "check digit is wrong" in wrong and 'value="7612345000009"' in wrong
    assert "read it again" in nordwerk.post(page, 409, version=3, **sent)
    nordwerk.post(f"{HOME}/plants/NONE", 404, version=4, **sent)


def test_a_calendar_has_weekdays_days_and_months_and_is_deleted_only_unused(
    nordwerk: Visitor,
) -> None:
    week = {f"weekday.{n}": "yes" for n in range(6)}
    nordwerk.post("/office/calendars", calendar="emden", country="de", subdivision="ni", **week)
    again = nordwerk.post("/office/calendars", 409, calendar="emden", **week)
    assert "emden is there already" in again and 'value="emden"' in again
    home = "/office/calendars/emden"
    shutdown = {"kind": "shutdown", "first": "2026-12-24", "last": "2027-01-03", "name": "Year"}
    nordwerk.post(f"{home}/days", version=1, **shutdown)
    month = {"name": "M1", "first": "2026-01-01", "last": "2026-01-28"}
    nordwerk.post(f"{home}/months", version=2, **month)
    overlap = {"name": "M2", "first": "2026-01-20", "last": "2026-02-20"}
    assert 'value="M2"' in nordwerk.post(f"{home}/months", 409, version=3, **overlap)
    found = calendar(nordwerk)
    assert found.weekdays == (0, 1, 2, 3, 4, 5) and found.subdivision == "NI"
    assert [it.kind for it in found.days] == [DayKind.SHUTDOWN] and len(found.months) == 1
    nordwerk.post(f"{home}/months", version=3, remove="yes", **month)
    none = nordwerk.post(f"{home}/head", 409, version=4, active="yes", name="Emden")
    assert "fault-text" in none.split('name="weekday.6"')[1].split("</fieldset>")[0]
    nordwerk.post(f"{home}/head", version=4, active="yes", name="Emden", **{"weekday.0": "yes"})
    assert calendar(nordwerk).weekdays == (0,) and len(calendar(nordwerk).days) == 1
    nordwerk.post(f"{HOME}/plants", version=1, plant="EMD", calendar="emden")
    page = nordwerk.get(home)
    assert "(EMD)" in page and f"{home}/remove" not in page
    assert "is used by nordwerk" in nordwerk.post(f"{home}/remove", 409, version=5)
    nordwerk.post(f"{HOME}/plants/EMD", version=2, active="yes")
    assert "read it again" in nordwerk.post(f"{home}/remove", 409, version=4)
    nordwerk.post(f"{home}/remove", version=5)
    assert "emden" not in nordwerk.get("/office/calendars")


def test_ranges_that_are_a_customers_alone_stand_on_their_page(nordwerk: Visitor) -> None:
    nordwerk.post("/office/divisions", division="INTERIOR", name="Interior")
    new = {"kind": "load", "prefix": "N-", "first": 1, "last": 9, "width": 3, "active": "yes"}
    nordwerk.post("/office/divisions/INTERIOR/ranges", version=1, customer="nordwerk", **new)
    page = nordwerk.get(HOME)
    assert "N-001" in page and "/office/divisions/INTERIOR" in page
