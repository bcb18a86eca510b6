"""Fixed width: one line a vehicle; the columns are the feed's configuration.

A column names a field of the telegram, ``option:NAME`` for the value of one option, or
``options`` for a run of codes of
``width`` characters each. Fields are stripped of blanks; a status is read through the feed's
``status_map``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from formats.checks import checked, status_of
from settings.values import shown
from wire.codec import TELEGRAM_BYTES_MAX, WireError
from wire.ids import FeedId
from wire.masters import Column, FeedRules
from wire.telegram import Flag, Telegram

READS_COLUMNS = True
LOCAL = " local"
"""Of a column's code: its times are by the clock on the wall at the line."""

_TIMES = frozenset({"event_us", "planned_us", "received_us"})
_INTEGERS = frozenset({"epoch", "transmission", "previous_transmission", "position"})


_READ = frozenset(Telegram.__struct_fields__) - {"feed", "parts", "status_text"}
_NEEDED = ("call_number", "status")


def column_faults(columns: Sequence[Column]) -> Iterator[tuple[str, str]]:
    """Key and what is wrong, where no line could be read by these columns."""
    for number, column in enumerate(columns, 1):
        if column.field not in _READ and not column.field.startswith("option:"):
            text = f"{shown(column.field)} is no field of a telegram; there are: "
            yield f"columns[{number}].field", f"{text}{', '.join(sorted(_READ))}, option:NAME"
    there = {column.field for column in columns}
    for name in _NEEDED:
        if name not in there:
            yield "columns", f"none is for {name}, which every telegram has"


def parse(data: bytes, rules: FeedRules) -> Telegram:
    """The line as a telegram. Raises WireError that names the column and the characters."""
    if not rules.columns:
        raise WireError("format.columns", f"feed {rules.feed} has no columns; set them in [[feed]]")
    line = _line(data)
    values: dict[str, Any] = {"type": "cat3", "feed": rules.feed, "options": {}}
    for column in sorted(rules.columns, key=lambda each: each.field != "event_zone"):
        if len(line) < column.start + column.length:
            raise WireError(
                "line.short",
                f"line has {len(line)} characters; column {column.field} ends at "
                f"{column.start + column.length}",
            )
        text = line[column.start : column.start + column.length].strip()
        if text:
            _take(values, column, text, rules)
    try:
        telegram = msgspec.convert(values, Telegram)
    except msgspec.ValidationError as error:
        raise WireError("invalid", str(error)) from error
    return checked(telegram, rules)


def _line(data: bytes) -> str:
    if len(data) > TELEGRAM_BYTES_MAX:
        raise WireError("too_large", f"line has {len(data)} bytes, limit {TELEGRAM_BYTES_MAX}")
    try:
        line = data.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise WireError("not_text", f"byte {error.start} is not UTF-8") from error
    if "\n" in line or "\r" in line:
        raise WireError("line.several", "more than one line in a telegram; send one at a time")
    return line


def _take(values: dict[str, Any], column: Column, text: str, rules: FeedRules) -> None:
    name = column.field
    if name.startswith("option:"):
        values["options"][name.removeprefix("option:")] = text
    elif name == "options":
        for start in range(0, len(text), column.width):
            code = text[start : start + column.width].strip()
            if code:
                values["options"][code] = "1"
    elif name == "status":
        values["status_text"] = text
        values["status"] = status_of(text, rules)
    elif name == "flags":
        values["flags"] = tuple(_flag(code) for code in text.split(","))
    elif name in _TIMES:
        values[name] = _time_us(text, column, values.get("event_zone") or rules.zone)
    elif name in _INTEGERS:
        values[name] = _integer(text, column)
    else:
        values[name] = FeedId(text) if name == "feed" else text


def _flag(code: str) -> Flag:
    try:
        return Flag(code.strip().lower())
    except ValueError as error:
        raise WireError("flag.unknown", f"flag {code!r}; there are: {', '.join(Flag)}") from error


def _integer(text: str, column: Column) -> int:
    if not (text.isascii() and text.isdigit()):
        raise WireError("number.invalid", f"column {column.field}: {text!r} is not a whole number")
    return int(text)


def _time_us(text: str, column: Column, zone: str) -> int:
    if not column.code:
        return _integer(text, column)
    if len(text) != 14 or not (text.isascii() and text.isdigit()):
        raise WireError("time.invalid", f"column {column.field}: {text!r} is not {column.code}")
    try:
        when = datetime(
            int(text[:4]), int(text[4:6]), int(text[6:8]), int(text[8:10]), int(text[10:12]),
            int(text[12:]), tzinfo=ZoneInfo(zone) if column.code.endswith(LOCAL) else UTC,
        )  # fmt: skip
    except ZoneInfoNotFoundError as error:
        raise WireError("time.zone", f"column {column.field}: no zone {zone!r}") from error
    except ValueError as error:
        raise WireError("time.invalid", f"column {column.field}: {text!r}: {error}") from error
    return int(when.timestamp()) * 1_000_000
