"""The composition root: configuration to one application of all capabilities that are there."""

from __future__ import annotations

import asyncio
import re
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import IO

import structlog
from fastapi import FastAPI

from central import health, pages
from central.access.badges import site_key
from central.access.guard import Guard
from central.access.needs import own_routes
from central.config import Config
from central.db import incarnation
from central.db.bus import Changes
from central.db.database import Database
from central.db.file_lock import only_one
from central.db.private_files import close_files
from central.db.siblings import INCARNATION, Said, Siblings
from central.discovery import ComposeError, load_tables
from central.house import House, install_all
from central.http import limits, problems
from central.http.metrics import Metrics
from central.migrations.schema import migrate, refuse_unmigrated
from central.restore import Adoption
from central.web import session, stream
from central.web.frame import Frame, said_to
from central.web.local_time import use_zone
from central.web.reader_zone import ReaderZone
from central.web.typed_form import TypedForms
from httpd.bodies import Bodies
from httpd.hosts import Hosts, names_of
from httpd.problem_text import ProblemTexts

_log = structlog.get_logger()

_FIELD = re.compile(r"\{[^}]*\}")
load_tables()  # whoever has the application has every table in the metadata


@dataclass(frozen=True, slots=True, kw_only=True)
class Central:
    """What the application is made of (``app.state.central``)."""

    house: House
    adoption: Adoption
    lock: IO[str] | None = None

    @property
    def db(self) -> Database:
        return self.house.db

    @property
    def guard(self) -> Guard:
        return self.house.guard

    @property
    def changes(self) -> Changes:
        return self.house.changes

    @property
    def incarnation(self) -> str:
        """What cells are answered with now."""
        return self.adoption.current

    def close(self) -> None:
        self.db.close()
        if self.lock is not None:
            self.lock.close()


class _HandedOut:
    """Keeps in the mark file what was handed out, and tells the other processes."""

    def __init__(self, marks: incarnation.MarkFile) -> None:
        self._marks = marks
        self.siblings: Siblings | None = None

    def facts(self, newest: int) -> None:
        self._marks.note_facts(newest)
        if self.siblings is not None:
            self.siblings.tell_facts(newest)

    def position(self, feed: str, position: int) -> None:
        self._marks.note_position(feed, position)
        if self.siblings is not None:
            self.siblings.tell_position(feed, position)


def create_app(config: Config, *, migrate_first: bool = False) -> FastAPI:
    """Opens the database, checks its version, and installs every capability. DatabaseError says why
    not; ComposeError which capabilities do not go together.
    """
    close_files(config)
    lock = only_one(config.database)
    db = Database(config.database)
    try:
        if migrate_first:
            migrate(db)
        refuse_unmigrated(db)
        return _application(_installed(config, db, lock))
    except BaseException:
        db.close()
        if lock is not None:
            lock.close()
        raise


def _installed(config: Config, db: Database, lock: IO[str] | None) -> Central:
    marks = incarnation.MarkFile(config.data_dir / "incarnation.json")
    adoption, handed_out = Adoption(db, marks), _HandedOut(marks)
    guard = Guard(db, key=site_key(config.data_dir), loopback_read=config.loopback_read)
    house = House(
        config=config,
        db=db,
        changes=Changes(),
        guard=guard,
        frame=Frame(guard),
        metrics=Metrics(),
        limits=limits.Limits(),
        incarnation=lambda: adoption.current,
        note_facts=handed_out.facts,
        note_position=handed_out.position,
    )
    install_all(house)
    adoption.look()
    siblings = handed_out.siblings = _siblings(house, marks, adoption)
    if siblings is not None:
        house.work("other processes", siblings.run)
    return Central(house=house, adoption=adoption, lock=lock)


def _application(central: Central) -> FastAPI:
    house = central.house
    app = FastAPI(
        title="Lineside central",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        lifespan=_lifespan(central),
    )
    app.state.central = central
    app.state.changes = house.changes
    problems.install(app)
    _install_door(app, house)
    pages.install(app, house)
    own = (
        health.routes(house),
        session.routes(house.db, house.frame),
        stream.routes(house.changes, house.frame),
    )
    for router in (*own, *house.routers):
        app.routes.extend(router.routes)  # to include it would build each of its routes once more
    _refuse_doubled(app)
    return app


def _refuse_doubled(app: FastAPI) -> None:
    """Of two routes at one address the second would never be asked."""
    doubled = sorted(it for it, times in Counter(_addresses(app)).items() if times > 1)
    if doubled:
        raise ComposeError(f"two routes answer {doubled[0]}: give one of them another address")


def _addresses(app: FastAPI) -> list[str]:
    return [
        f"{method} {_FIELD.sub('{}', route.path_format or '')}"
        for route in own_routes(app)
        for method in route.methods or ()
    ]


def _install_door(app: FastAPI, house: House) -> None:
    """What a request passes before a route sees it; the last that is added is the first."""
    traffic, config = house.metrics.traffic, house.config
    app.state.traffic = traffic
    app.add_middleware(TypedForms)
    app.add_middleware(
        Bodies, bytes_max=house.limits.bytes_max, settings=config.http, traffic=traffic
    )
    app.add_middleware(limits.Addresses)
    app.add_middleware(ReaderZone, site=config.zone)
    names = names_of(config.host, config.http.hosts)
    key = "[http] hosts of central's configuration"
    app.add_middleware(Hosts, names=names, key=key, traffic=traffic)
    app.add_middleware(ProblemTexts, say=said_to)


def _siblings(house: House, marks: incarnation.MarkFile, adoption: Adoption) -> Siblings | None:
    """None on SQLite, where there is one process."""
    if house.db.is_sqlite:
        return None

    def on_said(said: Said) -> None:
        marks.note_facts(said.facts)
        for feed, position in said.positions.items():
            marks.note_position(feed, position)
        house.changes.hear_others(said.topics)
        if INCARNATION in said.topics:
            adoption.look()

    def on_joined() -> None:
        if adoption.look():
            house.changes.publish(INCARNATION)

    siblings = Siblings(house.db, house.changes, on_said=on_said, on_joined=on_joined)
    house.changes.tell_others = siblings.tell
    return siblings


def _lifespan(central: Central) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    house = central.house

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        tasks: list[asyncio.Task[None]] = []
        async with AsyncExitStack() as ending:  # each is done whatever another one raises
            ending.callback(central.close)
            for finish in reversed(house.at_end):
                ending.push_async_callback(asyncio.to_thread, finish)
            ending.push_async_callback(_end, tasks)
            ending.callback(house.changes.close)
            use_zone(house.config.zone)  # of tasks, which answer nobody
            for prepare in house.at_start:
                prepare()
            for name, run in house.tasks.items():
                tasks.append(asyncio.create_task(run(), name=name))
                tasks[-1].add_done_callback(report_end)
            yield

    def report_end(task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            house.ended.append(task.get_name())
            _report_end(task)

    return lifespan


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _report_end(task: asyncio.Task[None]) -> None:
    if (error := task.exception()) is not None:
        trace = "".join(traceback.format_exception(error, limit=-20))
        _log.critical("task ended", task=task.get_name(), trace=trace)
