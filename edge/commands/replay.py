"""``lineside replay``: folds a journal again beside the running cell, verifies its chain and
shows what was known.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from edge.cell.evolve import evolve
from edge.cell.model import CellState
from edge.journal.chain import ChainRow, first_damage
from edge.journal.store import ALL_FACTS, DATABASE_NAME
from wire.codec import decode_fact

app = typer.Typer(help="Fold a journal again.", rich_markup_mode=None)

Folder = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="A cell's data_dir.")]
Until = Annotated[int | None, typer.Option(help="Fold no further than this offset.")]
Show = Annotated[str, typer.Option(help="Print every fact that contains this text, e.g. a VIN.")]


@app.command()
def replay(folder: Folder, until: Until = None, show: Show = "") -> None:
    """Prints one JSON object. Exit status 0: the chain holds; 1: it does not, and where. Nothing
    from the damage on is folded, but all of it is searched.
    """
    connection = sqlite3.connect(f"file:{folder / DATABASE_NAME}?mode=ro", uri=True)
    try:
        rows = [ChainRow._make(row) for row in connection.execute(ALL_FACTS)]
    except sqlite3.Error as error:
        typer.echo(f"replay: {folder / DATABASE_NAME}: {error}", err=True)
        raise typer.Exit(2) from error
    finally:
        connection.close()
    if until is not None:
        rows = [row for row in rows if row.offset <= until]
    state = CellState()
    kinds: Counter[str] = Counter()
    damage = first_damage(rows)
    for offset, at_us, _digest, body in rows:
        if damage is None or offset < damage.offset:
            fact = decode_fact(body)
            kinds[str(fact.__struct_config__.tag)] += 1
            evolve(state, fact, at_us, offset)
        text = body.decode("utf-8", "backslashreplace")
        if show and show in text:
            typer.echo(f"{offset} {at_us} {text}")
    typer.echo(json.dumps(_figures(state, kinds, "" if damage is None else damage.text)))
    raise typer.Exit(0 if damage is None else 1)


def _figures(state: CellState, kinds: Counter[str], broken: str) -> dict[str, Any]:
    return {
        "chain": broken or "holds",
        "last_offset": state.offset,
        "facts": dict(sorted(kinds.items())),
        "feeds": {
            feed: {"epoch": known.epoch, "vehicles": len(known.vehicles)}
            for feed, known in state.feeds.items()
        },
        "racks": len(state.racks),
        "racks_shipped": state.racks_shipped(),
        "verdicts": dict(sorted(state.scans.items())),
        "exceptions": len(state.exceptions),
    }
