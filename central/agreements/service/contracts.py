"""Reading agreements; ``writing`` changes them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection, RowMapping, func, select, tuple_

from central.agreements.model.agreement import Agreement, Part, State, What
from central.agreements.model.duration import ModelYear
from central.agreements.model.keys import CumKey, PartKey
from central.agreements.model.own_terms import PartTerms
from central.agreements.model.resolver import TermsOfPart, part_without_empty, terms_of_part
from central.agreements.model.terms import Terms
from central.agreements.tables import agreements, amendments, parts, years
from central.partners.rules.customers import point_key
from central.words.spelling import read

T = TypeVar("T")
AT_ONCE = 500
"""Values in one IN list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementPart:
    """One part of one agreement, with all that a schedule of it has to be judged by."""

    agreement: str
    customer: str
    plant: str
    points: tuple[str, ...]
    part: str
    our_part: str
    description: str
    unit: str
    currency: str
    terms: TermsOfPart
    years: tuple[ModelYear, ...]
    version: int
    state: State = State.ACTIVE
    active: bool = True
    """Of the part in its agreement."""

    def cum_at(self, point: str) -> CumKey:
        """Whose cum counts what goes to the unloading point."""
        return CumKey(self.agreement, self.part, point if self.terms.by_point else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentView:
    """``was`` and ``now``: only what changed, by name."""

    seq: int
    what: What
    was: Mapping[str, Any]
    now: Mapping[str, Any]
    who: str
    why: str
    at_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRow:
    """A line of the list of contracts. ``first`` and ``last``: of all model years."""

    agreement: str
    customer: str
    plant: str
    state: State
    currency: str
    parts: int
    first: date | None
    last: date | None
    changed_us: int
    changed_by: str


_OF_PART = ("part", "our_part", "description", "unit", "active")


def find(
    connection: Connection, customer: str, part: str, plant: str = ""
) -> tuple[AgreementPart, ...]:
    """Active parts of active agreements by the customer's number of the part.

    With a plant: agreements for it; where there is none, those for all plants. More than one:
    the caller cannot know which is meant.
    """
    found = _agreement_parts(
        connection,
        agreements.c.customer == customer,
        parts.c.part == part,
        agreements.c.state == str(State.ACTIVE),
        parts.c.active.is_(True),
    )
    return _for_plant(found, plant)


def agreement_part(connection: Connection, agreement: str, part: str) -> AgreementPart | None:
    """In whatever state the agreement is."""
    found = _agreement_parts(connection, agreements.c.agreement == agreement, parts.c.part == part)
    return found[0] if found else None


class Place(NamedTuple):
    """A part at a plant and an unloading point; empty: the customer names none."""

    part: str
    plant: str
    point: str


def find_all(
    connection: Connection, customer: str, wanted: Collection[Place]
) -> dict[Place, tuple[AgreementPart, ...]]:
    """``find`` for many places: agreements for the unloading point, or else those for all points of
    the plant.
    """
    found: dict[str, list[AgreementPart]] = {}
    for some in _portions(sorted({place.part for place in wanted})):
        for it in _agreement_parts(
            connection,
            agreements.c.customer == customer,
            parts.c.part.in_(some),
            agreements.c.state == str(State.ACTIVE),
            parts.c.active.is_(True),
        ):
            found.setdefault(it.part, []).append(it)
    return {
        place: _for_point(_for_plant(found.get(place.part, ()), place.plant), place.point)
        for place in wanted
    }


def parts_of_customer(
    connection: Connection, customer: str, numbers: Collection[str]
) -> tuple[AgreementPart, ...]:
    """In every agreement with the customer, whatever its state and the part's."""
    found: list[AgreementPart] = []
    for some in _portions(sorted(set(numbers))):
        found += _agreement_parts(
            connection, agreements.c.customer == customer, parts.c.part.in_(some)
        )
    return tuple(found)


def agreement_parts(
    connection: Connection, wanted: Collection[PartKey]
) -> dict[PartKey, AgreementPart]:
    """``agreement_part`` for many; those that are not there are left out."""
    stored = {}
    for some in _portions(sorted(wanted)):
        whose = tuple_(parts.c.agreement, parts.c.part).in_(some)
        for it in _agreement_parts(connection, whose):
            stored[PartKey(it.agreement, it.part)] = it
    return stored


def agreement_of(connection: Connection, agreement: str) -> Agreement | None:
    """The whole agreement but its prices."""
    row = (
        connection.execute(select(agreements).where(agreements.c.agreement == agreement))
        .mappings()
        .one_or_none()
    )
    return None if row is None else _whole(connection, row)


def all_agreements(connection: Connection) -> tuple[Agreement, ...]:
    rows = connection.execute(select(agreements).order_by(agreements.c.agreement)).mappings()
    return tuple(_whole(connection, row) for row in rows.all())


def contracts(connection: Connection) -> tuple[AgreementRow, ...]:
    """The list of agreements, by customer and name."""
    count = select(parts.c.agreement, func.count()).group_by(parts.c.agreement)
    counted: dict[str, int] = {agreement: number for agreement, number in connection.execute(count)}
    span = select(years.c.agreement, func.min(years.c.first), func.max(years.c.last))
    found = connection.execute(span.group_by(years.c.agreement))
    spans: dict[str, tuple[date, date]] = {agreement: (one, two) for agreement, one, two in found}
    query = select(agreements).order_by(agreements.c.customer, agreements.c.agreement)
    return tuple(
        AgreementRow(
            agreement=row.agreement,
            customer=row.customer,
            plant=row.plant,
            state=State(row.state),
            currency=row.currency,
            parts=counted.get(row.agreement, 0),
            first=spans.get(row.agreement, (None, None))[0],
            last=spans.get(row.agreement, (None, None))[1],
            changed_us=row.changed_us,
            changed_by=row.changed_by,
        )
        for row in connection.execute(query)
    )


def versions(connection: Connection) -> dict[str, int]:
    """Of every agreement: it rises with each change."""
    rows = connection.execute(select(agreements.c.agreement, agreements.c.version))
    return {row.agreement: row.version for row in rows}


def divisions_of(connection: Connection, names: Collection[str]) -> set[str]:
    """Of these agreements; '' for one that has none."""
    found: set[str] = set()
    for some in _portions(sorted(names)):
        query = select(agreements.c.division).where(agreements.c.agreement.in_(some))
        found |= set(connection.execute(query).scalars())
    return found


def history_of(
    connection: Connection, agreement: str, most: int | None = None
) -> tuple[AmendmentView, ...]:
    """Amendments, the newest first: all, or so many."""
    query = (
        select(amendments)
        .where(amendments.c.agreement == agreement)
        .order_by(amendments.c.seq.desc())
        .limit(most)
    )
    return tuple(
        AmendmentView(
            seq=row.seq,
            what=What(row.what),
            was=msgspec.json.decode(row.was),
            now=msgspec.json.decode(row.now),
            who=row.who,
            why=row.why,
            at_us=row.at_us,
        )
        for row in connection.execute(query)
    )


@lru_cache(maxsize=1024)
def terms_of_text(text: str) -> Terms:
    """From the stored form."""
    return read(Terms, msgspec.json.decode(text))


@lru_cache(maxsize=1024)
def part_terms_of_text(text: str) -> PartTerms | None:
    """From the stored form; None: the contract's hold."""
    return part_without_empty(read(PartTerms, msgspec.json.decode(text)))


def _for_plant(found: Sequence[AgreementPart], plant: str) -> tuple[AgreementPart, ...]:
    if not plant:
        return tuple(found)
    own = tuple(it for it in found if it.plant == plant)
    return own or tuple(it for it in found if not it.plant)


def _for_point(found: Sequence[AgreementPart], point: str) -> tuple[AgreementPart, ...]:
    if not point:
        return tuple(found)
    own = tuple(it for it in found if point_key(point) in map(point_key, it.points))
    return own or tuple(it for it in found if not it.points)


def _portions(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def _agreement_parts(connection: Connection, *conditions: Any) -> tuple[AgreementPart, ...]:
    names = [it.name for it in fields(AgreementPart)]
    own = [column for column in agreements.c if column.name in names]
    query = (
        select(*own, *(parts.c[name] for name in _OF_PART), parts.c.terms.label("own"))
        .join(parts, parts.c.agreement == agreements.c.agreement)
        .where(*conditions)
        .order_by(agreements.c.agreement)
    )
    rows = connection.execute(query).mappings().all()
    of_years = {name: _years(connection, name) for name in {row["agreement"] for row in rows}}
    return tuple(
        AgreementPart(
            **{
                **{name: value for name, value in row.items() if name != "own"},
                "points": msgspec.json.decode(row["points"], type=tuple[str, ...]),
                "terms": terms_of_part(terms_of_text(row["terms"]), part_terms_of_text(row["own"])),
                "years": of_years[row["agreement"]],
                "state": State(row["state"]),
            }
        )
        for row in rows
    )


def _whole(connection: Connection, row: RowMapping) -> Agreement:
    query = select(parts).where(parts.c.agreement == row["agreement"]).order_by(parts.c.part)
    return Agreement(
        agreement=row["agreement"],
        customer=row["customer"],
        plant=row["plant"],
        points=msgspec.json.decode(row["points"], type=tuple[str, ...]),
        currency=row["currency"],
        division=row["division"],
        state=State(row["state"]),
        note=row["note"],
        terms=terms_of_text(row["terms"]),
        years=_years(connection, row["agreement"]),
        parts=tuple(
            Part(
                part=it.part,
                our_part=it.our_part,
                description=it.description,
                unit=it.unit,
                active=it.active,
                terms=part_terms_of_text(it.terms),
            )
            for it in connection.execute(query)
        ),
        version=row["version"],
    )


def _years(connection: Connection, agreement: str) -> tuple[ModelYear, ...]:
    query = select(years).where(years.c.agreement == agreement).order_by(years.c.first)
    return tuple(
        ModelYear(name=row.name, first=row.first, last=row.last, quantity=row.quantity)
        for row in connection.execute(query)
    )
