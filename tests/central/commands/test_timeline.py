"""``lineside central timeline``: what is written, and what its check says."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import lineside
from tests.support.central.command_site import site_with_a_day
from tests.support.central.journal import RACK


@pytest.fixture
def site(tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    site_with_a_day(tmp_path, migrated_file)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def timeline(*words: str) -> Result:
    return CliRunner().invoke(
        lineside.main, ["central", "timeline", *words, "--config", "central.toml"]
    )


def test_a_rack_is_exported_and_verified_and_one_changed_byte_is_told(site: Path) -> None:
    written = timeline("export", "rack", RACK, "--out", "rack.json")
    assert written.exit_code == 0, written.output
    seen = timeline("verify", "rack.json")
    assert (seen.exit_code, seen.output.splitlines()[-1]) == (0, "intact")
    document = site / "rack.json"
    document.write_bytes(document.read_bytes().replace(b"cell-a", b"cell-b", 1))
    forged = timeline("verify", "rack.json")
    assert (forged.exit_code, forged.output.splitlines()[-1]) == (1, "not intact")


def test_what_cannot_be_exported_is_said_and_nothing_is_written(site: Path) -> None:
    unknown = timeline("export", "rack", "NO-SUCH", "--out", "no.json")
    assert (unknown.exit_code, "nothing is known of rack NO-SUCH" in unknown.output) == (1, True)
    other = timeline("export", "truck", "T1", "--out", "no.json")
    assert (other.exit_code, "'truck' is none of" in other.output) == (2, True)
    assert not (site / "no.json").exists()
    (site / "no.json").write_text("{}")
    assert timeline("verify", "no.json").exit_code != 0
