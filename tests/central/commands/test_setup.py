"""Configuration, schema, command line: what an operator meets."""

from __future__ import annotations

import asyncio
import stat
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import alembic.command
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, make_url, text
from typer.testing import CliRunner

import central.app  # noqa: F401 - every table is in the metadata
from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.commands.central import app
from central.config import ConfigError, load
from central.cums.service.counts import count_of
from central.db import database
from central.db.bus import SUBSCRIBERS_MAX, Changes, TooManySubscribersError
from central.db.database import METADATA, Database, DatabaseError
from central.db.file_lock import only_one
from central.migrations.schema import known_versions, migrate, refuse_unmigrated
from tests.support.central import unsynced
from wire.codec import encode
from wire.masters import FeedRules, Masters

MINIMAL = '[central]\ndata_dir = "data"\n[[feed]]\nfeed = "L1"\n'


def write(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "central.toml"
    path.write_text(content)
    return path


def test_smallest_configuration(tmp_path: Path) -> None:
    config = load(write(tmp_path, MINIMAL))
    assert config.data_dir == tmp_path / "data"
    assert config.database.database == str(tmp_path / "data" / "central.db")
    assert list(config.feeds) == ["L1"] and config.broker is None


def test_complete_configuration(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("correct horse battery\n")
    config = load(
        write(
            tmp_path,
            """
[central]
host = "0.0.0.0"
port = 8500
database = "postgresql://central@db/lineside"
database_password_file = "secret"
data_dir = "data"
loopback_read = true
[broker]
host = "broker"
username = "central"
password_file = "secret"
keepalive_s = 5
[broadcast]
drop_folder = "drop"
heartbeat_s = 2
[[feed]]
feed = "L1"
format = "fixed_width"
takt_s = 72
[[feed.columns]]
field = "call_number"
start = 0
length = 8
[[feed.columns]]
field = "status"
start = 8
length = 4
[feed.status_map]
M100 = "final"
""",
        )
    )
    assert config.database.password == "correct horse battery"
    assert config.database.drivername == "postgresql+psycopg"
    assert config.broker is not None and config.broker_password == "correct horse battery"
    assert "correct" not in repr(config)
    assert config.feeds["L1"].columns[0].length == 8  # type: ignore[index]
    assert config.drop_folder == tmp_path / "drop"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (MINIMAL + "nonsense = 1\n", "[[feed]] L1: nonsense"),
        ("[central]\ndata_dir='d'\nprot = 1\n", "[central] prot"),
        ("[centrall]\n", "[centrall]"),
        ("[central]\n", "data_dir"),
        ("[central]\ndata_dir = 1\n", "[central]"),
        ("[central]\ndata_dir='d'\nport = 70000\n", "[central] port"),
        ("[central]\ndata_dir='d'\ndatabase='mysql://x'\n", "[central] database"),
        ("[central]\ndata_dir='d'\ndatabase='postgresql://u:p@h/d'\n", "database_password_file"),
        ("[central]\ndata_dir='d'\n[broker]\n", "host"),
        ("[central]\ndata_dir='d'\n[broker]\nhost='b'\npassword_file='weak'\n", "well-known"),
        ("[central]\ndata_dir='d'\n[broker]\nhost='b'\npassword_file='none'\n", "cannot be read"),
        (MINIMAL + '[[feed]]\nfeed = "L1"\n', "twice"),
        (MINIMAL + "columns = [{fild='x'}]\n", "fild"),
        (MINIMAL + "first_number = 10\nlast_number = 5\n", "first_number 10 must be lower than"),
        (MINIMAL + "zone = 'Europe/Atlantis'\n", "zone 'Europe/Atlantis' is none"),
        ("[central]\ndata_dir='d'\n[broker]\nhost=''\n", "[broker] host"),
        (
            MINIMAL + "format='fixed_width'\ncolumns = [{field='nope',start=0,length=3}]\n",
            "[[feed]] L1: columns[1].field: 'nope' is no field of a telegram",
        ),
        (
            MINIMAL + "format='fixed_width'\ncolumns = [{field='call_number',start=0,length=3}]\n",
            "[[feed]] L1: columns: none is for status",
        ),
        (
            MINIMAL + '[[feed]]\nfeed = "NORDWERK.W1.L3"\n',
            "[[feed]] NORDWERK.W1.L3: feed: 'NORDWERK.W1.L3' cannot be",
        ),
        ("central = [", "TOML"),
    ],
)
def test_faults_of_configuration_name_file_section_and_key(
    tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "weak").write_text("changeme\n")
    with pytest.raises(ConfigError) as refused:
        load(write(tmp_path, content))
    assert said in str(refused.value) and "central.toml" in str(refused.value)


