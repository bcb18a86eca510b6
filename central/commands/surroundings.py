"""What central's configuration names and what is not here now: folders, database, broker."""

from __future__ import annotations

import socket
from collections.abc import Iterator

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from central.config import Config
from settings.folders import unwritable

REACH_S = 5


def absent(config: Config) -> list[tuple[str, str]]:
    """Key and what is not here, as ``MisspeltError.faults``. Takes as long as servers that do not
    answer.
    """
    return [*_folders(config), *_database(config), *_broker(config)]


def _folders(config: Config) -> Iterator[tuple[str, str]]:
    for key, folder in (
        ("central.data_dir", config.data_dir),
        ("broadcast.drop_folder", config.drop_folder),
        ("edi.folder", config.edi_folder),
        ("edi.keys", config.edi_keys),
    ):
        if folder is not None and (why := unwritable(folder)):
            yield key, why


def _database(config: Config) -> Iterator[tuple[str, str]]:
    """A server that does not let us in; a file is made at the first start."""
    if config.database.get_backend_name() == "sqlite":
        return
    engine = create_engine(config.database, connect_args={"connect_timeout": REACH_S})
    try:
        engine.connect().close()
    except SQLAlchemyError as error:
        first = str(getattr(error, "orig", error)).strip().splitlines()[0]
        yield "central.database", f"cannot be reached now: {first}"
    finally:
        engine.dispose()


def _broker(config: Config) -> Iterator[tuple[str, str]]:
    broker = config.broker
    if broker is None:
        return
    try:
        socket.create_connection((broker.host, broker.port), timeout=REACH_S).close()
    except OSError as error:
        where = f"{broker.host}:{broker.port}"
        yield "broker.host", f"{where} cannot be reached now: {error.strerror or error}"
