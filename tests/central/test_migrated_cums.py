"""A database of before a cum could be of one unloading point: every cum is of its part, as before,
what is checked is checked, and what a customer stated has the kind of its schedule.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from central.agreements.model.options import Returns
from central.cums.service.ledgers import current_balances, ledgers_of, sums_of
from central.db.database import CheckRefusedError, Database
from central.migrations.schema import migrate
from tests.central.test_migrated_streams import asked
from tests.support.central.kept import FOLDER, kept_on_both, load, upgrade

BEFORE = "0041"
KEPT_AT = "0041"
SHOWN = {
    "releases_cums": "agreement, part, period, start, despatched, received, returns, seq",
    "releases_movements": "agreement, part, seq, at_us, who, kind, on_day, quantity, note, side",
    "releases_authorised": "agreement, part, start, fabricate, raw_material, closed",
    "releases_receipts": "receipt, agreement, part, note, posted, missing, cum, state",
    "cums_accepted": "accepted, agreement, part, cum, on_day",
    "cums_closings": "closing, agreement, part, note, how, quantity",
    "cums_stated": "schedule, agreement, part, unloading_point, cum, last_note, state",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """At the version of before, with rows that the kept office has none of."""
    file = tmp_path / "central.db"
    load(FOLDER / f"schema-{KEPT_AT}.sql", file)
    with kept_on_both(request, file, KEPT_AT) as db:
        upgrade(db, BEFORE)
        for statement in (
            "INSERT INTO releases_authorised (agreement, part, start, fabricate, raw_material, "
            "closed) VALUES ('RH-1', '4711', '2026-01-01', 5000000000, 0, '[]')",
            "INSERT INTO cums_accepted (agreement, part, cum, on_day, at_us, who, second_person, "
            "why) VALUES ('RH-1', '4711', 48000000, '2026-11-30', 1, 'uli', 'ada', 'counted')",
            "INSERT INTO cums_closings (agreement, part, note, how, quantity, on_day, at_us, who, "
            "why, receipt) VALUES ('RH-1', '4711', 'N1', 'lost', 2000000, '2026-11-30', 1, 'uli', "
            "'it fell', 0)",
        ):
            db.write(lambda c, said=statement: c.execute(sa.text(said)))  # type: ignore[misc]
        yield db


def figures(db: Database) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: sorted(asked(db, f"SELECT {columns} FROM {table}"), key=repr)
        for table, columns in SHOWN.items()
    }


def test_every_cum_is_of_its_part_as_before(office: Database) -> None:
    before = figures(office)
    assert all(before.values())
    migrate(office)
    assert figures(office) == before
    for table in SHOWN.keys() - {"cums_stated"}:
        assert asked(office, f"SELECT DISTINCT point FROM {table}") == [("",)]
    kinds = "SELECT s.kind, r.kind FROM cums_stated s JOIN releases_schedules r USING (schedule)"
    found = asked(office, kinds)
    assert found and all(mine == of_schedule for mine, of_schedule in found)
    present = office.read(current_balances)
    wanted = dict.fromkeys(present, Returns.KEEP_CUM)
    folded = office.read(lambda c: ledgers_of(c, wanted))
    summed = office.read(lambda c: sums_of(c, wanted))
    assert (
        {key: it.balance for key, it in present.items()}
        == {key: it.balance for key, it in folded.items()}
        == {key: it.balance for key, it in summed.items()}
    )


@pytest.mark.parametrize(
    "broken",
    [
        "UPDATE releases_cums SET received = despatched + 1",
        "UPDATE releases_cums SET despatched = -1, received = -1",
        "UPDATE releases_authorised SET fabricate = -1",
        "INSERT INTO releases_cums SELECT * FROM releases_cums",
        "INSERT INTO releases_authorised SELECT * FROM releases_authorised",
    ],
)
def test_what_was_checked_before_is_checked(office: Database, broken: str) -> None:
    migrate(office)
    with pytest.raises((sa.exc.IntegrityError, CheckRefusedError)):
        office.write(lambda c: c.execute(sa.text(broken)))
