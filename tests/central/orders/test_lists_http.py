"""Lists sorted and filtered by quantity and worth, as a planner asks for them by page and API."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from central.agreements.model.agreement import NewPrice, Part
from central.agreements.service.write import add_prices
from central.db.work import Work
from central.orders.service.despatch import despatch
from tests.support.central import orders as office
from tests.support.central.orders import ANN, DAY, NOON_US, d

pytestmark = pytest.mark.both_databases


@pytest.fixture
def desk(client: Any) -> Any:
    """Lines of 250 lamps, 1,000.5 screws and 7 clips; 60 lamps left. Screws are 3.5 cents."""
    db = client.central.db
    office.agreement(db, "A", *(Part(part=name) for name in ("LAMP", "SCREW", "CLIP")))
    screws = NewPrice(part="SCREW", valid_from=date(2020, 1, 1), each=Decimal("0.035"))
    db.write(lambda c: add_prices(Work(c, ANN, 1), "A", [screws]))
    lamps = office.line(db, 250, part="LAMP")
    office.line(db, "1000.5", on=date(2090, 1, 1), part="SCREW")
    office.line(db, 7, part="CLIP")
    despatch(db, note="N1", on=DAY, lines=[(lamps, d(60))], by=ANN, now_us=NOON_US)
    return client


def told(desk: Any, path: str) -> Any:
    answer = desk.get(f"/api/v1/{path}", token=desk.token("planner"))
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_lines_by_what_is_most_open_with_their_total(desk: Any) -> None:
    found = told(desk, "orders/lines?sort=open&limit=2")
    assert [(row["part"], row["open"]) for row in found["rows"]] == [
        ("SCREW", "1000.5"),
        ("LAMP", "190"),
    ]
    assert found["total"] == {
        "lines": 3,
        "quantity": "1257.5",
        "despatched": "60",
        "open": "1197.5",
    }
    more = told(desk, f"orders/lines?sort=open&limit=2&after={found['next']}")
    assert [row["part"] for row in more["rows"]] == ["CLIP"]
    assert (more["next"], more["total"]) == (None, None)
    least = told(desk, "orders/lines?open_from=190")
    assert [row["part"] for row in least["rows"]] == ["LAMP", "SCREW"]
    assert least["total"]["open"] == "1190.5"


@pytest.mark.parametrize(
    "asked",
    [
        "sort=size",
        "sort=open&after=2026-05-04.1",
        "after=190_1",
        "after=2026-13-01.1",
        "open_from=-1",
        "open_from=0.0000001",
        "open_from=many",
    ],
)
def test_what_cannot_be_asked_is_refused(desk: Any, asked: str) -> None:
    answer = desk.get(f"/api/v1/orders/lines?{asked}", token=desk.token("planner"))
    assert answer.status_code == 422


def test_parts_with_sums_and_worth(desk: Any) -> None:
    found = told(desk, "orders/parts?limit=2")
    assert found["next"] == 2
    screws, lamps = found["rows"]
    assert screws == {
        "customer": "C",
        "agreement": "A",
        "part": "SCREW",
        "lines": 1,
        "quantity": "1000.5",
        "despatched": "0",
        "open": "1000.5",
        "late": "0",
        "first_day": "2090-01-01",
        "value": [{"amount": "35.02", "currency": "EUR"}],
    }
    assert (lamps["part"], lamps["open"], lamps["late"], lamps["value"]) == (
        "LAMP",
        "190",
        "190",
        [],
    )
    last = told(desk, "orders/parts?limit=2&start=2")
    assert ([row["part"] for row in last["rows"]], last["next"]) == (["CLIP"], None)
    assert [row["part"] for row in told(desk, "orders/parts?sort=value")["rows"]] == ["SCREW"]
    assert told(desk, "orders/parts?sort=late")["rows"][0]["part"] == "LAMP"


def test_cums_by_what_is_in_transit(desk: Any) -> None:
    by_part = [row["part"] for row in told(desk, "cums")]
    assert by_part == ["CLIP", "LAMP", "SCREW"]
    most = told(desk, "cums?sort=in_transit")
    assert (most[0]["part"], most[0]["in_transit"]) == ("LAMP", "60")
    assert [row["part"] for row in told(desk, "cums?sort=in_transit&at_least=0.5")] == ["LAMP"]
    assert told(desk, "cums?customer=another") == []
    assert told(desk, "differences?sort=open&open_from=1") == []


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", html))


@pytest.mark.parametrize(
    ("language", "total", "worth"),
    [
        ("en", "3 lines: 1,257.5 ordered, 60 despatched, 1,197.5 open.", "35.02 EUR"),
        ("de", "3 Zeilen: 1.257,5 bestellt, 60 versandt, 1.197,5 offen.", "35,02 EUR"),
    ],
)
def test_the_pages_say_the_same(desk: Any, language: str, total: str, worth: str) -> None:
    asked = {"token": desk.token("planner"), "headers": {"Accept-Language": language}}
    page = text_of(desk.get("/office/orders?sort=open", **asked).text)
    assert total in page
    assert page.index("SCREW") < page.index("LAMP") < page.index("CLIP")
    assert total not in text_of(desk.get("/office/orders?open_from=8", **asked).text)
    parts = text_of(desk.get("/office/order-parts?sort=value", **asked).text)
    assert worth in parts and "LAMP" not in parts
    cums = text_of(desk.get("/office/cums?sort=in_transit&at_least=1", **asked).text)
    assert "LAMP" in cums and "CLIP" not in cums
    wrong = desk.get("/office/cums?sort=in_transit&at_least=lots", **asked)
    assert wrong.status_code == 422
