"""A planner's morning in a real browser."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from central.access.rules import TokenRole
from central.access.service import create_token
from central.db.clock import now_us
from tests.support.central.planner import SPARE, Office, copied, out_of_tolerance
from tests.support.web import served


@dataclass(frozen=True)
class Desk:
    office: Office
    url: str
    spare: Iterator[str]

    def too_much(self) -> tuple[str, str]:
        """A part whose second call-off is out of tolerance, and the address of that."""
        part = next(self.spare)
        return part, self.url + out_of_tolerance(self.office, part=part)


@pytest.fixture(scope="module")
def desk(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    office = copied(begun, tmp_path_factory.mktemp("desk") / "office")
    with served(office.app, lifespan="off", before_end=office.central.changes.close) as (url, _):
        yield Desk(office, url, iter(SPARE))
    office.central.close()


@pytest.fixture(scope="module")
def compared(desk: Desk) -> str:
    """Below /office: a schedule beside the one before it."""
    return desk.too_much()[1].removeprefix(f"{desk.url}/office")


@pytest.fixture
def planner(desk: Desk, page: Any) -> Iterator[object]:
    """Signed in by the form; asks nothing of another machine, and its console stays empty."""
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.set_default_timeout(4500)
    token = create_token(
        desk.office.central.db, role=TokenRole.PLANNER, now_us=now_us(), name="Pia Plan"
    )
    page.goto(f"{desk.url}/web/sign-in?next=/office")
    page.locator("summary").click()
    page.fill("input[name=token]", token)
    page.locator("details button").click()
    page.wait_for_url(f"{desk.url}/office")
    yield page
    assert [line for line in said if "409" not in line] == []
    assert all(address.startswith((desk.url, "data:")) for address in asked)


def test_the_way_from_the_inbox_to_released_orders(desk, planner):
    part, address = desk.too_much()
    planner.goto(f"{desk.url}/office")
    row = planner.locator("table.inbox tbody tr", has_text=part)
    assert "Out of tolerance" in row.inner_text()
    assert "2 of 3 comparisons out of tolerance" in row.inner_text()
    row.get_by_role("button", name="Take on").click()
    row.get_by_text("Pia Plan").wait_for()
    row.get_by_role("link", name="Decide").click()
    assert planner.url == f"{address}#compared"
    out = planner.locator("table.compare tr.out")
    assert out.count() == 2
    assert "+1,150" in out.last.inner_text() and "300 → 1,750" in out.last.inner_text()
    mark = "element => getComputedStyle(element, '::before').clipPath"
    assert "polygon" in out.first.locator(".chip").evaluate(mark)
    decision = planner.locator("#compared form.acts")
    decision.locator("input[name=why]").fill("asked Mr. Müller, a launch")
    decision.get_by_role("button", name="Approve").click()
    assert "released" in planner.locator("h1").inner_text()
    assert "asked Mr. Müller, a launch" in planner.locator("table").last.inner_text()
    planner.goto(f"{desk.url}/office")
    assert planner.locator("table.inbox tbody tr", has_text=part).count() == 0


def test_a_rejection_without_a_reason_is_refused_and_leads_back(desk, planner):
    _, address = desk.too_much()
    planner.goto(address)
    planner.locator("form.acts").first.get_by_role("button", name="Reject").click()
    assert "ay why schedule C2 is rejected" in planner.locator("main").inner_text()
    planner.get_by_role("link", name="Back", exact=True).click()
    acts = planner.locator("form.acts").first
    acts.locator("input[name=why]").fill("typed twice")
    acts.get_by_role("button", name="Reject").click()
    assert "rejected" in planner.locator("h1").inner_text()


def test_two_people_cannot_decide_the_same_schedule(desk, planner):
    _, address = desk.too_much()
    planner.goto(address)
    other = planner.context.new_page()
    other.goto(address)
    other.locator("form.acts").first.get_by_role("button", name="Approve").click()
    assert "released" in other.locator("h1").inner_text()
    planner.locator("form.acts").first.get_by_role("button", name="Approve").click()
    assert "It was changed while you were looking" in planner.locator("main").inner_text()
    planner.get_by_role("link", name="Back", exact=True).click()
    assert planner.locator("form.acts button[value=approve]").count() == 0


def test_the_inbox_follows_what_comes_without_loading_again(desk, planner):
    _, address = desk.too_much()
    planner.goto(f"{desk.url}/office")
    planner.evaluate("window.loadedOnce = true")
    planner.wait_for_function("() => document.body.dataset.stream === 'open'")
    decide = f"do-s{address.rpartition('/')[2]}"
    planner.locator(f"#{decide}").focus()
    desk.office.calls_off("U1", {5: 1}, part="NOBODY")
    desk.office.central.changes.publish("releases")
    planner.wait_for_function(
        "() => document.querySelector('#inbox').textContent.includes('NOBODY')"
    )
    assert planner.evaluate("window.loadedOnce") is True
    assert planner.evaluate("document.activeElement.id") == decide


def test_an_inbox_that_hears_nothing_is_hatched_and_then_dark(desk, page):
    page.set_extra_http_headers(desk.office.signed_in())
    page.clock.install()
    page.goto(f"{desk.url}/office?lang=de")
    page.wait_for_function("() => document.body.dataset.ready === 'yes'", timeout=4000)
    page.route("**/*", lambda route: route.abort())
    page.clock.run_for(12_000)
    assert "stale" in page.evaluate("document.body.className")
    assert "NICHT AKTUELL" in page.locator(".veil").inner_text()
    page.clock.run_for(52_000)
    assert "dark" in page.evaluate("document.body.className")


def test_what_is_no_schedule_is_dismissed_with_a_reason(desk, planner):
    desk.office.calls_off("U2", {5: 1}, part="STRANGE")
    planner.goto(f"{desk.url}/office/unprocessed")
    row = planner.locator("tbody tr", has_text="STRANGE")
    row.get_by_role("button", name="Dismiss").click()
    assert row.count() == 1  # the reason is asked for at once
    row.locator("input[name=why]").fill("not our part")
    row.get_by_role("button", name="Dismiss").click()
    row.wait_for(state="detached")
    planner.get_by_role("link", name="Closed ones too").click()
    assert "dismissed: not our part" in row.inner_text()


def test_a_decision_by_keyboard_alone(desk, planner):
    part, address = desk.too_much()
    planner.goto(f"{desk.url}/office")
    planner.locator("tr", has_text=part).get_by_role("link", name="Decide").focus()
    planner.keyboard.press("Enter")
    planner.wait_for_url(f"{address}#compared")
    planner.locator("#compared input[name=why]").focus()
    planner.keyboard.type("by key")
    planner.keyboard.press("Tab")
    assert planner.evaluate("document.activeElement.value") == "approve"
    outline = planner.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    planner.keyboard.press("Enter")
    planner.wait_for_function("() => document.querySelector('h1').textContent.includes('released')")


def test_files_of_old_and_new_are_downloaded(desk, planner):
    planner.goto(desk.too_much()[1])
    with planner.expect_download() as waiting:
        planner.locator("#compared").get_by_role("link", name="CSV").click()
    rows = list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text("utf-8-sig"))))
    assert rows[0][:4] == ["On", "Old", "New", "Difference"] and len(rows) == 4
    with planner.expect_download() as waiting:
        planner.locator("#compared").get_by_role("link", name="PDF").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF")


FONTS = {
    "as installed": "",
    "a wide one": "* { font-family: 'DejaVu Sans', sans-serif !important; letter-spacing: .06em; }",
    "a narrow one": "* { font-family: 'DejaVu Sans Condensed', sans-serif !important; }",
}
SET_IN = """(rules) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets = [sheet];
}"""
OUTSIDE = """(links) => links.filter((link) => {
  const box = link.getBoundingClientRect();
  return box.left < 0 || box.right > innerWidth || link.scrollWidth > link.clientWidth + 1;
}).map((link) => link.textContent)"""


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_page_is_wider_than_its_screen_whatever_the_font(desk, compared, planner, language):
    office = ("", "/schedules", compared, "/net-change", "/unprocessed", "/contracts", "/import")
    for path in (*(f"/office{page}" for page in office), "/desk", "/lists/labels"):
        planner.goto(f"{desk.url}{path}?lang={language}")
        assert planner.evaluate("document.documentElement.lang") == language
        links = planner.locator("nav.rail a")
        for width, font in product((1024, 1280, 1440), FONTS):
            planner.set_viewport_size({"width": width, "height": 800})
            planner.evaluate(SET_IN, FONTS[font])
            seen = (path, width, font)
            assert planner.evaluate("innerWidth") == width
            assert planner.evaluate("document.documentElement.scrollWidth") <= width, seen
            assert links.evaluate_all(OUTSIDE) == [], (seen, "every page's name is seen whole")


def test_paper_shows_the_tables_and_no_buttons(desk, planner):
    planner.goto(desk.too_much()[1])
    planner.emulate_media(media="print")
    assert planner.locator("table.compare").is_visible()
    assert not planner.locator("nav.rail").is_visible()
    assert planner.locator("form:visible, button:visible, .action:visible").count() == 0


def test_many_are_decided_together_by_keys_while_the_list_renews_itself(desk, planner):
    parts = [desk.too_much()[0] for _ in range(2)]
    planner.goto(f"{desk.url}/office")
    planner.wait_for_function("() => document.body.dataset.stream === 'open'")
    rows = planner.locator("table.inbox tr.row")
    for _ in range(rows.count()):
        planner.keyboard.press("j")
        if (
            planner.locator("tr.at", has_text=parts[0])
            .or_(planner.locator("tr.at", has_text=parts[1]))
            .count()
        ):
            planner.keyboard.press("x")
    planner.locator("#together input[name=why]").fill("a launch")
    desk.office.calls_off("U7", {5: 1}, part="SOMEBODY")
    desk.office.central.changes.publish("releases")
    planner.wait_for_function(
        "() => document.querySelector('#inbox').textContent.includes('SOMEBODY')"
    )
    planner.wait_for_function(  # what was chosen is chosen again once the new list has settled
        "() => document.querySelectorAll('input[name=pick]:checked').length === 2"
    )
    assert "2 chosen" in planner.locator("#chosen-count").inner_text()
    planner.locator("#together button[value=approve]").click()
    planner.wait_for_url(f"{desk.url}/office")
    for part in parts:
        assert planner.locator("table.inbox tr.row", has_text=part).count() == 0


def test_what_is_refused_is_named_and_what_was_typed_stays(desk, planner):
    part, _ = desk.too_much()
    planner.goto(f"{desk.url}/office")
    planner.locator("tr.row", has_text=part).locator("input[name=pick]").check()
    planner.locator("#together button[value=reject]").click()
    assert "ay why schedule C2 is rejected" in planner.locator("#outcomes").inner_text()
    row = planner.locator("tr.row", has_text=part)
    row.locator("input[name=pick]").check()
    planner.locator("#together input[name=why]").fill("typed twice")
    planner.locator("#together button[value=reject]").click()
    planner.wait_for_url(f"{desk.url}/office")
    assert planner.locator("tr.row", has_text=part).count() == 0


def test_the_newest_is_approved_and_those_before_it_go(desk, planner):
    part, address = desk.too_much()
    desk.office.calls_off("C3", {5: 100, 8: 120, 12: 100}, part=part)
    planner.goto(address)
    assert "Newer ones waiting: 1" in planner.locator("#newer").inner_text()
    assert "C3 asks 320 instead of 1,750" in planner.locator("#newer").inner_text()
    changed = planner.locator("#preview tbody tr")
    assert changed.count() == 2 and "+1,150" in changed.last.inner_text()
    planner.locator("#take-newest").click()
    assert "C3" in planner.locator("h1").inner_text()
    assert "released" in planner.locator("h1").inner_text()


def test_what_is_put_off_is_found_again(desk, planner):
    part, _ = desk.too_much()
    planner.goto(f"{desk.url}/office")
    planner.locator("tr.row", has_text=part).locator("input[name=pick]").check()
    planner.locator("#together button[value=snooze]").click()
    planner.wait_for_url(f"{desk.url}/office")
    assert planner.locator("tr.row", has_text=part).count() == 0
    planner.locator("#snoozed").click()
    row = planner.locator("tr.row", has_text=part)
    assert "by Pia Plan" in row.inner_text()
    row.locator("input[name=pick]").check()
    planner.locator("#together button[value=wake]").click()
    planner.wait_for_url(f"{desk.url}/office")
    assert planner.locator("tr.row", has_text=part).count() == 1
