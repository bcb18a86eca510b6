"""An order by hand: by page and by HTTP, changed and taken out, and what was typed stays."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from central.access.rules import TokenRole
from central.agreements.service import write as agreement_writing
from central.agreements.service.contracts import agreement_of
from central.db.database import Actor
from central.db.work import Work, transact
from tests.support.central.planner import PART, Office, day
from tests.support.web import Client

ADDRESS = "/office/orders/enter"


def form(**more: str) -> dict[str, str]:
    return {
        "key": "k1",
        "agreement": "LK-FLT",
        "customer": "lakeside",
        "part": PART,
        "quantity": "1,000",
        "on": f"{day(5)}",
        "origin": "spare_part",
        "why": "fax of today",
        **more,
    }


@pytest.fixture
def pages(customers: Office) -> Client:
    return Client(customers.app)


def test_from_the_part_to_the_line_and_out_again(customers: Office, pages: Client) -> None:
    by = customers.signed_in()
    assert "LM-77120-A" in pages.get(f"{ADDRESS}?q=lm-77", headers=by).text
    begun = pages.get(f"{ADDRESS}?agreement=LK-FLT&part={PART}", headers=by).text
    assert "Bracket" in begun and re.search(r'name="key" value="[0-9a-f]{32}"', begun)
    looked = pages.post(ADDRESS, headers=by, data=form(action="look"))
    assert looked.status_code == 200 and "Nothing is ordered yet" in looked.text
    assert "nothing" not in pages.get("/office/orders.csv", headers=by).text
    sent = pages.post(ADDRESS, headers=by, data=form(action="send"))
    assert sent.status_code == 303
    again = pages.post(ADDRESS, headers=by, data=form(action="send"))
    assert again.headers["location"] == sent.headers["location"], "sent twice, ordered once"
    place = sent.headers["location"]
    shown = pages.get(place, headers=by).text
    assert "spare part, entered by planner: fax of today" in shown and "1,000" in shown
    orders = pages.get("/office/orders", headers=by).text
    assert "by hand: spare part, planner" in orders and f'href="{place}"' in orders
    changed = {"quantity": "12", "on": f"{day(6)}", "why": "less", "action": "change"}
    assert pages.post(place, headers=by, data=changed).status_code == 303
    bad = pages.post(place, headers=by, data={**changed, "quantity": "0,5"})
    assert bad.status_code == 409 and "as it was" in bad.text and 'value="0,5"' in bad.text
    assert pages.post(place, headers=by, data={**changed, "why": ""}).status_code == 422
    odd = pages.post(place, headers=by, data={"action": "other", "why": "x"})
    assert odd.status_code == 422 and "taken out" not in pages.get(place, headers=by).text
    old = {"action": "cancel", "why": "not wanted", "seen": "1"}
    assert pages.post(place, headers=by, data=old).status_code == 409
    gone = pages.post(place, headers=by, data={"action": "cancel", "why": "not wanted"})
    assert gone.status_code == 303
    assert "taken out" in pages.get(place, headers=by).text
    assert pages.get("/office/order-lines/99", headers=by).status_code == 404


def test_what_was_typed_stays_and_the_fault_stands_at_its_field(
    customers: Office, pages: Client
) -> None:
    by = customers.signed_in()
    sent = pages.post(ADDRESS, headers=by, data=form(quantity="2O", action="send"))
    assert sent.status_code == 422 and 'value="2O"' in sent.text and 'value="fax of' in sent.text
    at = sent.text.index('name="quantity"')
    assert "is no number" in sent.text[at : at + 400]
    german = {**by, "Accept-Language": "de"}
    told = pages.post(ADDRESS, headers=german, data=form(part="X", quantity="7"))
    assert told.status_code == 409 and "Teil X steht nicht in einem aktiven Vertrag" in told.text


def test_who_may_not_plan_enters_nothing(customers: Office, pages: Client) -> None:
    planner = customers.signed_in()
    place = pages.post(ADDRESS, headers=planner, data=form(action="send")).headers["location"]
    by = customers.signed_in(TokenRole.SHIPPING)
    assert pages.post(ADDRESS, headers=by, data=form(action="send")).status_code == 403
    assert pages.post(place, headers=by, data={"why": "x"}).status_code == 403
    shown = pages.get(place, headers=by)
    assert shown.status_code == 200 and 'name="why"' not in shown.text


def test_by_http(customers: Office, pages: Client) -> None:
    by = {**customers.signed_in(), "Accept": "application/json"}
    body = {**form(), "quantity": "20", "at": "06:00", "to": "08:00"}
    root = "/api/v1/orders/lines"
    made = pages.post(root, headers=by, json=body).json()
    assert pages.post(root, headers=by, json=body).json() == made
    other = pages.post(root, headers=by, json={**body, "quantity": "21"})
    assert other.status_code == 409 and "something else" in other.text
    place = f"{root}/{made['line']}"
    found = pages.get(place, headers=by).json()
    assert (found["kind"], found["quantity"], found["at_time"]) == ("by_hand", "20", "06:00")
    assert found["entered"]["who"] == "planner" and found["entered"]["origin"] == "spare_part"
    (row,) = pages.get(root, headers=by).json()["rows"]
    assert row["entered_by"] == "planner"
    wish = {"quantity": "7", "on": f"{day(7)}", "why": "less"}
    assert pages.request("PUT", place, headers=by, json=wish).is_success
    assert pages.get(place, headers=by).json()["quantity"] == "7"
    assert pages.post(f"{place}/cancel", headers=by, json={"why": ""}).status_code == 422
    assert pages.post(f"{place}/cancel", headers=by, json={"why": "no"}).is_success
    assert pages.post(f"{place}/cancel", headers=by, json={"why": "no"}).status_code == 409
    assert pages.post(root, headers=by, json={**body, "on": "8.5."}).status_code == 422
    assert pages.get(f"{root}/99", headers=by).status_code == 404


def test_the_forms_offer_the_points_that_the_contract_lists(
    customers: Office, pages: Client
) -> None:
    by, db = customers.signed_in(), customers.central.db

    def listed(work: Work) -> None:
        known = agreement_of(work.connection, "LK-FLT")
        assert known is not None
        agreement_writing.save(work, replace(known, points=("D1", "D2")))

    transact(db, listed, by=Actor(who="ann", why="listed"), at_us=1)
    for address in (ADDRESS, "/office/schedules/enter"):
        page = pages.get(f"{address}?agreement=LK-FLT&part={PART}", headers=by).text
        select = page.split('<select name="unloading_point"')[1].split("</select>")[0]
        assert re.findall(r"<option[^>]*>(.*?)</option>", select) == ["–", "D1", "D2"]
    other = pages.post(ADDRESS, headers=by, data=form(action="look", unloading_point="D9"))
    assert other.status_code == 409 and "is for unloading points D1, D2, not for D9" in other.text
    assert "<option selected>D9</option>" in other.text, "what was typed stays"
