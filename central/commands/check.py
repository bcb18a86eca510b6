"""Says segment by segment what is wrong with one EDI file, without posting any of it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, cast

import typer

from central.edi import profiles
from central.edi.profiles.profile import ANY, Profile, from_table, shipped
from central.edi.read import Reading, read
from central.edi.segment_view import text_at
from syntax.problems import Problem, problem_json

app = typer.Typer(help="Say what is wrong with an EDI file.", rich_markup_mode=None)

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="EDIFACT, X12 or VDA.")]
Partner = Annotated[
    str,
    typer.Option(
        "--partner",
        help="TOML file with a profile, the name of a shipped one, or with --config a partner.",
    ),
]
Config = Annotated[
    Path | None,
    typer.Option("--config", exists=True, dir_okay=False, help="Central's, to know its partners."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of lines.")]


@app.command()
def check(file: File, partner: Partner = "", config: Config = None, as_json: Json = False) -> None:
    """Exit status 0: the file can be posted; 1: refused; 2: the question cannot be asked."""
    try:
        profile = profile_of(partner, config)
        data = file.read_bytes()
    except (ValueError, OSError) as error:
        typer.echo(f"check: {error}", err=True)
        raise typer.Exit(2) from error
    reading = read(data, profile)
    problems = sorted(reading.all_problems(), key=lambda p: p.position.segment)
    texts = text_at(data, problems)
    if as_json:
        typer.echo(json.dumps(report(reading, problems, texts)))
    else:
        for problem, text in zip(problems, texts, strict=True):
            typer.echo(f"{file}: {problem}\n    {text}")
        typer.echo(_summary(reading))
    raise typer.Exit(1 if problems else 0)


def profile_of(partner: str, config: Path | None = None) -> Profile:
    """The profile of central's partner, a shipped one by its name, or one in a file; empty: any
    partner's. Raises ValueError, OSError.
    """
    if not partner:
        return ANY
    kept = _kept(partner, config) if config else None
    if kept is not None:
        return kept
    if partner in profiles.names():
        return shipped(partner)
    path = Path(partner)
    if not path.is_file():
        raise ValueError(
            f"--partner {partner!r} is neither a file nor one of {', '.join(profiles.names())}"
            + (" nor a partner of that central" if config else "")
        )
    try:
        return from_table(tomllib.loads(path.read_text("utf-8")))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def _kept(partner: str, config: Path) -> Profile | None:
    """From central's database, whose libraries are needed only then."""
    try:
        url = import_module("central.config").load(config).database
        if url.get_backend_name() == "sqlite" and not Path(url.database).is_file():
            raise ValueError(f"there is no database {url.database}")
        db = import_module("central.db.database").Database(url)
    except Exception as error:
        raise ValueError(f"{config}: {error}") from error
    find = import_module("central.exchange.partners").find
    try:
        found = db.read(lambda connection: find(connection, partner))
    except Exception as error:
        raise ValueError(f"{config}: partners cannot be read: {error}") from error
    finally:
        db.close()
    return None if found is None else cast("Profile", found.profile)


def report(
    reading: Reading, problems: Sequence[Problem], texts: Sequence[str]
) -> dict[str, object]:
    """What ``--json`` prints. ``texts``: the segment of each problem."""
    return {
        "ok": not problems,
        **_counts(reading),
        "test": any(interchange.test for interchange in reading.interchanges),
        "problems": [
            {**problem_json(p), "text": text} for p, text in zip(problems, texts, strict=True)
        ],
    }


def _counts(reading: Reading) -> dict[str, int]:
    schedules = reading.schedules()
    return {
        "interchanges": len(reading.interchanges),
        "messages": len(reading.messages()),
        "schedules": len(schedules),
        "lines": sum(len(item.lines) for s in schedules for item in s.items),
        "receipts": len(reading.receipts()),
        "acknowledgements": len(reading.acknowledgements()),
    }


def _summary(reading: Reading) -> str:
    counts = [f"{number} {what}" for what, number in _counts(reading).items() if number]
    if any(interchange.test for interchange in reading.interchanges):
        counts.append("marked as a test, which is not posted")
    return ", ".join([*counts, f"{len(reading.all_problems())} problems"])
