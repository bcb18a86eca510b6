"""``lineside edge enrol``: a code that a supervisor read aloud becomes this cell's token."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from edge.config import CellConfig, ConfigError, load

ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", help="The cell's TOML file: it names central and the token's file."),
]
Central = Annotated[str, typer.Option(help="Central's address, if not from --config.")]
Code = Annotated[str, typer.Option(prompt="Code", help="The one-time code.")]
TokenFile = Annotated[Path | None, typer.Option(help="Where the token goes, if not from --config.")]
Replace = Annotated[bool, typer.Option(help="Write over a token that is there.")]


def enrol(
    code: Code,
    central: Central = "",
    token_file: TokenFile = None,
    config: ConfigFile = None,
    replace: Replace = False,
) -> None:
    """Exchanges a one-time code for this cell's token. Exit status 1: central refuses; 2: what was
    given cannot be used, or central does not answer.
    """
    from edge.sync.enrol import EnrolError, is_open_line
    from edge.sync.enrol import enrol as exchange

    cell = _loaded(config)
    url = central or (cell.central.url if cell else "")
    file = token_file or (Path(cell.central.token_file) if cell else None)
    if not url or file is None:
        typer.echo("lineside edge: give --central and --token-file, or --config", err=True)
        raise typer.Exit(2)
    if is_open_line(url):
        typer.echo(
            f"lineside edge: {url} is not encrypted: whoever listens can read the token", err=True
        )
    try:
        enrolled = exchange(url, code, file, cell=cell.cell.node if cell else "", replace=replace)
    except EnrolError as error:
        typer.echo(f"lineside edge: {error}", err=True)
        raise typer.Exit(1 if error.refused else 2) from error
    typer.echo(f"{file}: token of {enrolled.cell}")
    if enrolled.revoked:
        typer.echo(f"{enrolled.revoked} earlier token(s) of {enrolled.cell} open nothing any more")
    typer.echo(
        f'Next: [cell] node = "{enrolled.cell}" and [central] token_file = "{file}" in the '
        "cell's file, then start it: lineside edge run --config FILE (if it runs, restart it)"
    )


def _loaded(path: Path | None) -> CellConfig | None:
    if path is None:
        return None
    try:
        return load(path)
    except ConfigError as error:
        typer.echo(f"lineside edge: {error}", err=True)
        raise typer.Exit(2) from error
