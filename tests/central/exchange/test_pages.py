"""The pages of the exchange as a browser gets them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.central.exchange import delfor, vda

INTERCHANGES = "/api/v1/edi/interchanges"
PARTNER = {"customer": "ACME", "profile": {"ids": ["PLANT-LN", "KUNDE"]}, "answers": ["contrl"]}


@pytest.fixture
def planner(lite_client: Any) -> Any:
    client = lite_client
    token = client.token("planner")

    def ask(method: str, path: str, **options: Any) -> Any:
        return client.request(method, path, token=token, **options)

    assert ask("PUT", "/api/v1/edi/partners/acme", json=PARTNER).status_code == 200
    return ask


def take(planner: Any, data: bytes) -> int:
    return int(planner("POST", INTERCHANGES, content=data).json()["interchange"])


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_faulty_segment_is_marked_with_its_problem_beside_it(
    planner: Any, language: str
) -> None:
    bad = take(planner, delfor().replace(b"113:8400", b"113:84OO"))
    page = planner("GET", f"/office/interchanges/{bad}?lang={language}")
    assert page.status_code == 200
    (row,) = [line for line in page.text.splitlines() if "84OO:PCE" in line and "<code>" in line]
    assert 'class="row fault"' in row and "84OO" in row.split("</code>")[1]
    assert "<form" in page.text.split("</header>")[1]
    take(planner, b"<script>alert(1)</script>")
    take(planner, b"=HYPERLINK(0)")
    table = planner("GET", f"/office/interchanges?lang={language}")
    assert table.status_code == 200 and "<script>alert" not in table.text
    assert planner("GET", "/office/interchanges?state=refused&partner=acme").status_code == 200
    export = planner("GET", "/office/interchanges.csv?state=waiting")
    assert export.headers["content-type"].startswith("text/csv")
    assert len(export.text.splitlines()) == 4
    assert planner("GET", "/office/interchanges.pdf").content.startswith(b"%PDF")


def test_a_held_transmission_is_taken_all_the_same_by_a_person(planner: Any) -> None:
    take(planner, vda(20, 19))
    held = take(planner, vda(30, 29))
    page = planner("GET", f"/office/interchanges/{held}")
    assert "insist" in page.text and "one is lost" in page.text
    address = f"/office/interchanges/{held}/reprocess"
    foreign = planner("POST", address, data={}, headers={"origin": "http://elsewhere"})
    assert foreign.status_code == 403
    assert planner("POST", address).status_code == 303, "a button alone does not insist"
    assert planner("GET", f"{INTERCHANGES}/{held}").json()["state"] == "held"
    done = planner("POST", address, data={"why": "told by telephone", "insist": "true"})
    assert done.status_code == 303
    assert planner("GET", f"{INTERCHANGES}/{held}").json()["state"] == "posted"


def test_our_answers_stand_among_the_application_advice(planner: Any) -> None:
    take(planner, delfor())
    page = planner("GET", "/office/acknowledgements")
    assert page.status_code == 200 and "contrl" in page.text
    assert planner("GET", "/office/acknowledgements.csv").status_code == 200


def test_a_set_of_files_is_imported_with_the_result_of_each(planner: Any) -> None:
    files = [
        ("files", ("good.edi", delfor(), "text/plain")),
        ("files", ("folder/bad.edi", b"nothing", "text/plain")),
        ("files", ("again.edi", delfor(), "text/plain")),
    ]
    begun = planner("POST", "/office/import", files=files, data={"partner": ""})
    assert begun.status_code == 303
    page = planner("GET", begun.headers["location"])
    assert page.status_code == 200 and "hx-get" not in page.text.split("<h1>")[1]
    for name, state in (("good", "unprocessed"), ("bad", "unreadable"), ("again", "duplicate")):
        (row,) = [line for line in page.text.splitlines() if f"<td>{name}.edi" in line]
        assert state in row
    assert planner("GET", begun.headers["location"] + "?part=progress").status_code == 200
    assert begun.headers["location"] in planner("GET", "/office/import").text
    assert planner("GET", "/office/import/77").status_code == 404


def test_an_import_of_nothing_or_of_names_that_lead_elsewhere_is_refused(planner: Any) -> None:
    assert planner("POST", "/office/import", data={"partner": ""}).status_code == 422
    long = [("files", ("n" * 300, b"x", "text/plain"))]
    assert planner("POST", "/office/import", files=long).status_code == 422
