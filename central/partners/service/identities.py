"""Addresses, numbers and contacts of customers, plants and divisions as rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, RowMapping, select

from central.partners import tables
from central.partners.rules.parties import Address, Contact, Identity

Contacts = Mapping["Owner", list[Contact]]


class Owner(NamedTuple):
    """Whose contacts; ``plant`` of the customer, '' for the whole."""

    owner: str
    plant: str = ""


def columns_of(identity: Identity) -> dict[str, str]:
    """Without the contacts, which have rows of their own."""
    address = identity.address
    return {
        "address_lines": "\n".join(address.lines),
        "postcode": address.postcode,
        "city": address.city,
        "address_country": address.country,
        "tax_number": identity.tax_number,
        "gln": identity.gln,
        "duns": identity.duns,
    }


def identity_of(row: RowMapping, contacts: list[Contact]) -> Identity:
    lines = row["address_lines"]
    return Identity(
        address=Address(
            lines=tuple(lines.split("\n")) if lines else (),
            postcode=row["postcode"],
            city=row["city"],
            country=row["address_country"],
        ),
        tax_number=row["tax_number"],
        gln=row["gln"],
        duns=row["duns"],
        contacts=tuple(contacts),
    )


def contact_rows(owner: Owner, identity: Identity) -> list[dict[str, str]]:
    return [
        {
            "owner": owner.owner,
            "plant": owner.plant,
            "name": it.name,
            "task": it.task,
            "phone": it.phone,
            "email": it.email,
        }
        for it in identity.contacts
    ]


def contacts_of(connection: Connection, kind: str, only: str | None = None) -> Contacts:
    """By owner; ``only``: of that one."""
    table = tables.contacts
    query = select(table).where(table.c.kind == kind).order_by(table.c.name)
    if only is not None:
        query = query.where(table.c.owner == only)
    found: dict[Owner, list[Contact]] = defaultdict(list)
    for row in connection.execute(query):
        contact = Contact(name=row.name, task=row.task, phone=row.phone, email=row.email)
        found[Owner(row.owner, row.plant)].append(contact)
    return found
