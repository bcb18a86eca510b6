"""What is switched off: not while it is needed, and in nobody's way who does not need it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from central.agreements.model.agreement import Agreement, State
from central.agreements.service import contracts
from central.agreements.service.write import save
from central.db.database import Actor, Database
from central.db.work import Work
from central.partners.rules.customers import Calendar, Currency, Customer, Plant
from central.partners.rules.divisions import Division
from central.partners.service.customers import calendar_sheet, customer_of
from central.partners.service.divisions import division_of, save_division
from central.partners.service.write import save_calendar, save_currency, save_customer
from central.words.reasons import RuleRefusedError

ANN = Actor(who="ann", why="agreed")
PLANT = Plant(plant="W", calendar="shifts")
NORDWERK = Customer(
    customer="nordwerk", name="Nordwerk", calendar="emden", division="INTERIOR", plants=(PLANT,)
)


@pytest.fixture
def books(db: Database) -> Database:
    def work(connection: Any) -> None:
        save_currency(connection, Currency(currency="EUR"))
        save_customer(Work(connection, ANN, 1), Customer(customer="other", name="Other"))
        for name in ("emden", "shifts"):
            save_calendar(Work(connection, ANN, 1), Calendar(calendar=name))
        for name in ("INTERIOR", "COCKPIT"):
            save_division(Work(connection, ANN, 1), Division(division=name))
        save_customer(Work(connection, ANN, 1), NORDWERK)

    db.write(work)
    return db


def change(db: Database, read: Any, store: Any, name: str, **changes: Any) -> None:
    def work(connection: Any) -> None:
        store(Work(connection, ANN, 1), replace(read(connection, name), **changes))

    db.write(work, by=ANN)


def customer(db: Database, name: str = "nordwerk", **changes: Any) -> None:
    change(db, customer_of, save_customer, name, **changes)


def calendar(db: Database, name: str, *, active: bool) -> None:
    change(db, calendar_sheet, save_calendar, name, active=active)


def division(db: Database, name: str, *, active: bool) -> None:
    change(db, division_of, save_division, name, active=active)


def codes(do: Any, *given: Any, **changes: Any) -> list[str]:
    with pytest.raises(RuleRefusedError) as error:
        do(*given, **changes)
    return [reason.code for reason in error.value.reasons]


def test_what_is_needed_stays_on(books: Database) -> None:
    assert codes(calendar, books, "emden", active=False) == ["calendar.used"]
    assert codes(calendar, books, "shifts", active=False) == ["calendar.used"]
    assert codes(division, books, "INTERIOR", active=False) == ["division.used"]


def test_a_customer_who_is_off_is_in_nobodys_way_and_nobody_in_theirs(books: Database) -> None:
    customer(books, active=False)
    for name in ("emden", "shifts"):
        calendar(books, name, active=False)
    division(books, "INTERIOR", active=False)
    customer(books, note="moved")
    said = codes(customer, books, active=True)
    assert said == ["partner.role_off"] * 3, "calendar, division and the plant's calendar"
    assert codes(customer, books, "other", calendar="emden") == ["partner.role_off"]
    assert codes(customer, books, "other", division="INTERIOR") == ["partner.role_off"]


def test_a_plant_that_is_off_needs_no_calendar(books: Database) -> None:
    customer(books, plants=(replace(PLANT, active=False),))
    calendar(books, "shifts", active=False)
    customer(books, note="moved")
    assert codes(customer, books, plants=(PLANT,)) == ["partner.role_off"]


def test_a_division_of_contracts_stays_on_and_one_that_is_off_gets_none(books: Database) -> None:
    def contract(**changes: Any) -> None:
        def work(connection: Any) -> None:
            fresh = Agreement(agreement="K", customer="other", division="COCKPIT")
            was = contracts.agreement_of(connection, "K") or fresh
            save(Work(connection, ANN, 1), replace(was, **changes))

        books.write(work, by=ANN)

    contract(state=State.ACTIVE)
    assert codes(division, books, "COCKPIT", active=False) == ["division.used"]
    contract(state=State.ENDED)
    division(books, "COCKPIT", active=False)
    contract(note="ended")
    assert codes(contract, state=State.ACTIVE) == ["partner.role_off"]
    contract(division="INTERIOR")
    assert codes(contract, division="COCKPIT") == ["partner.role_off"]


def test_a_contract_that_names_no_division_is_stored_without_one(books: Database) -> None:
    customer(books, active=False)
    division(books, "INTERIOR", active=False)
    new = Agreement(agreement="K", customer="other")
    books.write(lambda c: save(Work(c, ANN, 1), new), by=ANN)
    found = books.read(lambda c: contracts.agreement_of(c, "K"))
    assert found is not None and found.division == ""
