"""Who orders by a command line: a person, by password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from central.access import signing
from central.access.attempts import LockedError
from central.access.passwords import BusyError
from central.access.rules import Right
from central.commands.session import faults_said
from central.db.clock import now_us
from central.db.database import Database

PasswordFile = Annotated[
    Path | None, typer.Option(help="A file with the password; without it the terminal asks.")
]


def signed_by(db: Database, person: str, password_file: Path | None, right: Right) -> str:
    """The person, by password, who has the right. Raises SignInRefusedError, LockedError,
    BusyError and RuleRefusedError.
    """
    if password_file is not None:
        password = password_file.read_text("utf-8").rstrip("\r\n")
    else:
        password = typer.prompt(f"Password of {person}", hide_input=True)
    found = signing.by_password(db, person, password, source="command line", now_us=now_us())
    signing.refuse_without(found, right)
    return found.who


@contextmanager
def acting(*more: type[Exception]) -> Iterator[None]:
    """As ``faults_said``; signing in is one of the things that are refused."""
    with faults_said(ValueError, *more):
        try:
            yield
        except signing.SignInRefusedError as error:
            raise ValueError("person or password is not right") from error
        except (LockedError, BusyError) as error:
            raise ValueError("too many attempts; try again in a while") from error
