"""A command that writes to the file of a serving central takes turns with it before SQLite is
asked, whose own turns are what older versions get wrong.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import make_url

from central.db.database import Database

OTHER = """
import fcntl, sys
lock = open(sys.argv[1], "w")
try:
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    sys.exit(7)
"""
HELD = 7


def test_a_write_holds_the_file_for_its_process_alone(migrated_file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "central.db"
    copy.write_bytes(migrated_file.read_bytes())
    db = Database(make_url(f"sqlite:///{copy}"))

    def other(*_: object) -> int:
        """What another process finds that asks for its turn."""
        lock = copy.with_name("central.db.write")
        return subprocess.run([sys.executable, "-c", OTHER, str(lock)], check=False).returncode

    assert db.write(other) == HELD
    assert other() == 0, "it is free between writes"
    with pytest.raises(ZeroDivisionError):
        db.write(lambda _: 1 / 0)
    assert other() == 0, "and after one that failed"
    assert db.read(other) == 0, "reading holds nothing"
    db.close()
