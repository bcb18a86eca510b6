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
    load_actions,
    pages,
    problems,
    put_actions,
    quality_pages,
    reading,
    terminal_actions,
    texts,
    version_actions,
)
from edge.screen.derived import Derived
from edge.screen.limits import BODY_BYTES_MAX, EVENT_STREAMS_MAX, Headers, StreamPlaces
from edge.screen.port import CellPort
from edge.screen.stream import LastAnswers
from httpd.bodies import Bodies
from httpd.hosts import Hosts, names_of
from httpd.settings import HttpSettings
from httpd.traffic import Traffic


def create_screen(
    port: CellPort,
    *,
    language: str = "en",
    workplaces: Sequence[str] = (),
    event_streams_max: int = EVENT_STREAMS_MAX,
    http: HttpSettings = HttpSettings(),  # noqa: B008 - frozen
    bound: str = "127.0.0.1",
) -> FastAPI:
    """The application. ``workplaces`` are those of the configuration: they have a page before
    anybody signed in. ``bound``: the address that it is served at. ValueError for a language
    without texts.

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
        title="Lineside cell",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.port = port
    app.state.workplaces = tuple(workplaces)
    app.state.texts = texts.load(language)
    app.state.templates = pages.environment()
    app.state.answers = answers
    app.state.derived = Derived(port)
    app.state.streams = StreamPlaces(event_streams_max)
    app.state.refusals = Counter()
    problems.install(app, app.state.refusals)
    app.state.traffic = Traffic()
    app.add_middleware(
        Bodies, bytes_max=lambda _: BODY_BYTES_MAX, settings=http, traffic=app.state.traffic
    )
    names = names_of(bound, http.hosts)
    key = "[http] hosts of the cell's configuration"
    app.add_middleware(Hosts, names=names, key=key, traffic=app.state.traffic)
    app.add_middleware(Headers)
    for router in (
        reading.router,
        actions.router,
        block_actions.router,
        load_actions.router,
        quality_pages.router,
        put_actions.router,
        version_actions.router,
        terminal_actions.router,
        pages.router,
    ):
        app.include_router(router)
    folder = Path(__file__).parent / "static"
    app.mount("/static", StaticFiles(directory=folder), name="static")
    return app
