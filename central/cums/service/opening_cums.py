"""Parts begin here with the cums that they have: one file, two people, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select, tuple_

from central.agreements.model import units
from central.agreements.model.keys import CumKey, PartKey
from central.cums.rules.opening_cums import OpeningPart
from central.cums.service.corrections import check_day
from central.cums.service.ledger_store import hold_cums, post_movement
from central.cums.service.points import known_part
from central.cums.tables_ledger import movements
from central.db.bulk import AT_ONCE
from central.db.work import Work
from central.partners.service.days import day_of
from central.words.reasons import Reason, RuleRefusedError, because


def opened(work: Work, parts: Sequence[OpeningPart]) -> list[Reason]:
    """Posts what the parts begin with; what is wrong with them, each with its line: nothing of the
    work may stand then. ``work`` is of two people: ``first+second``.
    """
    first, _, second = work.by.who.partition("+")
    hold_cums(work.connection, [it.of for it in parts])
    moved = _moved(work.connection, [it.of for it in parts])
    return [fault for it in parts for fault in _opened(work, it, moved, first, second)]


def _opened(
    work: Work, it: OpeningPart, moved: frozenset[PartKey], first: str, second: str
) -> Iterator[Reason]:
    if it.of in moved:
        words = "line {line}: cums of {part} in {agreement} have moved already: correct them there"
        agreement, part = it.of
        yield because("opening.moved", words, line=it.line, part=part, agreement=agreement)
        return
    try:
        of = CumKey(*it.of)
        found = known_part(work.connection, of)
        today = day_of(work.connection, found.customer, work.now_us)
        stated = [it.received, *(note.quantity for note in it.notes)]
        units.check_whole(found.part, found.unit, stated)
        for movement in it.movements(first, work.by.why):
            check_day(movement, today)
            post_movement(work, of, movement, found.terms.returns, second_person=second)
    except RuleRefusedError as error:
        words = "line {line}: {said}"
        said = "; ".join(reason.text for reason in error.reasons)
        yield because("opening.line", words, line=it.line, said=said)


def _moved(connection: Connection, keys: Sequence[PartKey]) -> frozenset[PartKey]:
    """Those of which the ledger says anything."""
    found: set[PartKey] = set()
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        query = select(movements.c.agreement, movements.c.part).where(
            tuple_(movements.c.agreement, movements.c.part).in_(some)
        )
        found |= {PartKey(*row) for row in connection.execute(query.distinct())}
    return frozenset(found)
