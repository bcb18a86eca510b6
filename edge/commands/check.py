"""``lineside check``: says what is wrong with a file of telegrams, line by line, without sending
any of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from formats import load
from formats.options import read_feed
from settings.files import fault_lines, toml_table
from settings.reader import MisspeltError
from wire.codec import WireError
from wire.ids import FeedId
from wire.masters import FeedRules

app = typer.Typer(help="Say what is wrong with a file of telegrams.", rich_markup_mode=None)

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="One telegram a line.")]
Feeds = Annotated[
    Path | None,
    typer.Option("--feeds", exists=True, help="TOML with [[feed]] tables, as central has them."),
]
Feed = Annotated[str, typer.Option("--feed", help="Which feed the file is of.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of lines.")]


@app.command()
def check(file: File, feed: Feed = "L1", feeds: Feeds = None, as_json: Json = False) -> None:
    """Exit status 0: every line is a telegram; 1: some are not; 2: the question cannot be asked."""
    try:
        rules = _rules(feed, feeds)
        parse = load(rules.format).parse
    except (ValueError, OSError) as error:
        typer.echo(f"check: {error}", err=True)
        raise typer.Exit(2) from error
    problems: list[dict[str, object]] = []
    count = 0
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        count += 1
        try:
            parse(line, rules)
        except WireError as error:
            problems.append({"line": number, "code": error.code, "detail": error.detail})
    if as_json:
        typer.echo(json.dumps({"telegrams": count, "refused": len(problems), "problems": problems}))
    else:
        for problem in problems:
            typer.echo(f"{file}:{problem['line']}: {problem['code']}: {problem['detail']}")
        typer.echo(f"{count} telegrams, {len(problems)} refused")
    raise typer.Exit(1 if problems else 0)


def _rules(feed: str, path: Path | None) -> FeedRules:
    """The rules of one feed. Raises ValueError that names the file and what is wrong."""
    if path is None:
        return FeedRules(feed=FeedId(feed))
    document = toml_table(path)
    tables = document.get("feed")
    for number, table in enumerate(tables if isinstance(tables, list) else (), 1):
        if isinstance(table, dict) and table.get("feed") == feed:
            try:
                return read_feed(table, f"feed[{number}]")
            except MisspeltError as error:
                raise ValueError(fault_lines(path, document, error.faults)) from error
    raise ValueError(f"{path}: no [[feed]] with feed = {feed!r}")
