"""The schema's version: brought up by ``central migrate``, checked before serving.

A step is a file ``migrations/versions/v<revision>_<name>.py``, found by its name, so that to look
at a version takes a listing and not the migration library.
"""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Connection, Text, column, inspect, select, table, text

from central.audit import triggers
from central.db.database import Database, DatabaseError
from central.db.siblings import others_listen

_FOLDER = Path(__file__).parent
_STEP = re.compile(r"v(\d{4})_\w+\.py")
_VERSION_TABLE = "alembic_version"


def migrate(db: Database) -> str:
    """Brings the database to the newest version and returns it, all steps in one transaction, with
    the triggers of the history after them.
    DatabaseError if a newer program has been here, or if a central serves PostgreSQL's database: it
    would write rows of its own version beside those of the new one. (SQLite: ``only_one``.)
    """
    import alembic.command
    from alembic.config import Config

    refuse_newer(db)
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))

    def work(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":  # several may start at once
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('lineside migrate'))"))
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, "head")
        triggers.install(connection)

    if version_of(db) != newest_version():
        if others_listen(db):
            raise DatabaseError("a central serves this database: stop it, and migrate again")
        db.write(work)
    return newest_version()


def known_versions() -> list[str]:
    """Every version that this program knows, the oldest first."""
    names = (_STEP.fullmatch(path.name) for path in (_FOLDER / "versions").iterdir())
    return sorted(name[1] for name in names if name is not None)


def newest_version() -> str:
    return known_versions()[-1]


def version_of(db: Database) -> str:
    """The database's version; empty: it was never migrated."""

    def work(connection: Connection) -> str:
        if not inspect(connection).has_table(_VERSION_TABLE):
            return ""
        version = table(_VERSION_TABLE, column("version_num", Text))
        return connection.execute(select(version.c.version_num)).scalar() or ""

    return db.read(work)


def refuse_newer(db: Database) -> None:
    """DatabaseError for a version that this program does not know."""
    version = version_of(db)
    if version and version not in known_versions():
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
