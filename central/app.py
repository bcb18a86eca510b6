"""The composition root: configuration to ports to one application."""

from __future__ import annotations

import asyncio
import fcntl
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import structlog
from fastapi import FastAPI

from central import health, incarnation, limits, problems
from central.access.api import Guard
from central.access.badges import site_key
from central.broadcast import api as broadcast_api
from central.broadcast import service as broadcast
from central.broadcast.drop_folder import DropFolder
from central.broadcast.publisher import Publisher
from central.cells import api as cells_api
from central.changes import Changes
from central.clock import now_us
from central.config import Config
from central.db import Database, DatabaseError
from central.kanban import api as kanban_api
from central.metrics import Metrics
from central.migrate import migrate, refuse_unmigrated
from central.tracking import api as tracking_api
from central.tracking import service as tracking
from central.tracking.ingest import Intake
from central.web import pages
from wire.ids import FeedId

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Central:
    """What the application is made of, for whoever adds pages to it (``app.state.central``)."""

    config: Config
    db: Database
    guard: Guard
    changes: Changes
    gateway: broadcast.Gateway
    intake: Intake
    incarnation: str
    broker_age_s: Callable[[], float | None]
    lock: IO[str] | None = None

    def close(self) -> None:
        self.db.close()
        if self.lock is not None:
            self.lock.close()


def create_app(config: Config, *, migrate_first: bool = False) -> FastAPI:
    """Opens the database, checks its version, and wires everything. DatabaseError says why not."""
    lock = _only_one(config)
    db = Database(config.database)
    if migrate_first:
        migrate(db)
    refuse_unmigrated(db)
    broadcast.prepare_feeds(db, list(config.feeds))
    marks = incarnation.MarkFile(config.data_dir / "incarnation.json")
    current = _adopt(db, marks)
    changes, metrics = Changes(), Metrics()
    publisher = _publisher(config, db, metrics)

    def on_telegram(feed: FeedId) -> None:
        if publisher is not None:
            publisher.wake(feed)
        metrics.count_telegram(feed)
        changes.publish("broadcast")

    def on_facts(newest: int) -> None:
        marks.note_facts(newest)
        changes.publish("tracking")

    def broker_age_s() -> float | None:
        if publisher is None or publisher.last_answer_us is None:
            return None
        return (now_us() - publisher.last_answer_us) / 1e6

    gateway = broadcast.Gateway(
        db, config.feeds, on_commit=on_telegram, on_position=marks.note_position
    )
    central = Central(
        config=config,
        db=db,
        guard=Guard(db, key=site_key(config.data_dir), loopback_read=config.loopback_read),
        changes=changes,
        gateway=gateway,
        intake=Intake(db, current, on_commit=on_facts, count=metrics.count_answer),
        incarnation=current,
        broker_age_s=broker_age_s,
        lock=lock,
    )
    app = FastAPI(
        title="Lineside central",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        lifespan=_lifespan(central, publisher),
    )
    app.state.central = central
    app.state.changes = changes
    problems.install(app)
    app.add_middleware(limits.Limits)
    app.include_router(health.routes(db, metrics, broker_age_s, current))
    app.include_router(broadcast_api.routes(db, gateway, central.guard))
    app.include_router(tracking_api.routes(central.intake, central.guard))
    app.include_router(tracking_api.reading_routes(db, central.guard))
    app.include_router(cells_api.routes(db, tuple(config.feeds), central.guard, changes))
    app.include_router(kanban_api.routes(db, central.guard, changes))
    pages.install(app, db=db, changes=changes, guard=central.guard)
    return app


def _publisher(config: Config, db: Database, metrics: Metrics) -> Publisher | None:
    if config.broker is None:
        _log.warning("no [broker] is configured: telegrams are stored, not published")
        return None
    return Publisher(
        db,
        config.broker,
        config.broker_password,
        tuple(config.feeds),
        heartbeat_s=config.broadcast.heartbeat_s,
        on_published=metrics.count_published,
    )


def _adopt(db: Database, marks: incarnation.MarkFile) -> str:
    """The incarnation, after looking whether the database is the one it was."""
    current, reason, handed_out = incarnation.adopt(
        db,
        marks,
        facts=tracking.newest_fact(db),
        positions=broadcast.last_positions(db),
        now_us=now_us(),
    )
    if reason:
        lost = broadcast.skip_lost_positions(db, handed_out)
        say = _log.info if reason == incarnation.MADE_ANEW else _log.warning
        say("new incarnation", incarnation=current, reason=reason, lost_positions=lost)
    return current


def _only_one(config: Config) -> IO[str] | None:
    """SQLite: one serving process on a file. The lock goes when the process goes."""
    if config.database.get_backend_name() != "sqlite" or not config.database.database:
        return None
    path = Path(config.database.database)
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.with_name(path.name + ".lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise DatabaseError(f"another central serves {path}; SQLite takes one") from error
    return lock


def _lifespan(
    central: Central, publisher: Publisher | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        tasks = []
        if publisher is not None:
            tasks.append(asyncio.create_task(publisher.run(), name="publisher"))
        if central.config.drop_folder is not None:
            section = central.config.broadcast
            folder = DropFolder(
                central.config.drop_folder,
                central.gateway,
                poll_s=section.drop_poll_s,
                settle_s=section.drop_settle_s,
            )
            folder.prepare()
            tasks.append(asyncio.create_task(folder.run(), name="drop folder"))
        for task in tasks:
            task.add_done_callback(_report_end)
        yield
        central.changes.close()
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        central.close()

    return lifespan


def _report_end(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        trace = "".join(traceback.format_exception(error, limit=-20))
        _log.critical("task ended", task=task.get_name(), trace=trace)
