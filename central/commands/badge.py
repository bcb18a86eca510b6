"""``lineside central badge``: new badges, and what masters say of a badge."""

from __future__ import annotations

import secrets
import sys
from typing import Annotated

import typer

from central.access.badges import floor_key, site_key
from central.commands.session import ConfigPath, faults_said, settings_of
from wire.badges import CARD, keyed_hash, plain_hash

app = typer.Typer(no_args_is_help=True, help="Badges of the people at the cells.")

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""32 that nobody takes for another, in every keyboard layout that a scanner may be set to."""
LENGTH = 26
"""130 bits: nobody finds one by trying."""
GUESSABLE = 16
"""A badge with fewer characters can be found by trying, by whoever has its hash and the key."""
LENGTH_MAX = 200


@app.command()
def new(
    config: ConfigPath,
    count: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 1,
) -> None:
    """Prints new badges: the code to print on the badge, and its ``badge_hash`` for the masters.
    Nothing of them is stored.
    """
    with faults_said():
        key = floor_key(site_key(settings_of(config).data_dir))
        for _ in range(count):
            text = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
            typer.echo(f"{CARD}{text} {keyed_hash(key, plain_hash(text))}")


@app.command("hash")
def hash_of(config: ConfigPath) -> None:
    """Reads badges from standard input, one a line, with or without ``LS:BADGE:``, and prints the
    ``badge_hash`` of each.
    """
    with faults_said():
        key = floor_key(site_key(settings_of(config).data_dir))
        for number, line in enumerate(sys.stdin, start=1):
            text = line.strip().removeprefix(CARD).strip()
            if not text or len(text) > LENGTH_MAX or not text.isprintable():
                typer.echo(
                    f"central: line {number}: a badge has 1 to {LENGTH_MAX} printable characters",
                    err=True,
                )
                raise typer.Exit(2)
            if len(text) < GUESSABLE:
                typer.echo(
                    f"central: line {number}: fewer than {GUESSABLE} characters can be guessed; "
                    "`lineside central badge new` makes better ones",
                    err=True,
                )
            typer.echo(keyed_hash(key, plain_hash(text)))
