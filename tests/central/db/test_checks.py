"""What can never be is refused by either database, whoever writes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Table

from central.db.database import METADATA, CheckRefusedError, Database
from central.db.exact import Scaled
from central.discovery import load_tables

load_tables()
BELOW = Decimal("-0.000001")
NEVER_NEGATIVE: Mapping[str, tuple[str, ...]] = {
    "agreements_prices": ("quantity_from", "each"),
    "agreements_years": ("quantity",),
    "cums_accepted": ("cum",),
    "cums_closings": ("quantity",),
    "cums_stated": ("cum",),
    "orders_floor_shipments": ("quantity", "beyond"),
    "orders_forecasts": ("quantity", "called_off"),
    "orders_lines": ("quantity", "despatched", "awaiting"),
    "orders_note_lines": ("quantity",),
    "orders_purchase_orders": ("quantity",),
    "releases_authorised": ("fabricate", "raw_material"),
    "releases_called_off": ("quantity",),
    "releases_cums": ("despatched", "received"),
    "releases_lines": ("quantity", "in_transit", "backordered", "cum", "reconciled"),
    "releases_receipts": (
        *("despatched", "received", "accepted", "rejected", "missing", "posted"),
        "cum",
    ),
    "releases_schedules": ("received_cum",),
}
BROKEN: dict[str, tuple[str, dict[str, Any]]] = {
    f"ck_{table}_{column}": (table, {column: BELOW})
    for table, columns in NEVER_NEGATIVE.items()
    for column in columns
} | {
    "ck_partners_number_ranges_next": ("partners_number_ranges", {"next": 3}),
    "ck_partners_windows_percent": ("partners_windows", {"percent": Decimal("100.0001")}),
    "ck_orders_lines_open": ("orders_lines", {"quantity": Decimal(5), "despatched": Decimal(6)}),
    "ck_despatch_contents_some": ("despatch_contents", {"quantity": Decimal(0)}),
    "ck_despatch_units_parent": ("despatch_units", {"parent": "U"}),
    "ck_despatch_units_level": ("despatch_units", {"level": "truck"}),
    "ck_despatch_units_state": ("despatch_units", {"state": "lost"}),
    "ck_orders_lines_free": ("orders_lines", {"quantity": Decimal(5), "awaiting": Decimal(5)}),
    "ck_orders_notes_undone_some": ("orders_notes_undone", {"quantity": Decimal(0)}),
    "ck_releases_cums_in_transit": ("releases_cums", {"received": Decimal("1.000001")}),
    "ck_releases_movements_kind": (
        "releases_movements",
        {"kind": "despatched", "quantity": Decimal(0)},
    ),
}
"""By CHECK, what breaks it."""
OR_ANOTHER = {
    "ck_orders_lines_open": "ck_orders_lines_free",
    "ck_orders_lines_quantity": "ck_orders_lines_(open|free)",
    "ck_releases_cums_despatched": "ck_releases_cums_in_transit",
}
"""What breaks the one breaks the other; which is said is the database's choice."""
WHOLE_ALONE = {
    "ck_despatch_contents_quantity",
    "ck_orders_notes_undone_quantity",
    "ck_releases_movements_quantity",
}
"""A CHECK that nothing which is a number breaks."""
MORE: Mapping[str, dict[str, Any]] = {
    "despatch_units": {"unit": "U", "level": "pack", "state": "packed"},
    "orders_lines": {"quantity": Decimal(3)},
}
"""What a row needs beside its kind to be one."""
CHECKS = {
    str(it.name): table.name
    for table in METADATA.sorted_tables
    for it in table.constraints
    if isinstance(it, CheckConstraint)
}


def whole_row(table: Table) -> dict[str, Any]:
    values: dict[type, Any] = {str: "", int: 1, date: date(2026, 11, 30), bool: True, bytes: b""}
    more = MORE.get(table.name, {})
    return {
        column.name: Decimal(1) if isinstance(column.type, Scaled) else values[_python(column)]
        for column in table.columns
    } | more


def _python(column: sa.Column[Any]) -> type:
    return column.type.python_type


def test_every_check_is_tried_here() -> None:
    assert BROKEN.keys() | WHOLE_ALONE == CHECKS.keys()
    scaled = {
        f"ck_{table.name}_{column.name}"
        for table in METADATA.sorted_tables
        for column in table.columns
        if isinstance(column.type, Scaled)
    }
    assert scaled <= CHECKS.keys(), "a column of numbers without a check"


def test_the_checks_that_the_code_names_are_there(db: Database) -> None:
    inspector = sa.inspect(db.engine)
    there = {
        it["name"]: name
        for name in inspector.get_table_names()
        for it in inspector.get_check_constraints(name)
        if str(it["name"]).startswith("ck_")
    }
    assert there == CHECKS


@pytest.mark.every_case_on_both
@pytest.mark.parametrize("check", BROKEN)
def test_what_breaks_it_is_refused(db: Database, check: str) -> None:
    name, values = BROKEN[check]
    table = METADATA.tables[name]
    row = whole_row(table)
    db.write(lambda c: c.execute(sa.insert(table), [row]))
    said = f"({check}|{OR_ANOTHER.get(check, check)}) does not hold"
    with pytest.raises(CheckRefusedError, match=said):
        db.write(lambda c: c.execute(sa.update(table).values(**values)))


def of_one_number(check: str) -> bool:
    table = METADATA.tables[CHECKS[check]]
    column = table.c.get(check.removeprefix(f"ck_{table.name}_"))
    return column is not None and isinstance(column.type, Scaled)


@pytest.mark.parametrize("check", sorted(filter(of_one_number, BROKEN.keys() | WHOLE_ALONE)))
@pytest.mark.parametrize("written", ["'12,5'", "1.5"])
def test_sqlite_takes_no_text_and_no_fraction(lite_db: Database, check: str, written: str) -> None:
    name = CHECKS[check]
    column = check.removeprefix(f"ck_{name}_")
    table = METADATA.tables[name]
    lite_db.write(lambda c: c.execute(sa.insert(table), [whole_row(table)]))
    with pytest.raises(CheckRefusedError):
        lite_db.write(lambda c: c.exec_driver_sql(f'UPDATE {name} SET "{column}" = {written}'))


@pytest.fixture
def lite_db(tmp_path: Any, migrated_file: Any) -> Any:
    copy = tmp_path / "central.db"
    copy.write_bytes(migrated_file.read_bytes())
    opened = Database(sa.make_url(f"sqlite:///{copy}"))
    yield opened
    opened.close()
