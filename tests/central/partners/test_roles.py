"""Who is what for a customer: every refusal, at once in two processes too, and from files."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from central.db.database import Actor, Database
from central.db.work import Work
from central.office.files import OfficeFilesError
from central.office.importing import bring_in
from central.partners.rules.customers import Currency, Customer, Plant, UnloadingPoint
from central.partners.rules.parties import Address, Identity
from central.partners.service.customers import customer_of
from central.partners.service.roles import GROUP_MAX, parties_of
from central.partners.service.write import save_currency, save_customer
from central.words.reasons import RuleRefusedError

ANN = Actor(who="ann")


@pytest.fixture
def books(db: Database) -> Database:
    db.write(lambda c: save_currency(c, Currency(currency="EUR")))
    for name in ("A", "B", "C"):
        put(db, name)
    return db


def put(db: Database, name: str, **changes: Any) -> None:
    def work(connection: Any) -> None:
        was = customer_of(connection, name) or Customer(customer=name, name=name)
        save_customer(Work(connection, ANN, 1), replace(was, **changes))

    db.write(work, by=ANN)


def refused(db: Database, name: str, **changes: Any) -> str:
    with pytest.raises(RuleRefusedError) as error:
        put(db, name, **changes)
    (reason,) = error.value.reasons
    return reason.code


@pytest.mark.parametrize("role", ["sold_to", "invoice_to", "payer", "parent"])
def test_who_cannot_be_it_is_refused(books: Database, role: str) -> None:
    assert refused(books, "A", **{role: "X"}) == "partner.unknown"
    assert refused(books, "A", **{role: "A"}) == "partner.own_role"
    put(books, "C", active=False)
    assert refused(books, "A", **{role: "C"}) == "partner.role_off"
    put(books, "A", active=False, **{role: "C"})
    assert refused(books, "A", active=True) == "partner.role_off"
    put(books, "A", active=True, **{role: "B"})
    assert refused(books, "B", active=False) == "partner.named_by"


@pytest.mark.parametrize("role", ["sold_to", "invoice_to", "payer"])
def test_who_is_named_has_nobody_else_for_it(books: Database, role: str) -> None:
    put(books, "A", **{role: "B"})
    assert refused(books, "B", **{role: "C"}) == "partner.role_chain"
    assert refused(books, "C", **{role: "A"}) == "partner.role_chain"


def test_parents_stand_in_no_circle(books: Database) -> None:
    put(books, "A", parent="B")
    put(books, "B", parent="C")
    assert refused(books, "C", parent="A") == "partner.parent_circle"


def test_a_group_has_an_end(books: Database) -> None:
    put(books, "P0")
    for n in range(1, GROUP_MAX + 1):
        put(books, f"P{n}", parent=f"P{n - 1}")
    assert refused(books, f"P{GROUP_MAX + 1}", parent=f"P{GROUP_MAX}") == "partner.group_deep"


def test_two_who_save_at_once_make_no_circle(books: Database) -> None:
    """Each read the other before either stored."""
    ready = Barrier(2)

    def save(name: str, parent: str) -> str:
        wanted = books.read(lambda c: customer_of(c, name))
        assert wanted is not None
        ready.wait(60)
        try:
            changed = replace(wanted, parent=parent)
            books.write(lambda c: save_customer(Work(c, ANN, 1), changed), by=ANN)
        except RuleRefusedError as error:
            return error.reasons[0].code
        return "stored"

    for _ in range(8):
        with ThreadPoolExecutor(2) as pool:
            said = list(pool.map(save, ("A", "B"), ("B", "A")))
        assert sorted(said) == ["partner.parent_circle", "stored"]
        put(books, "A", parent="")
        put(books, "B", parent="")


def test_a_file_may_name_who_stands_further_down_and_all_of_it_is_judged(
    books: Database, tmp_path: Path
) -> None:
    file = tmp_path / "roles.toml"
    line = '[[customer]]\ncustomer = "{0}"\nname = "{0}"\n{1} = "{2}"\n'
    file.write_text(line.format("D", "payer", "E") + line.format("E", "parent", "A"))
    bring_in(books, file, by=ANN, now_us=1)
    found = books.read(lambda c: customer_of(c, "D"))
    assert found is not None and found.payer == "E"
    for role, name, said in (
        ("payer", "D", "whose own is E"),
        ("payer", "X", "is not known"),
        ("parent", "F", "leave it empty"),
    ):
        file.write_text(line.format("F", role, name))
        with pytest.raises(OfficeFilesError, match=said):
            bring_in(books, file, by=ANN, now_us=1)
    file.write_text(line.format("F", "parent", "G") + line.format("G", "parent", "F"))
    with pytest.raises(OfficeFilesError, match="in a circle"):
        bring_in(books, file, by=ANN, now_us=1)
    assert books.read(lambda c: customer_of(c, "F")) is None


def test_the_parties_of_a_place(client: Any) -> None:
    token = client.token("planner", name="ann")
    at = "/api/v1/partners/customers/A/parties"
    points = (UnloadingPoint(point="T12"), UnloadingPoint(point="T31", active=False))
    plants = (Plant(plant="W1", points=points), Plant(plant="W2"))
    whole = Identity(gln="7612345000008", address=Address(city="Emden"))
    db = client.central.db
    db.write(lambda c: save_currency(c, Currency(currency="EUR")))
    put(db, "A", plants=plants, identity=whole)

    def ask(query: str, status: int = 200) -> Any:
        answer = client.get(f"{at}?{query}", token=token)
        assert answer.status_code == status, answer.text
        return answer.json()

    assert ask("plant=W1&point=t12")["ship_to"]["point"] == "T12"
    assert ask("plant=W2&point=Ramp")["ship_to"]["point"] == "Ramp"
    for query in ("plant=TYPO", "plant=W1&point=T99", "plant=W1&point=T31", "point=T12"):
        ask(query, 404)
    place = ask("plant=W1")["ship_to"]["identity"]
    assert (place["address"]["city"], place["gln"]) == ("Emden", "")
    found = db.read(lambda c: parties_of(c, customer_of(c, "A")))
    assert (found.ship_to.identity, found.parent) == (whole, None)
