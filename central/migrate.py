"""The schema's version: brought up by ``central migrate``, checked before serving."""

from __future__ import annotations

from pathlib import Path

import alembic.command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from central.db import Database, DatabaseError

_FOLDER = Path(__file__).parent / "migrations"


def migrate(db: Database) -> str:
    """Brings the database to the newest version and returns it, all steps in one transaction.
    DatabaseError if a newer program has been here.
    """
    refuse_newer(db)
    config = _config()

    def work(connection: Connection) -> None:
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, "head")

    db.write(work)
    return newest_version()


def newest_version() -> str:
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def version_of(db: Database) -> str:
    """The database's version; empty: it was never migrated."""
    return db.write(lambda c: MigrationContext.configure(c).get_current_revision()) or ""


def refuse_newer(db: Database) -> None:
    """DatabaseError for a version that this program does not know."""
    version = version_of(db)
    known = {step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()}
    if version and version not in known:
        raise DatabaseError(
            f"the database is at version {version}, which this program does not know: "
            "a newer one has migrated it. Use that, or restore the copy from before."
        )


def refuse_unmigrated(db: Database) -> None:
    """DatabaseError unless the database is exactly at our version."""
    refuse_newer(db)
    version, newest = version_of(db), newest_version()
    if version != newest:
        raise DatabaseError(
            f"the database is at version {version or 'none'}, this program needs {newest}: "
            "run `central migrate --config ...` (or serve --migrate)"
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config
