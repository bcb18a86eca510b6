"""``check``: exit status and what it prints."""

import json
from pathlib import Path

from typer.testing import CliRunner

from central.edi.check_cli import app

FOLDER = Path(__file__).parents[2] / "docs" / "scenarios" / "messages"
DELFOR = FOLDER / "delfor_d97a_monthly.edi"


def run(*args):
    return CliRunner().invoke(app, [str(a) for a in args])


def test_a_clean_file_is_0_and_counted():
    result = run(DELFOR, "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert (found["ok"], found["schedules"], found["lines"]) == (True, 1, 3)


def test_a_bad_file_is_1_and_says_where(tmp_path):
    bad = tmp_path / "bad.edi"
    bad.write_bytes(DELFOR.read_bytes().replace(b"113:8400", b"113:84OO"))
    result = run(bad)
    assert result.exit_code == 1
    assert "segment 21 QTY element 1 component 2" in result.stdout
    found = json.loads(run(bad, "--json").stdout)
    assert found["problems"][0]["code"] == "quantity"


def test_a_question_that_cannot_be_asked_is_2(tmp_path):
    assert run(tmp_path / "none").exit_code == 2
    profile = tmp_path / "p.toml"
    profile.write_text("colour = 1\n")
    assert run(DELFOR, "--partner", profile).exit_code == 2


def test_the_partner_s_profile_decides(tmp_path):
    profile = tmp_path / "p.toml"
    profile.write_text('ids = ["ZZ:OTHER"]\n')
    assert run(DELFOR, "--partner", profile).exit_code == 1
    profile.write_text('ids = ["ZZ:PLANT-LN"]\n[statuses]\n4 = "information"\n')
    assert run(DELFOR, "--partner", profile).exit_code == 0
