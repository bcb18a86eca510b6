"""A cum may be of one unloading point of a part: the ledger, its sums and what people and customers
said of them know the point. What a customer stated has the kind of its schedule.

What is there is of the part over all points, and stays so: empty. A migration is frozen: it is
never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WHOLE = '"{0}" = CAST("{0}" AS BIGINT) AND "{0}" >= 0'
_KEYS = {
    "releases_cums": ("agreement", "part", "point", "period"),
    "releases_authorised": ("agreement", "part", "point"),
}
"""Tables whose key the point becomes a part of."""
_CHECKS = {
    "releases_cums": {
        "despatched": _WHOLE.format("despatched"),
        "received": _WHOLE.format("received"),
        "in_transit": '"received" <= "despatched"',
    },
    "releases_authorised": {
        "fabricate": _WHOLE.format("fabricate"),
        "raw_material": _WHOLE.format("raw_material"),
    },
}


def upgrade() -> None:
    for table in ("releases_movements", "releases_receipts", "cums_accepted", "cums_closings"):
        op.add_column(table, _point())
    for table, key in _KEYS.items():
        if op.get_bind().dialect.name == "sqlite":
            _made_anew(table, key)
            continue
        op.add_column(table, _point())
        op.drop_constraint(f"pk_{table}", table, type_="primary")
        op.create_primary_key(op.f(f"pk_{table}"), table, list(key))
    op.add_column(
        "cums_stated", sa.Column("kind", sa.Text(), nullable=False, server_default="plan")
    )
    op.execute(
        "UPDATE cums_stated SET kind = COALESCE((SELECT kind FROM releases_schedules "
        "WHERE releases_schedules.schedule = cums_stated.schedule), 'plan')"
    )


def _made_anew(name: str, key: tuple[str, ...]) -> None:
    """SQLite changes no key: the table is made anew beside the old one, which is dropped with its
    triggers.
    """
    old = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())
    kept = [
        sa.Column(it.name, _BIG if it.name in _CHECKS[name] else it.type, nullable=it.nullable)
        for it in old.columns
    ]
    op.create_table(
        f"new_{name}",
        *kept[:2],
        _point(),
        *kept[2:],
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
        *(
            sa.CheckConstraint(holds, name=op.f(f"ck_{name}_{check}"))
            for check, holds in _CHECKS[name].items()
        ),
    )
    names = ", ".join(f'"{it.name}"' for it in kept)
    op.execute(f"INSERT INTO new_{name} ({names}) SELECT {names} FROM {name}")  # noqa: S608
    op.drop_table(name)
    op.rename_table(f"new_{name}", name)


def _point() -> sa.Column[str]:
    return sa.Column("point", sa.Text(), nullable=False, server_default="")
