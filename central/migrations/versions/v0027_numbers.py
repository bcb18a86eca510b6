"""Quantities, prices and percentages become whole numbers of their last place, and the database
checks them.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

import sqlalchemy as sa
from alembic import op

from central.db.database import DatabaseError

revision = "0027"
down_revision = "0026"

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_LARGEST = 10**12
_NAMED_MAX = 5
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")

_SIGNED, _POSITIVE, _SHARE = "", '"{0}" >= 0', '"{0}" BETWEEN 0 AND 1000000'
_NUMBERS: Mapping[str, Mapping[str, str]] = {
    "agreements_prices": {"quantity_from": _POSITIVE, "each": _POSITIVE},
    "agreements_years": {"quantity": _POSITIVE},
    "cums_accepted": {"cum": _POSITIVE},
    "cums_closings": {"quantity": _POSITIVE},
    "cums_stated": {"cum": _POSITIVE},
    "orders_floor_shipments": {"quantity": _POSITIVE, "beyond": _POSITIVE},
    "orders_forecasts": {"quantity": _POSITIVE, "called_off": _POSITIVE},
    "orders_lines": {"quantity": _POSITIVE, "despatched": _POSITIVE},
    "orders_note_lines": {"quantity": _POSITIVE},
    "partners_windows": {"percent": _SHARE},
    "releases_authorised": {"fabricate": _POSITIVE, "raw_material": _POSITIVE},
    "releases_called": {"quantity": _POSITIVE},
    "releases_cums": {"despatched": _POSITIVE, "received": _POSITIVE},
    "releases_lines": dict.fromkeys(
        ("quantity", "in_transit", "backordered", "cum", "reconciled"), _POSITIVE
    ),
    "releases_movements": {"quantity": _SIGNED},
    "releases_receipts": dict.fromkeys(
        ("despatched", "received", "accepted", "rejected", "missing", "posted", "cum"), _POSITIVE
    ),
    "releases_schedules": {"received_cum": _POSITIVE},
}
"""By table and column: what holds for the number beside being whole."""
_MORE = {
    "orders_lines": ("open", '"despatched" <= "quantity"'),
    "releases_cums": ("in_transit", '"received" <= "despatched"'),
    "releases_movements": ("kind", "kind IN ('corrected', 'carried_over') OR \"quantity\" > 0"),
}
"""By table: what else is checked, under which name."""
_DIFFERING = "missing IS NOT NULL AND missing <> 0 AND state = 'posted'"


def upgrade() -> None:
    connection = op.get_bind()
    op.drop_index("ix_releases_receipts_differing", "releases_receipts")
    convert = _on_sqlite if connection.dialect.name == "sqlite" else _on_postgresql
    convert(connection)
    op.create_index(
        "ix_releases_receipts_differing",
        "releases_receipts",
        ["agreement", "part"],
        sqlite_where=sa.text(_DIFFERING),
        postgresql_where=sa.text(_DIFFERING),
    )


def _places(column: str) -> int:
    return 4 if column == "percent" else 6


def _scaled(written: str | None, places: int) -> int | None:
    """None: it is none that can be kept."""
    if written is None or _fault(written, places):
        return None
    return int(Decimal(written).scaleb(places))


def _fault(written: object, places: int) -> str:
    if not isinstance(written, str) or not _NUMBER.fullmatch(written):
        return "is no number"
    if len(written.partition(".")[2].rstrip("0")) > places:
        return f"has more than {places} decimals, and nothing is rounded"
    return "has more than 12 digits" if abs(Decimal(written)) >= _LARGEST else ""


def _checks(table: str) -> Iterator[tuple[str, str]]:
    """Name and condition of each CHECK of the table, in the names of its columns."""
    for column, holds in _NUMBERS[table].items():
        whole = f'"{column}" = CAST("{column}" AS BIGINT)'
        yield f"ck_{table}_{column}", " AND ".join(filter(None, (whole, holds.format(column))))
    yield from _more(table)


def _more(table: str) -> Iterator[tuple[str, str]]:
    if table in _MORE:
        name, holds = _MORE[table]
        yield f"ck_{table}_{name}", holds


def _on_sqlite(connection: sa.Connection) -> None:
    """SQLite changes no type: each table is made anew beside the old one, which is dropped with its
    triggers. Rows go from one to the other inside the database, none is held here.
    """
    driver = connection.connection.driver_connection
    driver.create_function("lineside_scaled", 2, _scaled, deterministic=True)  # type: ignore[union-attr]
    for name in _NUMBERS:
        numbers = {
            column: f'lineside_scaled("{column}", {_places(column)})' for column in _NUMBERS[name]
        }
        bad = {
            column: f'"{column}" IS NOT NULL AND {made} IS NULL' for column, made in numbers.items()
        }
        _refuse(connection, name, bad, numbers)
        _made_anew(connection, name, numbers)


def _made_anew(connection: sa.Connection, name: str, numbers: Mapping[str, str]) -> None:
    indexes = (
        connection.execute(
            sa.text(
                "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :name "
                "AND sql IS NOT NULL"
            ),
            {"name": name},
        )
        .scalars()
        .all()
    )
    old = sa.Table(name, sa.MetaData(), autoload_with=connection)
    columns = [
        sa.Column(
            it.name,
            _BIG if it.name in numbers else it.type,
            nullable=it.nullable,
            server_default=getattr(it.server_default, "arg", None),
        )
        for it in old.columns
    ]
    new = sa.Table(
        f"new_{name}",
        sa.MetaData(),
        *columns,
        sa.PrimaryKeyConstraint(*(key.name for key in old.primary_key), name=f"pk_{name}"),
        *(sa.CheckConstraint(holds, name=check) for check, holds in _checks(name)),
    )
    new.create(connection)
    names = ", ".join(f'"{it.name}"' for it in old.columns)
    values = ", ".join(numbers.get(it.name, f'"{it.name}"') for it in old.columns)
    connection.exec_driver_sql(f"INSERT INTO new_{name} ({names}) SELECT {values} FROM {name}")  # noqa: S608
    connection.exec_driver_sql(f"DROP TABLE {name}")
    connection.exec_driver_sql(f"ALTER TABLE new_{name} RENAME TO {name}")
    for statement in indexes:
        connection.exec_driver_sql(statement)


def _on_postgresql(connection: sa.Connection) -> None:
    for name, columns in _NUMBERS.items():
        numbers = {
            column: f'CAST("{column}" AS numeric) * {10 ** _places(column)}' for column in columns
        }
        bad = {
            column: f"CASE WHEN \"{column}\" !~ '^[+-]?[0-9]+([.][0-9]+)?$' THEN true "
            f"WHEN \"{column}\" ~ '[.][0-9]{{{_places(column)}}}[0-9]*[1-9]' THEN true "
            f'ELSE abs(CAST("{column}" AS numeric)) >= {_LARGEST} END'
            for column in columns
        }
        _refuse(connection, name, bad, numbers)
        changes = [
            f'ALTER COLUMN "{column}" TYPE bigint USING CAST({made} AS bigint)'
            for column, made in numbers.items()
        ]
        changes += [f"ADD CONSTRAINT {check} CHECK ({holds})" for check, holds in _checks(name)]
        connection.exec_driver_sql(f"ALTER TABLE {name} {', '.join(changes)}".replace("%", "%%"))


def _refuse(
    connection: sa.Connection, name: str, bad: Mapping[str, str], numbers: Mapping[str, str]
) -> None:
    """DatabaseError names the first rows that cannot be taken over."""
    keys = sa.inspect(connection).get_pk_constraint(name)["constrained_columns"]
    listed = ", ".join(f'"{key}"' for key in (*keys, *bad))
    query = f"SELECT {listed} FROM {name} WHERE {' OR '.join(bad.values())} LIMIT {_NAMED_MAX}"  # noqa: S608
    found = []
    for row in connection.exec_driver_sql(query).mappings():
        faults = {it: _fault(row[it], _places(it)) for it in bad if row[it] is not None}
        said = ", ".join(f"{it} {row[it]!r} {fault}" for it, fault in faults.items() if fault)
        found.append(f"{_named(name, keys, row)}: {said}")
    found += [] if found else _broken(connection, name, keys, numbers)
    if found:
        raise DatabaseError(
            "numbers that cannot be taken over; nothing was changed. Correct them with the program "
            f"of before, or with the database's own client, and migrate again. {'; '.join(found)}"
        )


def _broken(
    connection: sa.Connection, name: str, keys: list[str], numbers: Mapping[str, str]
) -> list[str]:
    """Rows of numbers that are some, and break a check."""
    rules = _NUMBERS[name].items()
    holds = {f"ck_{name}_{it}": rule.format(it) for it, rule in rules if rule}
    holds |= dict(_more(name))
    listed = ", ".join(f'"{key}"' for key in (*keys, *numbers))
    found = []
    for check, condition in holds.items():
        made = re.sub(r'"(\w+)"', lambda it: f"({numbers[it[1]]})", condition)
        query = f"SELECT {listed} FROM {name} WHERE NOT ({made}) LIMIT {_NAMED_MAX}"  # noqa: S608
        for row in connection.exec_driver_sql(query).mappings():
            said = ", ".join(f"{it} {row[it]}" for it in numbers)
            found.append(f"{_named(name, keys, row)} ({said}): {check} does not hold")
    return found


def _named(name: str, keys: list[str], row: sa.RowMapping) -> str:
    return f"{name} " + ", ".join(f"{key} {row[key]}" for key in keys)
