"""The forms of a customer's page change what was typed into them, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Any

import pytest

from central.db.database import Actor
from central.db.work import Work
from central.partners.rules.customers import (
    Calendar,
    Currency,
    Customer,
    Plant,
    UnloadingPoint,
)
from central.partners.rules.parties import Address, Identity
from central.partners.rules.windows import DeliveryWindow
from central.partners.service.customers import customer_of
from central.partners.service.write import save_calendar, save_currency, save_customer

ANN = Actor(who="ann")
HOME = "/office/customers/nordwerk"
WINDOWS = tuple(DeliveryWindow(at=time(n), percent=Decimal(10)) for n in range(10))
EMDEN = Plant(
    plant="EMD",
    name="Emden",
    calendar="emden",
    identity=Identity(gln="7612345000008", address=Address(city="Emden")),
    points=(UnloadingPoint(point="T12", name="Gate", active=False), UnloadingPoint(point="T31")),
    windows=WINDOWS,
)


@pytest.fixture
def planner(lite: Any) -> Any:
    def work(connection: Any) -> None:
        save_currency(connection, Currency(currency="EUR"))
        save_calendar(Work(connection, ANN, 1), Calendar(calendar="emden"))
        plants = (EMDEN, Plant(plant="OLD", active=False))
        nordwerk = Customer(customer="nordwerk", name="Nordwerk", plants=plants)
        save_customer(Work(connection, ANN, 1), nordwerk)

    lite.central.db.write(work, by=ANN)
    return lite


def post(client: Any, side: str, status: int = 303, **form: str) -> None:
    token = client.token("planner", name="ann")
    answer = client.post(f"{HOME}/{side}", token=token, data=form)
    assert answer.status_code == status, answer.text[-800:]


def plant(client: Any, name: str = "EMD") -> Plant:
    found = client.central.db.read(lambda c: customer_of(c, "nordwerk"))
    return {it.plant: it for it in found.plants}[name]


def test_points_are_added_to_a_plant_and_all_else_of_it_stays(planner: Any) -> None:
    post(planner, "plants", version="1", plant="EMD", points="t12\nT44 North\nt31 Hall 3")
    T12, T31 = EMDEN.points
    named = replace(T31, name="Hall 3")
    new = UnloadingPoint(point="T44", name="North")
    assert plant(planner) == replace(EMDEN, points=(T12, named, new))
    post(planner, "plants", version="2", plant="EMD", name="Emden 2")
    assert plant(planner) == replace(EMDEN, name="Emden 2", points=(T12, named, new))


def test_the_page_shows_what_is_switched_off(planner: Any) -> None:
    token = planner.token("planner", name="ann")
    page = planner.get(HOME, token=token).text
    assert page.count(">switched off<") == 2, "the point and the plant"


def test_more_delivery_windows_than_the_form_begins_with_are_kept(planner: Any) -> None:
    token = planner.token("planner", name="ann")
    page = planner.get(HOME, token=token).text
    assert 'name="10.at" value="09:00"' in page and 'name="12.at"' in page
    form = {f"{n + 1}.at": f"{it.at:%H:%M}" for n, it in enumerate(WINDOWS)}
    form |= {f"{n + 1}.percent": "10" for n in range(10)}
    post(planner, "windows", version="1", plant="EMD", **form)
    assert plant(planner).windows == WINDOWS
