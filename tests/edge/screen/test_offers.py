"""What pages and programs are told may be ordered now, in both languages."""

from __future__ import annotations

import re

import pytest

from edge.cell.offers import ORDERS
from edge.screen import texts
from edge.screen.app import create_screen
from tests.support.cell.world import World, masters
from tests.support.screen import Client, FakePort
from tests.support.sentences import ENGLISH


@pytest.fixture(scope="module")
def world() -> World:
    """Two racks of four mirrors done, of which none has left; the seats are open; 11 is missing."""
    world = World()
    world.adopt(masters())
    world.line(1, 8)
    world.start()
    while world.state.racks["MIRROR-1-0005"].closed_us is None:
        world.pick_all()
    world.line(9, 10)
    world.line(12, 12)
    return world


def client_of(world: World, language: str = "en") -> Client:
    port = FakePort(world.state)
    port.compiled, port.masters, port.moment_us = world.compiled, masters(), world.now_us
    return Client(create_screen(port, language=language))


def middle(client: Client, path: str) -> str:
    return client.get(path).text.partition("<main")[2]


def told(client: Client, query: str) -> dict[str, dict[str, object]]:
    rows = client.get(f"/api/v1/offers?{query}").json()
    return {row["title"]: row for row in rows}


def test_a_rack_says_what_may_become_of_it(world: World) -> None:
    client = client_of(world)
    first = told(client, "of=rack&key=MIRROR-1-0001")
    assert first["Ship"]["permitted"]
    assert first["Ship"]["who"] == "shipping"
    assert first["Close short"]["code"] == "rack.closed"
    second = told(client, "of=rack&key=MIRROR-1-0005")
    ahead = second["Ship out of order"]
    assert (ahead["permitted"], ahead["who"], ahead["asks"]) == (True, "lead", ["reason"])
    assert ahead["body"] == {"rack": "MIRROR-1-0005", "out_of_order": True}


def test_a_missing_number_may_be_skipped_and_another_one_not(world: World) -> None:
    client = client_of(world)
    query = "of=rack&key=SEAT-1-0009&number="
    assert told(client, f"{query}11")["Skip the number"]["permitted"]
    other = told(client, f"{query}10")["Skip the number"]
    assert other["code"] == "number.not_missing"


@pytest.mark.parametrize(
    ("language", "racks", "hole"),
    [
        ("en", ("Ship out of order", "is not closed; finish its slots first"), "Skip the number"),
        (
            "de",
            ("Außer der Reihe versenden", "ist nicht geschlossen; erst seine Plätze fertig machen"),
            "Nummer überspringen",
        ),
    ],
)
def test_pages_say_what_is_permitted_in_words(
    world: World, language: str, racks: tuple[str, ...], hole: str
) -> None:
    client = client_of(world, language)
    page = middle(client, "/racks")
    for words in racks:
        assert words in page
    page = middle(client, "/exceptions")
    assert hole in page
    assert "skip-number" not in page


def test_no_english_sentence_stands_on_a_german_page(world: World) -> None:
    client = client_of(world, "de")
    for page in ("exceptions", "racks", "shorts", "labels", "health", "holes", "loads", "blocks"):
        shown = re.sub(r"<[^>]*>", " ", middle(client, f"/{page}"))
        assert not ENGLISH.search(shown), (page, ENGLISH.findall(shown))


def test_every_order_has_words() -> None:
    words = texts.load("de")
    assert [action for action in ORDERS if f"do.{action}" not in words] == []
