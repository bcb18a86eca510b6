"""Takes the README's pictures from a running demo: ``.venv/bin/python docs/pictures.py``.

Needs Chromium.
"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

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


def main() -> None:
    demo = subprocess.Popen(  # noqa: S603 - our own command
        [str(Path(sys.executable).with_name("lineside")), "demo", "--speed", "60", "--seed", "5"],
        stderr=subprocess.STDOUT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        pages = addresses(demo)
        time.sleep(RUN_S)
        FOLDER.mkdir(exist_ok=True)
        take(pages)
    finally:
        demo.send_signal(signal.SIGINT)
        demo.communicate(timeout=60)


def addresses(demo: subprocess.Popen[str]) -> list[str]:
    """The addresses that the demo prints when it is up."""
    deadline = time.monotonic() + WAIT_S
    found: list[str] = []
    while time.monotonic() < deadline:
        line = demo.stdout.readline() if demo.stdout else ""
        found += re.findall(r"http://\S+", line)
        if "Ctrl-C" in line:
            return found
    raise SystemExit("the demo did not come up")


def take(pages: list[str]) -> None:
    wanted = {"board": (1920, 1080), "desk": (1920, 1080), "terminal": (1280, 800)}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=BROWSER)
        for name, (width, height) in wanted.items():
            address = next(a for a in reversed(pages) if f"/{name}" in a)
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(address)
            page.wait_for_timeout(2500)
            if name == "terminal":
                wait_for_pick(page)
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


def wait_for_pick(page: Page) -> None:
    """A moment with a pick on the page and no answer over it."""
    page.wait_for_function(
        "() => document.body.innerText.includes('Slot') && "
        "!document.body.innerText.includes('CONFIRMED') && "
        "!document.body.innerText.includes('RIGHT')",
        timeout=30_000,
    )


if __name__ == "__main__":
    main()
