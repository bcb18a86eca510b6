"""In which line of a file a key stands, for faults that name it. Pure.

A key is written as ``settings.reader`` writes it: ``families[1].variants[2].part``, counted from 1.
What cannot be placed has the line of what it stands in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

Lines = Mapping[str, int]

_HEAD = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\-\"' ]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+|\"[^\"]*\")\s*=")
_ROW = re.compile(r"\s*\{")
_INNER = re.compile(r"[{,]\s*([A-Za-z0-9_-]+)\s*=")
_TOKEN = re.compile(r'[ \t\r]*(?:(\n)|("(?:[^"\\]|\\.)*")|([{}\[\],:])|([^\s{}\[\],:"]+))')


def line_of(key: str, lines: Lines) -> int:
    """0: nothing of it is placed."""
    while key:
        if found := lines.get(key) or lines.get(f"{key}[1]"):
            return found
        key = key[: max(key.rfind("."), key.rfind("["))] if "." in key or "[" in key else ""
    return 0


def toml_lines(text: str) -> Lines:
    """Of text that is TOML."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    at, rows = "", ""
    for number, line in enumerate(text.splitlines(), start=1):
        if head := _HEAD.match(line):
            at = _table(head[2], head[1] == "[[", counts)
            rows = ""
            found.setdefault(at, number)
        elif key := _KEY.match(line):
            rows = f"{at}.{key[1].strip(chr(34))}" if at else key[1].strip('"')
            counts.pop(rows, None)
            found.setdefault(rows, number)
        elif rows and _ROW.match(line):
            counts[rows] = counts.get(rows, 0) + 1
            row = f"{rows}[{counts[rows]}]"
            found.setdefault(row, number)
            for inner in _INNER.findall(line):
                found.setdefault(f"{row}.{inner}", number)
    return found


def _table(name: str, repeated: bool, counts: dict[str, int]) -> str:
    """The key of a table whose head is ``name``: each list on the way at its newest row."""
    place = ""
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    for n, part in enumerate(parts, start=1):
        place = f"{place}.{part}" if place else part
        if n == len(parts) and repeated:
            counts[place] = counts.get(place, 0) + 1
        if place in counts:
            place = f"{place}[{counts[place]}]"
    return place


def json_lines(text: str) -> Lines:
    """Of text that is JSON."""
    reader = _Json(text)
    reader.value("")
    return reader.found


class _Json:
    def __init__(self, text: str) -> None:
        self.found: dict[str, int] = {}
        self._tokens: list[tuple[int, str]] = []
        line, place = 1, 0
        while match := _TOKEN.match(text, place):
            if match[1]:
                line += 1
            else:
                self._tokens.append((line, match[0].strip()))
            place = match.end()
        self._at = 0

    def value(self, at: str) -> None:
        line, sign = self._next()
        if at:
            self.found.setdefault(at, line)
        if sign == "{":
            while self._peek() not in ("}", ""):
                key_line, key = self._next()
                place = f"{at}.{json.loads(key)}" if at else str(json.loads(key))
                self.found.setdefault(place, key_line)
                self._next()
                self.value(place)
                self._skip(",")
            self._next()
        elif sign == "[":
            number = 0
            while self._peek() not in ("]", ""):
                number += 1
                self.value(f"{at}[{number}]")
                self._skip(",")
            self._next()

    def _peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _next(self) -> tuple[int, str]:
        found = self._tokens[self._at] if self._at < len(self._tokens) else (0, "")
        self._at += 1
        return found

    def _skip(self, sign: str) -> None:
        if self._peek() == sign:
            self._at += 1
