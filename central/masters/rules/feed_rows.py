"""A row of masters read from a table that people wrote. Of a feed, what its format alone has to be
told stands beside the other keys, or under ``format_options`` as in the message. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from central.masters.rules.cells_text import value_of
from formats.options import TRAVELS, options_kind, read_feed
from settings.reader import MisspeltError, fields_of, read
from wire.masters import FeedRules


def read_row(kind: type[Any], table: Mapping[str, Any]) -> Any:
    """Raises MisspeltError with every fault."""
    return feed_of(table) if kind is FeedRules else read(kind, table)


def read_feeds(given: object, at: str) -> tuple[FeedRules, ...]:
    """All of a file. Raises MisspeltError with every fault of every feed."""
    if not isinstance(given, list):
        raise MisspeltError([(at, "is no list of tables")])
    found: list[FeedRules] = []
    faults: list[tuple[str, str]] = []
    for number, table in enumerate(given, 1):
        try:
            found.append(feed_of(table, f"{at}[{number}]"))
        except MisspeltError as error:
            faults += error.faults
    if faults:
        raise MisspeltError(faults)
    return tuple(found)


def feed_of(table: object, at: str = "") -> FeedRules:
    if not isinstance(table, Mapping):
        return read_feed(table, at)
    options = table.get(TRAVELS) or {}
    if not isinstance(options, Mapping):
        raise MisspeltError([(f"{at}.{TRAVELS}" if at else TRAVELS, "is no table of options")])
    known = fields_of(options_kind(table.get("format")))
    told = {
        name: value_of(known[name][0], value) if isinstance(value, str) and name in known else value
        for name, value in options.items()
    }
    return read_feed({key: value for key, value in table.items() if key != TRAVELS} | told, at)
