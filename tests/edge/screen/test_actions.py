"""Who may do what by the cell's interface, and what of it reaches the cell."""

from __future__ import annotations

import json

import pytest

from edge.cell import inputs
from edge.cell.inputs import RefusedError
from tests.support.screen_actions import TELEGRAM, act, actions, badge
from wire.events import DivorceReason, Source

BY_PICKER = {
    "bind-carrier", "print", "sign-in", "sign-out", "help", "move-kanban",
    "defer-pick", "fill-face", "receive", "begin-single",
}  # fmt: skip
BY_SHIPPING = {
    "ship-rack", "open-load", "load-rack", "unload-rack", "depart-load", "deliver-load",
    "return-rack", "end-single", "put-on-unit", "take-off-unit", "load-unit", "return-unit",
}  # fmt: skip


@pytest.mark.parametrize("name", actions())
def test_a_team_lead_may_do_everything(client, port, name):
    answer = act(client, name, "tom")
    assert (answer.status_code, answer.json()["facts"]) == (200, 0)
    assert len(port.given) == 1


@pytest.mark.parametrize("name", actions())
def test_a_picker_may_do_only_a_pickers_work(client, port, name):
    expected = 200 if name in BY_PICKER else 403
    assert act(client, name, "ada").status_code == expected


@pytest.mark.parametrize("name", actions())
def test_shipping_may_only_ship(client, name):
    assert act(client, name, "sam").status_code == (200 if name in BY_SHIPPING else 403)


@pytest.mark.parametrize("name", actions())
@pytest.mark.parametrize(
    "header", [{}, {"Authorization": "Badge nobody"}, {"Authorization": "Bearer ada"}]
)
def test_without_a_known_badge_nothing_is_done(client, port, name, header):
    answer = client.post(f"/api/v1/actions/{name}", json=actions()[name], headers=header)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "badge.unknown"
    assert port.given == []


@pytest.mark.parametrize("name", actions())
def test_a_field_that_nobody_knows_is_refused(client, port, name):
    answer = act(client, name, "tom", {**actions()[name], "fence": 7})
    assert (answer.status_code, port.given) == (422, [])


def test_every_action_of_the_interface_is_in_the_sweep(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    known = {path.rpartition("/")[2] for path in paths if path.startswith("/api/v1/actions/")}
    assert known == set(actions())


def test_a_block_is_lifted_by_two_leads(client, port):
    given = {"block": "L7", "reason": "sorted", "second_badge": "ada"}
    answer = client.post("/api/v1/actions/lift-block", json=given, headers=badge("tom"))
    assert (answer.status_code, answer.json()["code"]) == (403, "role.forbidden")
    assert port.given == []


def test_an_action_carries_the_person_of_the_badge(client, port):
    act(client, "skip-number", "tom")
    assert port.given == [
        inputs.SkipNumber(feed="L1", epoch=0, number=412, person="t1", reason="scrapped")
    ]


def test_a_run_of_numbers_is_closed_by_one_order(client, port):
    act(client, "skip-number", "tom", {**actions()["skip-number"], "last": 430})
    assert (port.given[0].number, port.given[0].last) == (412, 430)


def test_a_divorce_carries_its_reason(client, port):
    act(client, "divorce", "tom")
    assert port.given[0].reason is DivorceReason.SCRAP


@pytest.mark.parametrize("name", ["reprint", "telegram"])
@pytest.mark.parametrize(
    ("second", "code"), [("tom", "second_badge.same"), ("nobody", "second_badge.unknown")]
)
def test_the_second_person_is_somebody_else(client, port, name, second, code):
    answer = act(client, name, "tom", {**actions()[name], "second_badge": second})
    assert (answer.status_code, answer.json()["code"], port.given) == (422, code, [])


def test_a_keyed_in_telegram_names_both_people(client, port):
    act(client, "telegram", "tom")
    given = port.given[0]
    assert given.telegram == TELEGRAM
    assert (given.source, given.person, given.second_person) == (Source.HAND, "t1", "u1")


@pytest.mark.parametrize("change", [{"status": "sold"}, {"call_number": ""}, {"feed": "L2"}])
def test_a_keyed_in_telegram_is_read_strictly(client, port, change):
    body = actions()["telegram"]
    body["telegram"] = {**body["telegram"], **change}
    answer = act(client, "telegram", "tom", body)
    assert answer.status_code == 422
    assert answer.json()["code"].startswith("telegram.")


@pytest.mark.parametrize(
    ("was", "twice"),
    [
        ('"call_number":', '"call_number": "OTHER", "call_number":'),
        ('"reason":', '"reason": "heard otherwise", "reason":'),
    ],
)
def test_a_keyed_in_body_that_says_a_key_twice_is_refused(client, port, was, twice):
    text = json.dumps(actions()["telegram"])
    assert was in text
    answer = client.post(
        "/api/v1/actions/telegram",
        content=text.replace(was, twice, 1),
        headers={**badge("tom"), "Content-Type": "application/json"},
    )
    said = answer.json()
    assert (answer.status_code, said["code"], port.given) == (422, "invalid", [])
    assert said["detail"] == f"the key '{was[1:-2]}' stands twice: leave it once."


def test_what_the_cell_refuses_is_a_conflict_with_its_code(client, port):
    port.refusal = RefusedError("rack.open", "slot 3 is not picked; pick it or skip it")
    answer = act(client, "ship-rack", "sam")
    assert answer.status_code == 409
    assert answer.json()["code"] == "rack.open"
    assert "slot 3" in answer.json()["detail"]


def test_only_a_team_lead_ships_out_of_order_and_the_order_carries_it(client, port):
    body = {"rack": "R", "out_of_order": True, "reason": "the line asked for it"}
    answer = act(client, "ship-rack", "sam", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "role.forbidden")
    assert act(client, "ship-rack", "tom", body).status_code == 200
    given = port.given[-1]
    assert (given.out_of_order, given.reason) == (True, "the line asked for it")
