"""Who is what for a customer: sold to, shipped to, invoiced, paid by; and their group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from central.partners.rules.customers import ROLES, Customer, Plant
from central.partners.rules.parties import NOWHERE, Identity, switched_off, unknown
from central.partners.service import customers
from central.partners.tables import customers as rows
from central.words.reasons import Reason, because

GROUP_MAX = 20
"""Parents above one another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who plays a role. ``customer`` is their code; ``plant`` and ``point`` of a place."""

    customer: str
    name: str
    identity: Identity
    plant: str = ""
    point: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Of one delivery place of a customer. ``parent``: of their group; None: they have none."""

    sold_to: Party
    ship_to: Party
    invoice_to: Party
    payer: Party
    parent: Party | None


def parties_of(
    connection: Connection, customer: Customer, plant: str = "", point: str = ""
) -> Parties:
    """Everybody who is not named is the customer; goods go to the plant, at its address, else the
    customer's.
    """

    def named(code: str) -> Party:
        found = customers.customer_of(connection, code) if code else None
        return _whole(found or customer)

    place = next((it for it in customer.plants if it.plant == plant), None)
    return Parties(
        sold_to=named(customer.sold_to),
        ship_to=_place(customer, place, point) if place else _whole(customer),
        invoice_to=named(customer.invoice_to),
        payer=named(customer.payer),
        parent=named(customer.parent) if customer.parent else None,
    )


def _whole(customer: Customer) -> Party:
    return Party(customer=customer.customer, name=customer.name, identity=customer.identity)


def _place(customer: Customer, plant: Plant, point: str) -> Party:
    own, whole = plant.identity, customer.identity
    identity = Identity(
        address=own.address if own.address != NOWHERE else whole.address,
        tax_number=own.tax_number or whole.tax_number,
        gln=own.gln,
        duns=own.duns,
        contacts=own.contacts or whole.contacts,
    )
    return Party(
        customer=customer.customer,
        name=plant.name or customer.name,
        identity=identity,
        plant=plant.plant,
        point=point,
    )


def role_faults(connection: Connection, customer: Customer) -> Iterator[Reason]:
    """What is wrong with whom they name, and with those who name them."""
    for role in ROLES:
        if name := getattr(customer, role):
            yield from _named(connection, customer, role, name)
    yield from _circle(connection, customer)
    for role in ROLES:
        chained = role != "parent" and getattr(customer, role)
        if customer.active and not chained:
            continue
        query = select(rows.c.customer).where(rows.c[role] == customer.customer, rows.c.active)
        for other in connection.execute(query.order_by(rows.c.customer)).scalars():
            if chained:
                yield _chain(role, other, customer.customer, chained)
            else:
                said = "{name} is {key} of {other}: let that be somebody else first"
                yield because(
                    "partner.named_by", said, name=customer.customer, key=role, other=other
                )


def _named(connection: Connection, customer: Customer, role: str, name: str) -> Iterator[Reason]:
    found: Any = connection.execute(select(rows).where(rows.c.customer == name)).one_or_none()
    if found is None:
        yield unknown(role, name)
    elif customer.active and not found.active:
        yield switched_off(role, name)
    elif role != "parent" and (beyond := getattr(found, role)):
        yield _chain(role, customer.customer, name, beyond)


def _chain(role: str, customer: str, name: str, beyond: str) -> Reason:
    said = "{key} of {customer} is {name}, whose own is {beyond}: name {beyond}, or nobody there"
    return because(
        "partner.role_chain", said, key=role, customer=customer, name=name, beyond=beyond
    )


def _circle(connection: Connection, customer: Customer) -> Iterator[Reason]:
    above, passed = customer.parent, [customer.customer]
    while above and len(passed) <= GROUP_MAX:
        passed.append(above)
        if above == customer.customer:
            said = "parent: {names} stand above one another in a circle"
            yield because("partner.parent_circle", said, names=" > ".join(passed))
            return
        query = select(rows.c.parent).where(rows.c.customer == above)
        above = connection.execute(query).scalar() or ""
    if above:
        said = "parent: more than {most} stand above {name}: name one nearer to the top"
        yield because("partner.group_deep", said, most=GROUP_MAX, name=customer.customer)
