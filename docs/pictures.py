"""Takes the pictures of README and documents from running demos: ``.venv/bin/python
docs/pictures.py`` takes all, with ``plant`` or ``office`` those of one demo.

Needs Chromium.
"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent / "images"
BROWSER = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
]
WAIT_S = 180
RUN_S = 60
"""How long the plant works before the pictures are taken."""


def main(wanted: list[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=BROWSER)
        if "plant" in wanted:
            with demo("--speed", "60", "--seed", "5", ready="Ctrl-C") as lines:
                time.sleep(RUN_S)
                take_plant(browser, re.findall(r"http://\S+", lines))
        if "office" in wanted:
            with demo("--office", ready="days are over") as lines:
                take_office(browser, lines)
        browser.close()


@contextmanager
def demo(*options: str, ready: str) -> Iterator[str]:
    """A demo that runs until the end of the block, and what it has printed when it was ready."""
    running = subprocess.Popen(  # noqa: S603 - our own command
        [str(Path(sys.executable).with_name("lineside")), "demo", *options],
        stderr=subprocess.STDOUT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield printed(running, ready)
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=60)


def printed(running: subprocess.Popen[str], ready: str) -> str:
    deadline = time.monotonic() + WAIT_S
    found = ""
    while time.monotonic() < deadline:
        line = running.stdout.readline() if running.stdout else ""
        found += line
        if ready in line:
            return found
    raise SystemExit("the demo did not come up")


def take_plant(browser: Browser, pages: list[str]) -> None:
    wanted = {"board": (1920, 1080), "desk": (1920, 1080), "terminal": (1280, 800)}
    for name, (width, height) in wanted.items():
        address = next(a for a in reversed(pages) if f"/{name}" in a)
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(address)
        page.wait_for_timeout(2500)
        if name == "terminal":
            wait_for_pick(page)
        page.screenshot(path=FOLDER / f"{name}.png")


def take_office(browser: Browser, lines: str) -> None:
    """The planner's inbox, a schedule beside the one before it, and the cums of its part."""
    password = re.findall(r"^ *you +(\S+)", lines, re.MULTILINE)[0]
    address = re.findall(r"(http://\S+)/office\b", lines)[0]
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en")
    page = context.new_page()
    page.goto(f"{address}/web/sign-in?next=/office")
    page.fill("input[name=person]", "you")
    page.fill("input[name=password]", password)
    page.locator("button.main").click()
    page.wait_for_url(f"{address}/office")
    page.goto(f"{address}/office")
    page.screenshot(path=FOLDER / "inbox.png")
    out = page.locator("table.inbox tr.row", has_text="Out of tolerance")
    out.first.locator("a[id^=do-]").click()
    page.locator("#compared").screenshot(path=FOLDER / "old_beside_new.png")
    page.locator("dl.facts a[href^='/office/cums/']").click()
    page.locator("svg.cums").screenshot(path=FOLDER / "cums.png")
    context.close()


def wait_for_pick(page: Page) -> None:
    """A moment with a pick on the page and no answer over it."""
    page.wait_for_function(
        "() => document.body.innerText.includes('Slot') && "
        "!document.body.innerText.includes('CONFIRMED') && "
        "!document.body.innerText.includes('RIGHT')",
        timeout=30_000,
    )


if __name__ == "__main__":
    main(sys.argv[1:] or ["plant", "office"])
