"""``lineside central audit``: the history from the terminal."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from central.audit import service
from central.audit.keeper import anchor_file
from central.audit.rules import Verdict
from central.audit.service import AnchorFile
from central.commands.session import ConfigPath, faults_said, opened, settings_of

app = typer.Typer(no_args_is_help=True, help="The history of changes: verify, show.")
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of lines.")]


@app.command()
def verify(
    config: ConfigPath,
    anchors: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A copy of the anchors that was kept away."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Reads the whole history against its chain, the anchors and the rows that it is about. Exit
    status 0: intact. Beside a serving central too.
    """
    settings = settings_of(config)
    with faults_said(), opened(settings) as db:
        file = AnchorFile(anchors) if anchors is not None else anchor_file(settings.data_dir)
        report = service.check(db, file.read())
    if as_json:
        typer.echo(msgspec.json.encode(asdict(report)))
    else:
        where = f" at seal {report.seal}" if report.seal else ""
        detail = f": {report.detail}" if report.detail else ""
        typer.echo(f"{report.verdict}{where}{detail}")
        typer.echo(f"newest seal {report.head.seal} {report.head.hash}")
    raise typer.Exit(0 if report.verdict is Verdict.INTACT else 1)


@app.command()
def show(
    config: ConfigPath,
    of: Annotated[str, typer.Argument(help="An object, as agreements:NW-1; all without it.")] = "",
    rows: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
) -> None:
    """The newest changes, one line each column that changed."""
    with faults_said(), opened(settings_of(config)) as db:
        for change in db.read(lambda c: service.history(c, of=of, rows=rows)):
            why = f" ({change.why})" if change.why else ""
            typer.echo(f"{change.at_us} {change.object} {change.action} by {change.who}{why}")
            for name, was, now in service.differences(change):
                typer.echo(f"    {name}: {was} -> {now}")
