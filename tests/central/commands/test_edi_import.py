"""``central edi import``: a folder of files, and what became of each."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import make_url
from typer.testing import CliRunner

from central.commands.central import app
from central.db.database import Actor, Database
from central.db.file_lock import only_one
from central.db.work import Work
from central.exchange import partners
from tests.support.central.exchange import delfor


def test_each_file_is_taken_and_said(tmp_path: Path, migrated_file: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "central.db").write_bytes(migrated_file.read_bytes())
    config = tmp_path / "central.toml"
    config.write_text('[central]\ndata_dir = "data"\n')
    url = make_url(f"sqlite:///{data / 'central.db'}")
    db = Database(url)
    table = {"partner": "acme", "customer": "A", "profile": {"ids": ["PLANT-LN"]}}
    db.write(lambda c: partners.save(Work(c, Actor(who="test"), 1), table))
    db.close()
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.edi").write_bytes(delfor())
    (folder / "b.edi").write_bytes(delfor())
    (folder / "link").symlink_to(config)
    arguments = ["edi", "import", str(folder), "--config", str(config)]
    first = CliRunner().invoke(app, arguments)
    lines = first.stdout.splitlines()
    assert lines[0].startswith("[1/3] a.edi: interchange 1 unprocessed: the partner acme stands")
    assert "duplicate" in lines[1] and "it is a link" in lines[2]
    assert (lines[3], first.exit_code) == ("1 duplicate, 1 not taken, 1 unprocessed", 1)
    (folder / "link").unlink()
    assert CliRunner().invoke(app, [*arguments, "--partner", "acme"]).exit_code == 0
    lock = only_one(url)
    assert lock is not None
    served = CliRunner().invoke(app, arguments)
    assert served.exit_code == 2 and "another central serves" in served.output
    lock.close()