def test_what_the_configuration_names_and_is_not_here_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = write(
        tmp_path,
        """
[central]
data_dir = "file/data"
[broker]
host = "127.0.0.1"
port = 1
[broadcast]
drop_folder = "/proc/nothing"
""",
    )
    told = CliRunner().invoke(app, ["check-config", "--config", str(path)])
    assert told.exit_code == 1
    lines = told.stderr.splitlines()
    assert [line.split(": ")[1] for line in lines] == [
        "[central] data_dir",
        "[broadcast] drop_folder",
        "[broker] host",
    ]
    path.write_text('[central]\ndata_dir = "new/data"\n')
    told = CliRunner().invoke(app, ["check-config", "--config", str(path)])
    assert (told.exit_code, [p.name for p in tmp_path.iterdir() if p.is_dir()]) == (0, [])


def test_every_mistake_of_a_configuration_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "weak").write_text("changeme\n")
    path = write(
        tmp_path,
        """
[central]
data_dri = "d"
port = 70000
database = "mysql://x"
[broker]
password_file = "weak"
keepalive_s = "5"
[broadcast]
heartbeat_s = 0
[[feed]]
feed = "L 1"
gap_policy = "hold"
continuity = "previous"
[lables]
""",
    )
    done = CliRunner().invoke(app, ["check-config", "--config", str(path)])
    assert done.exit_code == 2
    lines = [line.removeprefix("central: ") for line in done.output.splitlines()]
    assert [line.removeprefix(f"{path}: ").partition(";")[0] for line in lines] == [
        "[lables]: is unknown",
        "[central] data_dri: is unknown (do you mean data_dir?)",
        "[central] port: 70000 must be 0 or more and 65535 or less",
        "[central] data_dir: is missing: give it",
        "[broker] keepalive_s: '5' is no whole number of at most 15 digits",
        "[broker] host: is missing: give it",
        "[broadcast] heartbeat_s: 0.0 must be 0.1 or more and 60 or less",
        "[[feed]] L 1: feed: 'L 1' takes only these characters: A-Za-z0-9._-",
        "[[feed]] L 1: gap_policy: 'hold' is none of hold_at_once, hold_after, leave_empty",
        "[[feed]] L 1: continuity: 'previous' is none of number, previous_number, "
        "transmission, none",
        "[broker] password_file: weak holds a well-known password",
        "[[feed]] L 1: feed: 'L 1' cannot be the name of a feed: brokers do not carry it in a "
        "topic alike. A name is 1 to 35 letters, digits, '_' and '-'",
        "[central] database: must begin with sqlite or postgresql, it says mysql",
    ]
    good = CliRunner().invoke(app, ["check-config", "--config", str(write(tmp_path, MINIMAL))])
    assert good.exit_code == 0 and "feeds: L1" in good.output


def test_migrations_make_exactly_the_tables_that_the_code_has(db: Database) -> None:
    def differences(connection: Any) -> list[object]:
        context = MigrationContext.configure(connection)  # type: ignore[arg-type]
        return compare_metadata(context, METADATA)

    assert db.write(differences) == []


