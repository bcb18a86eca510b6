"""``central edi``: a folder of files at once, on the command line."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from central.commands.session import ConfigPath, faults_said, opened, settings_of
from central.db.clock import now_us
from central.db.database import Actor, Database

app = typer.Typer(no_args_is_help=True, help="Interchanges of partners.")

Folder = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Its plain files.")]
Partner = Annotated[str, typer.Option(help="Whose files they are; empty: as their envelopes say.")]


@app.callback()
def edi() -> None:
    """Keeps its commands as subcommands, also while there is one."""


@app.command("import")
def import_folder(folder: Folder, config: ConfigPath, partner: Partner = "") -> None:
    """Takes every file of a folder in the order of their names, and says what became of each.

    The files stay where they are; the same bytes again are recognised. Exit status 0: all are
    posted or were before; 1: some are not; 2: it could not be done. On SQLite no central may serve
    meanwhile: use the page Import, or the partner's folder.
    """
    with faults_said(), opened(settings_of(config), alone=True) as db:
        counts = _import(db, folder, partner)
    typer.echo(
        ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "nothing"
    )
    raise typer.Exit(1 if counts.keys() - {"posted", "duplicate"} else 0)


def _import(db: Database, folder: Path, partner: str) -> Counter[str]:
    from central.exchange import lists, service, store
    from central.exchange.connection import fault_of_file
    from central.releases import post

    paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    counts: Counter[str] = Counter()
    for number, path in enumerate(paths, start=1):
        head = f"[{number}/{len(paths)}] {store.plain(path.name)}"
        size = path.lstat().st_size
        plain = path.is_file()
        if why := fault_of_file(path.name, link=path.is_symlink(), plain=plain, size=size):
            typer.echo(f"{head}: not taken: {why.text}")
            counts["not taken"] += 1
            continue
        incoming = service.Incoming(
            name=path.name, data=path.read_bytes(), way="import", partner=partner
        )
        by = Actor(who="command line")
        taken = service.take(db, post, incoming, now_us=now_us(), by=by)
        for one in taken.all():
            row = db.read(partial(store.load, interchange=one.interchange))
            state = lists.shown_state(row) if row else one.state.value
            words = f": {row.problems[0].detail}" if row and row.problems else ""
            typer.echo(f"{head}: interchange {one.interchange} {state}{words}")
            counts[state] += 1
    return counts
