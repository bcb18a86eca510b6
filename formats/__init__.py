"""Broadcast formats: a maker's bytes to the canonical telegram. One file per format, found by its
name.

Each module has ``parse(data, rules) -> Telegram`` and raises ``WireError`` with what, where and
what to do. They live
with the messages because the gateway and a cell that listens to a maker's own feed read the same
bytes.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Protocol, cast

from wire.codec import WireError
from wire.masters import FeedRules
from wire.telegram import Telegram


class Format(Protocol):
    def parse(self, data: bytes, rules: FeedRules) -> Telegram: ...


def names() -> tuple[str, ...]:
    """The formats there are, in alphabetical order."""
    return tuple(sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name != "checks"))


def load(name: str) -> Format:
    """The format of that name. Raises WireError ``format.unknown`` and names those there are."""
    if name not in names():
        raise WireError("format.unknown", f"no format {name!r}; there are: {', '.join(names())}")
    return cast("Format", import_module(f"formats.{name}"))
