"""Says segment by segment what is wrong with one EDI file, without posting any of it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Annotated

import typer

from central.edi.problems import Problem
from central.edi.profile import ANY, Profile, from_table
from central.edi.reading import Reading, read

app = typer.Typer(help="Say what is wrong with an EDI file.", rich_markup_mode=None)

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="EDIFACT, X12 or VDA.")]
Partner = Annotated[
    Path | None,
    typer.Option("--partner", exists=True, dir_okay=False, help="TOML with the partner's profile."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of lines.")]


@app.command()
def check(file: File, partner: Partner = None, as_json: Json = False) -> None:
    """Exit status 0: the file can be posted; 1: refused; 2: the question cannot be asked."""
    try:
        profile = _profile(partner)
        reading = read(file.read_bytes(), profile)
    except (ValueError, OSError) as error:
        typer.echo(f"check: {error}", err=True)
        raise typer.Exit(2) from error
    problems = reading.all_problems()
    if as_json:
        typer.echo(json.dumps(report(reading)))
    else:
        for problem in problems:
            typer.echo(f"{file}: {problem}")
        counts = report(reading)
        typer.echo(
            f"{counts['interchanges']} interchanges, {counts['messages']} messages,"
            f" {counts['schedules']} schedules, {counts['lines']} lines,"
            f" {len(problems)} problems"
        )
    raise typer.Exit(1 if problems else 0)


def report(reading: Reading) -> dict[str, object]:
    """What ``--json`` prints."""
    schedules = reading.schedules()
    return {
        "ok": not reading.all_problems(),
        "interchanges": len(reading.interchanges),
        "messages": sum(len(i.messages()) for i in reading.interchanges),
        "schedules": len(schedules),
        "lines": sum(len(item.lines) for s in schedules for item in s.items),
        "problems": [_as_json(problem) for problem in reading.all_problems()],
    }


def _as_json(problem: Problem) -> dict[str, object]:
    at = problem.position
    return {
        "code": problem.code,
        "detail": problem.detail,
        "segment": at.segment,
        "tag": at.tag,
        "element": at.element,
        "component": at.component,
        "offset": at.offset,
    }


def _profile(path: Path | None) -> Profile:
    if path is None:
        return ANY
    try:
        return from_table(tomllib.loads(path.read_text("utf-8")))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
