"""What every command of central does first and last: read the configuration, open the database, and
end with a line of text where the operator is at fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from central.config import Config, ConfigError, load
from central.db.database import Database, DatabaseError
from central.db.file_lock import only_one
from central.db.private_files import close_files
from central.migrations.schema import refuse_unmigrated
from central.words.reasons import RuleRefusedError
from wire.codec import WireError

ConfigPath = Annotated[Path, typer.Option("--config", help="central.toml")]
_FAULTS: tuple[type[Exception], ...] = (
    ConfigError,
    DatabaseError,
    RuleRefusedError,
    WireError,
    OSError,
)


@contextmanager
def faults_said(*more: type[Exception]) -> Iterator[None]:
    """The operator's faults end with a line of text and status 2, not with a trace."""
    faults = _FAULTS + more
    try:
        yield
    except faults as error:
        typer.echo(f"central: {error}", err=True)
        raise typer.Exit(2) from error


def settings_of(path: Path) -> Config:
    with faults_said():
        return load(path)


@contextmanager
def opened(config: Config, *, checked: bool = True, alone: bool = False) -> Iterator[Database]:
    """The database, closed at the end. ``checked``: it must be at this program's version.
    ``alone``: no central may serve it meanwhile, where one at a time may (SQLite).
    """
    close_files(config)
    with (only_one(config.database) if alone else None) or nullcontext():
        db = Database(config.database)
        try:
            if checked:
                refuse_unmigrated(db)
            yield db
        finally:
            db.close()
