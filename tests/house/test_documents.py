"""Documents that are made from the code are those of this code; what prose names exists."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import generate
import house_drawing
import jsonschema
import pytest
from sqlalchemy import make_url

from central.config import (
    BroadcastSection,
    BrokerSection,
    CentralSection,
    EdiSection,
    QualitySection,
    ReleasesSection,
    SiteSection,
)
from central.db.database import Actor, Database
from central.migrations.schema import migrate
from central.office.importing import bring_in
from central.ways import WaySettings
from central.ways.rules import AlarmRule, AlarmStep
from formats.options import TRAVELS
from httpd.settings import HttpSettings
from tests.support.paths import ROOT
from wire.codec import encode
from wire.masters import FeedRules
from wire.schema import json_schema
from wire.telegram import Status, Telegram


@pytest.fixture(scope="module")
def documents() -> dict[str, dict[str, object]]:
    made: dict[str, dict[str, object]] = generate.documents()
    return made


@pytest.mark.parametrize(
    "name", ["schema.json", "asyncapi.json", "central.openapi.json", "cell.openapi.json"]
)
def test_a_published_document_is_current(
    name: str, documents: dict[str, dict[str, object]]
) -> None:
    published = (ROOT / "docs" / "wire" / name).read_text("utf-8")
    assert published == generate.text_of(documents[name]), "run: make docs"


def test_the_table_of_roles_and_rights_is_current() -> None:
    for name, text in generate.pages().items():
        assert (ROOT / "docs" / name).read_text("utf-8") == text, "run: make docs"


def test_every_order_of_the_cell_has_a_row_that_says_what_follows(
    documents: dict[str, dict[str, object]],
) -> None:
    page = (ROOT / "docs" / "floor.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)
    paths = documents["cell.openapi.json"]["paths"]
    assert isinstance(paths, dict)
    start = "/api/v1/actions/"
    assert sorted(rows) == sorted(p.removeprefix(start) for p in paths if p.startswith(start))


def test_the_published_schema_takes_what_we_write_and_refuses_what_we_refuse() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    telegram = Telegram(feed="L1", call_number="1", status=Status.FINAL)  # type: ignore[arg-type]
    table = json.loads(encode(telegram))
    assert validator.is_valid(table)
    assert not validator.is_valid(table | {"status": "built"})
    assert not validator.is_valid({k: v for k, v in table.items() if k != "call_number"})


def test_every_key_of_central_is_documented_and_nothing_else() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text("utf-8").partition("## Central")[2]
    documented = set(re.findall(r"^\| `([a-z_]+\.[a-z_0-9]+)`", page, re.MULTILINE))
    sections = {
        "central": CentralSection,
        "broker": BrokerSection,
        "broadcast": BroadcastSection,
        "edi": EdiSection,
        "releases": ReleasesSection,
        "quality": QualitySection,
        "site": SiteSection,
        "http": HttpSettings,
    }
    known = {f"{name}.{key.name}" for name, kind in sections.items() for key in fields(kind)}
    feed = {f"feed.{key}" for key in FeedRules.__struct_fields__ if key != TRAVELS}
    rows = (("alarm_way", WaySettings), ("alarm_rule", AlarmRule), ("alarm_step", AlarmStep))
    alarms = {f"{name}.{key.name}" for name, kind in rows for key in fields(kind)}
    assert documented == known | feed | alarms


def test_the_new_customer_of_the_documents_can_be_brought_in(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "office.md").read_text("utf-8")
    file = tmp_path / "northworks.toml"
    blocks = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    file.write_text("\n".join(blocks), "utf-8")
    db = Database(make_url(f"sqlite:///{tmp_path}/central.db"))
    try:
        migrate(db)
        done = bring_in(db, file, by=Actor(who="test"), now_us=1_700_000_000_000_000)
    finally:
        db.close()
    kinds = ("currency", "calendar", "division", "customer", "agreement", "partner")
    assert dict(done.new) == dict.fromkeys(kinds, 1) | {"customer": 2}


def test_the_drawing_names_rooms_that_are_there() -> None:
    for box, _, where in house_drawing.WAYS:
        named = [word for word in where.replace(",", " ").split() if word.count("/") > 1]
        assert named, where
        assert all((ROOT / name).exists() for name in named), where
        assert (ROOT / box.replace(".", "/")).is_dir(), box
