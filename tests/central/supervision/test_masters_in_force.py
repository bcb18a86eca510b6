"""By which masters a cell works, and which it refuses, is known at central."""

from __future__ import annotations

from pathlib import Path

import alembic.command
from alembic.config import Config
from sqlalchemy import Connection, make_url, text

from central.db.database import Database
from central.migrations.schema import migrate
from central.supervision.service import collect
from central.tracking.intake import take_batch
from central.tracking.service import cells, overview
from central.tracking.service.views import NodeView
from tests.support.central.journal import Journal
from tests.support.central.same import INCARNATION
from tests.support.paths import ROOT
from wire.codec import encode
from wire.events import AnyFact, MastersAdopted, MastersRefused

ADOPTED = MastersAdopted(version=10, digest="a")
REASON = "family 'seat', variant 1: rule 'LEA and' does not parse: position 7: a value was expected"
REFUSED = MastersRefused(version=11, digest="b", reason=REASON)


def told(db: Database, *facts: AnyFact) -> NodeView:
    take_batch(db, Journal().write(*facts).batch(), incarnation=INCARNATION, now_us=5)
    (node,) = cells.list_nodes(db)
    return node


def test_the_version_in_force_is_the_one_adopted_last(db: Database) -> None:
    node = told(db, MastersAdopted(version=9, digest="z"), ADOPTED)
    assert (node.masters_version, node.masters_refused) == (10, "")
    assert not [t for t in db.read(lambda c: collect(c, 9)) if t.kind == "masters_refused"]


def test_a_refusal_is_a_fault_that_names_both_versions_and_the_reason(db: Database) -> None:
    node = told(db, ADOPTED, REFUSED)
    assert (node.masters_version, node.masters_refused_version) == (10, 11)
    assert node.masters_refused == REASON
    (trouble,) = [t for t in db.read(lambda c: collect(c, 9)) if t.kind == "masters_refused"]
    assert (trouble.level, trouble.node, trouble.subject) == ("fault", "cell-a", "cell-a v11")
    assert trouble.text == f"v10: these masters cannot be used: {REASON}"


def test_a_new_cell_that_can_use_none_is_known_too(db: Database) -> None:
    node = told(db, MastersRefused(version=0, digest="", reason="not JSON"))
    assert (node.masters_version, node.masters_refused_version) == (0, 0)


def test_a_refusal_is_over_with_the_next_masters_adopted(db: Database) -> None:
    node = told(db, ADOPTED, REFUSED, MastersAdopted(version=12, digest="c"))
    assert (node.masters_version, node.masters_refused, node.masters_refused_us) == (12, "", None)


def test_a_database_from_before_learns_it_from_the_facts_it_holds(tmp_path: Path) -> None:
    db = Database(make_url(f"sqlite:///{tmp_path / 'old.db'}"))
    config = Config()
    config.set_main_option("script_location", str(ROOT / "central" / "migrations"))

    def before(connection: Connection) -> None:
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, "0013")
        for offset, version in enumerate((9, 10)):
            connection.execute(
                text(
                    "INSERT INTO tracking_facts (fact, node, epoch, offset, at_us, received_us, "
                    "hash, kind, refusal, detail, body) VALUES (:fact, 'cell-a', 0, :fact, 77, 5, "
                    "'h', 'masters_adopted', '', '', :body)"
                ),
                {"fact": offset, "body": encode(MastersAdopted(version=version, digest="d"))},
            )

    db.write(before)
    migrate(db)
    found = db.read(overview.masters_in_force)
    db.close()
    assert found["cell-a"]["version"] == 10 and found["cell-a"]["refused_us"] is None
    assert found["cell-a"]["adopted_us"] == 77
