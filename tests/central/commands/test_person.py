"""The first administrator comes from the terminal, with no password that anybody knows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner

from central.access import signing
from central.access.badges import site_key
from central.access.passwords import fault_of
from central.commands.central import app
from central.config import ConfigError
from central.db.clock import now_us
from central.db.database import Database
from tests.support.central.people import GOOD


@pytest.fixture
def config(tmp_path: Path, migrated_file: Path) -> Path:
    (tmp_path / "central.db").write_bytes(migrated_file.read_bytes())
    file = tmp_path / "central.toml"
    file.write_text('[central]\ndata_dir = "data"\ndatabase = "sqlite:///central.db"\n')
    return file


def run(config: Path, command: str, *more: str, typed: str | None = None) -> Any:
    return CliRunner().invoke(app, ["person", command, "--config", str(config), *more], input=typed)


def test_the_first_administrator_is_made_on_the_terminal(config: Path) -> None:
    role = ("--role", "administrator", "--role", "planner")
    for weak in ("lineside", "Password1234"):
        answer = run(config, "create", "ruth", *role, typed=f"{weak}\n{weak}\n")
        assert answer.exit_code == 2, answer.output
    made = run(config, "create", "ruth", *role, typed=f"{GOOD}\n{GOOD}\n")
    assert made.exit_code == 0 and GOOD not in made.output
    assert run(config, "create", "ruth", *role, typed=f"{GOOD}\n{GOOD}\n").exit_code == 2
    assert run(config, "list").output == "ruth administrator,planner ruth active\n"
    db = Database(make_url(f"sqlite:///{config.parent / 'central.db'}"))
    try:
        found = signing.by_password(db, "ruth", GOOD, source="s", now_us=now_us())
        assert found.roles == {"administrator", "planner"}
    finally:
        db.close()


def test_a_password_may_come_from_a_file(config: Path) -> None:
    file = config.parent / "secret"
    file.write_text(GOOD + "\n")
    given = ("--password-file", str(file))
    assert run(config, "create", "ann", "--role", "planner", *given).exit_code == 0
    assert run(config, "password", "ann", *given).exit_code == 0
    assert run(config, "unlock", "ann").exit_code == 0
    assert run(config, "unlock", "bob").exit_code == 2
    assert run(config, "password", "ann", "--password-file", "/nowhere").exit_code == 2


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "aaaaaaaaaaaaaaa",
        "123456789012",
        "Passw0rd2026!",
        "lineside2026!",
        "ann.berg!ann",
        "qwertzuiopas",
        "changeme-changeme",
        "x" * 201,
        "Ann Berg 1984",
    ],
)
def test_a_password_that_others_know_or_guess_is_refused(password: str) -> None:
    assert fault_of(password, "ann.berg", "Ann Berg") is not None


@pytest.mark.parametrize("password", [GOOD, "correct horse battery", "Grüße aus Wörgl im März"])
def test_a_long_phrase_is_a_password(password: str) -> None:
    assert fault_of(password, "ann", "Ann Berg") is None


def test_the_key_of_the_site_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    key = site_key(tmp_path / "data")
    assert len(key) == 32 and site_key(tmp_path / "data") == key
    assert (tmp_path / "data" / "badge.key").stat().st_mode & 0o777 == 0o600
    assert [it.name for it in (tmp_path / "data").iterdir()] == ["badge.key"]
    (tmp_path / "data" / "badge.key").write_bytes(b"short")
    with pytest.raises(ConfigError, match=r"badge\.key"):
        site_key(tmp_path / "data")
