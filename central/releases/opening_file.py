"""The start with a customer: cums, notes on their way and open orders of one file, brought in by
two people, all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from central.agreements.model.keys import PartKey
from central.agreements.model.points import other_point
from central.agreements.service.contracts import AgreementPart, agreement_part
from central.cums.rules.opening_cums import OpeningPart, opening_parts
from central.cums.service.opening_cums import opened
from central.db.database import Actor, Database
from central.db.work import Work, transact
from central.edi.model import schedule as edi
from central.orders.rules.release_plan import becomes_order
from central.orders.service.lines import hold_parts, ordered_before
from central.orders.service.write import Writing, write_all
from central.partners.service.customers import customer_of
from central.releases.delivery_points import DeliveryPoints
from central.releases.order_entry import judged
from central.releases.rules.opening_orders import OpeningOrder, opening_orders
from central.words.reasons import Reason, RuleRefusedError, because

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    parts: tuple[OpeningPart, ...]
    orders: tuple[OpeningOrder, ...]


def open_file(db: Database, text: str, *, by: Actor, now_us: int) -> Opening:
    """``by`` are two people and a reason: ``first+second``. RuleRefusedError has every fault of the
    file; nothing of it is stored then.
    """
    if not by.who.partition("+")[2] or not by.why.strip():
        words = "opening cums need two people and a reason"
        raise RuleRefusedError(because("opening.incomplete", words))
    faults: list[Reason] = []
    parts = _or_faults(opening_parts, text, faults)
    orders = _or_faults(opening_orders, text, faults)
    if faults or parts is None or orders is None:
        raise RuleRefusedError(*faults)

    def do(work: Work) -> None:
        wrong = opened(work, parts)
        hold_parts(work.connection, {it.of for it in orders})
        ordered = ordered_before(work.connection, {it.of for it in orders})
        wrong += [fault for it in orders for fault in _ordered(work, it, ordered)]
        if wrong:
            raise RuleRefusedError(*wrong)

    transact(db, do, by=by, at_us=now_us)
    return Opening(parts=parts, orders=orders)


def _or_faults(
    read: Callable[[str], tuple[T, ...]], text: str, faults: list[Reason]
) -> tuple[T, ...] | None:
    try:
        return read(text)
    except RuleRefusedError as error:
        faults += error.reasons
        return None


def _ordered(work: Work, it: OpeningOrder, before: Collection[PartKey]) -> Iterator[Reason]:
    if it.of in before:
        words = "line {line}: part {part} of {agreement} has order lines already: enter it by hand"
        of = {"agreement": it.of.agreement, "part": it.of.part}
        yield because("opening.ordered", words, line=it.line, **of)
        return
    try:
        write_all(work, [_writing(work, it)])
    except RuleRefusedError as error:
        said = "; ".join(reason.text for reason in error.reasons)
        yield because("opening.line", "line {line}: {said}", line=it.line, said=said)


def _writing(work: Work, it: OpeningOrder) -> Writing:
    part = agreement_part(work.connection, *it.of)
    if part is None:
        words = "part {part} is in no agreement {agreement}"
        agreement, name = it.of
        raise RuleRefusedError(
            because("orders.no_agreement_part", words, part=name, agreement=agreement)
        )
    point = _point_of(work.connection, part, it)
    terms = part.terms.of(it.kind)
    if not becomes_order(it.asked, it.kind, terms):
        words = "{agreement} makes no orders of this kind of schedule, {kind}"
        kind = it.kind.value
        raise RuleRefusedError(
            because("opening.no_orders", words, agreement=part.agreement, kind=kind)
        )
    found = judged(work, part, it.asked, terms)
    return Writing(
        plan=found.plan,
        schedule=0,
        kind=it.kind.value,
        part=part,
        point=point,
        due=found.due,
        forecasts=False,
    )


def _point_of(connection: Connection, part: AgreementPart, it: OpeningOrder) -> str:
    customer = customer_of(connection, part.customer)
    point: str | Reason = it.point
    if customer is not None:
        item = edi.Item(part=part.part, ship_to=part.plant, unloading_point=it.point)
        point = DeliveryPoints(connection, customer, {it.of}).of(part, item)
    other = other_point(part.agreement, part.points, it.point)
    for reason in (point, other):
        if isinstance(reason, Reason):
            raise RuleRefusedError(reason)
    return str(point)
