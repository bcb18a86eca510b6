"""The cell's own web application. One per process; everything it knows comes through the port."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from edge.screen import (
    actions,
    block_actions,
    life_actions,
    load_actions,
    message_actions,
    offers,
    pages,
    problems,
    put_actions,
    quality_pages,
    reading,
    single_actions,
    substitute_actions,
    terminal_actions,
    texts,
    unit_actions,
    version_actions,
)
from edge.screen.derived import Derived
from edge.screen.language import said_to
from edge.screen.limits import BODY_BYTES_MAX, EVENT_STREAMS_MAX, Headers, StreamPlaces
from edge.screen.port import CellPort
from edge.screen.stream import LastAnswers
from httpd.bodies import Bodies
from httpd.hosts import Hosts, names_of
from httpd.problem_text import ProblemTexts
from httpd.settings import HttpSettings
from httpd.traffic import Traffic

STATIC = Path(__file__).parent / "static"
OPENAPI = "/api/v1/openapi.json"
ROUTERS = (
    reading.router,
    actions.router,
    block_actions.router,
    load_actions.router,
    unit_actions.router,
    quality_pages.router,
    put_actions.router,
    life_actions.router,
    version_actions.router,
    offers.router,
    message_actions.router,
    single_actions.router,
    substitute_actions.router,
    terminal_actions.router,
    pages.router,
)
"""In this order: the first that knows an address answers."""


def create_screen(
    port: CellPort,
    *,
    language: str = "en",
    zone: str = "",
    workplaces: Sequence[str] = (),
    event_streams_max: int = EVENT_STREAMS_MAX,
    http: HttpSettings = HttpSettings(),  # noqa: B008 - frozen
    bound: str = "127.0.0.1",
) -> FastAPI:
    """The application, served at ``bound``. ``workplaces`` are those of the configuration: they
    have a page before anybody signed in. ``zone``: of the times on pages; empty: that of the
    masters' first feed. ValueError for a language without texts.

    Event streams end when ``port.changes()`` ends, so stop the cell before the server.
    """
    answers = LastAnswers()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        following = asyncio.create_task(answers.follow(port))
        yield
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)

    app = FastAPI(
        title="Lineside cell", lifespan=lifespan, openapi_url=OPENAPI, docs_url=None, redoc_url=None
    )
    app.state.answers = answers
    _remember(app, port, workplaces, event_streams_max)
    app.state.texts, app.state.zone = texts.load(language), zone
    problems.install(app, app.state.refusals)
    _guard(app, http, bound)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


def _remember(
    app: FastAPI, port: CellPort, workplaces: Sequence[str], event_streams_max: int
) -> None:
    """What every page asks for."""
    app.state.port = port
    app.state.workplaces = tuple(workplaces)
    app.state.templates = pages.environment()
    app.state.derived = Derived(port)
    app.state.streams = StreamPlaces(event_streams_max)
    app.state.refusals = Counter()


def _guard(app: FastAPI, http: HttpSettings, bound: str) -> None:
    """What every request passes before it is answered."""
    app.state.traffic = Traffic()
    app.add_middleware(
        Bodies, bytes_max=lambda _: BODY_BYTES_MAX, settings=http, traffic=app.state.traffic
    )
    names = names_of(bound, http.hosts)
    key = "[http] hosts of the cell's configuration"
    app.add_middleware(Hosts, names=names, key=key, traffic=app.state.traffic)
    app.add_middleware(Headers)
    app.add_middleware(ProblemTexts, say=said_to)
