"""The name of a feed: one alphabet that every broker carries in a topic as it is. Pure.

Some brokers turn a dot into another level of the topic, others refuse it, and a blank, ``+``, ``#``
and NUL mean something in all of them. The type of the wire, ``wire.telegram.FeedCode``, still lets
dots through: journals and databases of the time before hold them.
"""

from __future__ import annotations

import re

FEED_LENGTH_MAX = 35
_NAME = re.compile(rf"[A-Za-z0-9_-]{{1,{FEED_LENGTH_MAX}}}")


def feed_fault(name: str) -> str:
    """Why a feed cannot have this name, and what to do; empty: it can."""
    if _NAME.fullmatch(name):
        return ""
    return (
        f"{name!r} cannot be the name of a feed: brokers do not carry it in a topic alike. A name "
        f"is 1 to {FEED_LENGTH_MAX} letters, digits, '_' and '-'; rename the feed in central's "
        "[[feed]], in the masters and in broadcast.feeds of every cell that hears it, and give its "
        "sender a token for the new name. What was stored under the old one can still be read"
    )
