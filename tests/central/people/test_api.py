"""People, tokens and codes by HTTP: who may change what of whom."""

from __future__ import annotations

from typing import Any

import pytest

from central.access import sessions
from central.access.rules import Right
from central.db.clock import now_us
from tests.support.central.people import GOOD, person

pytestmark = pytest.mark.both_databases

PEOPLE = "/api/v1/access/people"
OTHER = "Wq4k-zz8m-ttPn"


def session(client: Any, who: str, password: str = GOOD) -> str:
    answer = client.post("/api/v1/access/session", json={"person": who, "password": password})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["session"])


def refused(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.fixture
def root(lite: Any) -> str:
    person(lite.central.db, "ruth", "administrator")
    return session(lite, "ruth")


def test_several_roles_open_what_any_of_them_opens(client: Any) -> None:
    person(client.central.db, "ann", "planner", "supervisor")
    token = session(client, "ann")
    me = client.get("/api/v1/access/me", token=token).json()
    assert (me["who"], me["roles"]) == ("ann", ["planner", "supervisor"])
    assert {Right.CORRECT_CUMS, Right.WRITE_KANBAN} <= set(me["rights"])
    assert client.get("/api/v1/kanban/loops", token=token).status_code == 200
    refused(client.get(PEOPLE, token=token), 403, "forbidden")


def test_an_administrator_makes_changes_and_deactivates_a_person(client: Any) -> None:
    person(client.central.db, "ruth", "administrator")
    root = session(client, "ruth")
    new = {"person": "Ann.Berg", "name": "Ann Berg", "roles": ["planner"], "password": GOOD}
    assert client.post(PEOPLE, token=root, json=new).json() == {"person": "ann.berg"}
    refused(client.post(PEOPLE, token=root, json=new), 409, "person_there")
    twice = b'{"person": "eva", "person": "ann.berg"}'
    headers = {"Content-Type": "application/json"}
    refused(client.post(PEOPLE, token=root, content=twice, headers=headers), 422, "invalid")
    ann = session(client, "ann.berg")
    changed = client.request(
        "PATCH",
        f"{PEOPLE}/ann.berg",
        token=root,
        json={"roles": ["shipping"], "name": "Ann Bergmann", "version": 1},
    ).json()
    assert (changed["roles"], changed["name"], changed["version"]) == (
        ["shipping"],
        "Ann Bergmann",
        2,
    )
    assert changed["changed_by"] == "ruth"
    stale = client.request(
        "PATCH", f"{PEOPLE}/ann.berg", token=root, json={"name": "X Y", "version": 1}
    )
    refused(stale, 409, "stale")
    assert client.get("/api/v1/access/me", token=ann).json()["roles"] == ["shipping"]
    client.request("PATCH", f"{PEOPLE}/ann.berg", token=root, json={"active": False})
    refused(client.get("/api/v1/access/me", token=ann), 401, "unauthenticated")
    gone = client.post("/api/v1/access/session", json={"person": "ann.berg", "password": GOOD})
    refused(gone, 403, "sign_in_refused")
    named = [(it["person"], it["active"]) for it in client.get(PEOPLE, token=root).json()]
    assert named == [("ruth", True), ("ann.berg", False)]
    assert "hash" not in client.get(PEOPLE, token=root).text


@pytest.mark.parametrize(
    "body",
    [
        {"person": "bob", "name": "Bob", "rights": ["manage_people"]},
        {"person": "bob", "name": "Bob", "active": True},
        {"person": "bob", "name": "Bob", "roles": ["cell"]},
        {"person": "bob", "name": "Bob", "roles": ["king"]},
        {"person": "../bob", "name": "Bob"},
        {"person": "a+b", "name": "Bob"},
        {"person": "b", "name": "Bob"},
        {"person": "bob", "name": "Bob\u202e\x00"},
        {"person": "bob", "name": "Bob", "password": "short"},
        {"person": "bob", "name": "Bob", "password": "Password12345"},
        {"person": "bob", "name": "Bob", "language": "xx"},
        {"name": "Bob"},
        [],
    ],
)
def test_a_person_that_must_not_be_is_refused(lite: Any, root: str, body: Any) -> None:
    answer = lite.post(PEOPLE, token=root, json=body)
    assert answer.status_code == 422, answer.text


def test_nobody_gives_oneself_a_role_and_the_last_administrator_stays(lite: Any, root: str) -> None:
    own = f"{PEOPLE}/ruth"
    for body in ({"roles": ["administrator", "planner"]}, {"active": False}, {"roles": []}):
        refused(lite.request("PATCH", own, token=root, json=body), 409, "person_own")
    assert lite.request("PATCH", own, token=root, json={"name": "R. Oot"}).status_code == 200
    token = lite.token("administrator")
    refused(lite.request("PATCH", own, token=token, json={"active": False}), 409, "person_last")
    person(lite.central.db, "second", "administrator")
    answer = lite.request("PATCH", own, token=token, json={"roles": ["viewer"]})
    assert answer.json()["roles"] == ["viewer"]


def test_another_person_is_not_there_for_who_does_not_manage_people(lite: Any, root: str) -> None:
    person(lite.central.db, "ann", "planner")
    ann = session(lite, "ann")
    assert lite.get(f"{PEOPLE}/ann", token=ann).json()["person"] == "ann"
    same = [lite.get(f"{PEOPLE}/{who}", token=ann) for who in ("ruth", "nobody")]
    for answer in same:
        refused(answer, 404, "not_found")
    refused(lite.request("PATCH", f"{PEOPLE}/ann", token=ann, json={}), 403, "forbidden")
    refused(lite.get(f"{PEOPLE}/nobody", token=root), 404, "not_found")


def test_ones_own_password_takes_the_old_one_and_ends_the_other_sessions(client: Any) -> None:
    person(client.central.db, "ann", "planner")
    here, elsewhere = session(client, "ann"), session(client, "ann")
    path = "/api/v1/access/me/password"
    refused(client.put(path, token=here, json={"old": "x", "new": OTHER}), 403, "sign_in_refused")
    refused(client.put(path, token=here, json={"old": GOOD, "new": "x"}), 422, "password_short")
    assert client.put(path, token=here, json={"old": GOOD, "new": OTHER}).status_code == 204
    assert client.get("/api/v1/access/me", token=here).status_code == 200
    assert client.get("/api/v1/access/me", token=elsewhere).status_code == 401
    assert session(client, "ann", OTHER)
    token = client.token("planner")
    refused(client.put(path, token=token, json={"old": GOOD, "new": OTHER}), 409, "no_person")


def test_a_reset_password_ends_every_session(lite: Any, root: str) -> None:
    person(lite.central.db, "ann", "planner")
    ann = session(lite, "ann")
    answer = lite.put(f"{PEOPLE}/ann/password", token=root, json={"password": OTHER})
    assert answer.status_code == 204
    assert lite.get("/api/v1/access/me", token=ann).status_code == 401
    assert session(lite, "ann", OTHER)


def test_a_badge_is_given_and_taken(lite: Any, root: str) -> None:
    person(lite.central.db, "ann", "picker", password="")
    badge = {"badge": "BADGE-77"}
    assert lite.put(f"{PEOPLE}/ann/badge", token=root, json=badge).status_code == 204
    assert lite.post("/api/v1/access/session", json=badge).json()["person"] == "ann"
    refused(lite.put(f"{PEOPLE}/ruth/badge", token=root, json={"badge": "x"}), 422, "badge_length")
    refused(lite.put(f"{PEOPLE}/ruth/badge", token=root, json=badge), 409, "badge_taken")
    assert lite.request("DELETE", f"{PEOPLE}/ann/badge", token=root).status_code == 204
    refused(lite.post("/api/v1/access/session", json=badge), 403, "sign_in_refused")


def test_a_locked_person_is_told_when_to_try_again_and_an_administrator_unlocks(
    lite: Any, root: str
) -> None:
    person(lite.central.db, "ann", "planner")
    wrong = {"person": "ann", "password": "wrong"}
    for _ in range(5):
        refused(lite.post("/api/v1/access/session", json=wrong), 403, "sign_in_refused")
    answer = lite.post("/api/v1/access/session", json=wrong)
    refused(answer, 429, "locked")
    assert 0 < int(answer.headers["retry-after"]) <= 15
    assert lite.get(f"{PEOPLE}/ann", token=root).json()["locked_until_us"] > now_us()
    told = lite.get("/api/v1/access/attempts", token=root).json()
    assert [it["outcome"] for it in told if it["person"] == "ann"] == ["refused"] * 5
    assert lite.request("DELETE", f"{PEOPLE}/ann/lock", token=root).status_code == 204
    assert session(lite, "ann")


def test_cells_and_their_tokens_are_never_locked(lite: Any) -> None:
    cell = lite.token("cell", cell="cell-a")
    for number in range(25):
        lite.post("/api/v1/access/session", json={"person": f"x{number}", "password": "y"})
    assert lite.get("/api/v1/nodes/cell-a/high-water?epoch=0", token=cell).status_code == 200


def test_a_session_ends_at_sign_out_when_idle_and_after_a_shift(client: Any) -> None:
    db = client.central.db
    person(db, "ann", "planner")
    token = session(client, "ann")
    assert client.request("DELETE", "/api/v1/access/session", token=token).status_code == 204
    refused(client.get("/api/v1/access/me", token=token), 401, "unauthenticated")
    at = now_us()
    idle_us, longest_us = sessions.IDLE_S * 1_000_000, sessions.LONGEST_S * 1_000_000
    text = sessions.open_session(db, person="ann", way="password", source="s", now_us=at)
    assert sessions.principal_of(db, text, at + idle_us - 1) is not None
    assert sessions.principal_of(db, text, at + 2 * idle_us - 2) is not None
    assert sessions.principal_of(db, text, at + 4 * idle_us) is None
    busy = sessions.open_session(db, person="ann", way="password", source="s", now_us=at)
    for step in range(1, 12):
        assert sessions.principal_of(db, busy, at + longest_us * step // 12) is not None
    assert sessions.principal_of(db, busy, at + longest_us) is None
    for foreign in ("", "lss_", "lss_" + "x" * 43, text[:-1], text.upper(), "lss_\ud800"):
        assert sessions.principal_of(db, foreign, at) is None


def test_tokens_are_made_listed_and_revoked_by_an_administrator(lite: Any, root: str) -> None:
    path = "/api/v1/access/tokens"
    made = lite.post(path, token=root, json={"role": "viewer", "name": "board", "days": 30}).json()
    assert lite.get("/api/v1/tracking/counts", token=made["token"]).status_code == 200
    listed = lite.get(path, token=root)
    assert made["token_id"] in listed.text and made["token"] not in listed.text
    for body in ({"role": "cell"}, {"role": "viewer", "cell": "a"}, {"role": "viewer", "x": 1}):
        assert lite.post(path, token=root, json=body).status_code == 422
    one = f"{path}/{made['token_id']}"
    assert lite.request("DELETE", one, token=root).status_code == 204
    refused(lite.request("DELETE", one, token=root), 404, "not_found")
    refused(lite.get("/api/v1/tracking/counts", token=made["token"]), 401, "unauthenticated")


def test_forged_tokens_open_nothing(lite: Any) -> None:
    unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290Iiwicm9sZSI6ImFkbWluaXN0cmF0b3IifQ."
    for text in (unsigned, "lss_" + "A" * 43, "ls_000000000000_" + "A" * 43, "lss_" * 100):
        refused(lite.get("/api/v1/access/me", token=text), 401, "unauthenticated")
