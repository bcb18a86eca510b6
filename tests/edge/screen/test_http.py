"""What the cell's web server answers: pages, lists, metrics, health, problems."""

from __future__ import annotations

import asyncio
import dataclasses
import html

import msgspec
import pytest
from fastapi.routing import iter_route_contexts

from edge.cell.model import RefusedMasters, ShortFace
from edge.screen.app import create_screen
from tests.support.screen import HEALTH, MASTERS, NOW_US, Client, FakePort, cell
from tests.support.screen_actions import act, badge
from wire.ids import TEXT_LENGTH_MAX


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


@pytest.mark.parametrize(
    ("own", "of_feed", "shown"),
    [
        ("Europe/Berlin", "UTC", "2026-10-25 02:30:00 CET"),
        ("", "America/New_York", "2026-10-24 21:30:00 EDT"),
        ("Asia/Tokyo", "America/New_York", "2026-10-25 10:30:00 JST"),
    ],
)
def test_times_on_pages_are_those_of_the_line(own, of_feed, shown):
    feed = msgspec.structs.replace(MASTERS.feeds[0], zone=of_feed)
    port = FakePort(masters=msgspec.structs.replace(MASTERS, feeds=(feed,)))
    port.moment_us = 1_792_891_800_000_000
    page = Client(create_screen(port, zone=own)).get("/racks").text
    assert shown in page
