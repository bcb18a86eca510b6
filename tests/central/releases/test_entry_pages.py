"""Typing in a schedule: by page and by HTTP, and what was typed stays on every refusal."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from central.access.rules import TokenRole
from central.releases import schedules
from tests.support.central.planner import PART, Office, day
from tests.support.web import Client

ADDRESS = "/office/schedules/enter"


def form(**more: str) -> dict[str, str]:
    return {
        "agreement": "LK-FLT",
        "part": PART,
        "kind": "call_off",
        "number": "FAX-7",
        "issued_on": f"{day(0)}",
        "lines.1.on": f"{day(5)}",
        "lines.1.quantity": "100",
        "lines.1.status": "firm",
        "lines.4.on": f"{day(6)}",
        "lines.4.quantity": "20",
        "lines.4.reference": "TEL",
        **more,
    }


@pytest.fixture
def pages(customers: Office) -> Client:
    return Client(customers.app)


def test_from_the_part_to_the_schedule(customers: Office, pages: Client) -> None:
    by = customers.signed_in()
    assert "LM-77120-A" in pages.get(f"{ADDRESS}?q=lm-77", headers=by).text
    begun = pages.get(f"{ADDRESS}?agreement=LK-FLT&part={PART}", headers=by).text
    theirs = datetime.now(ZoneInfo("America/Detroit")).date()
    assert "Bracket" in begun and f'value="{theirs}"' in begun
    looked = pages.post(ADDRESS, headers=by, data=form())
    assert looked.status_code == 200 and "Nothing is sent yet" in looked.text
    assert 'value="FAX-7"' in looked.text and 'value="TEL"' in looked.text
    sent = pages.post(ADDRESS, headers=by, data=form(action="send"))
    assert sent.status_code == 303
    shown = pages.get(sent.headers["location"], headers=by).text
    assert "FAX-7" in shown and "Entered by planner" in shown
    assert "planner" in pages.get("/office/schedules.csv", headers=by).text
    kept = customers.central.db.read(lambda c: schedules.load_one(c, 1))
    assert kept is not None and (kept.state, kept.entered_by) == ("released", "planner")
    raw = pages.get(f"/office/interchanges/{kept.interchange}", headers=by).text
    assert "typed in by planner" in raw and "&#34;number&#34;: &#34;FAX-7&#34;" in raw


def test_what_was_typed_stays_and_the_fault_stands_at_its_field(
    customers: Office, pages: Client
) -> None:
    by = customers.signed_in()
    sent = pages.post(ADDRESS, headers=by, data=form(**{"lines.4.quantity": "2O"}, action="send"))
    assert sent.status_code == 422
    for typed in ("FAX-7", "TEL", "2O", f"{day(6)}"):
        assert f'value="{typed}"' in sent.text
    at = sent.text.index('name="lines.4.quantity"')
    assert "is no number" in sent.text[at : at + 400]
    refused = pages.post(
        ADDRESS, headers=by, data=form(**{"lines.1.quantity": "0,5"}, action="send")
    )
    assert refused.status_code == 409 and 'value="0,5"' in refused.text
    assert "nothing of it is stored" in refused.text
    more = pages.post(ADDRESS, headers=by, data=form(action="more")).text
    assert 'name="lines.16.on"' in more and 'value="TEL"' in more


def test_its_successor_begins_with_its_lines(customers: Office, pages: Client) -> None:
    by = customers.signed_in()
    pages.post(ADDRESS, headers=by, data=form(action="send"))
    again = pages.get(f"{ADDRESS}?amends=1", headers=by).text
    assert 'value="100"' in again and f'value="{day(6)}"' in again and 'value="FAX-7"' not in again


def test_its_successor_replaces_the_same_days(customers: Office, pages: Client) -> None:
    """Without them a schedule of a single delivery would be followed by one that takes all away."""
    by = customers.signed_in()
    pages.post(ADDRESS, headers=by, data=form(first=f"{day(4)}", last=f"{day(7)}", action="send"))
    again = pages.get(f"{ADDRESS}?amends=1", headers=by).text
    assert field(again, "first") == f"{day(4)}" and field(again, "last") == f"{day(7)}"
    pages.post(ADDRESS, headers=by, data=form(number="FAX-8", first=f"{day(1)}", action="send"))
    again = pages.get(f"{ADDRESS}?amends=2", headers=by).text
    assert (field(again, "first"), field(again, "last")) == (f"{day(1)}", "")
    assert pages.get(f"{ADDRESS}?amends=99", headers=by).status_code == 404


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}"[^>]* value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [("en", "1,000", "1,000"), ("de", "1.000", "1.000"), ("de", "12,5", "12,5")],
)
def test_a_figure_is_typed_as_the_page_shows_it(
    customers: Office, pages: Client, language: str, typed: str, read: str
) -> None:
    by = {**customers.signed_in(), "Accept-Language": language}
    sent = form(**{"lines.1.quantity": typed, "lines.4.quantity": "", "lines.4.reference": ""})
    del sent["lines.4.on"]
    looked = pages.post(ADDRESS, headers=by, data=sent)
    if typed == "12,5":  # pieces: a rule of the contract says no, of the number that was read
        assert looked.status_code == 409 and read in looked.text
        return
    assert looked.status_code == 200, looked.text
    assert f">{read}<" in looked.text or f"+{read}" in looked.text


def test_a_figure_that_may_be_two_is_refused_at_its_field(customers: Office, pages: Client) -> None:
    by = {**customers.signed_in(), "Accept-Language": "de"}
    typed = {"lines.4.quantity": "1,250", "received_cum": "3,000"}
    sent = pages.post(ADDRESS, headers=by, data=form(**typed, action="send"))
    assert sent.status_code == 422 and 'value="1,250"' in sent.text
    at = sent.text.index('name="lines.4.quantity"')
    assert "1,250 kann 1.250 heißen oder 1,25: 1250 schreiben" in sent.text[at : at + 500]
    assert "3000 schreiben für das erste, 3 für das zweite" in sent.text


def test_a_successor_of_more_lines_than_the_form_holds_is_refused_and_not_cut(
    customers: Office, pages: Client
) -> None:
    by = customers.signed_in()
    one = {"quantity": "10", "status": "firm"}
    lines = [{**one, "on": f"{day(5 + n)}"} for n in range(46)]
    whole = {"agreement": "LK-FLT", "part": PART, "kind": "call_off", "number": "FAX-8"}
    sent = pages.post(
        "/api/v1/releases/schedules",
        headers=by,
        json={
            **whole,
            "issued_on": f"{day(0)}",
            "lines": [{**it, "status": "firm"} for it in lines],
        },
    )
    assert sent.is_success, sent.text
    refused = pages.get(f"{ADDRESS}?amends=1", headers=by)
    assert refused.status_code == 409
    assert "has 46 lines, and the form holds 45" in refused.text


def test_a_german_reads_what_is_wrong(customers: Office, pages: Client) -> None:
    by = {**customers.signed_in(), "Accept-Language": "de"}
    text = pages.post(ADDRESS, headers=by, data=form(part="X")).text
    assert "Teil X steht in keinem Vertrag LK-FLT" in text
    assert "nichts davon ist gespeichert" in text


def test_who_may_not_plan_enters_nothing(customers: Office, pages: Client) -> None:
    by = customers.signed_in(TokenRole.SHIPPING)
    assert pages.get(ADDRESS, headers=by).status_code == 403
    assert pages.post(ADDRESS, headers=by, data=form(action="send")).status_code == 403


def test_by_http(customers: Office, pages: Client) -> None:
    by = {**customers.signed_in(), "Accept": "application/json"}
    body = {
        "agreement": "LK-FLT",
        "part": PART,
        "kind": "call_off",
        "number": "TEL-1",
        "issued_on": f"{day(0)}",
        "lines": [{"on": f"{day(5)}", "quantity": "100"}],
    }
    root = "/api/v1/releases/schedules"
    tried = pages.post(f"{root}/trial", headers=by, json=body).json()
    assert (tried["state"], tried["preview"]["then"]) == ("released", "100")
    kept = pages.post(root, headers=by, json=body).json()
    assert (kept["state"], kept["entered_by"]) == ("released", "planner")
    again = pages.post(root, headers=by, json=body)
    assert again.status_code == 409 and "is here already" in again.text
    assert pages.post(root, headers=by, json={**body, "lines": []}).status_code == 422
