"""What a format alone has to be told: ``Options`` in its module, a frozen struct with a default for
every field.

``parse`` takes them with ``options_of(rules, Options)``. People write them beside the other keys of
``[[feed]]``; in masters they travel as ``format_options``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

import msgspec

from formats import module_of
from settings.reader import MisspeltError, read
from wire.codec import WireError
from wire.masters import FeedRules

Options = TypeVar("Options", bound=msgspec.Struct)

TRAVELS = "format_options"


class NoOptions(msgspec.Struct, frozen=True):
    """Of a format that needs none."""


def options_of(rules: FeedRules, kind: type[Options]) -> Options:
    """The feed's options. Raises WireError that names each that is wrong."""
    written = {} if rules.format_options is msgspec.UNSET else rules.format_options
    try:
        return read(kind, written)
    except MisspeltError as error:
        raise WireError("format.options", f"feed {rules.feed}: {error}") from error


def option_fault(rules: FeedRules) -> str:
    """What is wrong with the options of a feed's format; empty: nothing."""
    try:
        options_of(rules, options_kind(rules.format))
    except WireError as error:
        return error.detail
    return ""


def options_kind(name: object) -> type[msgspec.Struct]:
    """What the format of that name declares."""
    kind: type[msgspec.Struct] = getattr(module_of(name), "Options", NoOptions)
    return kind


def read_feed(table: object, at: str = "") -> FeedRules:
    """``[[feed]]``, with the options of its format. Raises MisspeltError with every fault."""
    name = table.get("format") if isinstance(table, Mapping) else None
    own = options_kind(name)
    row = read(_table_of(own), table, at)
    rules = {key: getattr(row, key) for key in FeedRules.__struct_fields__ if key != TRAVELS}
    if not own.__struct_fields__:
        return FeedRules(**rules)
    options = own(**{key: getattr(row, key) for key in own.__struct_fields__})
    return FeedRules(**rules, format_options=msgspec.to_builtins(options))


@cache
def _table_of(own: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """The keys of ``[[feed]]`` with a format that has these options."""
    rules = [field for field in msgspec.structs.fields(FeedRules) if field.name != TRAVELS]
    keys: list[Any] = []
    for field in (*rules, *msgspec.structs.fields(own)):
        if field.required:
            keys.append((field.name, field.type))
        elif field.default_factory is not msgspec.NODEFAULT:
            factory = msgspec.field(default_factory=field.default_factory)
            keys.append((field.name, field.type, factory))
        else:
            keys.append((field.name, field.type, field.default))
    return msgspec.defstruct("FeedTable", keys, frozen=True, kw_only=True)
