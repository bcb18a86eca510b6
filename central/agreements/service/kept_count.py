"""Of what the cums of a part are kept does not change under goods that are counted already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set

from sqlalchemy import Connection

from central.agreements.model.agreement import Agreement
from central.agreements.model.keys import PartKey
from central.agreements.model.options import CumCount
from central.agreements.model.resolver import terms_of_part
from central.discovery import Question
from central.words.reasons import Reason, because

COUNTED: Question[Callable[[Connection, Set[PartKey]], Mapping[PartKey, Set[CumCount]]]] = Question(
    "agreements.counted"
)
"""Of what the cums of agreement parts were ever moved; parts without any are left out."""


def faults_of_count(connection: Connection, now: Agreement) -> Iterator[Reason]:
    """What was counted for all points together cannot be told apart, nor the other way about."""
    wanted = {
        PartKey(now.agreement, part.part): CumCount.POINT
        if terms_of_part(now.terms, part.terms).by_point
        else CumCount.PART
        for part in now.parts
    }
    counted = COUNTED.answer()(connection, set(wanted))
    for of, count in wanted.items():
        if others := counted.get(of, frozenset()) - {count}:
            yield because(
                "agreement.count_kept",
                "cum_count = {now} for part {part}, but goods of it are counted by {was} already: "
                "leave it, and put the part into a contract of its own with the other count, which "
                "begins with the cums that the customer states",
                now=str(count),
                part=of.part,
                was=", ".join(sorted(map(str, others))),
            )