def test_schedules_that_are_here_tell_the_cums_what_they_state(tmp_path: Path) -> None:
    """A database from before: its counts stand as they stood."""
    db = Database(make_url(f"sqlite:///{tmp_path / 'x.db'}"))
    config = AlembicConfig()
    config.set_main_option("script_location", str(files("central.migrations")))
    rows = [  # state, received cum, last note, authorisations
        ("released", "300", "N3", "[]"),
        ("not_reconciled", "900", "", "[]"),
        ("rejected", "999", "N9", "[]"),
        ("replaced", None, "", '[{"use":"fabricate","cum":"500","until":null}]'),
        ("released", None, "", "[]"),
    ]

    def work(connection: Connection) -> None:
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, "0015")
        columns = [column["name"] for column in inspect(connection).get_columns(_OLD)]
        known = {
            **dict.fromkeys(columns, ""),
            **dict.fromkeys(("issued_on", "first_day"), "2026-05-04"),
            **dict.fromkeys(("until_day", "counted_since", "viewed_us", "previous")),
            **dict.fromkeys(
                ("received_us", "interchange", "message", "changed_us", "version", "due"), 1
            ),
            **dict.fromkeys(("terms_version", "lines"), 1),
            **{"agreement": "A", "part": "P", "kind": "plan", "waits": "[]"},
        }
        names = ", ".join(columns)
        values = ", ".join(f":{name}" for name in columns)
        for number, (state, cum, note, authorisations) in enumerate(rows, 1):
            row = known | {"schedule": number, "number": f"S{number}", "state": state}
            row |= {"received_cum": cum, "last_note": note, "authorisations": authorisations}
            connection.execute(text(f"INSERT INTO {_OLD} ({names}) VALUES ({values})"), row)

    db.write(work)
    migrate(db)
    found = db.read(
        lambda c: c.execute(
            text("SELECT number, cum, last_note, state FROM cums_stated ORDER BY schedule")
        ).all()
    )
    assert [tuple(row) for row in found] == [
        ("S1", 300_000_000, "N3", "agreed"),
        ("S2", 900_000_000, "", "told"),
        ("S4", None, "", "agreed"),
    ]
    count = db.read(lambda c: count_of(c, CumKey("A", "P"), None, Returns.KEEP_CUM))
    assert count is not None and (count.cum, count.number) == (300, "S1")
    db.close()


_OLD = "releases_schedules"


def test_a_step_is_found_by_its_file_name_as_the_migration_library_finds_it() -> None:
    config = AlembicConfig()
    config.set_main_option("script_location", str(files("central.migrations")))
    scripts = ScriptDirectory.from_config(config)
    assert known_versions() == sorted(step.revision for step in scripts.walk_revisions())
    assert scripts.get_current_head() == known_versions()[-1]


def test_a_token_is_made_without_the_web_server(tmp_path: Path) -> None:
    config = str(write(tmp_path, MINIMAL))
    assert CliRunner().invoke(app, ["migrate", "--config", config]).exit_code == 0
    code = (
        "import sys; from central.commands.central import app; "
        f"app(['token', 'create', '--config', {config!r}, '--role', 'viewer'], "
        "standalone_mode=False); "
        "print(*{'fastapi', 'uvicorn', 'alembic', 'aiomqtt', 'jinja2'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    token, heavy = done.stdout.split("\n")[:2]
    assert token.startswith("ls_") and heavy == ""


def test_no_central_serves_the_file_that_is_migrated(tmp_path: Path) -> None:
    config = write(tmp_path, MINIMAL)
    lock = only_one(load(config).database)
    assert lock is not None
    done = CliRunner().invoke(app, ["migrate", "--config", str(config)])
    assert done.exit_code == 2 and "another central serves" in done.output
    lock.close()
    assert CliRunner().invoke(app, ["migrate", "--config", str(config)]).exit_code == 0
    files = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "data").iterdir()}
    assert set(files.values()) == {0o600}, files


