"""A purchase order number carries several parts, each with a quantity of its own.

What is there stays the one part of its number, without a quantity. The history tells of each row
under its new name. A migration is frozen: it is never changed after a release, whatever the tables
become.
"""

from __future__ import annotations

import json
import time

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLE = "orders_purchase_orders"
_COLUMNS = ("agreement", "number", "part", "opened_us", "by", "who")


def upgrade() -> None:
    connection = op.get_bind()
    names = ", ".join(f'"{name}"' for name in _COLUMNS)
    query = sa.text(f"SELECT {names} FROM {_TABLE} ORDER BY agreement, number")  # noqa: S608
    rows = [dict(row) for row in connection.execute(query).mappings()]
    op.drop_table(_TABLE)
    op.create_table(
        _TABLE,
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("quantity", _BIG),
        sa.Column("opened_us", _BIG, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("agreement", "number", "part", name=op.f(f"pk_{_TABLE}")),
        sa.CheckConstraint(
            '"quantity" = CAST("quantity" AS BIGINT) AND "quantity" >= 0',
            name=op.f(f"ck_{_TABLE}_quantity"),
        ),
    )
    ops = {"number": "text_pattern_ops"}
    op.create_index(f"ix_{_TABLE}_number", _TABLE, ["number"], postgresql_ops=ops)
    places = ", ".join(f":{name}" for name in _COLUMNS)
    into = sa.text(f"INSERT INTO {_TABLE} ({names}) VALUES ({places})")  # noqa: S608
    for row in rows:
        connection.execute(into, row)
        key = f"{_TABLE}:{row['agreement']}/{row['number']}"
        _tell(connection, key, "delete", row, None)
        _tell(connection, f"{key}/{row['part']}", "insert", None, row | {"quantity": None})


def _tell(
    connection: sa.Connection,
    key: str,
    action: str,
    before: dict[str, object] | None,
    after: dict[str, object] | None,
) -> None:
    values = {
        "at_us": int(time.time() * 1e6),
        "key": key,
        "action": action,
        "before": None if before is None else json.dumps(before),
        "after": None if after is None else json.dumps(after),
    }
    into = (
        "INSERT INTO audit_changes (at_us, who, why, object, action, before, after) VALUES "
        "(:at_us, 'lineside', 'its key is with its part now', :key, :action, :before, :after)"
    )
    connection.execute(sa.text(into), values)
