from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest

from edge.screen import stream
from edge.screen.app import create_screen
from tests.support.screen import RACK, FakePort, marriage
from tests.support.waiting import soon
from tests.support.web import served
from wire.events import Verdict


@pytest.fixture
def port() -> FakePort:
    return FakePort()


@pytest.fixture
def cell(port: FakePort) -> Iterator[tuple[str, object]]:
    with served(create_screen(port, workplaces=("A1",), event_streams_max=2)) as (url, loop):
        yield url, loop
        loop.call_soon_threadsafe(port.stop)


def events(response: httpx.Response) -> Iterator[tuple[str, dict]]:
    name = ""
    for line in response.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def opened(url: str):
    return httpx.stream("GET", f"{url}/api/v1/workplaces/A1/events", timeout=5)


def test_the_view_comes_at_once_and_after_every_change(port, cell):
    url, loop = cell
    with opened(url) as response:
        got = events(response)
        name, view = next(got)
        assert (name, view["current"]["sequence_number"]) == ("view", "0412")

        def picked() -> None:
            port.state.racks[RACK].picked[412] = [marriage(412)]
            port.answer(Verdict.RIGHT, text="S412")

        loop.call_soon_threadsafe(picked)
        name, answer = next(got)
        assert (name, answer["verdict"], answer["text"]) == ("answer", "right", "S412")
        name, view = next(got)
        assert (name, view["current"]["sequence_number"]) == ("view", "0413")
        assert view["last_answer"]["verdict"] == "right"


def test_a_burst_of_changes_is_joined_and_no_answer_is_lost(port, cell):
    url, loop = cell
    with opened(url) as response:
        got = events(response)
        next(got)

        def burst() -> None:
            for count in range(30):
                port.answer(Verdict.UNKNOWN, text=str(count))

        loop.call_soon_threadsafe(burst)
        names: list[str] = []
        answers: list[str] = []
        while len(answers) < 30:
            name, data = next(got)
            names.append(name)
            if name == "answer":
                answers.append(data["text"])
        assert answers == [str(count) for count in range(30)]
        assert names.count("view") < 10


def test_a_silent_cell_beats_with_its_own_time(port, cell):
    assert stream.BEAT_S <= 2.0
    url, _ = cell
    with opened(url) as response:
        got = events(response)
        next(got)
        name, beat = next(got)
        assert (name, beat) == ("beat", {"at_us": port.moment_us})


def test_places_for_streams_are_limited_and_given_back(port, cell):
    url, _ = cell
    with opened(url) as first, opened(url) as second:
        held = [events(first), events(second)]
        assert [next(got)[0] for got in held] == ["view", "view"]
        with opened(url) as third:
            third.read()
            assert third.status_code == 503
            assert third.json()["code"] == "streams.full"

    def free() -> bool:
        with opened(url) as again:
            return again.status_code == 200

    soon(free)


def test_streams_end_when_the_cell_stops(port, cell):
    url, loop = cell
    with opened(url) as response:
        got = events(response)
        next(got)
        loop.call_soon_threadsafe(port.stop)
        assert list(got) == []


def test_a_page_that_leaves_leaves_nothing_behind(port, cell):
    url, _ = cell
    with opened(url) as response:
        got = events(response)
        next(got)
        soon(lambda: port.listeners == 2)
    soon(lambda: port.listeners == 1)
