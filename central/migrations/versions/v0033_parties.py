"""Who customers and our own houses are: addresses, numbers, contacts, roles; what is switched off;
ranges from which documents take their numbers.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_IDENTITY = ("address_lines", "postcode", "city", "address_country", "tax_number", "gln", "duns")
_TEXTS = {
    "partners_customers": (*_IDENTITY, "sold_to", "invoice_to", "payer", "parent"),
    "partners_plants": _IDENTITY,
    "partners_divisions": (*_IDENTITY, "bank_name", "iban", "bic", "currency", "changed_by"),
}
_IN_USE = (
    "partners_plants",
    "partners_unloading_points",
    "partners_calendars",
    "partners_divisions",
)


def upgrade() -> None:
    for table, names in _TEXTS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for table in _IN_USE:
        op.add_column(
            table, sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    for name, value in (("version", "1"), ("changed_us", "0")):
        kind = sa.Integer() if name == "version" else _BIG
        op.add_column(
            "partners_divisions", sa.Column(name, kind, nullable=False, server_default=value)
        )
    _contacts()
    _number_ranges()


def _contacts() -> None:
    key = ("kind", "owner", "plant", "name")
    columns = [sa.Column(name, sa.Text(), nullable=False) for name in (*key, "task", "phone")]
    op.create_table(
        "partners_contacts",
        *columns,
        sa.Column("email", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_partners_contacts")),
    )


def _number_ranges() -> None:
    key = ("division", "kind", "prefix")
    op.create_table(
        "partners_number_ranges",
        *(sa.Column(name, sa.Text(), nullable=False) for name in key),
        sa.Column("first", _BIG, nullable=False),
        sa.Column("last", _BIG, nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("next", _BIG, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_partners_number_ranges")),
        sa.CheckConstraint(
            '"first" <= "next" AND "next" <= "last" + 1',
            name=op.f("ck_partners_number_ranges_next"),
        ),
    )
