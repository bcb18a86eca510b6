"""What others ask of the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Set
from decimal import Decimal

from sqlalchemy import Connection, select, tuple_

from central.agreements.model.keys import PartKey
from central.agreements.model.options import CumCount
from central.agreements.service.contracts import agreement_part
from central.agreements.service.kept_count import COUNTED
from central.agreements.service.moving import GOODS_UNDER_WAY
from central.cums.service.arrived import arrived_of
from central.cums.service.keys import portions_of
from central.cums.service.points import points_of
from central.cums.tables_ledger import cums


def goods_under_way(connection: Connection, parts: Set[PartKey]) -> dict[PartKey, Decimal]:
    """In transit."""
    found: dict[PartKey, Decimal] = {}
    for of in sorted(parts):
        part = agreement_part(connection, *of)
        if part is None:
            continue
        keys = [part.cum_at(point) for point in points_of(connection, part) or ("",)]
        quantity = sum(
            (arrived_of(connection, part, key).in_transit for key in set(keys)), Decimal(0)
        )
        if quantity:
            found[of] = quantity
    return found


def counted(connection: Connection, parts: Set[PartKey]) -> Mapping[PartKey, Set[CumCount]]:
    """By what their cums were ever moved."""
    found: dict[PartKey, set[CumCount]] = {}
    whose = cums.c.agreement, cums.c.part
    for some in portions_of(sorted(parts)):
        query = select(*whose, cums.c.point != "").where(tuple_(*whose).in_(some))
        for agreement, part, by_point in connection.execute(query.distinct()):
            count = CumCount.POINT if by_point else CumCount.PART
            found.setdefault(PartKey(agreement, part), set()).add(count)
    return found


REPLIES = (GOODS_UNDER_WAY.by(goods_under_way), COUNTED.by(counted))
