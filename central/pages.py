"""All pages on one application."""

from __future__ import annotations

from pathlib import Path

import js_lib_htmx
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from central.access.guard import Guard
from central.agreements import pages as agreement_pages
from central.audit import pages as audit_pages
from central.audit.service import AnchorFile
from central.db.bus import Changes
from central.db.database import Database
from central.orders import pages as orders_pages
from central.partners import pages as partner_pages
from central.people import own_pages, token_pages
from central.people import pages as people_pages
from central.supervision import board_pages, desk_pages, detail_pages, lists_pages
from central.web import problem_page, session, stream
from central.web.frame import Frame


def install(
    app: FastAPI, *, db: Database, changes: Changes, guard: Guard, anchors: AnchorFile
) -> Frame:
    """Adds every page, the event stream and the assets. Each page asks for a right; a browser
    without a session comes to ``/web/sign-in``. Call ``changes.close()`` before the server stops.
    Returns the frame, for pages that need more than the database.
    """
    frame = Frame(guard)
    frame.behind_since_us = lambda: changes.behind_since_us
    for access_room in (people_pages, own_pages, token_pages):
        app.include_router(access_room.routes(db, frame))
    problem_page.install(app, frame)
    for room in (board_pages, desk_pages, detail_pages, lists_pages, session):
        app.include_router(room.routes(db, frame))
    app.include_router(orders_pages.routes(db, frame))
    app.include_router(audit_pages.routes(db, frame, anchors))
    for office_room in (agreement_pages, partner_pages):
        app.include_router(office_room.routes(db, frame))
    app.include_router(stream.routes(changes, frame))
    own = Path(__file__).parent / "web" / "static"
    htmx = Path(js_lib_htmx.__file__).parent / "static" / "htmx"
    app.mount("/web/static", StaticFiles(directory=own), name="web-static")
    app.mount("/web/htmx", StaticFiles(directory=htmx), name="web-htmx")
    return frame
