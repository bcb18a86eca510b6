"""``lineside central block``: put, lift and list blocks, and see where the pieces are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from central.access.rules import Right
from central.commands.proof import PasswordFile, acting, signed_by
from central.commands.session import ConfigPath, faults_said, opened, settings_of
from central.db.database import Actor
from central.db.work import transact
from central.quality.rules import Wanted
from central.quality.service import blocks, ripple

app = typer.Typer(
    no_args_is_help=True,
    help="Parts, lots and serials that no cell may use.",
    rich_markup_mode=None,
)

Part = Annotated[str, typer.Option("--part", help="Our number, or that of a label.")]
Lot = Annotated[str, typer.Option("--lot", help="One lot of it.")]
Serials = Annotated[list[str] | None, typer.Option("--serial", help="One piece; may be repeated.")]
Person = Annotated[str, typer.Option("--person", help="Who orders it; asks for the password.")]
Second = Annotated[str, typer.Option("--second", help="The second person, who lifts it too.")]
Reason = Annotated[str, typer.Option("--reason", help="Shown at every scan that it refuses.")]
Block = Annotated[str, typer.Argument(help="As `list` names it.")]


@app.command()
def put(
    config: ConfigPath,
    part: Part,
    reason: Reason,
    person: Person,
    lot: Lot = "",
    serial: Serials = None,
    password_file: PasswordFile = None,
) -> None:
    """Blocks a part, one lot of it, or single serials, at every cell."""
    wanted = Wanted(part=part, lot=lot, serials=tuple(serial or ()), reason=reason)
    _put(config, wanted, (person, password_file), unknown_part=False)


@app.command()
def put_ahead(
    config: ConfigPath,
    part: Part,
    reason: Reason,
    person: Person,
    lot: Lot = "",
    serial: Serials = None,
    password_file: PasswordFile = None,
) -> None:
    """As `put`, also of a part that no masters and no piece name yet: goods that are to come."""
    wanted = Wanted(part=part, lot=lot, serials=tuple(serial or ()), reason=reason)
    _put(config, wanted, (person, password_file), unknown_part=True)


def _put(
    config: Path, wanted: Wanted, signed: tuple[str, Path | None], *, unknown_part: bool
) -> None:
    with acting(), opened(settings_of(config)) as db:
        by = Actor(who=signed_by(db, *signed, Right.BLOCK_PIECES), why=wanted.reason)
        made = transact(db, lambda work: blocks.put(work, wanted, unknown_part=unknown_part), by=by)
    typer.echo(f"{made.block}: blocked; cells take it in when they ask next")
    if made.alias:
        typer.echo(f"{made.alias} on a label is part {made.part}")
    known = f"{made.pieces} pieces are" if made.pieces else "no piece is"
    typer.echo(f"{known} known with this{'' if made.pieces else ' yet'}")


@app.command()
def lift(
    config: ConfigPath,
    block: Block,
    reason: Reason,
    person: Person,
    second: Second = "",
    password_file: PasswordFile = None,
    second_password_file: PasswordFile = None,
) -> None:
    """Ends a block at every cell."""
    settings = settings_of(config)
    two = settings.quality.two_to_lift
    with acting(), opened(settings) as db:
        who = signed_by(db, person, password_file, Right.BLOCK_PIECES)
        if second and second != who:
            who += "+" + signed_by(db, second, second_password_file, Right.BLOCK_PIECES)
        by = Actor(who=who, why=reason)
        transact(db, lambda work: blocks.lift(work, block, reason, two=two), by=by)
    typer.echo(f"{block}: lifted; cells let it go when they ask next")


@app.command(name="list")
def list_all(
    config: ConfigPath,
    every: Annotated[bool, typer.Option("--all", help="Lifted ones too.")] = False,
) -> None:
    """What is blocked, and which cells do not have it yet."""
    with faults_said(), opened(settings_of(config)) as db:
        found = blocks.list_blocks(db, open_only=not every)
    for it in found:
        what = f"{it.part} lot {it.lot}" if it.lot else f"{it.part} {', '.join(it.serials)}".strip()
        state = "in force" if it.lifted_us is None else f"lifted by {it.lifted_by}"
        waits = f"; not yet at {', '.join(it.waits_for)}" if it.waits_for else ""
        typer.echo(f"{it.block}: {what}: {it.reason} ({it.person}): {state}{waits}")
    if not found:
        typer.echo("nothing is blocked")


@app.command()
def where(config: ConfigPath, block: Block) -> None:
    """Where the pieces of a block are now, and what is to be done."""
    with faults_said(), opened(settings_of(config)) as db:
        found = db.read(lambda c: ripple.ripple_of_block(c, block))
    for piece in found.pieces:
        it = piece.way.piece
        sure = "" if piece.sure else " (perhaps: its code did not say it)"
        typer.echo(
            f"{piece.state.value}: {it.part} {it.serial or it.lot or '-'} for "
            f"{it.vin or it.call_number}, {it.node} rack {it.rack} slot {it.slot + 1}{sure}"
        )
    for task in found.tasks:
        state = "open" if task.done_us is None else f"done by {task.done_by}"
        typer.echo(
            f"to do: {task.todo.value} {task.subject} at {task.node}, {task.pieces} pieces: "
            f"{state}, {task.owner or 'nobody'}"
        )
