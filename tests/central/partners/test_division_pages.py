"""Pages of our own houses: made, changed, switched off; a refused form keeps what was typed."""

from __future__ import annotations

from typing import Any

import pytest

from central.partners.rules.divisions import NumberKind, NumberRange, spans_left
from central.partners.service.divisions import division_of, take_number
from tests.support.central import orders as office
from tests.support.central.receiving import sent

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


def test_a_range_shows_its_next_number_ends_soon_and_gives_no_number_that_is_given(
    planner: Visitor, lite: Any
) -> None:
    db = lite.central.db
    office.agreement(db)
    sent(db, "N-0007", 10)
    planner.post("/office/divisions", division="INTERIOR", name="Interior")
    new = {"kind": "despatch_note", "prefix": "N-", "last": 20, "width": 4, "active": "yes"}
    said = planner.post(f"{HOME}/ranges", 409, version=1, first=1, new="yes", **new)
    assert "from N-0001 on would give N-0007, which is given already" in said
    assert 'name="next"' in said and 'value="20"' in said
    planner.post(f"{HOME}/ranges", version=1, first=1, next=8, new="yes", **new)
    page = planner.get(HOME)
    assert "<strong>N-0008</strong>" in page and "ends soon" not in page
    other = {**new, "prefix": "N-00", "width": 2, "last": 12, "first": 10}
    said = planner.post(f"{HOME}/ranges", 409, version=2, new="yes", **other)
    assert "give the same" in said
    planner.post(f"{HOME}/ranges", version=2, first=1, next=19, **new)
    assert "ends soon" not in planner.get(HOME), "2 of 20 are left, a tenth"
    planner.post(f"{HOME}/ranges", version=3, first=1, next=20, **new)
    assert "ends soon" in planner.get(HOME) and "endet bald" in planner.get(HOME, "de")


def test_the_texts_that_a_range_gives_are_of_one_length_each() -> None:
    given = {
        NumberKind.SSCC: ("40123450000000019", "401234500000000196"),
        NumberKind.UNIT: ("P", "P19"),
        NumberKind.LOAD: ("L", "L19"),
    }
    for kind, (text, number) in given.items():
        prefix = text[:-2] if kind is NumberKind.SSCC else text
        it = NumberRange(kind=kind, prefix=prefix, width=2, first=1, last=99)
        spans = list(spans_left(it))
        assert [low <= number <= high for low, high in spans] == [True]
        assert [len(low) for low, _ in spans] == [len(number)]
    mixed = list(spans_left(NumberRange(kind=NumberKind.LOAD, prefix="L", first=8, last=120)))
    assert mixed == [("L8", "L9"), ("L10", "L99"), ("L100", "L120")]
