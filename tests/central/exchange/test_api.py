"""Interchanges and partners by HTTP, as programs see them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.central.exchange import delfor

pytestmark = pytest.mark.both_databases

INTERCHANGES = "/api/v1/edi/interchanges"
PARTNER = {
    "customer": "ACME",
    "profile": {"ids": ["PLANT-LN"]},
    "answers": ["contrl"],
}


@pytest.fixture
def planner(client: Any) -> Any:
    token = client.token("planner")

    def ask(method: str, path: str, **options: Any) -> Any:
        return client.request(method, path, token=token, **options)

    return ask


def test_an_interchange_is_kept_whatever_it_is_and_the_answer_says_so(planner: Any) -> None:
    unknown = planner("POST", INTERCHANGES + "?name=a.edi", content=delfor())
    assert (unknown.status_code, unknown.json()["state"]) == (201, "unknown_partner")
    assert planner("PUT", "/api/v1/edi/partners/acme", json=PARTNER).status_code == 200
    again = planner("POST", f"{INTERCHANGES}/{unknown.json()['interchange']}/reprocess", json={})
    assert again.status_code == 200 and again.json()["state"] == "posted"
    assert [answer["message_names"] for answer in again.json()["answered_by"]] == ["contrl"]
    same = planner("POST", INTERCHANGES, content=delfor())
    assert (same.status_code, same.json()["state"]) == (200, "duplicate")
    bad = planner("POST", INTERCHANGES, content=delfor("77").replace(b"UNZ+1", b"UNZ+2"))
    assert bad.status_code == 201 and bad.json()["state"] == "refused"
    assert bad.json()["problems"][0]["segment"] == 28
    raw = planner("GET", f"{INTERCHANGES}/{bad.json()['interchange']}/raw")
    assert raw.content == delfor("77").replace(b"UNZ+1", b"UNZ+2")
    assert raw.headers["content-disposition"].startswith("attachment")


def test_the_list_is_filtered_and_paged(planner: Any) -> None:
    for number in range(3):
        planner("POST", INTERCHANGES, content=b"nothing %d" % number)
    first = planner("GET", INTERCHANGES + "?limit=2&state=waiting").json()
    assert [row["state"] for row in first["interchanges"]] == ["unreadable"] * 2
    rest = planner("GET", f"{INTERCHANGES}?limit=2&before={first['before']}").json()
    assert len(rest["interchanges"]) == 1 and rest["before"] is None
    assert planner("GET", INTERCHANGES + "?direction=out").json()["interchanges"] == []


REFUSED: list[tuple[str, str, dict[str, Any], int]] = [
    ("POST", INTERCHANGES, {"content": b""}, 422),
    ("POST", INTERCHANGES + "?name=../../etc/passwd", {"content": b"x"}, 422),
    ("POST", INTERCHANGES + "?name=a%00b", {"content": b"x"}, 400),
    ("POST", INTERCHANGES + "?name=" + "n" * 300, {"content": b"x"}, 422),
    ("POST", INTERCHANGES, {"content": b"x" * (64 * 1024 * 1024 + 1)}, 413),
    ("POST", INTERCHANGES + "/99/reprocess", {"json": {}}, 404),
    ("POST", INTERCHANGES + "/99/reprocess", {"json": {"force": True}}, 422),
    ("GET", INTERCHANGES + "/99", {}, 404),
    ("GET", INTERCHANGES + "/99/raw", {}, 404),
    ("GET", INTERCHANGES + f"/{10**30}", {}, 422),
    ("GET", INTERCHANGES + "?state=lost", {}, 422),
    ("GET", "/api/v1/edi/partners/nobody", {}, 404),
    ("PUT", "/api/v1/edi/partners/a", {"json": {**PARTNER, "answer": []}}, 422),
    ("PUT", "/api/v1/edi/partners/a", {"json": {**PARTNER, "partner": "b"}}, 422),
    ("PUT", "/api/v1/edi/partners/..", {"json": PARTNER}, 404),
    ("PUT", "/api/v1/edi/partners/a", {"json": {**PARTNER, "profile": {"idds": []}}}, 422),
    ("PUT", "/api/v1/edi/partners/a", {"json": {**PARTNER, "way": "sftp"}}, 422),
    (
        "PUT",
        "/api/v1/edi/partners/a",
        {"json": {**PARTNER, "settings": {"key": "../../etc/shadow"}}},
        422,
    ),
]


def test_what_is_refused_is_a_problem(lite_client: Any) -> None:
    token = lite_client.token("planner")
    for method, path, options, status in REFUSED:
        answer = lite_client.request(method, path, token=token, **options)
        assert answer.status_code == status, (method, path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_partner_reads_as_he_was_said(planner: Any) -> None:
    planner("PUT", "/api/v1/edi/partners/acme", json=PARTNER)
    said = planner("GET", "/api/v1/edi/partners/acme").json()
    assert planner("PUT", "/api/v1/edi/partners/acme", json=said).json() == said
    assert said["profile"] == PARTNER["profile"] and said["settings"]["claim"] == "rename"
    assert planner("GET", "/api/v1/edi/partners").json() == [said]
    assert planner("GET", "/api/v1/edi/exchange").json() == []
