"""Nothing of the cell's pages is cut or out of the screen, at the sizes of our terminals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from edge.cell.model import ExceptionKind, OpenException
from edge.screen.app import create_screen
from edge.screen.derived import Derived
from tests.support.screen import FEED, RACK, FakePort, cell
from tests.support.web import served
from wire.events import Verdict
from wire.ids import CallNumber

CUT = """all => all.filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth)
  .map((one) => one.dataset.field || one.className)"""
ACROSS = "document.documentElement.scrollWidth - innerWidth"
LINES = """all => all.map((one) => {
  const range = document.createRange();
  range.selectNodeContents(one);
  return range.getClientRects().length;
})"""
SIZES = [(1024, 768), (1280, 800)]


@pytest.fixture(scope="module", params=["en", "de"])
def site(request: pytest.FixtureRequest) -> Iterator[tuple[FastAPI, str, Any]]:
    app = create_screen(FakePort(), language=request.param, workplaces=("A1",))
    with served(app) as (url, loop):
        yield app, url, loop


@pytest.fixture(params=SIZES, ids=["1024", "1280"])
def viewport(request: pytest.FixtureRequest) -> tuple[int, int]:
    return request.param


@pytest.fixture
def port(site: tuple[FastAPI, str, Any]) -> Iterator[FakePort]:
    app, _, loop = site
    found = FakePort(cell())
    app.state.port, app.state.derived = found, Derived(found)
    yield found
    loop.call_soon_threadsafe(found.stop)


@pytest.fixture
def terminal(page: Any, port: FakePort, site: tuple[FastAPI, str, Any]) -> Iterator[Any]:
    page.goto(f"{site[1]}/terminal/A1")
    page.locator('[data-field="pick"]').wait_for()
    yield page
    page.goto("about:blank")


def not_cut(page: Any, *names: str) -> None:
    for name in names:
        found = page.locator(name)
        assert found.count(), name
        assert found.evaluate_all(CUT) == [], name
    assert page.evaluate(ACROSS) <= 0


def test_the_pick_its_part_and_the_next_ones_are_whole(terminal: Any) -> None:
    terminal.locator('[data-field="sound"]').wait_for()
    not_cut(terminal, ".strip .who", ".caption", ".part", ".pick .target .id")
    foot = terminal.locator('[data-field="next"]').bounding_box()
    item = terminal.locator('[data-field="next"] .item').first.bounding_box()
    assert item["x"] + item["width"] <= foot["x"] + foot["width"]
    assert item["y"] + item["height"] <= foot["y"] + foot["height"] + 1


def test_that_the_sound_is_off_lies_over_nothing(terminal: Any) -> None:
    sound = terminal.locator('[data-field="sound"]')
    sound.wait_for()
    under = sound.bounding_box()
    pick = terminal.locator('[data-field="pick"]').bounding_box()
    assert under["y"] + under["height"] <= pick["y"]


def test_a_car_that_passed_is_told_whole_in_the_reader_s_language(
    terminal: Any, port: FakePort, site: tuple[FastAPI, str, Any]
) -> None:
    port.state.exceptions["a"] = OpenException(
        exception="a",
        kind=ExceptionKind.FITTED_WITHOUT_PART,
        at_us=1,
        text="call 0005412, number 412, has passed P17 without mirror-l 5K1 (0 of 1)",
        feed=FEED,
        call_number=CallNumber("0005412"),
        number=412,
        rack=RACK,
    )
    site[2].call_soon_threadsafe(port.tell)
    terminal.locator('[data-field="alarm"]').wait_for()
    said = terminal.locator('[data-field="alarm_text"]').inner_text()
    assert said in {
        "Mirror left is missing · rack MIRROR-0-0409 · number 0412 · call 0005412",
        "Mirror left fehlt · Gestell MIRROR-0-0409 · Nummer 0412 · Abrufnummer 0005412",
    }
    assert ("fehlt" in said) is (terminal.locator("html").get_attribute("lang") == "de")
    not_cut(terminal, '[data-field="alarm"]', ".part", ".pick .target")


def test_the_longest_answer_is_whole(
    terminal: Any, port: FakePort, site: tuple[FastAPI, str, Any]
) -> None:
    values = {"what": "5K1-857-507-AB12"}
    site[2].call_soon_threadsafe(
        lambda: port.answer(Verdict.HELD, code="lot.missing", values=values)
    )
    terminal.locator('[data-field="band"]').wait_for()
    not_cut(terminal, '[data-field="band"]', ".band .words", ".band .text")
    assert "5K1-857-507-AB12" in terminal.locator(".band .text").inner_text()


def test_racks_have_whole_words_and_slots_that_can_be_read(
    page: Any, port: FakePort, site: tuple[FastAPI, str, Any]
) -> None:
    own = port.state.racks[RACK]
    own.carrier = "RACK-4711"
    page.goto(f"{site[1]}/racks")
    page.locator(".rack .slot").first.wait_for()
    not_cut(page, ".wide", ".wide th", ".wide td", "p .chip")
    lines = page.locator(".wide td.name").evaluate_all(LINES)
    assert lines and set(lines) == {1}
    digits = page.locator(".slot-number").first.bounding_box()
    assert digits["height"] >= 12


@pytest.mark.parametrize("alarmed", [False, True])
def test_the_longest_message_is_whole_and_leaves_the_pick_and_the_buttons(
    terminal: Any, port: FakePort, site: tuple[FastAPI, str, Any], alarmed: bool
) -> None:
    message = OpenException(
        exception="m", kind=ExceptionKind.MESSAGE, at_us=1, text=f"ben says: {'wide words ' * 14}!"
    )
    port.state.exceptions["m"] = message
    if alarmed:
        passed = ExceptionKind.FITTED_WITHOUT_PART
        alarm = OpenException(exception="a", kind=passed, at_us=1, text="a car", feed=FEED)
        port.state.exceptions["a"] = alarm
    site[2].call_soon_threadsafe(port.tell)
    terminal.locator('[data-field="note"]').wait_for()
    terminal.wait_for_function("() => document.querySelector('.letter .told').textContent")
    told = terminal.locator(".letter .told")
    assert told.evaluate("one => one.scrollHeight - one.clientHeight") <= 1
    not_cut(terminal, ".letter", ".part", ".pick .target", ".pick .foot")
    inside(terminal, ".pick .foot button[data-action]")


def test_buttons_are_on_the_page_when_there_is_nothing_to_pick(
    terminal: Any, port: FakePort, site: tuple[FastAPI, str, Any]
) -> None:
    port.state = cell(missing=(411, 413), picked=2)
    port.state.workplaces["A1"].tour = None
    site[2].call_soon_threadsafe(port.tell)
    terminal.locator('[data-field="idle"]').wait_for()
    inside(terminal, ".idle .shape", ".idle .words", ".idle button[data-action]")


def inside(page: Any, *names: str) -> None:
    """Under the strip, and above the lower edge."""
    size = page.viewport_size
    for name in names:
        for one in page.locator(name).all():
            box = one.bounding_box()
            if box is not None:
                assert 76 <= box["y"] <= box["y"] + box["height"] <= size["height"], (name, box)
                assert box["x"] + box["width"] <= size["width"], (name, box)
