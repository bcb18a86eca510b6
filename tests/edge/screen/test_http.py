from __future__ import annotations

import asyncio
import dataclasses
import html
import json

import msgspec
import pytest
import structlog.testing
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from edge.badges.attempts import FREE
from edge.cell import inputs
from edge.cell.inputs import RefusedError
from edge.cell.model import RefusedMasters, ShortFace
from edge.cell.tours import current_pick
from edge.screen.app import create_screen
from edge.screen.derived import Derived
from tests.support.screen import HEALTH, NOW_US, Client, FakePort, cell
from wire.events import DeferReason, DivorceReason, HelpKind, PickRef, Source
from wire.ids import TEXT_LENGTH_MAX, CallNumber, FeedId
from wire.telegram import Status, Telegram

TELEGRAM = Telegram(feed=FeedId("L1"), call_number=CallNumber("7"), status=Status.FINAL)


def actions() -> dict[str, dict[str, object]]:
    return {
        "skip-number": {"feed": "L1", "epoch": 0, "number": 412, "reason": "scrapped"},
        "release-rework": {"rack": "R", "number": 412, "reason": "late change"},
        "decide-version": {
            "feed": "L1",
            "call_number": "7",
            "take": "new",
            "version": "7:t2:a",
            "reason": "asked",
        },
        "divorce": {"rack": "R", "number": 412, "serial": "S", "part": "P", "reason": "scrap"},
        "release-scrap": {"part": "P", "serial": "S", "reason": "mended"},
        "block": {"part": "P", "lot": "L", "serials": [], "reason": "burrs"},
        "lift-block": {"block": "L7", "reason": "sorted", "second_badge": "uli"},
        "bind-carrier": {"rack": "R", "carrier": "C9"},
        "close-short": {"rack": "R", "reason": "end of run"},
        "ship-rack": {"rack": "R"},
        "confirm-put": {"rack": "R", "number": 412, "reason": "code torn off"},
        "reprint": {"label": "L", "reason": "smeared", "second_badge": "uli"},
        "print": {"rack": "R", "number": None},
        "sign-in": {"workplace": "A1"},
        "sign-out": {"workplace": "A1"},
        "help": {"workplace": "A1", "kind": "help"},
        "defer-pick": {"workplace": "A1", "reason": "later"},
        "fill-face": {"face": "A0"},
        "handle-exception": {"exception": "short:A1:1", "closed": True},
        "resume-printer": {"printer": "zebra-1"},
        "move-kanban": {"loop": "K1", "card": "3", "movement": "empty"},
        "telegram": {
            "feed": "L1",
            "telegram": msgspec.to_builtins(TELEGRAM),
            "reason": "fax",
            "second_badge": "uli",
        },
    }


BY_PICKER = {
    "bind-carrier", "print", "sign-in", "sign-out", "help", "move-kanban",
    "defer-pick", "fill-face",
}  # fmt: skip
BY_SHIPPING = {"ship-rack"}


@pytest.fixture
def port() -> FakePort:
    return FakePort()


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_screen(FakePort(), workplaces=("A1", "A2"))


@pytest.fixture
def client(app: FastAPI, port: FakePort) -> Client:
    """One application for all tests, because making it costs more than a test; a new cell each."""
    app.state.port = port
    app.state.derived = Derived(port)
    app.state.refusals.clear()
    return Client(app)


def badge(text: str) -> dict[str, str]:
    return {"Authorization": f"Badge {text}"}


def act(client: Client, name: str, who: str, body: object = None):
    given = actions()[name] if body is None else body
    return client.post(f"/api/v1/actions/{name}", json=given, headers=badge(who))


@pytest.mark.parametrize("name", actions())
def test_a_team_lead_may_do_everything(client, port, name):
    answer = act(client, name, "tom")
    assert (answer.status_code, answer.json()) == (200, {"facts": 0})
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


def test_a_body_beyond_the_limit_is_refused(client):
    answer = client.post(
        "/api/v1/actions/ship-rack", content=b'{"rack":"' + b"x" * 400_000, headers=badge("sam")
    )
    assert answer.status_code == 413
    assert answer.json()["status"] == 413


