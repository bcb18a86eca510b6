"""Purchase orders in advance of their schedules, and for whom the racks of a feed are, in files of
the office.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from central.db.work import Work
from central.folders.office_kind import Entry, OfficeKind, Table, what_changed
from central.orders.rules.floor_feeds import FloorFeed
from central.orders.rules.lines import PurchaseOrder
from central.orders.service import floor_feeds, purchase_orders
from central.words.spelling import spell


def _store(work: Work, entry: Entry) -> str:
    done = purchase_orders.open_purchase_orders(work, [entry.value])
    return "new" if done.new else "changed" if done.changed else "same"


def _tables(connection: Connection) -> Iterator[Table]:
    return (spell(number) for number in purchase_orders.numbers_in_advance(connection))


def _store_feed(work: Work, entry: Entry) -> str:
    return what_changed(floor_feeds.save(work, entry.value), entry.value)


def _feed_tables(connection: Connection) -> Iterator[Table]:
    return (spell(feed) for feed in floor_feeds.all_feeds(connection))


KINDS = (
    OfficeKind(
        name="purchase_order",
        place=70,
        shape=PurchaseOrder,
        store=_store,
        tables=_tables,
        known_by=lambda entry: f"{entry.value.agreement} {entry.code} {entry.value.part}",
    ),
    OfficeKind(
        name="floor_feed",
        place=75,
        shape=FloorFeed,
        store=_store_feed,
        tables=_feed_tables,
        rests_on=lambda entry: ("customer", entry.value.customer),
    ),
)
