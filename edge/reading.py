"""A telegram's bytes as an input of the cell: understood by the feed's format, or unreadable with
the reason.
"""

from __future__ import annotations

from edge.cell.inputs import TelegramArrived, TelegramUnreadable
from edge.cell.masters import CompiledMasters
from wire.codec import WireError
from wire.events import Source
from wire.formats import load as load_format
from wire.ids import FeedId


def read_telegram(
    masters: CompiledMasters | None,
    feed: FeedId,
    payload: bytes,
    source: Source,
    raw_id: int,
    *,
    direct: bool,
) -> TelegramArrived | TelegramUnreadable:
    """``direct``: what the broker brings of this feed are the maker's own bytes."""
    rules = None if masters is None else masters.feeds.get(feed)
    try:
        if rules is None:
            raise WireError("feed.unknown", f"masters name no feed {feed!r}; add it at central")
        makers_own = source is Source.MQTT and direct
        name = rules.format if makers_own else "canonical_json"
        telegram = load_format(name).parse(payload, rules)
    except WireError as error:
        return TelegramUnreadable(feed=feed, raw_id=raw_id, code=error.code, detail=error.detail)
    return TelegramArrived(feed=feed, raw_id=raw_id, telegram=telegram, source=source)
