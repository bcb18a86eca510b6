"""Purchase orders in advance come in as files, all of them or nothing, and go out the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from central.agreements.model.keys import PartKey
from central.db.database import Database
from central.office.exporting import write_out
from central.office.files import OfficeFilesError
from central.office.importing import bring_in
from central.orders.service.purchase_orders import numbers_of
from tests.support.central import orders as office
from tests.support.central.orders import ANN, NOON_US

FILE = """
[[purchase_order]]
purchase_order = "4500017"
agreement = "A"

[[purchase_order]]
purchase_order = "4500018"
agreement = "A"
part = "P"

[[purchase_order]]
purchase_order = "4500017"
agreement = "B"
"""


def test_numbers_of_a_file_are_opened_once_and_written_out_again(
    db: Database, tmp_path: Path
) -> None:
    office.agreement(db)
    office.agreement(db, "B")
    path = tmp_path / "numbers.toml"
    path.write_text(FILE, "utf-8")
    assert bring_in(db, path, by=ANN, now_us=NOON_US).new == {"purchase_order": 3}
    assert bring_in(db, path, by=ANN, now_us=NOON_US).same == {"purchase_order": 3}
    found = db.read(lambda c: numbers_of(c, PartKey("A", "P")))
    assert set(found) == {"4500017", "4500018"}
    assert 'purchase_order = "4500018"' in db.read(write_out)


@pytest.mark.parametrize(
    "wrong", ['agreement = "X"', 'agreement = "A"\npart = "Q"', "agreement = 3", ""]
)
def test_a_number_of_no_agreement_part_is_refused_with_all_the_others(
    db: Database, tmp_path: Path, wrong: str
) -> None:
    office.agreement(db)
    office.agreement(db, "B")
    path = tmp_path / "numbers.toml"
    path.write_text(f'{FILE}\n[[purchase_order]]\npurchase_order = "1"\n{wrong}\n', "utf-8")
    with pytest.raises(OfficeFilesError) as refused:
        bring_in(db, path, by=ANN, now_us=NOON_US)
    assert "numbers.toml: [[purchase_order]] 1" in refused.value.faults[0]
    assert not db.read(lambda c: numbers_of(c, PartKey("A", "P")))
