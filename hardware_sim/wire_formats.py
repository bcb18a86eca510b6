"""How a telegram leaves the line: canonical JSON, or a fixed-width line whose columns this page
lays out. And a recorded day: one JSON object a line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from hardware_sim.plant import FeedRules

_FIELDS = (
    ("call_number", 14),
    ("status", 10),
    ("sequence_number", 5),
    ("vin", 18),
    ("body_number", 10),
    ("model", 8),
    ("colour", 8),
    ("transmission", 9),
)
_OPTION_LENGTH = 7


def fixed_width_columns(option_names: Sequence[str]) -> tuple[dict[str, Any], ...]:
    """Columns under the keys of the masters: the fields first, then one column for each option."""
    columns: list[dict[str, Any]] = []
    start = 0
    lengths = [*_FIELDS, *((f"option:{name}", _OPTION_LENGTH) for name in option_names)]
    for name, length in lengths:
        columns.append({"field": name, "start": start, "length": length})
        start += length
    return tuple(columns)


def encode(telegram: dict[str, Any], feed: FeedRules) -> bytes:
    """The telegram as the feed's format writes it. Raises ValueError for a text that is longer
    than its column.
    """
    if feed.format == "canonical_json":
        return json.dumps(telegram, separators=(",", ":")).encode()
    return "".join(_cell(column, telegram) for column in feed.columns).encode() + b"\r\n"


def _cell(column: dict[str, Any], telegram: dict[str, Any]) -> str:
    name, length = str(column["field"]), int(column["length"])
    if name.startswith("option:"):
        value = telegram["options"].get(name.removeprefix("option:"), "")
    else:
        value = telegram[name]
    text = str(value)
    if len(text) > length:
        raise ValueError(f"{name}: {text!r} is longer than {length} characters")
    return text.ljust(length)


def write_recording(path: Path, telegrams: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for telegram in telegrams:
            file.write(json.dumps(telegram) + "\n")


def read_recording(path: Path) -> Iterator[dict[str, Any]]:
    """Telegrams as recorded. Raises ValueError naming file and line."""
    with path.open(encoding="utf-8") as file:
        for row_number, row in enumerate(file, 1):
            try:
                telegram = json.loads(row)
            except ValueError as error:
                raise ValueError(f"{path}: line {row_number}: {error}") from error
            if not isinstance(telegram, dict):
                raise ValueError(f"{path}: line {row_number}: not an object")
            yield telegram
