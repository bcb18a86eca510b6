"""What PostgreSQL's planner knows of our tables, kept fit to their size by ourselves.

Without statistics it believes that a serial number is shared by a two-hundredth of all rows, and
reads a table whole to find a few hundred of them. Its own autovacuum comes a minute or more after
a table has grown: a central that is new, or restored from a dump, and takes a backlog would work
all that time without. So whoever projects looks, and analyses what has grown by half since it was
analysed: a few times while a table fills, and then ever more seldom.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

from central.db.database import METADATA, Database, hold_free

PAGES_MIN: Final = 16
"""A smaller table is read whole, and rightly."""
GROWTH: Final = 1.5
_KEY: Final = ("table statistics",)
_STALE = text(
    "SELECT name FROM (SELECT c.relname AS name, c.relnamespace, c.relpages, c.reltuples, "
    "pg_relation_size(c.oid) / CAST(current_setting('block_size') AS int) AS pages "
    "FROM unnest(CAST(:names AS text[])) AS wanted JOIN pg_class c ON c.oid = to_regclass(wanted)"
    ") AS sizes WHERE pages > :pages_min AND (pages > :growth * relpages OR reltuples <> 0 AND "
    "NOT EXISTS (SELECT FROM pg_stats WHERE tablename = name "
    "AND schemaname = CAST(CAST(relnamespace AS regnamespace) AS text))) "
    "ORDER BY pages, name"
)


def renew(db: Database) -> list[str]:
    """Analyses the tables that need it, each in a transaction of its own, and returns their names;
    none where another process is at it. SQLite needs no statistics to take an index.
    """
    done: list[str] = []

    def one(connection: Connection) -> str:
        if not hold_free(connection, [_KEY]):
            return ""
        name = next((name for name in stale(connection) if name not in done), "")
        if name:
            connection.execute(text(f'ANALYZE (SKIP_LOCKED) "{name}"'))
        return name

    while not db.is_sqlite and (name := db.write(one)):
        done.append(name)
    return done


def stale(connection: Connection) -> list[str]:
    """Tables of ours without statistics or with those of a much smaller table, small ones first."""
    values = {"names": sorted(METADATA.tables), "pages_min": PAGES_MIN, "growth": GROWTH}
    return list(connection.execute(_STALE, values).scalars())
