"""An unloading point in other capitals is the same point, wherever points are compared."""

from __future__ import annotations

from typing import Any

import pytest

from central.agreements.model.agreement import Agreement, Part, State, faults_of
from central.agreements.service import contracts
from central.agreements.service.contracts import Place
from central.agreements.service.write import save
from central.db.database import Actor, Database
from central.db.work import Work
from central.orders.rules.floor_feeds import FloorFeed, narrowed
from central.partners.rules.customers import (
    Currency,
    Customer,
    Plant,
    UnloadingPoint,
    faults_of_customer,
)
from central.partners.service.write import save_currency, save_customer

ANN = Actor(who="ann", why="agreed")


@pytest.fixture
def books(db: Database) -> Database:
    def work(connection: Any) -> None:
        save_currency(connection, Currency(currency="EUR"))
        save_customer(Work(connection, ANN, 1), Customer(customer="C", name="C"))
        for name, point in (("A", "T12"), ("B", "T31"), ("REST", "")):
            points = (point,) if point else ()
            save(Work(connection, ANN, 1), contract(name, *points))

    db.write(work)
    return db


def contract(name: str, *points: str, **changes: Any) -> Agreement:
    given = {"customer": "C", "state": State.ACTIVE, "parts": (Part(part="P"),), **changes}
    return Agreement(agreement=name, points=points, **given)


def test_neither_a_plant_nor_a_contract_has_one_point_twice() -> None:
    points = (UnloadingPoint(point="T12", active=False), UnloadingPoint(point="t12"))
    customer = Customer(customer="C", name="C", plants=(Plant(plant="W", points=points),))
    assert [it.code for it in faults_of_customer(customer)] == ["partner.twice"]
    assert [it.code for it in faults_of(contract("A", "T12", "t12"))] == ["agreement.point_twice"]


@pytest.mark.parametrize("point", ["T12", "t12"])
def test_a_contract_and_a_feed_are_found_by_their_point(books: Database, point: str) -> None:
    place = Place("P", "", point)
    found = books.read(lambda c: contracts.find_all(c, "C", {place}))[place]
    assert [it.agreement for it in found] == ["A"]
    every = books.read(lambda c: contracts.find(c, "C", "P"))
    feed = FloorFeed(floor_feed="L1", customer="C", unloading_point=point)
    assert [it.agreement for it in narrowed(every, feed)] == ["A"]
