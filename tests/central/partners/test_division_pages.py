"""Pages of our own houses: made, changed, switched off; a refused form keeps what was typed."""

from __future__ import annotations

from typing import Any

import pytest

from central.partners.rules.divisions import NumberKind
from central.partners.service.divisions import division_of, take_number

HOME = "/office/divisions/INTERIOR"


class Visitor:
    def __init__(self, client: Any, role: str) -> None:
        self.client, self.token = client, client.token(role, name=role)

    def get(self, path: str, language: str = "en") -> str:
        answer = self.client.get(path, token=self.token, headers={"accept-language": language})
        assert answer.status_code == 200, answer.text[-800:]
        return str(answer.text)

    def post(self, path: str, status: int = 303, **fields: Any) -> str:
        sent = {name: str(value) for name, value in fields.items()}
        answer = self.client.post(path, token=self.token, data=sent)
        assert answer.status_code == status, answer.text[-800:]
        return str(answer.text)


@pytest.fixture
def planner(lite: Any) -> Visitor:
    return Visitor(lite, "planner")


def test_the_first_division_is_made_from_an_empty_page_and_gives_numbers(
    planner: Visitor, lite: Any
) -> None:
    assert "Enter the first one" in planner.get("/office/divisions")
    assert "Die erste anlegen" in planner.get("/office/divisions", "de")
    refused = planner.post("/office/divisions", 409, division="IN TERIOR", name="Interior")
    assert 'value="IN TERIOR"' in refused and 'value="Interior"' in refused
    planner.post("/office/divisions", division="INTERIOR", name="Interior")
    new = {"kind": "load", "prefix": "L-", "first": 1, "last": 2, "width": 3, "active": "yes"}
    planner.post(f"{HOME}/ranges", version=1, **new)
    db = lite.central.db
    taken = [db.write(lambda c: take_number(c, "", NumberKind.LOAD)) for _ in range(2)]
    assert taken == ["L-001", "L-002"]
    assert "nothing left" in planner.get(HOME)
    planner.post(f"{HOME}/ranges", version=2, **{**new, "prefix": "M-"})
    said = planner.post(f"{HOME}/ranges", 409, version=3, **{**new, "prefix": "M-"}, new="yes")
    assert "load M- is there already" in said, "a new one takes no other away"
    found = db.read(lambda c: division_of(c, "INTERIOR"))
    assert [(it.prefix, it.active) for it in found.ranges] == [("L-", False), ("M-", True)]


def test_a_division_is_changed_and_switched_off_and_a_refused_form_keeps_what_was_typed(
    planner: Visitor, lite: Any
) -> None:
    planner.post("/office/divisions", division="INTERIOR", name="Interior")
    head = {
        "name": "Lineside Interior",
        "address_lines": "Am Werk 7\nHalle 3",
        "postcode": "26723",
        "city": "Emden",
        "address_country": "de",
        "tax_number": "DE 129 273 398",
        "iban": "DE89 3704 0044 0532 0130 00",
        "contacts": "Uli Sommer; dispatch; +49 1; uli@lineside.example",
    }
    wrong = planner.post(f"{HOME}/head", 409, version=1, **{**head, "gln": "4012345000008"})
    assert "check digit is wrong" in wrong
    assert "Am Werk 7\nHalle 3</textarea>" in wrong and 'value="4012345000008"' in wrong
    planner.post(f"{HOME}/head", version=1, **head)
    found = lite.central.db.read(lambda c: division_of(c, "INTERIOR"))
    assert found.identity.tax_number == "DE129273398" and not found.active
    assert found.identity.contacts[0].email == "uli@lineside.example"
    assert found.identity.address.lines == ("Am Werk 7", "Halle 3")
    assert "read it again" in planner.post(f"{HOME}/head", 409, version=1, **head)
    page = planner.get(HOME)
    assert "switched off" in page and "Uli Sommer" in page
    viewer = Visitor(lite, "credit_controller")
    assert f"{HOME}/head" not in viewer.get(HOME)
    viewer.post(f"{HOME}/head", 403, version=2, **head)
