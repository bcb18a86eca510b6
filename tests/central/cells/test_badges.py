"""Badges of the floor at central: keyed in masters, shown to few, the key for cells alone; wrong
ones of a cell before a person; files for their owner only.
"""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner

from central.access.badges import floor_key, site_key
from central.access.rules import TokenRole
from central.cells.service import key_badges, masters_of
from central.cells.tables import masters as masters_table
from central.commands.central import app
from central.config import load
from central.db.database import Database
from central.db.private_files import close_files
from central.supervision.service import collect
from central.tracking.intake import take_batch
from central.tracking.service import cells
from tests.support.central.journal import FEED, Journal
from wire.badges import is_keyed, keyed_hash, plain_hash
from wire.codec import decode_masters, encode
from wire.events import BadgesLocked
from wire.ids import NodeId, PersonId
from wire.masters import FeedRules, Masters, Person, Role

PATH = "/api/v1/masters/cell-a"
KEY = bytes(range(32))


def masters(*hashes: str) -> Masters:
    people = tuple(
        Person(person=PersonId(f"p{n}"), name=f"P {n}", role=Role.PICKER, badge_hash=one)
        for n, one in enumerate(hashes)
    )
    return Masters(cell=NodeId("cell-a"), version=0, feeds=(FeedRules(feed=FEED),), people=people)


def hashes_in(body: bytes) -> list[str]:
    return [person.badge_hash for person in decode_masters(body).people]


def test_plain_hashes_get_the_sites_key_and_the_cell_gets_it_too(client: Any) -> None:
    administrator, cell = client.token("administrator"), client.token("cell", cell="cell-a")
    plain = plain_hash("anna secret")
    body = encode(masters(plain))
    twice = body.replace(b'"cell":"cell-a"', b'"cell":"cell-a","cell":"cell-a"', 1)
    refused = client.put(PATH, token=administrator, content=twice)
    assert refused.status_code == 422 and "'cell' stands twice" in refused.json()["detail"]
    put = client.put(PATH, token=administrator, content=body)
    assert put.json()["version"] == 1
    assert client.put(PATH, token=administrator, content=body).json()["version"] == 1
    answer = client.get(f"{PATH}/badge-key", token=cell)
    assert answer.headers["cache-control"] == "no-store"
    key = bytes.fromhex(answer.text)
    assert hashes_in(client.get(PATH, token=cell).content) == [keyed_hash(key, plain)]
    stored = client.central.db.read(lambda c: c.execute(masters_table.select()).all())
    assert plain not in str(stored)
    office = site_key(client.central.house.config.data_dir)
    assert key == floor_key(office) != office


def test_people_without_the_right_see_no_hash_and_nobody_but_a_cell_the_key(client: Any) -> None:
    administrator = client.token("administrator")
    client.put(PATH, token=administrator, content=encode(masters(plain_hash("anna secret"))))
    for role in (TokenRole.TEAM_LEAD, TokenRole.SUPERVISOR):
        answer = client.get(PATH, token=client.token(role))
        assert hashes_in(answer.content) == [""]
        assert "private" in answer.headers["cache-control"]
    for role in TokenRole:
        bound = {"cell": {"cell": "cell-b"}, "feed": {"feed": FEED}}.get(role, {})
        answer = client.get(f"{PATH}/badge-key", token=client.token(role, **bound))
        assert answer.status_code == (404 if role is TokenRole.CELL else 403)
    seen = client.get(PATH, token=administrator)
    assert hashes_in(seen.content)[0].count(":") == 1
    again = client.put(PATH, token=administrator, content=seen.content)
    assert again.json()["version"] == 1, "who writes masters can put back what they got"


@pytest.mark.parametrize(
    "stored", ["", "anna secret", keyed_hash(bytes(32), plain_hash("anna secret"))]
)
def test_a_hash_that_no_cell_could_know_is_refused_with_what_to_do(
    client: Any, stored: str
) -> None:
    answer = client.put(PATH, token=client.token("administrator"), content=encode(masters(stored)))
    assert answer.status_code == 422
    assert "person p0" in answer.json()["detail"]
    assert "lineside central badge hash" in answer.json()["detail"]


def test_masters_of_before_are_keyed_at_start_without_a_badge_being_known(db: Database) -> None:
    plain = plain_hash("anna secret")
    old = msgspec.structs.replace(masters(plain, plain_hash("ben")), version=4)
    row = {
        "cell": "cell-a",
        "version": 4,
        "digest": "x",
        "at_us": 1,
        "by_whom": "t",
        "body": encode(old),
    }
    db.write(lambda c: c.execute(masters_table.insert(), [row]))
    assert key_badges(db, KEY, 2) == ["cell-a"]
    newest = masters_of(db, "cell-a")
    assert newest is not None
    assert newest.version == 5
    assert hashes_in(newest.body) == [keyed_hash(KEY, plain), keyed_hash(KEY, plain_hash("ben"))]
    assert key_badges(db, KEY, 3) == []


