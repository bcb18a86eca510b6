"""A part that goes from one agreement to another while its demand stands in the first one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from decimal import Decimal

from sqlalchemy import Connection

from central.agreements.model.agreement import Agreement, State
from central.agreements.model.keys import PartKey
from central.agreements.model.options import Reconcile
from central.agreements.model.resolver import terms_of_part
from central.agreements.service import contracts
from central.agreements.service.contracts import AgreementPart
from central.discovery import Question
from central.partners.rules.customers import point_key
from central.words.reasons import Reason, because

Demand = tuple[Decimal, Decimal]
"""What is open of order lines, and what is left of forecasts."""
STANDING_DEMAND: Question[Callable[[Connection, Set[PartKey]], Mapping[PartKey, Demand]]] = (
    Question("agreements.standing_demand")
)
"""What stands under agreement parts; parts without any are left out."""
GOODS_UNDER_WAY: Question[Callable[[Connection, Set[PartKey]], Mapping[PartKey, Decimal]]] = (
    Question("agreements.goods_under_way")
)
"""What is on its way under agreement parts; parts without any are left out."""


def faults_of_move(
    connection: Connection, was: Agreement | None, now: Agreement
) -> tuple[Reason, ...]:
    """Open order lines and forecasts stay where they are, so the customer's next schedule would
    ask for them a second time in the other agreement; what is on its way stays in the ledger of the
    first one, and would be asked for again too. ``was``: as it is stored; None: it is new.
    """
    before, after = _taking(was), _taking(now)
    if was is not None and (was.plant, _keys(was)) != (now.plant, _keys(now)):
        before -= after
    comes, goes = after - before, before - after
    if not comes and not goes:
        return ()
    pairs = list(_pairs(connection, now, comes, goes))
    compared = [it for it in pairs if _compares(connection, now, *it)]
    return (*_goods_stay(connection, compared), *_demand_stays(connection, pairs))


def _compares(connection: Connection, now: Agreement, of: PartKey, to: str) -> bool:
    """Whether what left is compared with schedules where the part was, or where it goes."""
    known = [contracts.agreement_part(connection, name, of.part) for name in (of.agreement, to)]
    own = [it.terms for it in now.parts if it.part == of.part]
    ways = [it.terms.compares for it in known if it is not None]
    ways += [terms_of_part(now.terms, terms).compares for terms in own]
    return any(it is not Reconcile.NO_RECONCILE for it in ways)


def _goods_stay(connection: Connection, pairs: Sequence[tuple[PartKey, str]]) -> Iterator[Reason]:
    way = GOODS_UNDER_WAY.answer()(connection, {of for of, _ in pairs})
    for of, to in pairs:
        if of in way:
            yield because(
                "agreement.goods_stay",
                "part {part} goes from {first} to {second}, but {quantity} of it are on their way "
                "under {first}: wait until the customer confirms them, before it goes",
                part=of.part,
                first=of.agreement,
                second=to,
                quantity=way[of],
            )


def _demand_stays(connection: Connection, pairs: Sequence[tuple[PartKey, str]]) -> Iterator[Reason]:
    stands = STANDING_DEMAND.answer()(connection, {of for of, _ in pairs})
    for of, to in pairs:
        if of in stands:
            yield because(
                "agreement.demand_stays",
                "part {part} goes from {first} to {second}, but in {first} {open} are open and "
                "{forecast} forecast: despatch them, or let a schedule of the customer take them "
                "out, before it goes",
                part=of.part,
                first=of.agreement,
                second=to,
                open=stands[of][0],
                forecast=stands[of][1],
            )


def _taking(agreement: Agreement | None) -> set[str]:
    """Parts for which schedules are taken."""
    if agreement is None or agreement.state is not State.ACTIVE:
        return set()
    return {part.part for part in agreement.parts if part.active}


def _pairs(
    connection: Connection, now: Agreement, comes: set[str], goes: set[str]
) -> Iterator[tuple[PartKey, str]]:
    """Each agreement part that is left, and the agreement that the part goes to."""
    for other in contracts.parts_of_customer(connection, now.customer, comes | goes):
        if other.agreement == now.agreement or not _same_place(other, now):
            continue
        takes = other.active and other.state is State.ACTIVE
        if other.part in comes and not takes:
            yield PartKey(other.agreement, other.part), now.agreement
        elif other.part in goes and takes:
            yield PartKey(now.agreement, other.part), other.agreement


def _same_place(other: AgreementPart, now: Agreement) -> bool:
    theirs, ours = _keys(other), _keys(now)
    if theirs and ours and not theirs & ours:
        return False
    return other.plant == now.plant or not other.plant or not now.plant


def _keys(of: AgreementPart | Agreement) -> Set[str]:
    """Of its unloading points."""
    return {point_key(point) for point in of.points}
