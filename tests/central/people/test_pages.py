"""The pages of people: signing in and out by cookie, and what an administrator does there."""

from __future__ import annotations

import re
from typing import Any

import pytest

from central.access import people, sessions
from central.db.clock import now_us
from tests.support.central.browser import HTML, Browser
from tests.support.central.people import BY, GOOD, KEY, person

OTHER = "Wq4k-zz8m-ttPn"


@pytest.fixture
def root(lite: Any) -> Browser:
    person(lite.central.db, "ruth", "administrator", language="en")
    browser = Browser(lite)
    browser.sign_in("ruth")
    return browser


def test_a_session_is_a_cookie_that_neither_scripts_nor_other_sites_use(client: Any) -> None:
    person(client.central.db, "ann", "planner")
    browser = Browser(client)
    assert browser.get("/desk").headers["location"] == "/web/sign-in?next=%2Fdesk"
    answer = browser.sign_in("ann", next="/board")
    assert (answer.status_code, answer.headers["location"]) == (303, "/board")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Secure" not in cookie
    assert GOOD not in cookie
    assert browser.get("/desk").status_code == 200
    assert browser.post("/web/sign-out").status_code == 303
    kept = cookie.split(";")[0]
    assert client.get("/desk", headers={**HTML, "Cookie": kept}).status_code == 303


def test_the_cookie_is_secure_where_the_line_is(lite: Any) -> None:
    person(lite.central.db, "ann", "planner")
    answer = lite.post("https://central/web/sign-in", data={"person": "ann", "password": GOOD})
    assert "Secure" in answer.headers["set-cookie"]


def test_a_badge_scanned_into_either_field_signs_in(lite: Any) -> None:
    person(lite.central.db, "ann", "supervisor", password="")
    guard = lite.central.guard
    people.set_badge(lite.central.db, guard.key, "ann", "BADGE-77", by=BY, now_us=now_us())
    for form in ({"badge": "BADGE-77"}, {"person": "BADGE-77", "password": ""}):
        browser = Browser(lite)
        assert browser.post("/web/sign-in", **form).status_code == 303
        assert browser.get("/desk").status_code == 200
    assert "BADGE-99" not in Browser(lite).post("/web/sign-in", badge="BADGE-99").text


def test_wrong_and_unknown_get_the_same_page_and_then_have_to_wait(lite: Any) -> None:
    person(lite.central.db, "ann", "planner")
    known, unknown = (Browser(lite).sign_in(who, "wrong") for who in ("ann", "nobody"))
    assert known.status_code == unknown.status_code == 403
    assert known.text.replace('value="ann"', 'value="nobody"') == unknown.text
    for _ in range(4):
        Browser(lite).sign_in("ann", "wrong")
    locked = Browser(lite).sign_in("ann")
    assert locked.status_code == 429 and "Try again in" in locked.text


def test_a_form_of_another_site_counts_nowhere(lite: Any, root: Browser) -> None:
    foreign = {"Origin": "http://evil.example", "Cookie": root.cookie}
    for path in ("/web/sign-in", "/web/sign-out", "/office/people", "/office/people/ruth/password"):
        answer = lite.post(path, data={"person": "x"}, headers=foreign)
        assert answer.status_code in (403, 422), path
        assert answer.status_code == 403 or path == "/office/people"
    assert root.get("/office/people").status_code == 200


def test_who_only_picks_comes_to_the_own_page(lite: Any) -> None:
    person(lite.central.db, "ann", "picker")
    browser = Browser(lite)
    assert browser.sign_in("ann").headers["location"] == "/office/me"
    assert browser.get("/office/me").status_code == 200
    assert browser.get("/office/people").status_code == 403


def test_an_administrator_keeps_people_on_the_page(lite: Any, root: Browser) -> None:
    new = {"person": "Ann", "name": "Ann Berg", "language": "de", "roles": ["planner", "shipping"]}
    weak = root.post("/office/people", **new, password="Password1234")
    assert weak.status_code == 422 and "well-known word" in weak.text
    made = root.post("/office/people", **new, password=GOOD)
    assert made.headers["location"] == "/office/people/ann"
    assert "Ann Berg" in root.get("/office/people").text
    page = root.get("/office/people/ann").text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    changed = root.post(
        "/office/people/ann", name="Ann B", roles=["viewer"], active="1", version=version[1]
    )
    assert changed.status_code == 303
    assert root.post("/office/people/ann", name="X", version=version[1]).status_code == 409
    for what, form in (
        ("badge", {"secret": "BADGE-77"}),
        ("password", {"secret": OTHER}),
        ("badge", {}),
        ("sign-out", {}),
        ("unlock", {}),
    ):
        assert root.post(f"/office/people/ann/{what}", **form).status_code == 303, what
    view = lite.central.db.read(lambda c: people.person_view(c, KEY, "ann", now_us()))
    assert (view.name, view.roles, view.badge) == ("Ann B", ("viewer",), "")
    assert view.active
    assert root.get("/office/people/nobody").status_code == 404
    assert root.post("/office/people", **new, king="1").status_code == 422