@pytest.mark.parametrize(
    "path",
    [
        "/terminal/A9",
        "/api/v1/workplaces/A9",
        "/api/v1/workplaces/A9/events",
        "/nothing",
        "/static/../app.py",
        "/api/v1/actions/none",
    ],
)
def test_what_is_not_there_is_a_typed_404(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


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


def test_a_form_cannot_press_a_button(client, port):
    answer = client.post("/terminal/A1/actions/help", data={"a": "b"})
    assert (answer.status_code, port.given) == (422, [])


@pytest.mark.parametrize(
    "path",
    ["/", "/terminal/A1", "/racks", "/health", "/holes", "/exceptions", "/shorts", "/labels"],
)
def test_pages_load_only_from_their_own_cell(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    assert "http://" not in answer.text and "https://" not in answer.text
    assert "style=" not in answer.text and "onclick" not in answer.text


def test_the_short_queue_is_a_page_and_a_list_of_programs_and_counted_whole(client, port):
    needs = [
        n for feed in port.state.feeds.values() for v in feed.vehicles.values() for n in v.needs
    ]
    for need in needs:
        port.state.short_faces[need.face] = ShortFace(
            part=need.part, person="p1", workplace="A1", at_us=port.now_us() - 90_000_000
        )
    rows = client.get("/api/v1/shorts").json()
    assert rows and {row["reason"] for row in rows} == {"short"}
    assert {row["age_s"] for row in rows} == {90.0}
    page = client.get("/shorts").text
    assert all(row["part"] in page and row["face"] in page for row in rows)
    view = client.get("/api/v1/workplaces/A1").json()
    assert view["shorts_waiting"] == len(rows)


def test_texts_of_others_are_escaped_in_lists(client, port):
    rack = next(iter(port.state.racks.values()))
    rack.carrier = '<img src=x onerror="1">'
    text = client.get("/racks").text
    assert "<img" not in text and "&lt;img" in text


def test_the_view_is_what_the_simulated_picker_reads(client):
    view = client.get("/api/v1/workplaces/A1").json()
    assert view["current"]["part"] == "5K1-857-507-AB12"
    assert view["current"]["face"] == "B07"
    assert view["ages"] == {
        "broadcast": 12.0,
        "link": 2.0,
        "printer": 30.0,
        "scanner": 8.0,
        "central": 1.2,
    }
    assert view["tour"] == {"id": "t-7", "done": 3, "total": 8, "engine": "numba", "optimal": True}
    assert view["at_us"] == NOW_US


def test_workplaces_of_the_configuration_are_listed_before_anybody_came(client):
    names = [row["workplace"] for row in client.get("/api/v1/workplaces").json()]
    assert names == ["A1", "A2"]


@pytest.mark.parametrize("path", ["status", "racks", "holes", "exceptions", "labels"])
def test_lists_are_json(client, path):
    assert client.get(f"/api/v1/{path}").headers["content-type"] == "application/json"


def test_derived_exceptions_are_listed_when_asked_for(client, port):
    port.state = cell(missing=(412,))
    assert client.get("/api/v1/exceptions").json() == []
    found = client.get("/api/v1/exceptions?derived=true").json()
    assert (found[0]["exception"], found[0]["action"]) == ("hole:L1:0:412", "skip-number")
    assert "hole" in client.get("/exceptions").text


@pytest.mark.parametrize("query", ["limit=0", "limit=1000000000", "first=-1", "first=x"])
def test_a_page_size_beyond_reason_is_refused(client, query):
    assert client.get(f"/api/v1/labels?{query}").status_code == 422


def test_metrics_tell_latency_facts_and_verdicts(client, port, sound_metrics):
    port.state.scans["wrong_part"] = 4
    client.get("/nothing")
    text = client.get("/metrics").text
    sound_metrics(text)
    assert 'lineside_scan_feedback_seconds_bucket{le="0.005"} 9.0' in text
    assert 'lineside_scan_feedback_seconds_bucket{le="+Inf"} 11.0' in text
    assert "lineside_telegram_label_seconds_sum 0.0615" in text
    assert 'lineside_scans_total{verdict="wrong_part"} 4.0' in text
    assert "lineside_facts 101.0" in text
    assert 'lineside_refusals_total{code="not_found"} 1.0' in text


def test_ready_needs_masters(client, port):
    assert client.get("/readyz").status_code == 200
    port.masters = None
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_an_error_of_ours_is_a_problem_without_a_trace(client, port):
    def broken() -> None:
        raise RuntimeError("secret detail")

    port.health = broken
    answer = client.get("/health")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert "secret" not in answer.text


def _unheard(app: object, path: str, *headers: tuple[bytes, bytes], peer: str = "10.0.0.9") -> int:
    """The status of a POST whose body must not be read."""
    sent = []

    async def receive() -> object:
        raise AssertionError(f"{path} was listened to")

    async def send(message: dict) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"transfer-encoding", b"chunked"), *headers],
        "client": (peer, 5),
    }
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"]


