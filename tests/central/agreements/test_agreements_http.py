"""Partners and agreements as programs change them: versions, reasons, unknown fields."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import make_url

from central.agreements.model.agreement import Agreement
from central.agreements.service import contracts
from central.agreements.service.write import save
from central.db.database import Actor, Database
from central.db.work import Work
from central.words.reasons import RuleRefusedError

PARTNERS, AGREEMENTS = "/api/v1/partners", "/api/v1/agreements"
A1 = {"customer": "nordwerk", "version": 0, "parts": [{"part": "P1"}]}
MY26 = {"name": "MY26", "first": "2025-08-01", "last": "2026-07-31"}


@pytest.fixture
def planner(client: Any) -> Callable[..., Any]:
    """Asks as a planner, with a customer entered."""
    token = client.token("planner", name="ann")

    def ask(method: str, path: str, body: Any = None, status: int = 200) -> Any:
        more = {} if body is None else {"json": body}
        answer = client.request(method, path, token=token, **more)
        assert answer.status_code == status, answer.text
        return answer.json()

    ask("PUT", f"{PARTNERS}/currencies/EUR", {"digits": 2, "name": "Euro"})
    ask("PUT", f"{PARTNERS}/divisions/INTERIOR", {"name": "Trims"})
    ask("PUT", f"{PARTNERS}/calendars/emden", {"country": "DE", "subdivision": "NI"})
    customer = {"name": "Nordwerk", "calendar": "emden", "division": "INTERIOR", "version": 0}
    ask("PUT", f"{PARTNERS}/customers/nordwerk", customer)
    return ask


def test_a_customer_grows_by_plants_and_points_each_with_a_version(planner: Any) -> None:
    plants = f"{PARTNERS}/customers/nordwerk/plants"
    windows = [{"at": "06:00", "percent": 70}, {"at": "13:30", "percent": "30"}]
    put = planner("PUT", f"{plants}/EMD", {"version": 1, "name": "Emden", "windows": windows})
    assert put["version"] == 2
    points = f"{plants}/EMD/unloading-points"
    planner("PUT", f"{points}/T12", {"version": 2, "name": "Tor 12"})
    assert planner("GET", points) == [{"point": "T12", "name": "Tor 12", "active": True}]
    assert planner("GET", f"{plants}/EMD")["windows"][1] == {"at": "13:30", "percent": "30"}
    assert [it["plant"] for it in planner("GET", plants)] == ["EMD"]
    stale = planner("PUT", f"{plants}/EMD", {"version": 2}, 409)
    assert [reason["code"] for reason in stale["reasons"]] == ["stale"]
    one_window = {"version": 3, "windows": windows[:1]}
    assert "total 70, not 100" in planner("PUT", f"{plants}/EMD", one_window, 409)["detail"]
    planner("GET", f"{plants}/HAN", status=404)
    planner("GET", f"{PARTNERS}/customers/nobody", status=404)
    planner("PUT", f"{PARTNERS}/customers/nobody/plants/W1", {"version": 0}, 409)
    assert [it["customer"] for it in planner("GET", f"{PARTNERS}/customers")] == ["nordwerk"]


def test_what_is_agreed_otherwise_and_what_applies(planner: Any) -> None:
    path = f"{AGREEMENTS}/A1"
    terms = {"call_off": {"approval": "auto"}}
    own = {"terms": {"approval": "unconditional", "plan": {"release": "automatic"}}}
    parts = [{"part": "P1"}, {"part": "P2", **own}]
    planner("PUT", path, {**A1, "terms": terms, "parts": parts})
    assert planner("GET", f"{path}/parts")[1]["terms"] == own["terms"]
    found = planner("GET", f"{path}/terms/applying?part=P2")
    assert (found["plan"]["terms"]["release"], found["plan"]["said"]["release"]) == (
        "automatic",
        "kind_of_part",
    )
    assert {it["terms"]["approval"] for it in found.values()} == {"unconditional"}
    every = planner("GET", f"{path}/terms/applying")
    assert [every[kind]["said"]["approval"] for kind in ("plan", "call_off")] == [
        "contract",
        "kind",
    ]
    planner("GET", f"{path}/terms/applying?part=P9", status=404)
    change = {"terms": {**terms, "plan": {"returns": "keep_cum"}}, "version": 1, "why": "x"}
    assert "plan.returns: is unknown" in planner("PUT", f"{path}/terms", change, 422)["detail"]
    change = {"terms": {**terms, "plan": {"tolerance_days": 3}}, "version": 1, "why": "x"}
    refused = planner("PUT", f"{path}/terms", change, 409)["detail"]
    assert "terms.plan: tolerance_method = cumulative" in refused


def test_a_calendar_tells_what_closes_each_day(planner: Any) -> None:
    path = f"{PARTNERS}/calendars/emden"
    days = [{"kind": "shutdown", "first": "2026-05-04", "last": "2026-05-05", "name": "stop"}]
    kept = {"country": "DE", "subdivision": "NI", "days": days, "version": 1}
    assert planner("PUT", path, kept)["version"] == 2
    assert planner("GET", path)["days"] == days
    found = planner("GET", f"{path}/days?first=2026-05-01&last=2026-05-06")
    assert [it["closed"] for it in found] == [
        "Erster Mai",
        "Saturday",
        "Sunday",
        "stop",
        "stop",
        "",
    ]
    for query in ("first=2026-05-01&last=2026-04-30", "first=2026-01-01&last=2030-01-01"):
        planner("GET", f"{path}/days?{query}", status=422)
    assert len(planner("GET", f"{PARTNERS}/calendars")) == 1
    assert planner("GET", f"{PARTNERS}/currencies") == [
        {"currency": "EUR", "digits": 2, "name": "Euro"}
    ]
    assert planner("GET", f"{PARTNERS}/divisions")[0]["division"] == "INTERIOR"


UNREADABLE: list[tuple[str, Any, str]] = [
    (f"{AGREEMENTS}/A1", {**A1, "custmer": "x"}, "custmer: is unknown"),
    (f"{AGREEMENTS}/A1", {**A1, "terms": {"aproval": "auto"}}, "do you mean approval"),
    (f"{AGREEMENTS}/A1", {**A1, "terms": {"approval": "autom"}}, "is none of manual"),
    (f"{AGREEMENTS}/A1", {**A1, "agreement": "A2"}, "the address says 'A1'"),
    (f"{AGREEMENTS}/A1", {**A1, "version": "1"}, "no whole number"),
    (f"{AGREEMENTS}/A1", {**A1, "why": 7}, "why"),
    (f"{AGREEMENTS}/A1/terms", {"terms": {}}, "version: is missing"),
    (f"{AGREEMENTS}/A1/prices", {"prices": [{"part": "P1"}]}, "prices[1].each: is missing"),
    (f"{PARTNERS}/customers/x", {"name": "X", "version": 0, "vat": 1}, "vat: is unknown"),
    (f"{PARTNERS}/calendars/x", {"weekdays": ["Mon"]}, "weekdays[1]"),
    (f"{AGREEMENTS}/A1", [], ""),
]


def test_what_cannot_be_read_is_a_422_that_names_the_key(planner: Any) -> None:
    for path, body, said in UNREADABLE:
        assert said in planner("PUT", path, body, 422)["detail"]


def test_contradictions_are_a_409_with_all_reasons(planner: Any) -> None:
    terms = {
        "references": "use_references",
        "po_information": "use_po_information",
        "backorders": "match_in_reconcile",
    }
    problem = planner("PUT", f"{AGREEMENTS}/A1", {**A1, "terms": terms}, 409)
    assert {reason["code"] for reason in problem["reasons"]} == {
        "agreement.po_information_against_references",
        "agreement.backorders_against_reconcile",
    }
    assert "po_information = use_po_information contradicts" in problem["detail"]
    planner("GET", f"{AGREEMENTS}/A1", status=404)


def test_an_agreement_is_changed_side_by_side_and_tells_its_history(planner: Any) -> None:
    path = f"{AGREEMENTS}/A1"
    planner("PUT", path, {**A1, "years": [MY26]})
    longer = {"years": [{**MY26, "last": "2026-08-14"}], "version": 1}
    unexplained = planner("PUT", f"{path}/years", longer, 409)
    assert [reason["code"] for reason in unexplained["reasons"]] == ["agreement.why"]
    planner("PUT", f"{path}/years", {**longer, "why": "run-out"})
    terms = {"terms": {"approval": "auto"}, "version": 2, "why": "trusted"}
    assert planner("PUT", f"{path}/terms", terms)["version"] == 3
    parts = {"parts": [{"part": "P1"}, {"part": "P/2 X"}], "version": 3}
    assert planner("PUT", f"{path}/parts", parts)["version"] == 4
    price = {"part": "P/2 X", "valid_from": "2026-01-01", "each": "1.25"}
    for _ in range(2):
        prices = planner("PUT", f"{path}/prices", {"prices": [price], "why": "list 26"})
        assert [(it["each"], it["holds"], it["who"]) for it in prices] == [("1.25", True, "ann")]
    note = {"note": "N1", "despatched_on": "2026-03-01", "quantity": "40", "each": "1.30"}
    billed = {"part": "P/2 X", "billing_day": "2026-05-01", "billed": [note]}
    (row,) = planner("POST", f"{path}/retro-bill", billed)
    assert (row["note"], row["amount"], row["currency"]) == ("N1", "-2.00", "EUR")
    early = {**note, "despatched_on": "2025-12-31"}
    refused = planner("POST", f"{path}/retro-bill", {**billed, "billed": [early]}, 409)
    assert [it["code"] for it in refused["reasons"]] == ["price.none"]
    planner("POST", f"{path}/retro-bill", {**billed, "part": "P9"}, 404)
    asked = f"{path}/price?part=P/2%20X&quantity=3&day="
    assert planner("GET", asked + "2026-01-01")["each"] == "1.25"
    none = planner("GET", asked + "2025-12-31", status=409)
    assert none["reasons"] == [
        {"code": "price.none", "text": "no price for 3 on 2025-12-31: enter one"}
    ]
    told = [(it["what"], it["who"], it["why"]) for it in planner("GET", f"{path}/history")]
    assert told == [
        ("price", "ann", "list 26"),
        ("part", "ann", ""),
        ("terms", "ann", "trusted"),
        ("duration", "ann", "run-out"),
        ("duration", "ann", ""),
        ("part", "ann", ""),
        ("agreement", "ann", ""),
    ]
    assert planner("GET", f"{path}/terms")["approval"] == "auto"
    assert planner("GET", f"{path}/years")[0]["last"] == "2026-08-14"
    assert [it["part"] for it in planner("GET", f"{path}/parts")] == ["P/2 X", "P1"]
    (row,) = planner("GET", AGREEMENTS)
    assert (row["parts"], row["first"], row["last"]) == (2, "2025-08-01", "2026-08-14")
    for side in ("terms", "years", "parts", "prices", "history"):
        planner("GET", f"{AGREEMENTS}/A9/{side}", status=404)


def test_of_two_parallel_changes_one_is_made_and_one_is_stale(
    planner: Any, database_url: str
) -> None:
    """Each in a connection of its own, as two processes would."""
    planner("PUT", f"{AGREEMENTS}/A1", A1)
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def change(note: str) -> None:
        db = Database(make_url(database_url))
        try:
            start.wait(5)
            wanted = Agreement(agreement="A1", customer="nordwerk", note=note, version=1)
            was = db.read(lambda c: contracts.agreement_of(c, "A1"))
            assert was is not None
            parts = was.parts

            def work(connection: Any) -> Agreement:
                now = Agreement(**{**_fields(wanted), "parts": parts})
                return save(Work(connection, Actor(who=note), 1), now)

            db.write(work)
            outcomes.append("made")
        except RuleRefusedError as error:
            outcomes.append(error.reasons[0].code)
        finally:
            db.close()

    threads = [threading.Thread(target=change, args=(name,)) for name in ("ann", "bob")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(outcomes) == ["made", "stale"]
    assert planner("GET", f"{AGREEMENTS}/A1")["version"] == 2
    planner("PUT", f"{AGREEMENTS}/A1", {**A1, "version": 1, "note": "late"}, 409)


def _fields(agreement: Agreement) -> dict[str, Any]:
    return {name: getattr(agreement, name) for name in Agreement.__dataclass_fields__}