def test_database_that_is_not_migrated_or_newer_is_refused(tmp_path: Path) -> None:
    db = Database(make_url(f"sqlite:///{tmp_path / 'x.db'}"))
    with pytest.raises(DatabaseError, match="central migrate"):
        refuse_unmigrated(db)
    migrate(db)
    refuse_unmigrated(db)
    migrate(db)
    db.write(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    for use in (refuse_unmigrated, migrate):
        with pytest.raises(DatabaseError, match="newer"):
            use(db)
    db.close()


def test_writes_are_undone_when_they_fail_and_readers_cannot_write(db: Database) -> None:
    def half(connection: Any) -> None:
        connection.execute(text("INSERT INTO broadcast_feeds (feed) VALUES ('X')"))  # type: ignore[attr-defined]
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        db.write(half)
    count = text("SELECT COUNT(*) FROM broadcast_feeds")
    assert db.read(lambda c: c.execute(count).scalar()) == 0


def test_sqlite_waits_for_the_disk_and_keeps_what_refers(
    migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_set", unsynced.as_served)
    (tmp_path / "own.db").write_bytes(migrated_file.read_bytes())
    db = Database(make_url(f"sqlite:///{tmp_path / 'own.db'}"))
    for work in (db.write, db.read):
        pragmas = [
            work(lambda c, p=pragma: c.execute(text(f"PRAGMA {p}")).scalar())
            for pragma in ("journal_mode", "synchronous", "foreign_keys")
        ]
        assert pragmas == ["wal", 2, 1]
    db.close()


def test_command_line_from_nothing_to_masters(tmp_path: Path) -> None:
    run = CliRunner()
    config = ["--config", str(write(tmp_path, MINIMAL))]
    early = run.invoke(app, ["token", "create", *config, "--role", "viewer"])
    assert early.exit_code == 2 and "central migrate" in early.output
    assert run.invoke(app, ["migrate", *config]).exit_code == 0
    made = run.invoke(app, ["token", "create", *config, "--role", "cell", "--cell", "cell-a"])
    assert made.exit_code == 0 and made.output.startswith("ls_")
    token_id = made.output.split("_")[1]
    assert "cell cell-a" in run.invoke(app, ["token", "list", *config]).output
    assert run.invoke(app, ["token", "revoke", *config, token_id]).exit_code == 0
    assert "revoked" in run.invoke(app, ["token", "list", *config]).output
    assert run.invoke(app, ["token", "create", *config, "--role", "cell"]).exit_code == 2
    file = tmp_path / "masters.json"
    file.write_bytes(encode(Masters(cell="c", version=0, feeds=(FeedRules(feed="L1"),))))
    unfit = run.invoke(app, ["masters", "put", *config, "--cell", "other", str(file)])
    assert unfit.exit_code == 2 and "not for" in unfit.output
    put = run.invoke(app, ["masters", "put", *config, "--cell", "c", str(file)])
    assert put.exit_code == 0 and "version 1" in put.output
    wrong = run.invoke(app, ["masters", "put", *config, "--cell", "d", str(file)])
    assert wrong.exit_code == 2


def test_changes_are_merged_for_a_slow_reader_and_bounded() -> None:
    async def run() -> None:
        changes = Changes()
        changes.publish("tracking")
        async with changes.subscribe() as subscription:
            for _ in range(1000):
                changes.publish("tracking")
            changes.publish("kanban")
            await asyncio.sleep(0)
            assert await subscription.wait(1) == {"tracking", "kanban"}
            assert await subscription.wait(0.001) == frozenset()
            changes.close()
            assert await subscription.wait(1) == frozenset() and subscription.closed
        contexts = [changes.subscribe() for _ in range(SUBSCRIBERS_MAX)]
        for context in contexts:
            await context.__aenter__()
        with pytest.raises(TooManySubscribersError):
            await changes.subscribe().__aenter__()
        for context in contexts:
            await context.__aexit__(None, None, None)

    asyncio.run(run())
