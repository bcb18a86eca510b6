"""``lineside central person``: people from the terminal; the first administrator begins here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from central.access import people
from central.access.badges import site_key
from central.access.rules import TokenRole
from central.config import ConfigError, load
from central.db.clock import now_us
from central.db.database import Actor, Database, DatabaseError
from central.db.private_files import close_files
from central.migrations.schema import refuse_unmigrated
from central.words.reasons import RuleRefusedError

app = typer.Typer(no_args_is_help=True, help="People: the first administrator, and a way back in.")
ConfigPath = Annotated[Path, typer.Option("--config", help="central.toml")]
Person = Annotated[str, typer.Argument(help="The person's id.")]
PasswordFile = Annotated[
    Path | None, typer.Option(help="A file with the password; without it the terminal asks.")
]
_BY = Actor(who="command line")


@app.command()
def create(
    config: ConfigPath,
    person: Person,
    role: Annotated[list[TokenRole], typer.Option(help="May be given several times.")],
    name: Annotated[str, typer.Option(help="As it is shown; empty: the id.")] = "",
    language: Annotated[str, typer.Option(help="de or en; empty: the browser's.")] = "",
    password_file: PasswordFile = None,
) -> None:
    """Makes a person who signs in by password. There is no default person and no default
    password.
    """
    with _opened(config) as db:
        made = people.create(
            db,
            people.NewPerson(
                person=person,
                name=name or person,
                roles=role,
                language=language,
                password=_password(password_file),
            ),
            by=_BY,
            now_us=now_us(),
        )
        typer.echo(f"{made} may sign in as {', '.join(sorted(role))}")


@app.command()
def password(config: ConfigPath, person: Person, password_file: PasswordFile = None) -> None:
    """Sets a new password; every session of the person ends."""
    with _opened(config) as db:
        people.set_password(db, person, _password(password_file), by=_BY, now_us=now_us())
        typer.echo(f"{person} has a new password; open sessions are closed")


@app.command()
def unlock(config: ConfigPath, person: Person) -> None:
    """Lets a person try again at once after refused attempts."""
    with _opened(config) as db:
        people.unlock(db, person, by=_BY, now_us=now_us())
        typer.echo(f"{person} may try again")


@app.command("list")
def list_all(config: ConfigPath) -> None:
    """One line a person: id, roles, name, state."""
    with _opened(config) as db:
        key = site_key(load(config).data_dir)
        for view in db.read(lambda connection: people.list_people(connection, key, now_us())):
            state = "active" if view.active else "inactive"
            state = "locked" if view.active and view.locked_until_us else state
            typer.echo(f"{view.person} {','.join(view.roles) or '-'} {view.name} {state}")


def _password(file: Path | None) -> str:
    if file is not None:
        return file.read_text("utf-8").rstrip("\r\n")
    text: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return text


@contextmanager
def _opened(config: Path) -> Iterator[Database]:
    """The operator's faults end with a line of text and status 2, not with a trace."""
    try:
        settings = load(config)
        close_files(settings)
        db = Database(settings.database)
        try:
            refuse_unmigrated(db)
            yield db
        finally:
            db.close()
    except people.PersonUnknownError as error:
        _end(f"there is no person {error}", error)
    except (ConfigError, DatabaseError, RuleRefusedError, OSError, UnicodeDecodeError) as error:
        _end(str(error), error)


def _end(text: str, error: Exception) -> None:
    typer.echo(f"central: {text}", err=True)
    raise typer.Exit(2) from error
