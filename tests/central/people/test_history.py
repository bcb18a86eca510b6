"""What is changed of people, tokens and codes stands in the history, and no secret does."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from central.access import attempts, enrolment, passwords, people, signing
from central.access.badges import badge_hash
from central.access.rules import TokenRole
from central.access.service import AccessError, create_token, list_tokens, revoke_token
from central.audit import service as audit
from central.db.database import Actor
from central.words.reasons import RuleRefusedError
from tests.support.central.people import GOOD, KEY, person

AT = 1_700_000_000_000_000
ROOT = Actor(who="ruth", why="new shift")


def history(db: Any, of: str = "") -> list[Any]:
    return list(db.read(lambda c: audit.history(c, of=of, rows=1000)))


def test_who_gave_which_role_is_told_and_no_hash(db: Any) -> None:
    person(db, "ann", "planner")
    people.change(db, "ann", people.PersonChange(roles=[TokenRole.SHIPPING]), by=ROOT, now_us=AT)
    people.set_badge(db, KEY, "ann", "BADGE-77", by=ROOT, now_us=AT)
    people.set_password(db, "ann", "Wq4k-zz8m-ttPn", by=ROOT, now_us=AT)
    people.change(db, "ann", people.PersonChange(active=False), by=ROOT, now_us=AT)
    roles = [(it.action, it.object, it.who) for it in history(db, "access_person_roles:ann/")]
    assert sorted(roles) == sorted(
        [
            ("insert", "access_person_roles:ann/planner", "test"),
            ("delete", "access_person_roles:ann/planner", "ruth"),
            ("insert", "access_person_roles:ann/shipping", "ruth"),
        ]
    )
    own = history(db, "access_people:ann")
    assert [it.who for it in own] == ["ruth"] * 4 + ["test"]
    assert {it.why for it in own} == {"new shift", ""}
    told = json.dumps([[it.before, it.after] for it in history(db)], default=str)
    assert badge_hash(KEY, "BADGE-77") not in told and GOOD not in told
    assert not [it for it in history(db) if it.object.startswith("access_passwords")]


def test_tokens_and_codes_are_told_without_their_secrets(db: Any) -> None:
    token = create_token(db, role=TokenRole.VIEWER, now_us=AT, by=ROOT)
    revoke_token(db, list_tokens(db)[0].token_id, AT, by=ROOT)
    asked = enrolment.ask(db, "cell-a", by=ROOT, now_us=AT)
    given = enrolment.exchange(db, asked.code, source="10.0.0.1", now_us=AT)
    who = [(it.object.split(":")[0], it.action, it.who) for it in reversed(history(db))]
    assert who == [
        ("access_tokens", "insert", "ruth"),
        ("access_tokens", "update", "ruth"),
        ("access_enrolments", "insert", "ruth"),
        ("access_tokens", "insert", "enrolment from 10.0.0.1"),
        ("access_enrolments", "update", "enrolment from 10.0.0.1"),
    ]
    told = json.dumps([[it.before, it.after] for it in history(db)], default=str)
    for secret in (token, given.token, asked.code.replace("-", "")):
        assert secret not in told and secret[-20:] not in told


def test_a_token_is_nobodys_namesake(db: Any) -> None:
    person(db, "ann", "planner")
    with pytest.raises(AccessError, match="is a person"):
        create_token(db, role=TokenRole.PLANNER, name="Ann", now_us=AT)
    create_token(db, role=TokenRole.PLANNER, name="Bob", now_us=AT)
    with pytest.raises(RuleRefusedError, match="a token goes by the name"):
        person(db, "bob", "planner")


def test_guesses_that_come_at_once_are_all_counted(db: Any) -> None:
    person(db, "ann", "planner")
    person(db, "ruth", "administrator")
    outcomes: list[str] = []

    def guess(number: int) -> None:
        try:
            signing.by_password(db, "ann", f"guess {number}", source=f"s{number}", now_us=AT)
        except (signing.SignInRefusedError, attempts.LockedError) as error:
            outcomes.append(type(error).__name__)
        except passwords.BusyError:
            outcomes.append("busy")

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("SignInRefusedError") <= 5
    assert outcomes.count("SignInRefusedError") + outcomes.count("busy") >= 5
    assert len(outcomes) == 12


def test_a_crowd_is_sent_away_and_its_attempts_count_for_nothing(
    lite: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(lite.central.db, "ann", "planner")
    given = {"person": "ann", "password": GOOD}
    full = threading.BoundedSemaphore(1)
    full.acquire()
    with monkeypatch.context() as patched:
        patched.setattr(passwords, "_WAITING", full)
        for _ in range(6):
            answer = lite.post("/api/v1/access/session", json=given)
            assert (answer.status_code, answer.json()["code"]) == (503, "busy")
            assert answer.headers["retry-after"] == "1"
        assert lite.post("/web/sign-in", data=given).status_code == 503
    assert lite.post("/api/v1/access/session", json=given).status_code == 201


def test_a_hash_of_an_earlier_cost_is_renewed_at_the_next_sign_in(
    db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(db, "ann", "planner")
    dearer = {"cost": 4, "block": 1, "parallel": 1}
    monkeypatch.setattr(passwords.Cost.__init__, "__kwdefaults__", dearer)
    for _ in range(2):
        assert signing.by_password(db, "ann", GOOD, source="s", now_us=AT).who == "ann"
    stored = db.read(lambda c: signing._stored(c, "ann"))
    assert stored is not None and stored.cost.cost == 4
