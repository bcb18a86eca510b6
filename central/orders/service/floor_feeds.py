"""For whom the racks of each feed are, as it is kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from central.db.database import upsert
from central.db.rows import refuse
from central.db.work import Work
from central.orders.rules.floor_feeds import FloorFeed
from central.orders.tables import floor_feeds
from central.partners.service import customers
from central.words.reasons import because


def all_feeds(connection: Connection) -> tuple[FloorFeed, ...]:
    """By name."""
    rows = connection.execute(select(floor_feeds).order_by(floor_feeds.c.feed))
    return tuple(_feed(row) for row in rows)


def feed_named(connection: Connection, name: str) -> FloorFeed | None:
    """None: nothing is said of it."""
    row = connection.execute(select(floor_feeds).where(floor_feeds.c.feed == name)).one_or_none()
    return None if row is None else _feed(row)


def save(work: Work, wanted: FloorFeed) -> FloorFeed | None:
    """Returns what was said before. RuleRefusedError for a customer or plant that is not known."""
    connection = work.connection
    customer = customers.customer_of(connection, wanted.customer)
    faults = []
    if customer is None:
        said = "there is no customer {customer}: enter it first"
        faults.append(because("floor_feed.customer", said, customer=wanted.customer))
    elif wanted.plant and wanted.plant not in {it.plant for it in customer.plants}:
        said = "{customer} has no plant {plant}: enter it there first, or leave plant empty"
        faults.append(
            because("floor_feed.plant", said, customer=wanted.customer, plant=wanted.plant)
        )
    refuse(faults)
    was = feed_named(connection, wanted.floor_feed)
    if was != wanted:
        row = {
            "feed": wanted.floor_feed,
            "customer": wanted.customer,
            "plant": wanted.plant,
            "unloading_point": wanted.unloading_point,
        }
        upsert(connection, floor_feeds, [row])
    return was


def _feed(row: Row[Any]) -> FloorFeed:
    return FloorFeed(
        floor_feed=row.feed,
        customer=row.customer,
        plant=row.plant,
        unloading_point=row.unloading_point,
    )
