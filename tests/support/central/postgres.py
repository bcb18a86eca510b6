"""A throw-away PostgreSQL cluster on a unix socket, for one test session."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any


def find_binaries() -> Path | None:
    """The newest installation's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def why_not() -> str:
    """Why no cluster can be started here; empty: it can."""
    if find_binaries() is None:
        return "postgresql is absent: apt-get install postgresql"
    if os.geteuid() == 0 and not _has_postgres_user():
        return "initdb refuses root and there is no user postgres"
    return ""


def _has_postgres_user() -> bool:
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        return False
    return True


class Cluster:
    """``url(name)`` names a database in it; nothing of it survives ``stop``. ``durable``: with
    fsync, as benchmarks need it.
    """

    def __init__(self, *, durable: bool = False) -> None:
        binaries = find_binaries()
        assert binaries is not None
        self._binaries = binaries
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self._folder = Path(tempfile.mkdtemp(prefix="lineside-pg-"))
        self._user = "postgres" if self._as else pwd.getpwuid(os.geteuid()).pw_name
        if self._as:
            shutil.chown(self._folder, "postgres")
        self._kept: Any = None
        self._data = self._folder / "data"
        self._options = "-c min_wal_size=2GB -c max_wal_size=4GB -c shared_buffers=256MB"
        if not durable:
            # Without autovacuum: it would come between at times, and what needs it is not tested.
            self._options = (
                "-c fsync=off -c full_page_writes=off -c shared_buffers=32MB -c autovacuum=off "
                "-c jit=off"
            )

    def start(self) -> None:
        self._run(
            "initdb", "-D", self._data, "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"
        )
        self.resume()

    def pause(self) -> None:
        """Nobody listens any more; what was committed stays."""
        self._run("pg_ctl", "-D", self._data, "-m", "fast", "-w", "stop")

    def resume(self) -> None:
        options = f"-k {self._folder} -c listen_addresses= -c max_connections=100 {self._options}"
        self._run("pg_ctl", "-D", self._data, "-o", options, "-w", "-t", "20", "start")

    def stop(self) -> None:
        self._let_go()
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def execute(self, statement: str, database: str = "postgres") -> None:
        with self.connect(database) as connection:
            connection.autocommit = True
            connection.execute(statement)

    def again(self, statement: str, database: str) -> None:
        """As ``execute``, by a connection that stays for the next time: to empty all tables takes
        a new one eight times as long as one that knows them.
        """
        import psycopg

        for _ in range(2):
            if self._kept is None or self._kept.info.dbname != database:
                self._let_go()
                self._kept = self.connect(database)
                self._kept.autocommit = True
            try:
                self._kept.execute(statement)
            except psycopg.OperationalError:  # a test ended all connections
                self._let_go()
            else:
                return
        raise AssertionError(f"{database} does not answer")

    def _let_go(self) -> None:
        if self._kept is not None:
            self._kept.close()
        self._kept = None

    def connect(self, database: str) -> Any:
        """A connection of the driver's own, for use as a context."""
        import psycopg

        return psycopg.connect(f"host={self._folder} user={self._user} dbname={database}")

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{self._user}@/{name}?host={self._folder}"

    def _run(self, program: str, *arguments: object) -> None:
        command = [*self._as, str(self._binaries / program), *map(str, arguments)]
        log = self._folder / "log"
        with log.open("ab") as out:
            done = subprocess.run(
                command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd="/", timeout=60
            )
        assert done.returncode == 0, log.read_text(errors="replace")[-2000:]
