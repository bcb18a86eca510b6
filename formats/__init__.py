"""Broadcast formats: a maker's bytes to the canonical telegram. One file per format, found by its
name.

Each module has ``parse(data, rules) -> Telegram`` and raises ``WireError`` with what, where and
what to do. What the format alone has to be told stands in its module too, as ``Options``
(``formats.options``). They are a package of their own because the gateway and a cell that listens
to a maker's own feed read the same bytes.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType
from typing import Protocol, cast

from wire.codec import WireError
from wire.masters import FeedRules
from wire.telegram import Telegram


class Format(Protocol):
    def parse(self, data: bytes, rules: FeedRules) -> Telegram: ...


def names() -> tuple[str, ...]:
    """The formats there are, in alphabetical order."""
    rooms = (room.name for room in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in rooms if module_of(name) is not None))


def load(name: str) -> Format:
    """The format of that name. Raises WireError ``format.unknown`` and names those there are."""
    module = module_of(name)
    if module is None:
        raise WireError("format.unknown", f"no format {name!r}; there are: {', '.join(names())}")
    return cast("Format", module)


def module_of(name: object) -> ModuleType | None:
    """The room of the format of that name; None: there is none, or it cannot be loaded here."""
    if not isinstance(name, str) or not name.isidentifier():
        return None
    try:
        module = import_module(f"formats.{name}")
    except ImportError:
        return None
    return module if hasattr(module, "parse") else None
