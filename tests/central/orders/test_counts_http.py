"""Accepting the customer's count: its figures are told before anybody presses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from central.agreements.model.options import Reconcile
from tests.support.central import orders as office
from tests.support.central.orders import NOON_US
from tests.support.central.receiving import advice, sent, take
from tests.support.central.receiving import line as told

WHERE = "/office/cums/A/P"


@pytest.fixture
def desk(client: Any) -> Any:
    db = client.central.db
    office.agreement(db, reconcile=Reconcile.USE_CUMULATIVE_QUANTITY)
    sent(db, "N1", 100)
    sent(db, "N2", 60)
    take(db, advice(told("N1", received=100)), now_us=NOON_US)
    return client


def test_what_accepting_a_count_does_is_told_before(desk: Any) -> None:
    token = desk.token("planner")
    asked = {"part": "P", "cum": "70"}
    found = desk.post("/api/v1/cums/A/counts/trial", json=asked, token=token)
    assert found.status_code == 200, found.text
    said = found.json()
    assert (said["corrected"], said["received"], said["in_transit"]) == ("30", "70", "90")
    assert "received cum 100 -> 70, in transit 60 -> 90" in said["reasons"][0]
    shown = desk.get("/api/v1/cums/A", params={"part": "P"}, token=token).json()
    assert (shown["received"], shown["in_transit"]) == ("100", "60"), "nothing was done"
    beyond = desk.post("/api/v1/cums/A/counts/trial", json={**asked, "cum": "161"}, token=token)
    assert beyond.status_code == 409 and "not between 0 and our" in beyond.text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "in transit 60 -> 90"), ("de", "unterwegs 60 -> 90")]
)
def test_the_page_tells_it_too_and_offers_to_accept(desk: Any, language: str, words: str) -> None:
    token = desk.token("planner")

    def page(cum: str) -> str:
        on = (office.DAY + timedelta(days=2)).isoformat()
        query = {"count": cum, "on": on, "lang": language} if cum else {"lang": language}
        return str(desk.get(WHERE, params=query, token=token).text)

    assert 'name="action" value="count"' not in page("")
    shown = page("70")
    assert words in shown.replace("&gt;", ">") and 'name="quantity" value="70"' in shown
    refused = page("161")
    assert 'class="refused"' in refused and 'name="action" value="count"' not in refused
