"""``check``: exit status and what it prints."""

import json

from sqlalchemy import make_url
from typer.testing import CliRunner

import lineside
from central.commands.check import app
from central.db.database import SYSTEM, Database
from central.db.work import Work
from central.exchange import partners
from central.migrations.schema import migrate
from tests.support.paths import MESSAGES

DELFOR = MESSAGES / "delfor_d97a_monthly.edi"


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


GLOBAL = MESSAGES / "vda_4984.edi"


def test_a_shipped_profile_goes_by_its_name():
    assert run(GLOBAL).exit_code == 1
    assert run(GLOBAL, "--partner", "vda_4984").exit_code == 0
    result = run(GLOBAL, "--partner", "vda_9999")
    assert result.exit_code == 2
    assert "neither a file nor one of" in result.stderr
    assert "vda_4985" in result.stderr


def test_a_profile_s_file_may_extend_a_shipped_one(tmp_path):
    profile = tmp_path / "p.toml"
    profile.write_text('extends = "vda_4984"\nids = ["ZZ:PLANT-LN"]\n')
    assert run(GLOBAL, "--partner", profile).exit_code == 0
    profile.write_text('extends = "vda_4984"\nids = ["ZZ:OTHER"]\n')
    assert run(GLOBAL, "--partner", profile).exit_code == 1


def test_each_problem_stands_under_its_segment_in_the_file_s_order(tmp_path):
    bad = tmp_path / "bad.edi"
    text = DELFOR.read_bytes().replace(b"113:8400", b"113:84OO").replace(b"158:2018", b"158:2999")
    bad.write_bytes(text.replace(b"UNZ+1", b"UNZ+2"))
    lines = run(bad).stdout.splitlines()
    texts = ["DTM+158:29990801:102", "QTY+113:84OO:PCE", "UNZ+2+000042"]
    assert [line.strip() for line in lines[1::2]] == texts
    assert [p["text"] for p in json.loads(run(bad, "--json").stdout)["problems"]] == texts


def test_receipts_acknowledgements_and_tests_are_counted(tmp_path):
    found = json.loads(run(MESSAGES / "recadv_d97a.edi", "--json").stdout)
    assert (found["ok"], found["receipts"], found["test"]) == (True, 1, False)
    assert "1 acknowledgements" in run(MESSAGES / "contrl.edi").stdout
    test = tmp_path / "test.edi"
    test.write_bytes(DELFOR.read_bytes().replace(b"+000042'\nUNH", b"+000042++++++1'\nUNH"))
    assert "not posted" in run(test).stdout
    assert json.loads(run(test, "--json").stdout)["test"] is True


def test_a_partner_of_central_goes_by_the_name_he_has_there(tmp_path):
    config = tmp_path / "central.toml"
    config.write_text('[central]\nport = 8443\ndata_dir = "data"\n')
    result = run(GLOBAL, "--partner", "plant", "--config", config)
    assert result.exit_code == 2
    assert "there is no database" in result.stderr

    (tmp_path / "data").mkdir()
    db = Database(make_url(f"sqlite:///{tmp_path / 'data' / 'central.db'}"))
    migrate(db)
    table = {
        "partner": "plant",
        "customer": "C1",
        "profile": {"extends": "vda_4984", "ids": ["ZZ:PLANT-LN"]},
    }
    db.write(lambda connection: partners.save(Work(connection, SYSTEM, 0), table))
    db.close()
    assert run(GLOBAL, "--partner", "plant", "--config", config).exit_code == 0
    assert run(GLOBAL, "--partner", "vda_4984", "--config", config).exit_code == 0
    result = run(GLOBAL, "--partner", "nobody", "--config", config)
    assert result.exit_code == 2
    assert "nor a partner of that central" in result.stderr


def test_with_a_partner_everything_is_edi(tmp_path):
    for data in (b"", b"hello", b'{"call_number": "1"}'):
        file = tmp_path / "said.edi"
        file.write_bytes(data)
        result = CliRunner().invoke(
            lineside.main, ["check", str(file), "--partner", "example_edifact_d97a"]
        )
        assert result.exit_code == 1 and "begins no interchange" in result.stdout