def test_ones_own_roles_stay_on_ones_own_page(lite: Any, root: Browser) -> None:
    own = root.get("/office/people/ruth").text
    assert 'name="own" value="1"' in own and "disabled" in own
    assert root.post("/office/people/ruth", name="R. O.", version="1", own="1").status_code == 303
    refused = root.post("/office/people/ruth", name="R. O.", version="2", roles=["planner"])
    assert refused.status_code == 409 and "own roles" in refused.text
    view = lite.central.db.read(lambda c: people.person_view(c, KEY, "ruth", now_us()))
    assert (view.name, view.roles, view.active) == ("R. O.", ("administrator",), True)


def test_ones_own_password_is_changed_with_the_old_one(lite: Any, root: Browser) -> None:
    path = "/office/me/password"
    for form, status, words in (
        ({"old": GOOD, "new": OTHER, "again": "x"}, 422, "differ"),
        ({"old": "wrong", "new": OTHER, "again": OTHER}, 403, "present password"),
        ({"old": GOOD, "new": "short", "again": "short"}, 422, "12 characters"),
    ):
        answer = root.post(path, **form)
        assert answer.status_code == status and words in answer.text
    elsewhere = Browser(lite)
    elsewhere.sign_in("ruth")
    assert root.post(path, old=GOOD, new=OTHER, again=OTHER).status_code == 303
    assert root.get("/office/me").status_code == 200
    assert elsewhere.get("/office/me").status_code == 303


def test_a_token_is_shown_once_and_its_session_ends_with_it(lite: Any, root: Browser) -> None:
    made = root.post("/office/tokens", role="viewer", name="board", days="0", bound="")
    token = re.search(r"ls_\w+_[\w-]+", made.text)
    assert made.status_code == 201 and token is not None
    assert token[0] not in root.get("/office/tokens").text
    board = Browser(lite)
    assert board.post("/web/sign-in", token=token[0]).status_code == 303
    assert board.get("/board").status_code == 200
    assert board.get("/office/tokens").status_code == 403
    token_id = token[0].split("_")[1]
    assert root.post(f"/office/tokens/{token_id}/revoke").status_code == 303
    assert board.get("/board").status_code == 303
    assert root.post(f"/office/tokens/{token_id}/revoke").status_code == 404
    assert root.post("/office/tokens", role="cell", bound="").status_code == 422


def test_a_code_is_shown_once_to_who_asks(lite: Any, root: Browser) -> None:
    asked = root.post("/office/enrolment", cell="cell-a")
    code = re.search(r'class="code">([-0-9A-Z]+)<', asked.text)
    assert asked.status_code == 201 and code is not None
    assert code[1] not in root.get("/office/enrolment").text
    given = lite.post("/api/v1/access/enrol", json={"code": code[1].lower()})
    assert given.status_code == 201 and given.json()["cell"] == "cell-a"
    assert root.post("/office/enrolment", cell="../x").status_code == 422


def test_what_people_are_called_is_text_on_every_page(lite: Any, root: Browser) -> None:
    evil = '<img src=x onerror="alert(1)">{{7*7}}'
    root.post("/office/people", person="eve", name=evil)
    for path in ("/office/people", "/office/people/eve"):
        text = root.get(path).text
        assert evil not in text and "&lt;img src=x" in text and "{{7*7}}" in text


def test_a_person_reads_in_the_own_language(lite: Any) -> None:
    person(lite.central.db, "ann", "planner", language="de")
    browser = Browser(lite)
    browser.sign_in("ann")
    assert "Mein Kennwort" in browser.get("/office/me", **{"Accept-Language": "en"}).text
    assert "My password" in browser.get("/office/me?lang=en").text


def test_an_idle_session_asks_to_sign_in_again(lite: Any, root: Browser) -> None:
    from sqlalchemy import update

    from central.access.tables import sessions as table

    earlier = now_us() - (sessions.IDLE_S + 1) * 1_000_000
    lite.central.db.write(lambda c: c.execute(update(table).values(seen_us=earlier)))
    assert root.get("/office/me").status_code == 303


def test_a_badge_of_another_sites_key_is_shown_as_one_that_opens_nothing(
    lite: Any, root: Browser
) -> None:
    person(lite.central.db, "ann", "picker")
    people.set_badge(lite.central.db, KEY, "ann", "BADGE-77", by=BY, now_us=now_us())
    for path in ("/office/people", "/office/people/ann"):
        assert "badge of another key" in root.get(path).text
    root.post("/office/people/ann/badge", secret="BADGE-77")
    assert "badge of another key" not in root.get("/office/people").text
    assert Browser(lite).post("/web/sign-in", badge="BADGE-77").status_code == 303
