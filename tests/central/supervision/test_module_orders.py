"""The page of module orders, in both languages, and its CSV."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import insert

from central.tracking.tables_life import module_orders
from tests.support.central import seeded
from tests.support.web import Client


@pytest.fixture(scope="module")
def ordered(tmp_path_factory: pytest.TempPathFactory):
    found = seeded.central_in(tmp_path_factory.mktemp("central"))
    rows = [
        {
            "fact": fact,
            "node": "cell-a",
            "feed": "L1",
            "call_number": f"C{fact:04d}",
            "vin": "",
            "epoch": 0,
            "number": fact,
            "module": "=AXLE" if fact % 2 else "COCKPIT",
            "status": "M100",
            "rack": "",
            "at_us": 1_772_438_400_000_000 + fact,
        }
        for fact in range(1, 251)
    ]
    found.central.db.write(lambda c: c.execute(insert(module_orders), rows))
    yield found
    found.central.close()


@pytest.mark.parametrize(
    ("language", "known"),
    [
        ("en", ("Module orders", "at status M100", "not known any more", "Older")),
        ("de", ("Modulaufträge", "bei Status M100", "nicht mehr bekannt", "Ältere")),
    ],
)
def test_the_page_names_module_call_and_who_ordered_it(ordered, language, known) -> None:
    page = Client(ordered.app).get(f"/module-orders?lang={language}").text
    for words in (*known, "C0250", "COCKPIT"):
        assert words in page
    assert "C0050" not in page
    assert "C0050" in Client(ordered.app).get("/module-orders?before=51").text


def test_the_export_has_all_of_them_in_cells_that_no_spreadsheet_runs(ordered) -> None:
    text = Client(ordered.app).get("/module-orders.csv?lang=en").text
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 250
    assert {row["Module"] for row in rows} == {"'=AXLE", "COCKPIT"}
    assert rows[0]["Call"] == "C0250"
    one = Client(ordered.app).get("/module-orders.csv?module=COCKPIT").text
    assert one.count("COCKPIT") == 125
