"""The bytes of a telegram as an input: read with the feed's format, or why they cannot be; and
those of a head.
"""

from __future__ import annotations

from edge.cell.inputs import TelegramArrived, TelegramUnreadable
from formats import load as load_format
from wire.codec import WireError, decode_head
from wire.events import Source
from wire.ids import FeedId
from wire.masters import FeedRules
from wire.sync import Head


def read_head(feed: FeedId, payload: bytes) -> Head:
    """Raises WireError for what is no head, or that of another feed."""
    head = decode_head(payload)
    if head.feed != feed:
        raise WireError("feed.foreign", f"it is of feed {head.feed}")
    return head


def read_telegram(
    feed: FeedId,
    payload: bytes,
    raw_id: int,
    source: Source,
    *,
    rules: FeedRules | None,
    makers_own: bool,
) -> TelegramArrived | TelegramUnreadable:
    """``makers_own``: they come in the maker's layout, and not as central writes them."""
    try:
        if rules is None:
            raise WireError("feed.unknown", f"masters name no feed {feed!r}; add it at central")
        name = rules.format if makers_own else "canonical_json"
        telegram = load_format(name).parse(payload, rules)
    except WireError as error:
        return TelegramUnreadable(feed=feed, raw_id=raw_id, code=error.code, detail=error.detail)
    return TelegramArrived(feed=feed, raw_id=raw_id, telegram=telegram, source=source)
