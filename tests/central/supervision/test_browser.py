"""Board and desk in a real browser."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest

from central.supervision.rules import CAPITAL_PER_FONT
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
