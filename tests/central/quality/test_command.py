"""``lineside central block``: what each command prints and leaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import lineside
from tests.support.central.command_site import site_with_a_day


@pytest.fixture
def site(tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site_with_a_day(tmp_path, migrated_file)
    monkeypatch.chdir(tmp_path)


def block(*words: str) -> Result:
    return CliRunner().invoke(
        lineside.main, ["central", "block", *words, "--config", "central.toml"]
    )


WHO = ("--person", "quinn", "--password-file", "password")


@pytest.mark.usefixtures("site")
def test_put_list_where_and_lift() -> None:
    assert "nothing is blocked" in block("list").output
    made = block("put", "--part", "P1", "--serial", "S1", "--reason", "torn", *WHO)
    assert made.exit_code == 0, made.output
    name = made.output.split(":")[0]
    told = block("list").output
    assert f"{name}: P1 S1: torn (quinn): in force; not yet at cell-a" in told
    seen = block("where", name).output
    assert "picked: P1 S1 for VXN00000000000001, cell-a rack R-1-0001 slot 1" in seen
    assert "to do: take_out R-1-0001 at cell-a, 1 pieces: open, nobody" in seen
    alone = block("lift", name, "--reason", "sorted", *WHO)
    assert alone.exit_code == 2
    assert "lifted by two people" in alone.output
    both = (*WHO, "--second", "uma", "--second-password-file", "password")
    assert block("lift", name, "--reason", "sorted", *both).exit_code == 0
    assert "lifted by quinn" in block("list", "--all").output


@pytest.mark.usefixtures("site")
def test_a_part_that_nobody_knows_is_blocked_only_ahead() -> None:
    words = ("--part", "P99", "--reason", "cracks", *WHO)
    refused = block("put", *words)
    assert refused.exit_code == 2
    assert "P99" in refused.output
    assert "nothing is blocked" in block("list").output
    made = block("put-ahead", *words)
    assert made.exit_code == 0, made.output
    assert "no piece is known with this yet" in made.output
    assert "P99" in block("list").output


@pytest.mark.usefixtures("site")
def test_who_lacks_the_right_blocks_nothing() -> None:
    words = ("--part", "P1", "--reason", "x", "--person", "vic", "--password-file", "password")
    assert block("put", *words).exit_code == 2
    assert "nothing is blocked" in block("list").output
