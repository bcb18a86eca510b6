"""What others ask of the ledger."""

from __future__ import annotations

from collections.abc import Set
from decimal import Decimal

from sqlalchemy import Connection

from central.agreements.model.keys import PartKey
from central.agreements.service.contracts import agreement_part
from central.agreements.service.moving import GOODS_UNDER_WAY
from central.cums.service.arrived import arrived_of


def goods_under_way(connection: Connection, parts: Set[PartKey]) -> dict[PartKey, Decimal]:
    """In transit."""
    found: dict[PartKey, Decimal] = {}
    for of in sorted(parts):
        part = agreement_part(connection, *of)
        if part is not None and (quantity := arrived_of(connection, part).in_transit):
            found[of] = quantity
    return found


REPLIES = (GOODS_UNDER_WAY.by(goods_under_way),)