def test_an_old_version_is_never_shown_with_its_plain_hashes(client: Any) -> None:
    plain = plain_hash("anna secret")
    old = msgspec.structs.replace(masters(plain), version=1)
    row = {
        "cell": "cell-a",
        "version": 1,
        "digest": "x",
        "at_us": 1,
        "by_whom": "t",
        "body": encode(old),
    }
    client.central.db.write(lambda c: c.execute(masters_table.insert(), [row]))
    for role, bound in ((TokenRole.CELL, {"cell": "cell-a"}), (TokenRole.ADMINISTRATOR, {})):
        answer = client.get(f"{PATH}?version=1", token=client.token(role, **bound))
        assert plain not in answer.text


def test_wrong_badges_at_a_cell_are_before_a_person_at_central(db: Database) -> None:
    fact = BadgesLocked(source="scanner hand", refused=10, lasts_s=15)
    journal = Journal().write(fact, msgspec.structs.replace(fact, refused=11, lasts_s=30))
    take_batch(db, journal.batch(), incarnation="i", now_us=5)
    (row,) = cells.list_exceptions(db, open_only=True, limit=10)
    assert (row.kind, row.exception, row.times) == (
        "badge_lock",
        "badge_lock:scanner hand",
        2,
    )
    found = db.read(lambda connection: collect(connection, 10))
    assert [(one.kind, one.level) for one in found] == [("badge_lock", "fault")]


def config_file(folder: Path) -> Path:
    file = folder / "central.toml"
    file.write_text('[central]\ndata_dir = "data"\n[[feed]]\nfeed = "L1"\n')
    return file


def test_commands_make_badges_that_nobody_guesses_and_hash_what_is_there(tmp_path: Path) -> None:
    run, config = CliRunner(), ["--config", str(config_file(tmp_path))]
    made = run.invoke(app, ["badge", "new", *config, "--count", "50"])
    assert made.exit_code == 0
    lines = made.output.split("\n")[:-1]
    codes = [line.split(" ")[0] for line in lines]
    assert len(set(codes)) == 50
    assert {len(code) for code in codes} == {len("LS:BADGE:") + 26}
    key = floor_key(site_key(tmp_path / "data"))
    for line in lines:
        code, stored = line.split(" ")
        assert is_keyed(stored, key)
        assert stored == keyed_hash(key, plain_hash(code.removeprefix("LS:BADGE:")))
    hashed = run.invoke(app, ["badge", "hash", *config], input="\n".join(codes) + "\n")
    assert hashed.stdout.split() == [line.split(" ")[1] for line in lines]
    short = run.invoke(app, ["badge", "hash", *config], input="4711-A1\n")
    assert short.exit_code == 0
    assert short.stdout.strip() == keyed_hash(key, plain_hash("4711-A1"))
    assert "can be guessed" in short.stderr
    assert run.invoke(app, ["badge", "hash", *config], input="a\n\n").exit_code == 2


def test_hashes_of_the_command_go_into_masters_as_they_are(tmp_path: Path) -> None:
    run, config = CliRunner(), ["--config", str(config_file(tmp_path))]
    assert run.invoke(app, ["migrate", *config]).exit_code == 0
    stored = run.invoke(app, ["badge", "new", *config]).output.split()[1]
    file = tmp_path / "masters.json"
    document = json.loads(encode(masters(stored)))
    document["feeds"] = []
    document["faces"] = [{"face": "A1", "part": "M-RED", "aisle": 0, "position": 0}]
    file.write_text(json.dumps(document))
    put = run.invoke(app, ["masters", "put", *config, "--cell", "cell-a", str(file)])
    assert put.exit_code == 0, put.output
    db = Database(make_url(f"sqlite:///{tmp_path}/data/central.db"))
    newest = masters_of(db, "cell-a")
    db.close()
    assert newest is not None
    assert hashes_in(newest.body) == [stored]


def test_centrals_files_are_for_their_owner_only(tmp_path: Path) -> None:
    config, run = config_file(tmp_path), CliRunner()
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    (data / "central.db").touch(0o644)
    (data / "audit-anchors.jsonl").touch(0o644)
    (data / "badge.key").write_bytes(KEY)
    (data / "badge.key").chmod(0o644)
    assert run.invoke(app, ["migrate", "--config", str(config)]).exit_code == 0
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in data.iterdir()}
    assert {"central.db", "badge.key", "audit-anchors.jsonl"} <= set(modes)
    assert set(modes.values()) == {0o600}


def test_who_brings_files_still_goes_through_to_the_partners_folders(tmp_path: Path) -> None:
    config = load(config_file(tmp_path))
    close_files(config)
    assert stat.S_IMODE(config.data_dir.stat().st_mode) == 0o700
    (config.data_dir / "edi").mkdir()
    config.data_dir.chmod(0o755)
    close_files(config)
    assert stat.S_IMODE(config.data_dir.stat().st_mode) == 0o711
