"""Masters as a table that people wrote, as TOML or JSON gives it. Of a feed, what its format alone
has to be told stands beside the other keys, or under ``format_options`` as in the message. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from formats.options import TRAVELS, read_feed
from settings.reader import MisspeltError, read
from wire.masters import FeedRules, Masters

Faults = list[tuple[str, str]]


def read_masters(table: Mapping[str, object]) -> Masters:
    """Without a version that is 0. Raises MisspeltError with every fault."""
    faults: Faults = []
    feeds: list[FeedRules] = []
    given = table.get("feeds", [])
    if isinstance(given, list):
        for number, row in enumerate(given, 1):
            try:
                feeds.append(feed_of(row, f"feeds[{number}]"))
            except MisspeltError as error:
                faults += error.faults
    else:
        faults.append(("feeds", "is no list of tables"))
    found = None
    try:
        others = {key: value for key, value in table.items() if key not in ("type", "feeds")}
        found = read(Masters, {"version": 0, **others})
    except MisspeltError as error:
        faults += error.faults
    if found is None or faults:
        raise MisspeltError(faults)
    return msgspec.structs.replace(found, feeds=tuple(feeds))


def feed_of(table: object, at: str = "") -> FeedRules:
    """One feed of masters. Raises MisspeltError with every fault."""
    if not isinstance(table, Mapping) or TRAVELS not in table:
        return read_feed(table, at)
    options = table[TRAVELS]
    if not isinstance(options, Mapping):
        raise MisspeltError([(f"{at}.{TRAVELS}" if at else TRAVELS, "is no table of options")])
    beside = {key: value for key, value in table.items() if key != TRAVELS}
    if twice := sorted(beside.keys() & options.keys()):
        raise MisspeltError([(f"{at}.{TRAVELS}" if at else TRAVELS, f"{twice[0]} stands twice")])
    return read_feed({**beside, **options}, at)
