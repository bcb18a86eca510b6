"""A site for command lines: its configuration, people, and the facts of a cell's day."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import make_url

from central.db.database import Database
from central.tracking.intake import take_batch
from tests.support.central.journal import Journal, plain_day
from tests.support.central.people import GOOD, person


def site_with_a_day(folder: Path, migrated_file: Path) -> None:
    """With ``central.toml``; the file ``password`` is that of quinn, uma (supervisor) and vic."""
    (folder / "data").mkdir(mode=0o700)
    file = folder / "data" / "central.db"
    file.write_bytes(migrated_file.read_bytes())
    file.chmod(0o600)
    (folder / "central.toml").write_text('[central]\ndata_dir = "data"\n[[feed]]\nfeed = "L1"\n')
    (folder / "password").write_text(GOOD)
    db = Database(make_url(f"sqlite:///{file}"))
    person(db, "quinn", "quality")
    person(db, "uma", "supervisor")
    person(db, "vic", "viewer")
    take_batch(db, Journal("cell-a").write(*plain_day()).batch(), incarnation="i" * 32, now_us=5)
    db.close()
