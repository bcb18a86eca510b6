"""What a day's telegrams changed: vehicle orders that came, that changed, that were cancelled, each
against the last that was known of it. Reading only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from central.broadcast.tables import telegrams
from wire.codec import decode_telegram
from wire.telegram import Status, Telegram, content_hash

TELEGRAMS_MAX = 20_000
"""Of a day."""
NAMES_MAX = 20
"""Options that a change names."""


class What(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChange:
    """``late``: it was final before. ``fields`` are those of the telegram that differ.
    ``built_us``: when it is planned to be built, else when the telegram came.
    """

    feed: str
    call_number: str
    sequence_number: str
    vin: str
    what: What
    late: bool
    fields: tuple[str, ...]
    status: str
    built_us: int
    received_us: int
    position: int


def order_changes(connection: Connection, from_us: int, to_us: int) -> list[OrderChange]:
    """Of the telegrams that came from ``from_us`` until before ``to_us``, in the order of gateway
    positions; what says nothing new is left out. At most TELEGRAMS_MAX telegrams are looked at.
    """
    query = (
        select(telegrams.c.feed, telegrams.c.position, telegrams.c.received_us, telegrams.c.body)
        .where(telegrams.c.received_us >= from_us, telegrams.c.received_us < to_us)
        .order_by(telegrams.c.feed, telegrams.c.position)
        .limit(TELEGRAMS_MAX)
    )
    known: dict[str, Telegram | None] = {}
    found = []
    for row in connection.execute(query).all():
        told = decode_telegram(bytes(row.body))
        name = f"{row.feed}\n{told.call_number}"
        if name not in known:
            known[name] = _before(connection, row.feed, told.call_number, row.position)
        change = _change(known[name], told, row.received_us, row.position)
        known[name] = told
        if change is not None:
            found.append(change)
    return found


def _before(connection: Connection, feed: str, call: str, position: int) -> Telegram | None:
    query = (
        select(telegrams.c.body)
        .where(telegrams.c.call_number == call, telegrams.c.feed == feed)
        .where(telegrams.c.position < position)
        .order_by(telegrams.c.position.desc())
        .limit(1)
    )
    body = connection.execute(query).scalar()
    return None if body is None else decode_telegram(bytes(body))


def _change(
    before: Telegram | None, told: Telegram, received_us: int, position: int
) -> OrderChange | None:
    """None: nothing new, or only that it was fitted."""
    fields: tuple[str, ...] = ()
    was_there = before is not None and before.status is not Status.CANCELLED
    if told.status is Status.CANCELLED:
        if not was_there:
            return None
        what = What.DELETED
    elif before is None or not was_there:
        what = What.ADDED
    else:
        fields = differences(before, told)
        if not fields:
            return None
        what = What.CHANGED
    return OrderChange(
        feed=told.feed,
        call_number=told.call_number,
        sequence_number=told.sequence_number,
        vin=told.vin,
        what=what,
        late=was_there and before is not None and before.status is Status.FINAL,
        fields=fields,
        status=told.status.value,
        built_us=told.planned_us or received_us,
        received_us=received_us,
        position=position,
    )


def differences(before: Telegram, told: Telegram) -> tuple[str, ...]:
    """Names of what the telegram says otherwise of the vehicle; an option by its own name. That it
    was fitted is its life, no change of the order.
    """
    if told.status is Status.FITTED or content_hash(before) == content_hash(told):
        return ()
    plain = ("status", "sequence_number", "epoch", "vin", "model", "colour", "planned_us")
    names = [name for name in plain if getattr(before, name) != getattr(told, name)]
    for name in ("parts", "flags", "short_vin", "body_number"):
        if getattr(before, name) != getattr(told, name):
            names.append(name)
    options = before.options.keys() | told.options.keys()
    names += sorted(it for it in options if before.options.get(it) != told.options.get(it))
    return tuple(names[:NAMES_MAX])
