"""Orders, cums and the floor by HTTP and as pages, with the rights of each."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text

from central.access import people, sessions
from central.access.rules import TokenRole
from central.agreements.model.agreement import Part
from central.agreements.model.keys import CumKey
from central.cums.service import corrections
from central.cums.service.ledger_store import posted
from central.db.clock import now_us
from central.db.database import Actor
from central.db.work import Work
from central.exchange.model import Origin
from central.orders.tables import floor_shipments
from tests.support.central import orders as office
from tests.support.central.orders import ANN, NOON_US, d

pytestmark = pytest.mark.both_databases

TODAY = datetime.now(UTC).date().isoformat()
PART = "3C8 881/805 A"
PASSWORD = "Trk7-bb9x-qqLm"


@pytest.fixture
def desk(client: Any) -> Any:
    office.agreement(client.central.db, "A", Part(part=PART, our_part="P1", unit="KGM"))
    return client


def person(desk: Any, name: str, role: TokenRole = TokenRole.PLANNER) -> str:
    db = desk.central.db
    people.create(
        db,
        people.NewPerson(person=name, name=name.title(), roles=[role], password=PASSWORD),
        by=Actor(who="test"),
        now_us=now_us(),
    )
    return sessions.open_session(db, person=name, way="password", source="test", now_us=now_us())


def line(desk: Any, quantity: object, on: date = office.DAY) -> int:
    return office.line(desk.central.db, quantity, on=on, part=PART)


def test_a_note_is_posted_once_by_shipping_and_by_nobody_else(desk: Any) -> None:
    body = {
        "note": "N/1",
        "on": TODAY,
        "lines": [{"line": line(desk, 100), "quantity": "60.5"}],
    }
    planner, shipping = desk.token("planner"), desk.token("shipping")
    assert desk.post("/api/v1/orders/notes", json=body, token=planner).status_code == 403
    first = desk.post("/api/v1/orders/notes", json=body, token=shipping).json()
    again = desk.post("/api/v1/orders/notes", json=body, token=shipping).json()
    assert (first["repeated"], again["repeated"]) == (False, True)
    rows = desk.get("/api/v1/orders/lines", token=planner).json()["rows"]
    assert [(row["quantity"], row["open"]) for row in rows] == [("100", "39.5")]
    note = desk.get("/api/v1/orders/notes/N%2F1", token=planner).json()
    assert note["state"] == "posted" and note["lines"][0]["quantity"] == "60.5"
    undo = {"on": TODAY, "why": "wrong door"}
    answer = desk.post("/api/v1/orders/undone-notes/N%2F1", json=undo, token=shipping)
    assert answer.status_code == 200
    second = desk.post("/api/v1/orders/undone-notes/N%2F1", json=undo, token=shipping)
    assert (second.status_code, second.json()["code"]) == (409, "refused_by_rule")


@pytest.mark.parametrize(
    "changes",
    [
        {"quantity": "0"},
        {"quantity": "-5"},
        {"quantity": "1e20"},
        {"quantity": "NaN"},
        {"line": 0},
        {"price": "1"},
    ],
)
def test_a_note_with_impossible_figures_or_unknown_fields_is_refused(
    desk: Any, changes: dict[str, Any]
) -> None:
    wanted = {"line": line(desk, 10), "quantity": "1", **changes}
    body = {"note": "N1", "on": TODAY, "lines": [wanted]}
    answer = desk.post("/api/v1/orders/notes", json=body, token=desk.token("shipping"))
    assert answer.status_code == 422


def test_purchase_orders_in_advance_are_of_agreements_that_exist(desk: Any) -> None:
    planner = desk.token("planner")
    rows = [{"agreement": "A", "number": "PO-1"}, {"agreement": "A", "number": "PO-1"}]
    assert desk.post("/api/v1/orders/purchase-orders", json=rows, token=planner).json() == {
        "opened": 1,
        "changed": 0,
    }
    found = desk.get("/api/v1/orders/purchase-orders", token=planner).json()
    assert [(row["number"], row["by"]) for row in found] == [("PO-1", "advance")]
    wrong = [{"agreement": "X", "number": "PO-2"}]
    answer = desk.post("/api/v1/orders/purchase-orders", json=wrong, token=planner)
    assert answer.status_code == 409


def test_a_correction_takes_two_people_who_signed_in(desk: Any) -> None:
    ann = person(desk, "ann")
    person(desk, "bob")
    person(desk, "cleo", TokenRole.SHIPPING)
    body = {
        "part": PART,
        "side": "despatched",
        "quantity": "12",
        "on": TODAY,
        "why": "counted",
    }

    def correct(token: str, **second: str) -> Any:
        return desk.post("/api/v1/cums/A/corrections", json={**body, **second}, token=token)

    alone = {"second": "ann", "second_password": PASSWORD}
    assert correct(ann).status_code == 403
    assert correct(ann, **alone).status_code == 403
    assert correct(ann, second="cleo", second_password=PASSWORD).status_code == 403
    assert correct(desk.token("planner"), second="bob", second_password=PASSWORD).status_code == 403
    assert correct(ann, second="bob", second_password="wrong").status_code == 403
    assert correct(ann, second="bob", second_password=PASSWORD).status_code == 200
    found = desk.get("/api/v1/cums/A", params={"part": PART}, token=ann).json()
    assert (found["despatched"], found["movements"][0]["kind"]) == ("12", "corrected_despatched")
    (row,) = desk.central.db.read(lambda c: posted(c, CumKey("A", PART)))
    assert (row.who, row.second_person, row.why) == ("ann", "bob", "counted")


def test_a_difference_has_an_owner_and_is_closed_by_api_and_page(desk: Any) -> None:
    from central.cums.service.receipts import book
    from central.edi.model.receiving_advice import ReceivedLine, ReceivingAdvice
    from central.edi.model.schedule import Source
    from central.orders.service.despatch import despatch

    db, planner, shipping = desk.central.db, desk.token("planner"), desk.token("shipping")
    wanted = [(line(desk, 100), d(100))]
    despatch(db, note="N1", on=office.DAY, lines=wanted, by=ANN, now_us=NOON_US)
    source = Source(**{name: "" for name in Source.__dataclass_fields__})
    rows = (ReceivedLine(part=PART, note="N1", accepted=d(90)),)
    said = ReceivingAdvice(source=source, number="R", received_on=office.DAY, lines=rows)
    db.write(
        lambda c: book(
            Work(c, ANN, NOON_US),
            Origin(interchange=1, message=1, partner="edi-c", customer="C"),
            said,
            keep=lambda part, reasons: 0,
        )
    )
    page = desk.get("/office", token=planner).text
    assert "100 despatched, 90 received, 10 missing or rejected" in page
    own = PAGES[8]
    form = {"action": "own", "note": "N1", "owner": "ann", "back": "/office"}
    taken = desk.post(own, data=form, token=planner, follow_redirects=False)
    assert (taken.status_code, taken.headers["location"]) == (303, "/office")
    (row,) = desk.get("/api/v1/differences", token=shipping).json()
    assert (row["note"], row["open"], row["owner"]) == ("N1", "10", "ann")
    of = {"agreement": "A", "part": PART, "note": "N1"}
    closing = {**of, "how": "lost", "quantity": "4", "on": TODAY, "why": "they say so"}
    url = "/api/v1/differences/close"
    assert desk.post(url, json=closing, token=shipping).status_code == 403
    assert desk.post(url, json=closing, token=planner).status_code == 200
    beyond = desk.post(url, json={**closing, "quantity": "7"}, token=planner)
    assert (beyond.status_code, beyond.json()["code"]) == (409, "refused_by_rule")
    assert 'name="how"' in desk.get(own, token=planner).text
    assert 'name="how"' not in desk.get(own, token=shipping).text
    found = {"action": "close", "note": "N1", "how": "found", "on": TODAY, "why": "was in T3"}
    done = desk.post(own, data=found, token=planner, follow_redirects=False)
    assert done.status_code == 303
    shown = desk.get("/api/v1/cums/A", params={"part": PART}, token=planner).json()
    assert (shown["received"], shown["differing"], shown["differences"]) == ("100", "0", [])
    assert desk.get("/api/v1/differences", token=planner).json() == []
    changes = [
        row.who
        for row in db.read(
            lambda c: c.execute(
                text("SELECT who FROM audit_changes WHERE object LIKE 'cums_closings%'")
            ).all()
        )
    ]
    assert len(changes) == 2


def test_a_reset_has_two_dates_and_is_refused_before_the_second(desk: Any) -> None:
    planner = desk.token("planner")
    dates = {"synchronise_on": "2020-05-04", "execute_on": "2020-05-06"}
    plan = {"part": PART, "why": "model year", **dates}
    assert desk.post("/api/v1/cums/A/resets", json=plan, token=planner).status_code == 200
    early = {"part": PART, "why": "now", "on": "2020-05-05"}
    answer = desk.post("/api/v1/cums/A/resets/execute", json=early, token=planner)
    assert (answer.status_code, answer.json()["code"]) == (409, "refused_by_rule")
    late = {**early, "on": "2020-05-06"}
    assert desk.post("/api/v1/cums/A/resets/execute", json=late, token=planner).status_code == 200
    (row,) = desk.get("/api/v1/cums", token=planner).json()
    assert (row["part"], row["in_transit"]) == (PART, "0")


def test_a_reset_is_carried_out_at_once_or_not_planned_either(desk: Any) -> None:
    planner = desk.token("planner")
    dates = {"synchronise_on": "2020-05-04", "execute_on": "2095-05-06"}
    plan = {"part": PART, "why": "model year", "at_once": True, **dates}
    refused = desk.post("/api/v1/cums/A/resets", json=plan, token=planner)
    assert (refused.status_code, refused.json()["code"]) == (409, "refused_by_rule")
    assert (
        desk.get("/api/v1/cums/A", params={"part": PART}, token=planner).json()["planned_reset"]
        is None
    )
    own = "/office/cums/A/" + PART.replace("/", "%2F")
    form = {"action": "plan", "why": "model year", "at_once": "on", **dates}
    form["execute_on"] = "2020-05-06"
    assert 'name="at_once"' in desk.get(own, token=planner).text
    done = desk.post(own, data=form, token=planner, follow_redirects=False)
    assert done.status_code == 303
    shown = desk.get("/api/v1/cums/A", params={"part": PART}, token=planner).json()
    assert (shown["period_start"], shown["planned_reset"]) == ("2020-05-04", None)


PAGES = (
    "/office/orders",
    "/office/orders?state=all&customer=C&first=2026-01-01",
    "/office/backorders",
    "/office/forecasts?agreement=A&part=" + PART,
    "/office/purchase-orders",
    "/office/notes",
    "/office/notes/N1",
    "/office/cums",
    "/office/cums/A/" + PART.replace("/", "%2F"),
    "/office/receipts",
    "/office/floor",
    "/office/floor/cums",
    "/office/floor/unposted",
    "/office/orders?sort=open&open_from=1.5",
    "/office/backorders?sort=open",
    "/office/order-parts?sort=value",
    "/office/cums?sort=in_transit&at_least=1&customer=C",
)


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_page_opens_for_the_office_and_for_nobody_from_the_floor(
    desk: Any, language: str
) -> None:
    from central.orders.service.despatch import despatch

    wanted = [(line(desk, 100), d(10))]
    despatch(desk.central.db, note="N1", on=office.DAY, lines=wanted, by=ANN, now_us=NOON_US)
    planner, viewer = desk.token("planner"), desk.token("viewer")
    for address in PAGES:
        asked = {"Accept-Language": language}
        answer = desk.get(address, token=planner, headers=asked)
        assert answer.status_code == 200, address
        assert "Undefined" not in answer.text
        assert desk.get(address, token=viewer).status_code == 403
    for address in ("orders", "backorders", "order-parts", "cums", "notes", "receipts", "floor"):
        for form, start in (("csv", b"\xef\xbb\xbf"), ("pdf", b"%PDF")):
            answer = desk.get(f"/office/{address}.{form}", token=planner)
            assert answer.content.startswith(start)


def test_the_page_of_a_cum_has_its_picture_and_its_form_only_for_who_may_correct(
    desk: Any,
) -> None:
    address = PAGES[8]
    planner = desk.get(address, token=desk.token("planner")).text
    shipping = desk.get(address, token=desk.token("shipping")).text
    assert "<svg" in planner and "<svg" in shipping
    assert 'name="second_password"' in planner
    assert 'name="second_password"' not in shipping


def test_a_note_is_posted_picked_and_undone_from_the_page(desk: Any) -> None:
    shipping = desk.token("shipping")
    own = line(desk, 100)

    def send(address: str, **form: str) -> int:
        return int(desk.post(address, data=form, token=shipping).status_code)

    page = desk.get("/office/despatch?customer=C", token=shipping).text
    assert f'name="q{own}"' in page
    assert send("/office/despatch", action="pick", **{f"q{own}": "1"}) == 303
    assert office.lines(desk.central.db)[0].state == "picked"
    form = {"action": "post", "note": "N1", "on": TODAY, f"q{own}": "2,5"}
    assert send("/office/despatch", **{**form, "action": "other"}) == 422
    assert send("/office/despatch", **form) == 303
    assert office.lines(desk.central.db)[0].despatched == d("2.5")
    assert send("/office/despatch", **{**form, f"q{own}": "a lot"}) == 422
    assert send("/office/notes/N1", on=TODAY, why="back") == 303
    assert office.lines(desk.central.db)[0].despatched == 0
    foreign = desk.post(
        "/office/notes/N1",
        data={"on": TODAY, "why": "x"},
        token=shipping,
        headers={"Origin": "http://elsewhere"},
    )
    assert foreign.status_code == 403


def test_the_inbox_says_what_was_not_posted_and_which_reset_was_not_carried_out(
    desk: Any,
) -> None:
    db, planner = desk.central.db, desk.token("planner")
    assert "/office/floor/unposted" not in desk.get("/office", token=planner).text
    row = {
        "node": "cell-a",
        "rack": "R-1",
        "our_part": "XX",
        "fact": 1,
        "shipped_us": NOON_US,
        "on_day": office.DAY,
        "quantity": d(1),
        "agreement": "",
        "part": "",
        "customer": "",
        "state": "unknown",
        "beyond": d(0),
        "reasons": "[]",
        "changed_us": NOON_US,
    }
    db.write(lambda c: c.execute(floor_shipments.insert(), [row]))
    day = date(2020, 1, 2)
    corrections.plan_reset(
        db, CumKey("A", PART), synchronise_on=day, execute_on=day, by=ANN, now_us=now_us()
    )
    page = desk.get("/office", token=planner).text
    assert "/office/floor/unposted" in page and "Reset not carried out" in page


def test_a_reason_for_a_change_of_a_cum_is_as_long_as_its_field(desk: Any) -> None:
    wanted = {"action": "plan", "synchronise_on": TODAY, "execute_on": TODAY}
    planner = desk.token("planner")
    for why, status in (("", 422), ("w" * 501, 422)):
        answer = desk.post(PAGES[8], data=wanted | {"why": why}, token=planner)
        assert answer.status_code == status and "500" in answer.text


def test_figures_are_typed_as_the_pages_show_them(desk: Any) -> None:
    """1,000 despatched as 1 would leave 999 open, and 1 moved in the cum."""
    planner, shipping = desk.token("planner"), desk.token("shipping")
    at = line(desk, 12_500)
    form = {"note": "N/T", "on": TODAY, f"q{at}": "12.500"}
    refused = desk.post("/office/despatch", data=form, token=shipping)
    assert refused.status_code == 422 and "12500" in refused.text
    sent = desk.post("/office/despatch?lang=de", data=form, token=shipping, follow_redirects=False)
    assert sent.status_code == 303
    own = f"/office/cums/A/{PART}"
    shown = desk.get("/api/v1/cums/A", params={"part": PART}, token=planner).json()
    assert shown["despatched"] == "12500"
    change = {"action": "return", "on": TODAY, "why": "came back"}
    for typed, status in (("1.000", 422), ("1,000", 303)):
        done = desk.post(
            own, data={**change, "quantity": typed}, token=planner, follow_redirects=False
        )
        assert done.status_code == status, done.text
    shown = desk.get("/api/v1/cums/A", params={"part": PART}, token=planner).json()
    assert "1000" in str(shown["movements"][0]), shown
    tried = desk.get(own, params={"count": "11.250", "on": TODAY, "lang": "de"}, token=planner)
    assert 'value="11250"' in tried.text
    listed = desk.get("/office/cums", params={"at_least": "1.000", "lang": "en"}, token=planner)
    assert listed.status_code == 422
