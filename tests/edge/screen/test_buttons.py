"""Buttons of the terminal's page: each is its card, for who is signed in."""

from __future__ import annotations

import pytest

from edge.cell import inputs
from edge.cell.message_inputs import ReadMessage
from edge.cell.tours import current_pick
from tests.support.screen import cell
from wire.events import DeferReason, HelpKind, PickRef


def test_buttons_act_as_the_person_at_the_workplace(client, port):
    assert client.post("/terminal/A1/actions/help", json={}).status_code == 200
    assert port.given == [inputs.CallHelp(kind=HelpKind.HELP, workplace="A1", person="p1")]


@pytest.mark.parametrize(
    ("button", "kind"),
    [("help", HelpKind.HELP), ("resume", HelpKind.RESUME), ("pause", HelpKind.PAUSE)],
)
def test_each_button_is_its_card(client, port, button, kind):
    client.post(f"/terminal/A1/actions/{button}", json={})
    assert port.given[0].kind is kind


def test_a_face_is_filled_by_a_button_as_the_person_at_the_workplace(client, port):
    assert client.post("/terminal/A1/filled/L-1", json={}).status_code == 200
    assert port.given == [inputs.FillFace(face="L-1", person="p1")]


def test_a_reprint_from_the_page_goes_the_way_of_the_card(client, port):
    client.post("/terminal/A1/actions/reprint", json={})
    assert port.given[0].text == "LS:CMD:REPRINT"


@pytest.mark.parametrize("button", ["short", "damaged", "later"])
def test_a_pick_is_put_off_only_as_the_page_showed_it(client, port, button):
    pick = current_pick(port.state, "A1").ref
    seen = {"rack": pick.rack, "slot": pick.slot, "family": pick.family}
    client.post(f"/terminal/A1/actions/{button}", json={"pick": seen})
    given = port.given.pop()
    assert (given.reason, given.pick) == (DeferReason(button), pick)
    answer = client.post(f"/terminal/A1/actions/{button}", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "pick.not_seen")
    assert port.given == []


def test_of_several_parts_of_one_family_the_one_that_was_seen_is_put_off(client, port):
    seen = {"rack": "R", "slot": 0, "family": "seat", "index": 2}
    client.post("/terminal/A1/actions/later", json={"pick": seen})
    assert port.given.pop().pick == PickRef(rack="R", slot=0, family="seat", index=2)


def test_short_where_nothing_has_its_turn_calls_for_somebody(client, port):
    port.state.workplaces["A1"].tour = None
    client.post("/terminal/A1/actions/short", json={})
    assert port.given[0].kind is HelpKind.SHORT


def test_buttons_do_nothing_when_nobody_is_signed_in(client, port):
    port.state = cell(signed_in=False)
    answer = client.post("/terminal/A1/actions/help", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "workplace.nobody")


def test_buttons_of_another_site_are_refused(client, port):
    answer = client.post(
        "/terminal/A1/actions/help", json={}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert (answer.status_code, port.given) == (403, [])


def test_buttons_that_the_cell_would_refuse_are_said_beforehand(client, port):
    def not_now():
        return client.get("/api/v1/workplaces/A1").json()["not_now"]

    assert not_now() == {"reprint": "label.none"}
    port.state.workplaces["A1"].tour = None
    assert not_now() == {"damaged": "tour.none", "later": "tour.none", "reprint": "label.none"}
    port.state = cell(signed_in=False)
    assert set(not_now().values()) == {"workplace.nobody"}


def test_a_message_is_read_by_a_button_as_the_person_at_the_workplace(client, port):
    body = {"exception": "message:told:7"}
    assert client.post("/terminal/A1/read", json=body).status_code == 200
    assert port.given == [ReadMessage(workplace="A1", exception="message:told:7")]
