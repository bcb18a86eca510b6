"""Telegrams: taken in by HTTP or from a folder, kept, and published to the cells."""

from __future__ import annotations

import structlog

from central.broadcast import api
from central.broadcast.drop_folder import DropFolder
from central.broadcast.publisher import Publisher
from central.broadcast.service import gateway
from central.broadcast.service.gateway import Gateway
from central.cells.service import FeedsInForce
from central.db.clock import now_us
from central.house import House
from wire.codec import TELEGRAM_BYTES_MAX
from wire.ids import FeedId

_log = structlog.get_logger()
TOPIC = "broadcast"


def install(house: House) -> None:
    gateway.prepare_feeds(house.db, list(house.config.feeds))

    def on_telegram(feed: FeedId) -> None:
        house.metrics.count_telegram(feed)
        house.changes.publish(TOPIC)

    feeds = FeedsInForce(house.db, house.config.feeds)
    intake = Gateway(house.db, feeds, on_commit=on_telegram, on_position=house.note_position)
    house.keep(intake)
    house.body("/api/v1/broadcast/", TELEGRAM_BYTES_MAX)
    house.serve(api.routes(house.db, intake, house.guard))
    _publish(house)
    _watch(house, intake)


def _publish(house: House) -> None:
    config = house.config
    house.readings["broker_answer_age_s"] = lambda: None
    if config.broker is None:
        _log.warning("no [broker] is configured: telegrams are stored, not published")
        return
    publisher = Publisher(
        house.db,
        config.broker,
        config.broker_password,
        tuple(config.feeds),
        heartbeat_s=config.broadcast.heartbeat_s,
        on_published=house.metrics.count_published,
    )

    def answer_age_s() -> float | None:
        at_us = publisher.last_answer_us
        return None if at_us is None else (now_us() - at_us) / 1e6

    house.readings["broker_answer_age_s"] = answer_age_s
    house.listen(TOPIC, publisher.wake, everywhere=True)
    house.work("publisher", publisher.run)


def _watch(house: House, intake: Gateway) -> None:
    if house.config.drop_folder is None:
        return
    section = house.config.broadcast
    folder = DropFolder(
        house.config.drop_folder,
        intake,
        poll_s=section.drop_poll_s,
        settle_s=section.drop_settle_s,
    )
    house.at_start.append(folder.prepare)
    house.work("drop folder", folder.run)
