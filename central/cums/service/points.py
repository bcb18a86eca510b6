"""The unloading points of a part of which each has a cum, and which of them is meant."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select, tuple_

from central.agreements.model.keys import CumKey, PartKey
from central.agreements.service import contracts as agreements
from central.agreements.service.contracts import AgreementPart
from central.cums.service.keys import portions_of
from central.cums.tables_ledger import cums
from central.cums.tables_stated import STATED
from central.partners.service import customers as partners
from central.words.reasons import Reason, RuleRefusedError, because


def known_part(connection: Connection, of: CumKey) -> AgreementPart:
    """RuleRefusedError: there is no such agreement part, or it is no cum of it."""
    found = check_named(connection, of)
    if found is None:
        raise RuleRefusedError(
            because(
                "ledger.no_agreement_part",
                "part {part} is in no agreement {agreement}",
                part=of.part,
                agreement=of.agreement,
            )
        )
    return found


def check_named(connection: Connection, of: CumKey) -> AgreementPart | None:
    """None: there is no such agreement part. RuleRefusedError: it is no cum of it."""
    found = agreements.agreement_part(connection, *of.of_part)
    if found is None:
        return None
    if not found.terms.by_point and of.point:
        words = "the cum of {part} in {agreement} is of all unloading points: name none"
        raise RuleRefusedError(
            because("ledger.point_named", words, part=of.part, agreement=of.agreement)
        )
    if found.terms.by_point and of.point not in (known := points_to_choose(connection, found)):
        raise RuleRefusedError(_which(of, known))
    return found


def _which(of: CumKey, known: tuple[str, ...]) -> Reason:
    """The point that is named is none of those that are known."""
    return because(
        "ledger.point_unknown" if of.point else "ledger.point_missing",
        "{point} is no unloading point of {part} in {agreement}, which has a cum for each: there "
        "are {points}"
        if of.point
        else "{part} in {agreement} has a cum for each unloading point: name the point, one of "
        "{points}",
        point=of.point,
        part=of.part,
        agreement=of.agreement,
        points=", ".join(known) or "none",
    )


def points_of(connection: Connection, part: AgreementPart) -> tuple[str, ...]:
    """Those with a cum, or that a schedule or the agreement names."""
    of = PartKey(part.agreement, part.part)
    return points_by_part(connection, {of: part.points})[of]


def points_by_part(
    connection: Connection, named: Mapping[PartKey, Collection[str]]
) -> dict[PartKey, tuple[str, ...]]:
    """The same of many; ``named``: by their agreements."""
    found = {of: set(points) for of, points in named.items()}
    for table, point in ((cums, cums.c.point), (STATED, STATED.c.unloading_point)):
        whose = table.c.agreement, table.c.part
        for some in portions_of(sorted(found)):
            query = select(*whose, point).where(tuple_(*whose).in_(some), point != "").distinct()
            for agreement, part, name in connection.execute(query):
                found[PartKey(agreement, part)].add(name)
    return {of: tuple(sorted(points)) for of, points in found.items()}


def points_to_choose(connection: Connection, part: AgreementPart) -> tuple[str, ...]:
    """With those of the customer's plant, where the agreement names none."""
    found = set(points_of(connection, part))
    customer = None if part.points else partners.customer_of(connection, part.customer)
    if customer is not None:
        plants = (it for it in customer.plants if part.plant in ("", it.plant))
        found |= {it.point for plant in plants for it in plant.points if it.active}
    return tuple(sorted(found))
