"""What others ask of the ledger."""

from __future__ import annotations

from collections.abc import Set
from decimal import Decimal

from sqlalchemy import Connection

from central.agreements.model.keys import PartKey
from central.agreements.model.options import Reconcile
from central.agreements.service.contracts import agreement_part
from central.agreements.service.moving import GOODS_UNDER_WAY
from central.cums.service.arrived import arrived_of


def goods_under_way(connection: Connection, parts: Set[PartKey]) -> dict[PartKey, Decimal]:
    """In transit, of parts whose schedules are compared with what left: of others nobody takes it
    off what is asked.
    """
    found: dict[PartKey, Decimal] = {}
    for of in sorted(parts):
        part = agreement_part(connection, *of)
        if part is None or part.terms.compares is Reconcile.NO_RECONCILE:
            continue
        if quantity := arrived_of(connection, part).in_transit:
            found[of] = quantity
    return found


REPLIES = (GOODS_UNDER_WAY.by(goods_under_way),)