def test_no_route_listens_to_who_may_not() -> None:
    app = create_screen(FakePort(), workplaces=("A1",))
    posts = {
        context.path_format
        for context in iter_route_contexts(app.routes)
        if "POST" in (context.methods or ())
    }
    assert len(posts) > 10
    for place, path in enumerate(filter(None, posts)):
        peer = f"10.0.0.{place}"  # so many wrong badges from one would lock it
        address = path.replace("{workplace}", "A1").replace("{button}", "help")
        if path.startswith("/api/"):
            assert _unheard(app, address) == 401
            badge = (b"authorization", b"Badge nobody")
            assert _unheard(app, address, badge, peer=peer) == 401
        else:
            assert _unheard(app, address, (b"sec-fetch-site", b"cross-site")) == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_buttons_and_pages_are_only_for_the_cells_own_name(
    headers: dict[str, str], status: int
) -> None:
    """Without Sec-Fetch-Site, as from an old browser or a name that leads here."""
    client = Client(create_screen(FakePort(), workplaces=("A1",)))
    path = "/terminal/A1/actions/help"
    assert client.post(path, json={}, headers=headers).status_code == status
    assert client.get("/terminal/A1", headers={"Host": "evil.example"}).status_code == 421
    assert client.get("/healthz").status_code == 200


def test_what_no_masters_and_no_broker_may_hide_is_on_the_health_page(client, port):
    reason = "family 'audio', variant 1: rule 'AUD2 and not' does not parse: position 12"
    port.known_health = dataclasses.replace(
        HEALTH,
        masters_refused=reason,
        masters_refused_version=11,
        masters_refused_age_s=40.0,
        feeds_unheard=("L9",),
        messages_unread=5,
        message_unread_age_s=3.0,
        message_unread="lineside/v1/NORDWERK/W1/L3/telegram: not a topic of ours",
        plan_refused="faces[0].aisle is in [0, 0], was 1",
    )
    text = html.unescape(client.get("/health").text)
    for said in (
        "Masters v11 of central",
        reason,
        "Feed L9 of the masters",
        "5 thrown away",
        "lineside/v1/NORDWERK/W1/L3/telegram",
        "faces[0].aisle is in [0, 0], was 1",
    ):
        assert said in text
    told = client.get("/api/v1/status").json()["health"]
    assert told["plan_refused"] == "faces[0].aisle is in [0, 0], was 1"
    figures = client.get("/metrics").text
    for line in (
        "lineside_masters_refused 1.0",
        "lineside_feeds_unheard 1.0",
        "lineside_messages_unread_total 5.0",
        'lineside_telegram_age_seconds{feed="L1"} 12.0',
        'lineside_heartbeat_age_seconds{feed="L1"} 2.0',
    ):
        assert line in figures


def test_readiness_names_the_masters_that_are_refused(client, port):
    assert "masters_refused" not in client.get("/readyz").json()
    port.state.masters_refused = RefusedMasters(version=11, digest="d", reason="no", at_us=1)
    assert client.get("/readyz").json()["masters_refused"] == {"version": 11, "reason": "no"}
    assert [row["kind"] for row in client.get("/api/v1/exceptions?derived=true").json()].count(
        "masters_refused"
    ) == 1
    port.masters = None
    answer = client.get("/readyz")
    assert answer.status_code == 503 and "those of central are refused: no" in answer.text


def test_a_piece_with_the_longest_serial_that_a_fact_holds_is_released(client, port):
    given = {"part": "P" * TEXT_LENGTH_MAX, "serial": "7" * TEXT_LENGTH_MAX, "reason": "mended"}
    assert act(client, "release-scrap", "tom", given).status_code == 200
    assert [one.serial for one in port.given] == ["7" * TEXT_LENGTH_MAX]
    longer = {**given, "serial": "7" * (TEXT_LENGTH_MAX + 1)}
    assert act(client, "release-scrap", "tom", longer).status_code == 422
