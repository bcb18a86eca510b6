"""Board and desk in a real browser."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from central import supervision
from central.supervision.letters import CAPITAL_PER_FONT
from tests.support.central.seeded import Seeded, busy, central_in
from tests.support.web import served


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Seeded, str]]:
    seeded = central_in(tmp_path_factory.mktemp("live"))
    busy(seeded)
    with served(seeded.app, lifespan="off", before_end=seeded.central.changes.close) as (url, _):
        yield seeded, url
    seeded.central.close()


def arc_minutes(page: Any, selector: str, distance_m: float, diagonal_in: float) -> list[float]:
    """Of the capital letters of each element, as the page was laid out."""
    script = "all => all.map((element) => parseFloat(getComputedStyle(element).fontSize))"
    width_px = page.evaluate("innerWidth")
    width_mm = diagonal_in * 25.4 * 16 / math.hypot(16, 9)
    return [
        math.degrees(
            2 * math.atan(px * CAPITAL_PER_FONT * width_mm / width_px / 2 / distance_m / 1000)
        )
        * 60
        for px in page.locator(selector).evaluate_all(script)
    ]


@pytest.mark.parametrize(("distance_m", "diagonal_in"), [(10, 55), (5, 32), (4, 43)])
def test_letters_of_the_board_subtend_20_arc_minutes(live, page, distance_m, diagonal_in):
    page.goto(f"{live[1]}/board?distance={distance_m}&diagonal={diagonal_in}")
    figures = arc_minutes(page, ".line .figure", distance_m, diagonal_in)
    assert len(figures) == 7
    assert all(angle == pytest.approx(20, abs=0.1) for angle in figures)
    assert all(
        angle >= 15.9 for angle in arc_minutes(page, ".line .label", distance_m, diagonal_in)
    )


def test_the_assumed_capital_height_is_that_of_the_rendered_font(live, page):
    page.goto(f"{live[1]}/board")
    script = """() => {
      const style = getComputedStyle(document.querySelector(".line .figure"));
      const context = document.createElement("canvas").getContext("2d");
      context.font = `${style.fontWeight} 1000px ${style.fontFamily}`;
      return context.measureText("H").actualBoundingBoxAscent / 1000;
    }"""
    assert page.evaluate(script) == pytest.approx(CAPITAL_PER_FONT, abs=0.04)


def test_seven_lines_fit_the_board(live, page):
    page.goto(f"{live[1]}/board")
    assert page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    ) == [1920, 1080]
    cut = "all => all.filter((line) => line.scrollWidth > line.clientWidth + 1).length"
    assert page.locator(".line").evaluate_all(cut) == 0


TEXTS = Path(supervision.__file__).parent / "texts"
NOTED = """([line, note, figure]) => {
  const place = document.querySelectorAll(".line")[line];
  place.className = "line fault";
  place.querySelector(".figure").textContent = figure;
  const words = place.querySelector(".words");
  words.querySelector(".note")?.remove();
  words.append(Object.assign(document.createElement("span"),
    { className: note.length > 12 ? "note long" : "note", innerHTML: `<span>${note}</span>` }));
}"""
SIZES = "all => all.map((one) => getComputedStyle(one).fontSize)"
OUTSIDE = """all => all.filter((one) => {
  const inner = one.getBoundingClientRect();
  const outer = one.closest(".line").getBoundingClientRect();
  return inner.left < outer.left - 1 || inner.right > outer.right + 1
    || inner.top < outer.top - 4 || inner.bottom > outer.bottom + 4
    || one.scrollWidth > one.clientWidth + 1;
}).map((one) => one.textContent)"""


@pytest.mark.parametrize("size", [(1024, 768), (1280, 800), (1920, 1080)], ids=str)
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_longest_name_of_a_fault_and_of_a_rack_are_whole(live, page, size, language):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{live[1]}/board?lang={language}")
    before = page.locator(".line .figure").evaluate_all(SIZES)
    words = json.loads((TEXTS / f"{language}.json").read_text())
    name = max((text for key, text in words.items() if key.startswith("kind.")), key=len)
    page.evaluate(NOTED, [3, "SEAT", "0417 24 min"])
    page.evaluate(NOTED, [6, name, "14 min"])
    for part in (".words", ".label", ".note", ".figure"):
        assert page.locator(f".line {part}").evaluate_all(OUTSIDE) == []
    assert page.locator(".line .figure").evaluate_all(SIZES) == before
    bottom = page.locator(".line").last.bounding_box()
    assert bottom["y"] + bottom["height"] <= size[1] + 1


def test_the_board_follows_the_line_without_loading_again(live, page):
    seeded, url = live
    page.goto(f"{url}/board?lang=en")
    page.evaluate("window.loadedOnce = true")
    seeded.vehicle(31)
    page.wait_for_function(
        "() => document.querySelector('main').textContent.includes('0011')", timeout=4500
    )
    assert page.evaluate("window.loadedOnce") is True


def test_the_desk_follows_facts(live, page):
    seeded, url = live
    page.goto(f"{url}/desk?lang=en")
    assert page.locator("#exceptions").inner_text().count("0019") == 1
    page.wait_for_function("() => document.body.dataset.stream === 'open'", timeout=4000)
    seeded.vehicle(19)
    page.wait_for_function(
        "() => !document.querySelector('#exceptions').textContent.includes('0019')", timeout=4500
    )


def test_a_board_that_hears_nothing_is_hatched_and_then_dark(live, page):
    page.clock.install()
    page.goto(f"{live[1]}/board")
    page.wait_for_function("() => document.body.dataset.ready === 'yes'", timeout=4000)
    page.route("**/*", lambda route: route.abort())
    page.clock.run_for(12_000)
    assert page.evaluate("document.body.className") == "board stale"
    assert page.locator(".veil").is_visible()
    page.clock.run_for(52_000)
    assert page.evaluate("document.body.className") == "board dark"


def test_everything_comes_from_central_itself(live, page):
    page.goto(f"{live[1]}/desk")
    names = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert names and all(name.startswith(live[1]) for name in names)
