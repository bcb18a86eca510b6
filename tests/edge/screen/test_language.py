"""A reader's browser decides about the language, the configuration where it names none that we
have; the terminal is a panel and has that of the configuration.
"""

from __future__ import annotations

import re

import pytest
from fastapi.routing import iter_route_contexts

from edge.cell.inputs import RefusedError
from edge.screen.app import create_screen
from httpd.language import asked
from tests.support.cell.world import World, masters
from tests.support.screen import Client, FakePort
from tests.support.screen_actions import badge


def client_of(language: str) -> Client:
    world = World()
    world.adopt(masters())
    world.line(1, 6)
    world.line(8, 8)
    port = FakePort(world.state)
    port.compiled, port.masters, port.moment_us = world.compiled, masters(), world.now_us
    return Client(create_screen(port, language=language, workplaces=("A1",)))


def pages() -> list[str]:
    app = create_screen(FakePort())
    found = [
        each.path
        for each in iter_route_contexts(app.routes)
        if "GET" in (getattr(each, "methods", None) or ())
    ]
    hidden = r"/(api|metrics|healthz|readyz|static|terminal)\b"
    return [path for path in found if path and not re.match(hidden, path)]


def test_the_pages_are_found() -> None:
    assert {"/", "/racks", "/exceptions", "/loads", "/pieces", "/health"} <= set(pages())


@pytest.mark.parametrize("path", pages())
@pytest.mark.parametrize(
    ("cell", "header", "shown"),
    [
        ("en", "de-AT,de;q=0.9,en;q=0.5", "de"),
        ("de", "en-GB", "en"),
        ("de", "fr, it;q=0.5", "de"),
        ("en", "", "en"),
    ],
)
def test_a_page_is_in_the_readers_language(path: str, cell: str, header: str, shown: str) -> None:
    page = client_of(cell).get(path, headers={"Accept-Language": header}).text
    assert f'<html lang="{shown}">' in page
    assert ("Ausnahmen" in page) == (shown == "de")


def test_the_terminal_has_the_language_of_the_configuration() -> None:
    page = client_of("en").get("/terminal/A1", headers={"Accept-Language": "de"}).text
    assert '<html lang="en">' in page


def test_offers_and_refusals_are_in_the_readers_language() -> None:
    client, german = client_of("en"), {"Accept-Language": "de"}
    query = "/api/v1/offers?of=rack&key=MIRROR-1-0001"
    told = {row["action"]: row for row in client.get(query, headers=german).json()}
    said = "Gestell MIRROR-1-0001 ist nicht geschlossen; erst seine Plätze fertig machen"
    assert told["ship-rack"]["text"] == said
    assert told["ship-rack"]["why"] == client.get(query).json()[0]["why"]


def test_a_refused_order_says_why_in_the_readers_language() -> None:
    port = FakePort()
    said = "rack R is not closed; finish its slots first"
    port.refusal = RefusedError("rack.open", said)
    asking = {**badge("sam"), "Accept-Language": "de"}
    path, body = "/api/v1/actions/ship-rack", {"rack": "R"}
    refused = Client(create_screen(port)).post(path, json=body, headers=asking).json()
    assert refused["detail"] == said
    assert refused["text"] == "Gestell R ist nicht geschlossen; erst seine Plätze fertig machen"


def test_whatever_else_is_refused_says_why_in_the_readers_language() -> None:
    client, german = Client(create_screen(FakePort())), {"Accept-Language": "de"}
    path = "/api/v1/actions/ship-rack"

    def text(body: object, **headers: str) -> object:
        return client.post(path, json=body, headers={**german, **headers}).json()["text"]

    assert text({"rack": "R"}, **badge("ada")) == "Picker darf das nicht; eine Teamleitung fragen"
    unknown = "sagen Sie, wer Sie sind: Authorization: Badge <Text>"
    assert text({"rack": "R"}, **badge("nobody")) == unknown
    assert text({}, **badge("sam")) == "body.rack: fehlt"
    gone = client.get("/nowhere", headers=german).json()
    assert gone["text"] == "Unter dieser Adresse ist nichts"
    foreign = client.post(path, json={}, headers={**german, "Origin": "http://elsewhere"}).json()
    assert foreign["text"] == "Das kam nicht von einer unserer Seiten."


def test_exceptions_are_in_the_readers_language() -> None:
    client = client_of("en")
    page = client.get("/exceptions", headers={"Accept-Language": "de"}).text
    assert "Nummer überspringen" in page
    assert "Skip the number" in client.get("/exceptions").text


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("de", "de"),
        ("en;q=0.5, de;q=0.8", "de"),
        ("fr,en-US;q=0.7", "en"),
        ("de;q=0,en;q=0.1", "en"),
        ("de;Q=0, en;q=0.1", "en"),
        ("DE-ch", "de"),
        ("*", ""),
        ("", ""),
        ("de;q=nan, en;q=x", ""),
    ],
)
def test_what_weighs_most_is_taken(header: str, code: str) -> None:
    assert asked(header, ("de", "en")) == code
