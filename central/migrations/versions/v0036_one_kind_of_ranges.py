"""Numbers of notes, plates and SSCCs come from ranges of our divisions, as those of loads do.

Ranges that were of no division become the only one's; where there is none it is made, and where
there are several nothing is changed and the range is named.
A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from central.db.database import DatabaseError

revision = "0036"
down_revision = "0035"

_KINDS = {"note": "despatch_note", "unit": "unit", "sscc": "sscc"}
_OWN = "OWN"


def upgrade() -> None:
    customer = sa.Column("customer", sa.Text(), nullable=False, server_default="")
    op.add_column("partners_number_ranges", customer)
    connection = op.get_bind()
    query = sa.text("SELECT * FROM despatch_ranges ORDER BY name")
    for row in connection.execute(query).mappings().all():
        _move(connection, row)
    op.execute("DELETE FROM despatch_ranges")
    op.drop_table("despatch_ranges")


def _move(connection: sa.Connection, row: Any) -> None:
    values = {
        **{name: row[name] for name in ("customer", "prefix", "first", "last", "width", "next")},
        "division": row["division"] or _only(connection, row["name"]),
        "kind": _KINDS[row["of"]],
        "active": True,
    }
    of = {name: values[name] for name in ("division", "kind", "prefix", "customer")}
    query = (
        "SELECT prefix, customer FROM partners_number_ranges "
        "WHERE division = :division AND kind = :kind AND (prefix = :prefix OR "
        "(customer = :customer AND active))"
    )
    if (other := connection.execute(sa.text(query), of).first()) is not None:
        raise DatabaseError(
            f"number range {row['name']} would stand beside the one of division "
            f"{values['division']} with the prefix {other.prefix!r}: change one of them with the "
            "program of before, then migrate again"
        )
    names = ", ".join(f'"{name}"' for name in values)
    places = ", ".join(f":{name}" for name in values)
    connection.execute(
        sa.text(f"INSERT INTO partners_number_ranges ({names}) VALUES ({places})"),  # noqa: S608
        values,
    )


def _only(connection: sa.Connection, name: str) -> str:
    query = sa.text("SELECT division FROM partners_divisions WHERE active ORDER BY division")
    found = list(connection.execute(query).scalars())
    if len(found) > 1:
        raise DatabaseError(
            f"number range {name} is of no division, and there are several: give it one with the "
            "program of before, then migrate again"
        )
    if not found:
        connection.execute(
            sa.text("INSERT INTO partners_divisions (division, name) VALUES (:own, '')"),
            {"own": _OWN},
        )
        return _OWN
    return str(found[0])
