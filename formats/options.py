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

from formats import module_of, names
from settings.reader import MisspeltError, read
from settings.values import shown
from wire.codec import WireError
from wire.masters import FeedRules

Options = TypeVar("Options", bound=msgspec.Struct)

TRAVELS = "format_options"
READS_COLUMNS = "READS_COLUMNS"
"""True in the module of a format that reads ``columns`` of a feed, and needs them."""

_DEFAULT = next(it.default for it in msgspec.structs.fields(FeedRules) if it.name == "format")


class NoOptions(msgspec.Struct, frozen=True):
    """Of a format that needs none."""


def options_of(rules: FeedRules, kind: type[Options]) -> Options:
    """The feed's options. Raises WireError that names each that is wrong."""
    written = {} if rules.format_options is msgspec.UNSET else rules.format_options
    try:
        return read(kind, written)
    except MisspeltError as error:
        raise WireError("format.options", f"feed {rules.feed}: {error}") from error


def format_fault(rules: FeedRules) -> str:
    """What is wrong with a feed's format, its columns or options; empty: nothing."""
    faults = _faults(rules.format, rules.columns) or _column_faults(rules)
    for key, text in faults:
        return f"feed {rules.feed}: {key}: {text}"
    try:
        options_of(rules, options_kind(rules.format))
    except WireError as error:
        return error.detail
    return ""


def _faults(name: str, columns: object) -> list[tuple[str, str]]:
    """Key of ``[[feed]]`` and what is wrong with it."""
    module = module_of(name)
    if module is None:
        return [("format", f"{shown(name)} is none; there are: {', '.join(names())}")]
    reads = getattr(module, READS_COLUMNS, False)
    if reads and not columns:
        return [("columns", f"{name} needs them: which field stands where in a line")]
    if columns and not reads:
        return [("columns", f"{name} reads none: leave them out, or name another format")]
    return []


def _column_faults(rules: FeedRules) -> list[tuple[str, str]]:
    """What the format says of columns that are there."""
    say = getattr(module_of(rules.format), "column_faults", None)
    return [] if say is None or not rules.columns else list(say(rules.columns))


def options_kind(name: object) -> type[msgspec.Struct]:
    """What the format of that name declares."""
    kind: type[msgspec.Struct] = getattr(module_of(name), "Options", NoOptions)
    return kind


def read_feed(table: object, at: str = "") -> FeedRules:
    """``[[feed]]``, with the options of its format. Raises MisspeltError with every fault. Of a
    format that is not there nobody knows the options: they are not judged.
    """
    given = dict(table) if isinstance(table, Mapping) else {}
    name = given.get("format", _DEFAULT)
    own = options_kind(name)
    known = _table_of(own)
    faults = _faults(name, given.get("columns")) if isinstance(name, str) else []
    faults = [(f"{at}.{key}" if at else key, text) for key, text in faults]
    if given and module_of(name) is None:
        table = {key: given[key] for key in given if key in known.__struct_fields__}
    try:
        row = read(known, table, at)
    except MisspeltError as error:
        faults += error.faults
    if faults:
        raise MisspeltError(faults)
    found = _rules_of(row, own)
    if faults := _column_faults(found):
        raise MisspeltError([(f"{at}.{key}" if at else key, text) for key, text in faults])
    return found


def _rules_of(row: msgspec.Struct, own: type[msgspec.Struct]) -> FeedRules:
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
