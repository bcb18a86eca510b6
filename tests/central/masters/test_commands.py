"""``lineside masters``: what each command prints, what it leaves, and its exit status."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner, Result

import lineside
from central.access import people
from central.access.rules import TokenRole
from central.db.clock import now_us
from central.db.database import Actor, Database
from tests.support.paths import MASTERS
from wire.codec import encode
from wire.telegram import Status, Telegram

PASSWORD = "xW7-plum-Orbit-44"


@pytest.fixture
def site(tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with central.toml, its database, a password and the example."""
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "central.db").write_bytes(migrated_file.read_bytes())
    (tmp_path / "data" / "central.db").chmod(0o600)
    (tmp_path / "central.toml").write_text('[central]\ndata_dir = "data"\n[[feed]]\nfeed = "L1"\n')
    (tmp_path / "password").write_text(PASSWORD)
    (tmp_path / "cell-a.toml").write_bytes(MASTERS.read_bytes())
    monkeypatch.chdir(tmp_path)
    db = Database(make_url(f"sqlite:///{tmp_path / 'data' / 'central.db'}"))
    for who in ("ann", "bob"):
        people.create(
            db,
            people.NewPerson(
                person=who,
                name=who,
                roles=[TokenRole.ADMINISTRATOR],
                language="en",
                password=PASSWORD,
            ),
            by=Actor(who="set-up"),
            now_us=now_us(),
        )
    db.close()
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(lineside.main, ["masters", *words])


def asked(command: str, *words: str) -> Result:
    return run(command, *words, "--config", "central.toml", "--cell", "cell-a")


def changed(site: Path, written: str, instead: str) -> str:
    text = MASTERS.read_text("utf-8")
    assert written in text
    (site / "new.toml").write_text(text.replace(written, instead, 1), "utf-8")
    return "new.toml"


def test_from_the_first_masters_to_a_second_version_and_back(site: Path) -> None:
    first = asked("put", "cell-a.toml")
    assert first.exit_code == 0 and first.output.startswith("cell-a: version 1, ")
    new = changed(site, "takt_s = 75", "takt_s = 72")
    differs = asked("diff", new)
    assert (differs.exit_code, differs.stdout) == (1, "feed L1: takt_s 75 -> 72\n")
    me = ("--password-file", "password", "--person")
    put = asked("put", new, *me, "ann", "--why", "faster")
    assert put.exit_code == 0 and "proposed as revision 1" in put.output
    alone = asked("release", *me, "ann")
    assert alone.exit_code == 2 and "a second person must release this" in alone.output
    done = asked("release", *me, "bob")
    assert done.exit_code == 0 and done.output.startswith("cell-a: version 2, ")
    assert asked("diff", new).exit_code == 0
    back = asked("rollback", "--to", "1", "--why", "the line stood", *me, "ann")
    assert back.output == "cell-a: version 3 says what version 1 said\n"
    lines = asked("history").output.splitlines()
    assert [line.split()[0] for line in lines] == ["3", "2", "1"]
    assert "ann+bob faster" in lines[1] and "= v1: the line stood" in lines[0]


@pytest.mark.parametrize("form", ["toml", "json", "csv"])
def test_what_get_writes_is_what_put_reads(site: Path, form: str) -> None:
    asked("put", "cell-a.toml")
    out = "out" if form == "csv" else f"out.{form}"
    assert asked("get", "--format", form, "--out", out).exit_code == 0
    same = asked("diff", out)
    assert (same.exit_code, same.stdout) == (0, "")


def test_check_needs_nothing_but_the_file(site: Path) -> None:
    good = run("check", "cell-a.toml")
    assert good.exit_code == 0 and "7 rules, 6 faces, 3 people: no faults" in good.output
    bad = run("check", changed(site, 'rule = "LEA and HEATED"', 'rule = "LEA and"'))
    assert bad.exit_code == 1 and "does not parse: position 7" in bad.output
    misspelt = run("check", changed(site, "size = 4", "sise = 4"))
    assert misspelt.exit_code == 2
    assert "new.toml:37: rack_families[1].sise: is unknown" in misspelt.output


def test_check_with_central_compares_the_feed_with_its_configuration(site: Path) -> None:
    text = (site / "central.toml").read_text()
    (site / "central.toml").write_text(text + "last_number = 998\n")
    found = asked("check", "cell-a.toml")
    assert found.exit_code == 1 and "998 in central's [[feed]]" in found.output


def test_a_table_alone_replaces_that_of_what_is_in_force(site: Path) -> None:
    asked("put", "cell-a.toml")
    (site / "parts.csv").write_text("part,name\nM-RED,Mirror\n")
    found = asked("diff", "parts.csv")
    assert found.exit_code == 1 and "part S-LEA-01 goes" in found.stdout
    assert "part M-RED: name Mirror, dark red -> Mirror" in found.stdout
    alone = run("check", "parts.csv")
    assert alone.exit_code == 2 and "--onto FILE" in alone.output


def test_a_trial_on_a_file_of_telegrams_names_the_vehicles_that_change(site: Path) -> None:
    telegrams = [
        Telegram(
            feed="L1",
            call_number=f"C{number}",
            status=Status.FINAL,
            sequence_number=f"{number:04d}",
            colour="black",
            options=options,
        )
        for number, options in enumerate(({"LEA": "1"}, {"LEA": "1", "HEATED": "1"}, {}), 1)
    ]
    (site / "day.ndjson").write_bytes(b"\n".join(map(encode, telegrams)))
    new = changed(site, 'part = "S-LEA-02" }', 'part = "S-LEA-01" }')
    found = run("try", new, "--telegrams", "day.ndjson", "--before", "cell-a.toml")
    assert found.exit_code == 1
    assert "L1 0002 C2 - seat-l: gets another part: S-LEA-02 -> S-LEA-01\n" in found.output
    assert "1 of 3 vehicles change; 0 wait" in found.output
    asked("put", "cell-a.toml")
    nobody = asked("try", new, "--against", "2026-01-31")
    assert nobody.exit_code == 0 and "0 of 0 vehicles change" in nobody.output
    assert asked("try", new, "--against", "yesterday").exit_code == 2
    (site / "day.ndjson").write_bytes(encode(telegrams[0]) + b"\n\n{}\n")
    bad = run("try", new, "--telegrams", "day.ndjson")
    assert bad.exit_code == 2 and "line 3: " in bad.output


def test_what_is_not_there_is_said(site: Path) -> None:
    none = asked("get")
    assert none.exit_code == 2 and "cell-a has no masters; cells with masters: none" in none.output
    assert asked("withdraw").exit_code == 2
    assert run("check", "missing.toml").exit_code == 2
