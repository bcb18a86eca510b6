"""The page and the interface of what central itself saw, and that the board goes back."""

from __future__ import annotations

from typing import Any

import pytest

from central.access.rules import TokenRole
from central.db.clock import now_us
from central.supervision.rules import Trouble
from central.supervision.service import collect
from central.tracking.alarms import raise_alarm, raise_refused
from tests.support.central.browser import HTML, signed_in
from tests.support.central.people import person
from wire.sync import Refusal

API = "/api/v1/tracking/alarms"
TOLD = "call 7 of feed L1 is ordered again: D-1 is of no cell here; ask the line what is meant, "


@pytest.fixture
def central(lite: Any) -> Any:
    def work(connection: Any) -> None:
        kind, told = "re_order_unclaimed", TOLD + "supply it by hand"
        raise_alarm(connection, kind, "L1 7 9", "cell-a", told, now_us())
        refused = Refusal(offset=4, code="rack.unknown", detail="no rack R")
        raise_refused(connection, "cell-a", [refused], now_us())

    lite.central.db.write(work)
    for who, role in (("uma", "supervisor"), ("vic", "viewer")):
        person(lite.central.db, who, role)
    return lite


def troubles(central: Any) -> dict[str, Trouble]:
    return {it.kind: it for it in central.central.db.read(lambda c: collect(c, now_us()))}


@pytest.mark.parametrize("kind", ["re_order_unclaimed", "fact_refused"])
def test_a_supervisor_takes_and_closes_it_and_the_desk_goes_back(central: Any, kind: str) -> None:
    uma, trouble = signed_in(central, "uma"), troubles(central)[kind]
    assert (trouble.action, trouble.owner) == ("settle", "")
    assert f'href="{trouble.link}"' in uma.get("/desk").text
    assert uma.post(f"{trouble.link}/take").status_code == 303
    assert troubles(central)[kind].owner == "Uma"
    assert "Uma looks after it" in uma.get(trouble.link).text
    assert uma.post(f"{trouble.link}/close", why="seen to").status_code == 303
    assert kind not in troubles(central)
    page = uma.get(trouble.link).text
    assert "uma: seen to" in page
    assert "/close" not in page


def test_the_page_says_everything_in_german_too(central: Any) -> None:
    link = troubles(central)["re_order_unclaimed"].link
    page = signed_in(central, "uma").get(link, **{"Accept-Language": "de"}).text
    assert "Mit Grund schließen" in page
    assert "ist nachbestellt" in page
    assert "Ich kümmere mich" in page
    assert "wieder offen" not in page  # one telegram said it


def test_without_a_reason_it_stays_and_what_was_written_too(central: Any) -> None:
    uma, link = signed_in(central, "uma"), troubles(central)["fact_refused"].link
    answer = uma.post(f"{link}/close", why=" ")
    assert answer.status_code == 409
    assert "say what was done about it" in answer.text
    assert "fact_refused" in troubles(central)


def test_a_viewer_reads_and_does_nothing(central: Any) -> None:
    vic, link = signed_in(central, "vic"), troubles(central)["fact_refused"].link
    page = vic.get(link)
    assert page.status_code == 200
    assert "<button" not in page.text.partition("<main")[2]
    assert vic.post(f"{link}/close", why="no").status_code == 403
    assert vic.get("/troubles/999").status_code == 404


def test_programs_read_take_and_close_it(central: Any) -> None:
    token = central.token(TokenRole.TEAM_LEAD)
    rows = central.get(f"{API}?open_only=true", token=token).json()
    assert {row["kind"] for row in rows} == {"re_order_unclaimed", "fact_refused"}
    alarm = rows[0]["alarm"]
    assert central.post(f"{API}/{alarm}/take", token=token).status_code == 204
    closed = central.post(f"{API}/{alarm}/close", token=token, json={"reason": "brought by hand"})
    assert closed.status_code == 204
    again = central.post(f"{API}/{alarm}/close", token=token, json={"reason": "once more"})
    assert (again.status_code, "closed already" in again.text) == (409, True)
    one = next(it for it in central.get(API, token=token).json() if it["alarm"] == alarm)
    assert one["note"] == "brought by hand"
    viewer = central.token(TokenRole.VIEWER)
    refused = central.post(f"{API}/{alarm}/close", token=viewer, json={"reason": "x"})
    assert refused.status_code == 403


