"""The composition root: configuration to ports to one application."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import IO

import structlog
from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError

from central import health, pages
from central.access.badges import floor_key, site_key
from central.access.guard import Guard
from central.agreements import api as agreements_api
from central.audit import api as audit_api
from central.audit.keeper import Keeper, anchor_file
from central.broadcast import api as broadcast_api
from central.broadcast.drop_folder import DropFolder
from central.broadcast.publisher import Publisher
from central.broadcast.service import gateway as broadcast
from central.cells import api as cells_api
from central.cells.feeds import FeedsInForce
from central.cells.service import key_badges
from central.config import Config
from central.cums import api as cum_api
from central.db import incarnation
from central.db.bus import Changes
from central.db.clock import now_us
from central.db.database import Database
from central.db.file_lock import only_one
from central.db.private_files import close_files
from central.db.siblings import INCARNATION, Said, Siblings
from central.exchange import api as edi_api
from central.exchange import import_pages
from central.exchange import pages as edi_pages
from central.exchange.rounds import Exchange, Pace
from central.http import limits, problems
from central.kanban import api as kanban_api
from central.masters import api as masters_api
from central.masters import pages as masters_pages
from central.masters.service import Site
from central.metrics import Metrics
from central.migrations.schema import migrate, refuse_unmigrated
from central.orders import api as orders_api
from central.orders.shipments import ShipmentFollower
from central.partners import api as partners_api
from central.people import api as people_api
from central.people import tokens_api
from central.releases import api as releases_api
from central.releases import pages as release_pages
from central.releases import post
from central.releases.runner import Runner
from central.restore import Adoption
from central.tracking import api as tracking_api
from central.tracking.follower import Follower
from central.tracking.intake import Intake
from httpd.bodies import Bodies
from httpd.hosts import Hosts, names_of
from httpd.traffic import Traffic
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
    adoption: Adoption
    broker_age_s: Callable[[], float | None]
    lock: IO[str] | None = None

    @property
    def incarnation(self) -> str:
        """What cells are answered with now."""
        return self.adoption.current

    def close(self) -> None:
        self.db.close()
        if self.lock is not None:
            self.lock.close()


def create_app(config: Config, *, migrate_first: bool = False) -> FastAPI:
    """Opens the database, checks its version, and wires everything. DatabaseError says why not."""
    close_files(config)
    lock = only_one(config.database)
    db = Database(config.database)
    if migrate_first:
        migrate(db)
    refuse_unmigrated(db)
    key = site_key(config.data_dir)
    key_badges(db, floor_key(key), now_us())
    broadcast.prepare_feeds(db, list(config.feeds))
    marks = incarnation.MarkFile(config.data_dir / "incarnation.json")
    adoption = Adoption(db, marks)
    adoption.look()
    changes, metrics = Changes(), Metrics()
    publisher = _publisher(config, db, metrics)

    def on_telegram(feed: FeedId) -> None:
        if publisher is not None:
            publisher.wake()
        metrics.count_telegram(feed)
        changes.publish("broadcast")

    follower = Follower(
        db, on_progress=lambda: changes.publish("tracking"), on_behind=changes.set_behind
    )
    siblings = _siblings(db, changes, marks, adoption, publisher)

    def on_facts(newest: int) -> None:
        marks.note_facts(newest)
        follower.wake()
        changes.publish("tracking")
        if siblings is not None:
            siblings.tell_facts(newest)

    def on_position(feed: str, position: int) -> None:
        marks.note_position(feed, position)
        if siblings is not None:
            siblings.tell_position(feed, position)

    def broker_age_s() -> float | None:
        if publisher is None or publisher.last_answer_us is None:
            return None
        return (now_us() - publisher.last_answer_us) / 1e6

    gateway = broadcast.Gateway(
        db, FeedsInForce(db, config.feeds), on_commit=on_telegram, on_position=on_position
    )
    central = Central(
        config=config,
        db=db,
        guard=Guard(db, key=key, loopback_read=config.loopback_read),
        changes=changes,
        gateway=gateway,
        intake=Intake(db, lambda: adoption.current, on_commit=on_facts, count=metrics.count_answer),
        adoption=adoption,
        broker_age_s=broker_age_s,
        lock=lock,
    )
    runner = _runner(config, db, changes)
    on_posted = _on_posted(runner, changes)
    exchange = _exchange(config, db, on_posted)
    app = FastAPI(
        title="Lineside central",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        lifespan=_lifespan(central, publisher, follower, siblings, exchange, runner),
    )
    app.state.central = central
    app.state.changes = changes
    problems.install(app)
    _install_door(app, config, metrics.traffic)
    app.include_router(health.routes(db, metrics, broker_age_s, lambda: adoption.current))
    app.include_router(broadcast_api.routes(db, gateway, central.guard))
    app.include_router(tracking_api.routes(central.intake, central.guard))
    app.include_router(tracking_api.reading_routes(db, central.guard))
    app.include_router(cells_api.routes(db, config.feeds, central.guard, changes))
    masters_site = Site(feeds=config.feeds, badge_key=floor_key(key))
    app.include_router(masters_api.routes(db, masters_site, central.guard, changes))
    app.include_router(kanban_api.routes(db, central.guard, changes))
    app.include_router(people_api.routes(db, central.guard))
    app.include_router(tokens_api.routes(db, central.guard))
    app.include_router(partners_api.routes(db, central.guard))
    app.include_router(agreements_api.routes(db, central.guard))
    app.include_router(orders_api.routes(db, central.guard, changes))
    app.include_router(cum_api.routes(db, central.guard, changes))
    app.include_router(releases_api.routes(db, central.guard, changes, runner.wake))
    app.include_router(edi_api.routes(db, central.guard, post, exchange, on_posted))
    anchors = anchor_file(config.data_dir)
    app.include_router(audit_api.routes(db, central.guard, anchors))
    frame = pages.install(app, db=db, changes=changes, guard=central.guard, anchors=anchors)
    app.include_router(
        masters_pages.routes(db, frame, masters_site, changes, config.data_dir / "pictures")
    )
    app.include_router(release_pages.routes(db, frame, _on_decided(runner, changes)))
    app.include_router(edi_pages.routes(db, frame, post, exchange, on_posted))
    app.include_router(import_pages.routes(db, frame, post, on_posted))
    return app


def _install_door(app: FastAPI, config: Config, traffic: Traffic) -> None:
    """What a request passes before a route sees it; the last that is added is the first."""
    app.state.traffic = traffic
    app.add_middleware(Bodies, bytes_max=limits.bytes_max, settings=config.http, traffic=traffic)
    app.add_middleware(limits.Addresses)
    names = names_of(config.host, config.http.hosts)
    key = "[http] hosts of central's configuration"
    app.add_middleware(Hosts, names=names, key=key, traffic=traffic)


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


def _runner(config: Config, db: Database, changes: Changes) -> Runner:
    return Runner(
        db,
        every_s=config.releases.run_every_s,
        on_progress=lambda: changes.publish(releases_api.TOPIC),
    )


def _on_posted(runner: Runner, changes: Changes) -> Callable[[], None]:
    """What is new flows at once."""

    def on_posted() -> None:
        runner.wake()
        changes.publish("edi")

    return on_posted


def _on_decided(runner: Runner, changes: Changes) -> Callable[[], None]:
    """What waited for a person's decision flows at once."""

    def on_decided() -> None:
        runner.wake()
        changes.publish(releases_api.TOPIC)

    return on_decided


