"""What every page stands on: the frame, problems and assets."""

from __future__ import annotations

from pathlib import Path

import js_lib_htmx
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from central.house import House
from central.web import problem_page


def install(app: FastAPI, house: House) -> None:
    """Call ``house.changes.close()`` before the server stops."""
    frame = house.frame
    frame.behind_since_us = lambda: house.changes.behind_since_us
    frame.site = house.config.site_name
    problem_page.install(app, frame)
    own = Path(__file__).parent / "web" / "static"
    htmx = Path(js_lib_htmx.__file__).parent / "static" / "htmx"
    app.mount("/web/static", StaticFiles(directory=own), name="web-static")
    app.mount("/web/htmx", StaticFiles(directory=htmx), name="web-htmx")