def test_the_history_says_who_closed_it_and_why(central: Any) -> None:
    uma, trouble = signed_in(central, "uma"), troubles(central)["fact_refused"]
    uma.post(f"{trouble.link}/close", why="cell updated")
    person(central.central.db, "root", "administrator")
    history = signed_in(central, "root").get("/office/audit", **HTML)
    assert history.status_code == 200
    assert "cell updated" in history.text


def test_the_list_leads_to_it(central: Any) -> None:
    page = signed_in(central, "vic").get("/lists/alarms").text
    assert f'href="{troubles(central)["fact_refused"].link}"' in page


def test_the_list_shows_the_state_of_each_and_those_of_one(central: Any) -> None:
    uma = signed_in(central, "uma")
    for kind, state in (("fact_refused", "open"), ("re_order_unclaimed", "open")):
        assert troubles(central)[kind].owner == "", state
    uma.post(f"{troubles(central)['re_order_unclaimed'].link}/take")
    uma.post(f"{troubles(central)['fact_refused'].link}/close", why="seen to")
    shown = {it: uma.get(f"/lists/alarms?state={it}").text for it in ("open", "answered", "ended")}
    shown = {it: page.partition("<main")[2] for it, page in shown.items()}  # not the plate
    assert ["Ordered again" in page for page in shown.values()] == [False, True, False]
    assert ["Fact refused" in page for page in shown.values()] == [False, False, True]
    assert "Uma" in shown["answered"]
    whole = uma.get("/lists/alarms", **{"Accept-Language": "de"}).text
    assert ">übernommen</span>" in whole and ">erledigt</span>" in whole
    csv = uma.get("/lists/alarms.csv?state=ended", **{"Accept-Language": "de"}).text
    assert csv.count("erledigt") == 1 and "übernommen" not in csv
    assert uma.get("/lists/alarms?state=gone").status_code == 404
    assert uma.get("/lists/racks?state=open").status_code == 404


def test_programs_ask_for_those_of_one_state(central: Any) -> None:
    token = central.token(TokenRole.TEAM_LEAD)
    alarm = central.get(API, token=token).json()[0]["alarm"]
    central.post(f"{API}/{alarm}/take", token=token)
    found = {
        state: [it["alarm"] for it in central.get(f"{API}?state={state}", token=token).json()]
        for state in ("open", "answered", "ended")
    }
    assert (len(found["open"]), found["answered"], found["ended"]) == (1, [alarm], [])
    assert central.get(f"{API}?state=gone", token=token).status_code == 422


@pytest.mark.parametrize(
    "action", [f"{API}/999/take", f"{API}/999/close", "/api/v1/alarms/999/take"]
)
def test_an_alarm_that_is_none_is_told_as_that(central: Any, action: str) -> None:
    token = central.token(TokenRole.TEAM_LEAD)
    answer = central.post(action, token=token, json={"reason": "x"})
    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no alarm 999.")
    german = central.post(
        action, token=token, json={"reason": "x"}, headers={"Accept-Language": "de"}
    )
    assert german.json()["text"] == "Es gibt keinen Alarm 999."


def test_the_pages_say_so_too(central: Any) -> None:
    uma = signed_in(central, "uma")
    for page in ("/troubles/999/take", "/troubles/999/close", "/alarms/999/take"):
        answer = uma.post(page, why="x")
        assert (answer.status_code, "There is no alarm 999." in answer.text) == (404, True)
