"""Measures how a page looks, as the browser laid it out: see ``look.js`` for what is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WIDTHS = (390, 768, 1024, 1440, 1920)
TARGET_PX = 44
_SCRIPT = Path(__file__).with_suffix(".js").read_text("utf-8")


def faults_of(page: Any, width: int, *, target: int = TARGET_PX) -> list[str]:
    """What is wrong with the page at that width, in words; empty: nothing."""
    page.set_viewport_size({"width": width, "height": 900})
    return [f"{what}: {where}" for what, where in page.evaluate(_SCRIPT, {"target": target})]
