"""Reads the scenario pages: a heading, a rule, and tables by name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.paths import SCENARIOS

Row = dict[str, str]
Tables = dict[str, list[Row]]
OFFICE = "office"
"""The rule of what happens in the whole office: everything at once."""


@dataclass(frozen=True)
class Scenario:
    page: str
    title: str
    rule: str
    given: Tables = field(default_factory=dict)
    then: Tables = field(default_factory=dict)


def scenarios() -> list[Scenario]:
    return [found for page in sorted(SCENARIOS.glob("*.md")) for found in read(page)]


def read(page: Path) -> list[Scenario]:
    """The sections of one page that name a rule."""
    sections = re.split(r"^## ", page.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return [
        _scenario(page.stem, section)
        for section in sections
        if re.search(r"^Rule: ", section, re.MULTILINE)
    ]


def _scenario(page: str, section: str) -> Scenario:
    title, _, body = section.partition("\n")
    named = re.search(r"^Rule: `(\w+)`$", body, re.MULTILINE)
    assert named, f"{page}: {title}: the rule is not in backquotes"
    tables: Tables = {}
    for name, rows in re.findall(r"^\*\*([^*]+)\*\*\n\n((?:\|.*\n?)+)", body, re.MULTILINE):
        assert name not in tables, f"{page}: {title}: {name} appears twice"
        tables[name] = _rows(rows)
    assert len(tables) == body.count("\n**"), f"{page}: {title}: a name without its table"
    then = {name: rows for name, rows in tables.items() if name.startswith("Then")}
    assert then, f"{page}: {title}: nothing is expected"
    given = {name: rows for name, rows in tables.items() if name not in then}
    return Scenario(page=page, title=title, rule=named[1], given=given, then=then)


def _rows(text: str) -> list[Row]:
    cells = [[c.strip() for c in line.strip().strip("|").split("|")] for line in text.splitlines()]
    header, _, *rows = cells
    return [dict(zip(header, row, strict=True)) for row in rows]


def record(rows: list[Row]) -> Row:
    """A table of two columns as one record."""
    return {next(iter(row.values())): list(row.values())[1] for row in rows}


def compared(found: list[Row], expected: list[Row]) -> None:
    """A record shows what matters of it; a list all of its rows, by the columns that matter."""
    if expected and list(expected[0]) == ["field", "value"]:
        for row in expected:
            assert row in found
    else:
        columns = list(expected[0]) if expected else []
        assert [{c: row[c] for c in columns} for row in found] == expected
