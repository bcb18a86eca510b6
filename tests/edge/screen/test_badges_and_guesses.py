"""Who asks: badges as they are scanned, guesses that are locked, badges in wrong fields."""

from __future__ import annotations

import pytest
import structlog.testing

from edge.badges.attempts import FREE
from tests.support.screen_actions import act, actions


def test_three_hundred_guesses_at_the_door_are_locked_by_address_with_a_word_how_long(client, port):
    answers = [act(client, "sign-in", f"guess {n}") for n in range(300)]
    codes = [answer.json()["code"] for answer in answers]
    free = FREE["address"]
    assert codes == ["badge.unknown"] * (free + 1) + ["badge.locked"] * (299 - free)
    assert answers[-1].status_code == 429
    assert answers[-1].headers["retry-after"] == "15"
    assert [(source, lock.refused) for source, lock in port.locks] == [
        ("address 127.0.0.1", free + 1)
    ]
    assert act(client, "sign-in", "ada").status_code == 429, "a right one is not told apart"
    assert port.given == []
    port.moment_us += 15_000_000
    assert act(client, "sign-in", "ada").status_code == 200


def test_a_lock_of_one_address_is_not_anothers(client, port):
    for _ in range(FREE["address"] + 1):
        port.badge_refused("address 10.0.0.9")
    assert port.badge_locked_s("address 10.0.0.9") == 15
    assert act(client, "sign-in", "ada").status_code == 200


def test_a_badge_is_known_as_the_scanner_delivers_it(client, port):
    assert act(client, "skip-number", "LS:BADGE:tom").status_code == 200
    assert [given.person for given in port.given] == ["t1"]


def test_a_badge_scanned_into_the_address_is_not_in_the_log(client):
    with structlog.testing.capture_logs() as told:
        client.get("/terminal/LS:BADGE:anna secret")
        client.get("/terminal/B9")
    assert [line["path"] for line in told] == ["badge", "/terminal/B9"]


def test_a_request_without_a_badge_is_no_guess(client, port):
    for _ in range(FREE["address"] + 5):
        client.post("/api/v1/actions/sign-in", json=actions()["sign-in"])
    assert act(client, "sign-in", "ada").status_code == 200


def test_guesses_of_the_second_badge_count_too(client, port):
    body = actions()["reprint"]
    for number in range(FREE["address"] + 1):
        act(client, "reprint", "tom", {**body, "second_badge": f"guess {number}"})
    assert act(client, "reprint", "tom").json()["code"] == "badge.locked"


@pytest.mark.parametrize("text", ["LS:BADGE:anna secret", "ls:badge:anna secret"])
@pytest.mark.parametrize(
    ("name", "field"),
    [("skip-number", "reason"), ("bind-carrier", "carrier"), ("handle-exception", "note")],
)
def test_a_badge_scanned_into_another_field_is_kept_nowhere(client, port, name, field, text):
    answer = act(client, name, "tom", {**actions()[name], field: text})
    assert answer.status_code == 422
    assert "anna" not in answer.text
    assert port.given == []


@pytest.mark.parametrize(
    ("name", "field"),
    [("skip-number", "reason"), ("handle-exception", "note"), ("bind-carrier", "carrier")],
)
def test_a_badge_without_its_words_is_kept_in_no_field(client, port, name, field):
    answer = act(client, name, "tom", {**actions()[name], field: " ada "})
    assert (answer.status_code, answer.json()["code"]) == (422, "badge.in_field")
    assert port.given == [] and "ada" not in answer.text.replace("badge", "")