def _exchange(config: Config, db: Database, on_posted: Callable[[], None]) -> Exchange:
    return Exchange(
        db,
        post,
        folder=config.edi_folder or config.data_dir / "edi",
        keys=config.edi_keys or config.data_dir / "edi_keys",
        pace=Pace(poll_s=config.edi.poll_s, settle_s=config.edi.settle_s),
        changed=on_posted,
    )


def _siblings(
    db: Database,
    changes: Changes,
    marks: incarnation.MarkFile,
    adoption: Adoption,
    publisher: Publisher | None,
) -> Siblings | None:
    """None on SQLite, where there is one process."""
    if db.is_sqlite:
        return None

    def on_said(said: Said) -> None:
        marks.note_facts(said.facts)
        for feed, position in said.positions.items():
            marks.note_position(feed, position)
        if publisher is not None and "broadcast" in said.topics:
            publisher.wake()
        if INCARNATION in said.topics:
            adoption.look()

    def on_joined() -> None:
        if adoption.look():
            changes.publish(INCARNATION)

    siblings = Siblings(db, changes, on_said=on_said, on_joined=on_joined)
    changes.tell_others = siblings.tell
    return siblings


def _lifespan(
    central: Central,
    publisher: Publisher | None,
    follower: Follower,
    siblings: Siblings | None,
    exchange: Exchange,
    runner: Runner,
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        keeper = Keeper(central.db, anchor_file(central.config.data_dir))
        shipments = ShipmentFollower(
            central.db, on_progress=lambda: central.changes.publish("orders")
        )
        tasks = [
            asyncio.create_task(keeper.run(), name="audit keeper"),
            asyncio.create_task(shipments.run(), name="shipments of the floor"),
            asyncio.create_task(exchange.run(), name="exchange"),
            asyncio.create_task(runner.run(), name="flow of schedules"),
        ]
        if siblings is not None:
            tasks.append(asyncio.create_task(siblings.run(), name="other processes"))
            tasks.append(asyncio.create_task(follower.run(), name="projections"))
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
        with suppress(DBAPIError):
            await asyncio.to_thread(keeper.close, now_us())
        central.close()

    return lifespan


def _report_end(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        trace = "".join(traceback.format_exception(error, limit=-20))
        _log.critical("task ended", task=task.get_name(), trace=trace)
