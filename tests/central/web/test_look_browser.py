"""Every page that the rail names, a form and details, in five widths, both themes and languages:
nothing is too pale, too small, cut or without a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tests.support.central import planner
from tests.support.central.people import GOOD, person
from tests.support.central.seeded import busy, central_in
from tests.support.look import TARGET_PX, WIDTHS, faults_of
from tests.support.web import served

ROLES = ("administrator", "planner", "supervisor", "quality", "shipping")
DETAILS = {
    "floor": ("/racks/MIRROR-0-0017", "/vehicles/L1/00050017", "/search?q=0017", "/masters/cell-a"),
    "office": (
        "/office/schedules/enter",
        "/office/orders/parts",
        "/office/customers/lakeside",
        "/office/me",
        "/office/nowhere",
        "/search",
    ),
}
LOOKS = (
    (("office", "de"), ("hall", "en")),
    (("hall", "de"), ("office", "en")),
)
"""Every page is looked at in two of the four, in turns."""
HALVES = (WIDTHS[::2], WIDTHS[1::2])


class Place(NamedTuple):
    """A central that is served, and addresses there beside those of its rail."""

    url: str
    details: tuple[str, ...]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Place]]:
    """The floor at work, and an office with a schedule that waits for a decision."""
    floor = central_in(tmp_path_factory.mktemp("floor"), open_pages=False)
    busy(floor)
    office = planner.office_in(tmp_path_factory.mktemp("office"))
    waits = planner.out_of_tolerance(office)
    for it in (floor, office):
        person(it.central.db, "ann", *ROLES)
    with (
        served(floor.app, lifespan="off", before_end=floor.central.changes.close) as (at_floor, _),
        served(office.app, lifespan="off", before_end=office.central.changes.close) as (desk, _),
    ):
        yield {
            "floor": Place(at_floor, DETAILS["floor"]),
            "office": Place(desk, (*DETAILS["office"], waits)),
        }
    floor.central.close()
    office.central.close()


def sign_in(page: Any, url: str) -> list[str]:
    """The addresses that the rail names then."""
    page.goto(f"{url}/web/sign-in?next=/office/me")
    page.fill("input[name=person]", "ann")
    page.fill("input[name=password]", GOOD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{url}/office/me")
    named = "all => all.map((link) => link.getAttribute('href'))"
    found: list[str] = page.locator(".rail section:not(.leave) a").evaluate_all(named)
    return found


@pytest.mark.parametrize("room", ["floor", "office"])
def test_no_page_is_hard_to_read_or_to_press(
    places: dict[str, Place], page: Any, room: str
) -> None:
    place = places[room]
    named = [
        it for it in sign_in(page, place.url) if it.startswith("/office") is (room == "office")
    ]
    assert len(named) > 14
    found: list[object] = []
    for turn, path in enumerate((*named, *place.details)):
        for (theme, language), widths in zip(LOOKS[turn % 2], HALVES, strict=True):
            sign = "&" if "?" in path else "?"
            page.goto(f"{place.url}{path}{sign}theme={theme}&lang={language}")
            for width in widths:
                found += [(path, width, theme, language, it) for it in faults_of(page, width)]
    assert not found, "\n".join(str(it) for it in found)


def test_signing_in_looks_as_well(places: dict[str, Place], page: Any) -> None:
    for width in WIDTHS:
        for theme, language in (*LOOKS[0], *LOOKS[1]):
            page.goto(f"{places['floor'].url}/web/sign-in?theme={theme}&lang={language}")
            assert faults_of(page, width) == [], (width, theme, language)


def test_the_rail_is_a_sheet_on_a_narrow_screen_and_leads_out(
    places: dict[str, Place], page: Any
) -> None:
    sign_in(page, places["floor"].url)
    page.set_viewport_size({"width": 390, "height": 800})
    rail = page.locator("nav.rail")
    assert not rail.is_visible()
    page.get_by_role("button", name="Menu").click()
    assert rail.is_visible()
    for link in rail.locator("a").all():
        box = link.bounding_box()
        assert box is not None and box["height"] >= TARGET_PX and box["x"] + box["width"] <= 390
    page.get_by_role("button", name="Close").click()
    assert not rail.is_visible()
    page.get_by_role("button", name="Menu").click()
    rail.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/web/sign-in")


def test_a_page_that_nobody_renews_says_how_old_it_is(places: dict[str, Place], page: Any) -> None:
    page.clock.install()
    sign_in(page, places["office"].url)
    said = page.locator("#page-day")
    assert "ago" not in said.inner_text()
    page.clock.run_for(180_000)
    assert said.inner_text() == "3 min ago"
    assert "old" in page.locator("#pulse").get_attribute("class")
    page.reload()
    assert "ago" not in said.inner_text()


def test_paper_says_where_and_when_and_has_no_controls(places: dict[str, Place], page: Any) -> None:
    sign_in(page, places["office"].url)
    page.goto(f"{places['office'].url}/office/schedules")
    page.emulate_media(media="print")
    assert page.locator("#pulse .now").is_visible()
    for gone in ("nav.rail", "form", "button", ".action", ".skip", ".own"):
        assert page.locator(f"{gone}:visible").count() == 0, gone
