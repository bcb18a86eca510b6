"""``lineside central timeline``: the time line of a car or rack as a document, and its check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from central.access.badges import site_key
from central.commands.session import ConfigPath, faults_said, opened, settings_of
from central.db.clock import now_us
from central.tracking.service import timeline
from central.web.printed import moment

app = typer.Typer(
    no_args_is_help=True, help="The time line of a car or rack as a document for a dispute."
)


@app.command()
def export(
    config: ConfigPath,
    kind: Annotated[str, typer.Argument(help="vin, call, serial or rack")],
    key: Annotated[str, typer.Argument(help="Which one.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
) -> None:
    """Writes everything that is known under the key, sealed with this site's key."""
    if kind not in timeline.KINDS:
        typer.echo(f"central: {kind!r} is none of {', '.join(timeline.KINDS)}", err=True)
        raise typer.Exit(2)
    settings = settings_of(config)
    with faults_said(), opened(settings) as db:
        sealed_with = site_key(settings.data_dir)
        data = timeline.document(
            db, sealed_with, kind, key, made_by="this machine", now_us=now_us()
        )
        if data is None:
            typer.echo(f"central: nothing is known of {kind} {key}", err=True)
            raise typer.Exit(1)
        out.write_bytes(data)


@app.command()
def verify(
    config: ConfigPath,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
) -> None:
    """Whether a document is as this site wrote it, and its facts are those that are held. Exit
    status 0: it is; 1: it is not, with what does not fit.
    """
    settings = settings_of(config)
    with faults_said(ValueError), opened(settings) as db:
        found = timeline.check(db, site_key(settings.data_dir), file.read_bytes())
    typer.echo(
        f"{found.about} {found.key}: {found.facts} facts, "
        f"made {moment(found.made_us)} by {found.made_by}"
    )
    for fault in found.faults:
        typer.echo(fault)
    typer.echo("not intact" if found.faults else "intact")
    raise typer.Exit(1 if found.faults else 0)
