"""Cums of unloading points as people and programs meet them: each is shown and reached, and whoever
names none is told which there are.
"""

from __future__ import annotations

from typing import Any

import pytest

from central.agreements.model import options as o
from central.db.database import Actor
from central.releases.opening_file import open_file
from central.words.reasons import RuleRefusedError
from tests.central.releases.test_unloading_points import COUNTS, at, goes
from tests.support.central.counting import advised
from tests.support.central.releases_desk import Desk, day, line, said

WHERE = "/office/cums/A/P"
HTML = {"accept": "text/html"}


@pytest.fixture
def office(client: Any) -> Any:
    """30 left for T12, of which 8 are missing, and 15 for T31."""
    desk = Desk(client.central.db)
    desk.agreement(**COUNTS, cum_count=o.CumCount.POINT)
    desk.post(said("1", at("T12", line(day(20), 100), cum=0), at("T31", line(day(20), 40), cum=0)))
    desk.run()
    goes(desk, "N1", "T12", 30, day(4))
    goes(desk, "N2", "T31", 15, day(4))
    advised(desk, "N1", 22, day(4))
    client.planner = client.token("planner")
    return client


def get(office: Any, where: str, **query: str) -> Any:
    return office.get(where, params=query, token=office.planner, headers=HTML)


def test_the_list_has_a_row_for_each_point(office: Any) -> None:
    shown = get(office, "/office/cums", agreement="A", part="P").text
    for point in ("T12", "T31"):
        assert f'href="{WHERE}?point={point}"' in shown
    table = office.get("/office/cums.csv", params={"lang": "en"}, token=office.planner).text
    head, *rows = (row.split(",") for row in table.lstrip("\ufeff").splitlines())
    at_point, left = head.index("Unloading point"), head.index("Despatched")
    assert [(row[at_point], row[left]) for row in rows] == [("T12", "30"), ("T31", "15")]


def test_a_part_without_a_point_leads_to_its_points(office: Any) -> None:
    found = office.get(WHERE, token=office.planner, headers=HTML, follow_redirects=False)
    assert found.status_code == 303
    assert found.headers["location"] == "/office/cums?agreement=A&part=P"


@pytest.mark.parametrize(("language", "moved"), [("en", "despatched"), ("de", "versandt")])
def test_the_page_of_a_point_is_its_own(office: Any, language: str, moved: str) -> None:
    shown = get(office, WHERE, point="T12", lang=language).text
    assert "P · T12" in shown and moved in shown
    assert ">N1</a>" in shown and ">N2</a>" not in shown
    assert f'action="{WHERE}?point=T12"' in shown
    trial = get(office, WHERE, point="T12", count="20", on="2026-05-04").text
    assert '<input type="hidden" name="point" value="T12">' in trial
    assert "P · T31" in get(office, WHERE, point="T31").text
    assert get(office, WHERE, point="T99").status_code == 409


def test_what_is_entered_on_the_page_of_a_point_is_of_it(office: Any) -> None:
    form = {"action": "return", "quantity": "3", "on": "2026-05-04", "why": "scratched"}
    done = office.post(
        f"{WHERE}?point=T31",
        data=form,
        token=office.planner,
        headers=HTML,
        follow_redirects=False,
    )
    assert (done.status_code, done.headers["location"]) == (303, f"{WHERE}?point=T31")
    kinds = {
        point: [row["kind"] for row in one(office, point)["movements"]] for point in ("T12", "T31")
    }
    assert kinds == {"T12": ["received", "despatched"], "T31": ["returned", "despatched"]}


def one(office: Any, point: str) -> Any:
    asked = {"part": "P", "point": point}
    found = office.get("/api/v1/cums/A", params=asked, token=office.planner)
    assert found.status_code == 200, found.text
    return found.json()


def test_a_program_names_the_point(office: Any) -> None:
    said = one(office, "T12")
    figures = ("point", "despatched", "received", "differing", "in_transit")
    assert [said[name] for name in figures] == ["T12", "30", "22", "8", "0"]
    refused = office.get("/api/v1/cums/A", params={"part": "P"}, token=office.planner)
    assert refused.status_code == 409
    assert [it["code"] for it in refused.json()["reasons"]] == ["ledger.point_missing"]
    back = {"part": "P", "quantity": "1", "on": "2026-05-04", "why": "scratched"}
    where = "/api/v1/cums/A/returns"
    assert office.post(where, json=back, token=office.planner).status_code == 409
    there = {**back, "point": "T31"}
    assert office.post(where, json=there, token=office.planner).status_code == 200


def test_a_difference_leads_to_the_page_of_its_point(office: Any) -> None:
    (row,) = office.get("/api/v1/differences", token=office.planner).json()
    assert (row["note"], row["point"], row["open"]) == ("N1", "T12", "8")
    assert f"{WHERE}?point=T12" in get(office, "/office").text
    closes = {"agreement": "A", "part": "P", "note": "N1", "how": "found", "on": "2026-05-04"}
    body = {**closes, "why": "it was there", "point": "T12"}
    done = office.post("/api/v1/differences/close", json=body, token=office.planner)
    assert done.status_code == 200, done.text
    assert one(office, "T12")["received"] == "30"


def test_a_file_of_opening_cums_is_refused_for_it_names_no_point(office: Any) -> None:
    desk = Desk.__new__(Desk)
    desk.db, desk.today = office.central.db, day(4)
    desk.agreement("B", "Q", **COUNTS, cum_count=o.CumCount.POINT, points=("T12",))
    text = "agreement,part,on,received,note,quantity,unloading_point\nB,Q,2026-05-03,100,,,\n"
    by = Actor(who="ann+bob", why="start")
    with pytest.raises(RuleRefusedError, match="has a cum for each unloading point: name"):
        open_file(desk.db, text, by=by, now_us=desk.now_us)
