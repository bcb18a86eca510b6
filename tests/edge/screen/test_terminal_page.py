"""The picker's page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from edge.cell import inputs
from edge.cell.inputs import Answer
from edge.cell.model import ExceptionKind, OpenException, ShortFace, Unput
from edge.screen.app import create_screen
from edge.screen.derived import Derived
from tests.support.screen import PLACE, RACK, FakePort, cell, marriage
from tests.support.web import served
from wire.events import Verdict
from wire.ids import DeviceId, PersonId, WorkplaceId
from wire.masters import PutCheck

EVIL = "<img src=x onerror=\"document.title='owned'\">"


class Terminal:
    """The page, and the cell behind it."""

    def __init__(self, page: Any, port: FakePort, url: str, loop: Any) -> None:
        self.page = page
        self.port = port
        self.url = url
        self._loop = loop

    def do(self, change: object) -> None:
        self._loop.call_soon_threadsafe(change)

    def text(self, field: str) -> str:
        return self.page.locator(f'[data-field="{field}"]').inner_text()

    def shows(self, field: str, text: str) -> None:
        self.page.wait_for_function(
            '([f, t]) => document.querySelector(`[data-field="${f}"]`).textContent === t',
            arg=[field, text],
            timeout=3000,
        )

    def size_px(self, field: str) -> float:
        script = "element => parseFloat(getComputedStyle(element).fontSize)"
        return self.page.locator(f'[data-field="{field}"]').evaluate(script)


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[FastAPI, str, Any]]:
    app = create_screen(FakePort(), workplaces=("A1",))
    with served(app) as (url, loop):
        yield app, url, loop


@pytest.fixture
def terminal(page: Any, site: tuple[FastAPI, str, Any]) -> Iterator[Terminal]:
    app, url, loop = site
    port = FakePort()
    app.state.port, app.state.derived = port, Derived(port)
    found = Terminal(page, port, url, loop)
    page.goto(f"{url}/terminal/A1")
    found.shows("sequence_number", "0412")
    yield found
    page.goto("about:blank")
    loop.call_soon_threadsafe(port.stop)


def pick(port: FakePort, number: int) -> None:
    port.state.racks[RACK].picked[number] = [marriage(number)]
    port.answer(Verdict.RIGHT)


def test_the_page_follows_the_cell_without_loading_again(terminal):
    terminal.page.evaluate("window.loadedOnce = true")
    terminal.do(lambda: pick(terminal.port, 412))
    terminal.shows("sequence_number", "0413")
    terminal.shows("part_tail", "CD40")
    assert terminal.page.evaluate("window.loadedOnce") is True
    assert terminal.page.locator(".rack .slot.here").count() == 1


def test_part_and_face_are_as_large_as_the_distance_needs(terminal):
    for field in ("face", "part_head", "part_tail"):
        assert 120 <= terminal.size_px(field) <= 300
    assert terminal.size_px("part_tail") > terminal.size_px("part_head")


def test_nothing_of_the_page_is_outside_the_screen(terminal):
    script = (
        """() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"""
    )
    assert terminal.page.evaluate(script) == [1280, 800]


def test_a_car_that_passed_without_its_part_is_told_above_the_pick(terminal):
    def passed() -> None:
        text = "call K412, number 412, has passed P17 without mirror-l"
        terminal.port.state.exceptions["a"] = OpenException(
            exception="a", kind=ExceptionKind.FITTED_WITHOUT_PART, at_us=1, text=text
        )
        terminal.port.tell()

    assert terminal.page.locator('[data-field="alarm"]').is_hidden()
    terminal.do(passed)
    terminal.shows("alarm_text", "call K412, number 412, has passed P17 without mirror-l")
    assert terminal.text("alarm_words") == "CAR PASSED WITHOUT ITS PART"
    assert terminal.page.locator('[data-field="pick"]').is_visible()
    test_nothing_of_the_page_is_outside_the_screen(terminal)


def test_what_waits_for_an_empty_face_is_shown_and_a_button_says_that_it_is_filled(terminal):
    def short() -> None:
        needed = {
            need.face: need.part
            for feed in terminal.port.state.feeds.values()
            for vehicle in feed.vehicles.values()
            for need in vehicle.needs
        }
        for face, part in needed.items():
            terminal.port.state.short_faces[face] = ShortFace(
                part=part, person=PersonId("p1"), workplace=WorkplaceId("A1"), at_us=1
            )
        terminal.port.tell()

    terminal.do(short)
    filled = terminal.page.locator('[data-field="filled"] button')
    filled.first.wait_for(state="visible", timeout=3000)
    face = (filled.first.text_content() or "").removeprefix("Filled: ")
    assert face in terminal.port.state.short_faces
    test_nothing_of_the_page_is_outside_the_screen(terminal)
    filled.first.click()
    terminal.shows("band_words", f"Done: Filled: {face}")
    assert inputs.FillFace(face=face, person="p1") in terminal.port.given


def test_a_face_that_is_filled_is_told_from_the_pick_too(terminal):
    """Many faces are short, what is picked now is not; the list does not grow out of the screen."""
    faces = [f"C{number:02d}" for number in range(1, 31)]

    def short(names: list[str]) -> None:
        terminal.port.state.short_faces.clear()
        for face in names:
            terminal.port.state.short_faces[face] = ShortFace(
                part="P", person=PersonId("p1"), workplace=WorkplaceId("A1"), at_us=1
            )
        terminal.port.tell()

    button = terminal.page.locator('[data-field="pick"] [data-fill]')
    panel = terminal.page.locator('[data-field="faces"]')
    assert button.is_hidden() and panel.is_hidden()
    terminal.do(lambda: short(faces))
    button.wait_for(state="visible", timeout=3000)
    test_nothing_of_the_page_is_outside_the_screen(terminal)
    button.click()
    assert panel.locator("button").count() == len(faces) + 1
    test_nothing_of_the_page_is_outside_the_screen(terminal)
    panel.get_by_text("None").click()
    assert panel.is_hidden() and terminal.port.given == []
    button.click()
    panel.get_by_text("C30").click()
    terminal.shows("band_words", "Done: Filled: C30")
    assert terminal.port.given == [inputs.FillFace(face="C30", person="p1")]
    assert panel.is_hidden()
    button.click()
    terminal.do(lambda: short([]))
    panel.wait_for(state="hidden", timeout=3000)
    assert button.is_hidden()


def test_a_part_in_the_hand_comes_before_the_next_pick(terminal):
    def in_the_hand(carrier: str) -> None:
        rack = terminal.port.state.racks[RACK]
        piece = next(iter(rack.picked.values()))[0]
        rack.put_check, rack.carrier = PutCheck.COMPARTMENT, carrier
        rack.unput = [Unput(marriage=piece, workplace=PLACE, at_us=1)] if carrier != "-" else []
        terminal.port.tell()

    putting = terminal.page.locator('[data-field="putting"]')
    terminal.do(lambda: in_the_hand(""))
    terminal.shows("put_words", "Scan the carrier, put it down, then scan the compartment")
    terminal.do(lambda: in_the_hand("R7"))
    terminal.shows("put_words", "Put it down, then scan the compartment")
    terminal.shows("put_slot", "1")
    assert terminal.text("put_sequence") == "0409"
    assert terminal.page.locator('[data-field="pick"]').is_hidden()
    assert not putting.locator('[data-action="short"]').is_visible()
    box = putting.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 1280
    terminal.do(lambda: in_the_hand("-"))
    terminal.page.locator('[data-field="pick"]').wait_for()
    assert putting.is_hidden()


def test_a_double_tap_puts_off_the_pick_that_was_seen_and_no_other(terminal):
    later = terminal.page.locator('[data-field="pick"] [data-action="later"]')
    terminal.page.clock.install()
    later.dblclick()
    terminal.shows("band_words", f"Done: {later.text_content()}")
    (given,) = terminal.port.given
    assert (given.pick.rack, given.pick.slot) == (RACK, 3)
    assert later.is_disabled()
    terminal.page.clock.run_for(1500)
    assert later.is_enabled()


def test_a_scrapped_piece_is_told_with_who_scrapped_it(terminal):
    values = {"at_us": "1790000000000000", "person": "ben", "note": "torn cover"}
    terminal.do(
        lambda: terminal.port.answer(Verdict.WRONG_PART, code="serial.scrapped", values=values)
    )
    terminal.page.locator('[data-field="band"]').wait_for(state="visible", timeout=3000)
    assert terminal.text("band_words") == "SCRAPPED PIECE"
    assert "by ben: torn cover" in terminal.text("band_text")
    assert "2026" in terminal.text("band_text")


def test_a_wrong_part_fills_the_width_for_at_least_800_ms(terminal):
    band = terminal.page.locator('[data-field="band"]')
    terminal.page.clock.install()
    terminal.do(lambda: terminal.port.answer(Verdict.WRONG_PART, text="X", expected="Y"))
    band.wait_for(state="visible", timeout=3000)
    assert terminal.text("band_words") == "WRONG PART"
    assert band.bounding_box()["width"] == 1280
    assert "fault" in band.get_attribute("class")
    terminal.page.clock.run_for(800)
    assert band.is_visible()


def test_each_verdict_has_its_own_word_and_shape(terminal):
    seen = set()
    for verdict in Verdict:
        terminal.do(lambda verdict=verdict: terminal.port.answer(verdict, text=verdict))
        terminal.shows("band_text", verdict)
        assert terminal.text("band_words").isupper()
        seen.add((terminal.text("band_words"), terminal.text("band_shape")))
    assert len(seen) == len(Verdict)


def test_a_gap_is_told_with_its_number(terminal):
    def held() -> None:
        terminal.port.state = cell(missing=(412,))
        terminal.port.tell()

    terminal.do(held)
    terminal.shows("idle_words", "Rack held: number 0412 is missing")
    assert terminal.page.locator('[data-field="pick"]').is_hidden()
    assert terminal.page.locator('[data-field="idle"] .slot.hole').count() == 1


def test_what_was_scanned_is_shown_as_text(terminal):
    terminal.do(lambda: terminal.port.answer(Verdict.UNKNOWN, text=EVIL, expected=EVIL))
    terminal.page.locator('[data-field="band"]').wait_for(state="visible", timeout=3000)
    assert EVIL[:60] in terminal.text("band_text")
    assert terminal.page.locator("img").count() == 0
    assert terminal.page.title() == "A1 · cell-a"


def test_keys_of_a_scanner_do_nothing_on_the_page(terminal):
    terminal.page.locator('[data-field="pick"] [data-action="help"]').focus()
    terminal.page.keyboard.type("LS:CMD:HELP\n ")
    terminal.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")
    assert terminal.port.given == []


def test_a_button_is_pressed_as_the_person_signed_in(terminal):
    terminal.page.locator('[data-field="pick"] [data-action="help"]').click()
    terminal.page.locator('[data-field="band"]').wait_for(state="visible", timeout=3000)
    assert [given.person for given in terminal.port.given] == ["p1"]


def test_a_page_that_hears_nothing_is_hatched_at_10_s_and_dark_at_60(terminal):
    page = terminal.page
    page.clock.install()
    page.reload()
    terminal.shows("sequence_number", "0412")
    page.route("**/events", lambda route: route.abort())
    terminal.do(terminal.port.stop)
    page.evaluate("() => new Promise((done) => queueMicrotask(done))")
    page.clock.run_for(9_000)
    assert page.evaluate("document.body.className") == "terminal"
    page.clock.run_for(2_000)
    assert page.evaluate("document.body.className") == "terminal stale"
    assert page.locator(".veil").is_visible()
    page.clock.run_for(50_000)
    assert page.evaluate("document.body.className") == "terminal dark"


def test_everything_comes_from_the_cell_itself(terminal):
    script = "performance.getEntriesByType('resource').map((entry) => entry.name)"
    assert all(name.startswith(terminal.url) for name in terminal.page.evaluate(script))


def test_another_person_at_the_workplace_is_announced(terminal: Terminal) -> None:
    replaced = Answer(
        workplace=PLACE,
        device=DeviceId("scan-1"),
        verdict=Verdict.CONFIRMED,
        code="badge.replaced",
        text="badge",
    )
    terminal.do(lambda: terminal.port.tell(replaced))
    terminal.shows("band_text", "ANOTHER PERSON is signed in here now")
    assert "attention" in terminal.page.locator('[data-field="band"]').get_attribute("class")
