"""An agreement as a whole, what is wrong with it, and what changed between two states of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from central.agreements.model import contradictions, duration
from central.agreements.model.duration import ModelYear
from central.agreements.model.own_terms import PartTerms, ScheduleKind
from central.agreements.model.resolver import KINDS, terms_of_part
from central.agreements.model.terms import Terms
from central.partners.rules.customers import point_key
from central.words.digits import QUANTITY_PLACES, digit_faults
from central.words.reasons import Reason, because
from central.words.spelling import spell

PART_MAX, UNIT_MAX, YEAR_MAX, TEXT_MAX, POINT_MAX = 70, 10, 40, 200, 25


class State(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    """Schedules are taken for these only."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """``part`` is the customer's number, ``our_part`` ours where it is another. ``terms``: what is
    agreed otherwise than by the contract.
    """

    part: str
    our_part: str = ""
    description: str = ""
    unit: str = "PCE"
    active: bool = True
    terms: PartTerms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Plant '': every plant of the customer. ``points``: the unloading points that it is for; none:
    every one. Currency '': the customer's. ``version`` 0: not
    stored yet.
    """

    agreement: str
    customer: str
    plant: str = ""
    points: tuple[str, ...] = ()
    currency: str = ""
    division: str = ""
    state: State = State.ACTIVE
    note: str = ""
    terms: Terms = field(default_factory=Terms)
    years: tuple[ModelYear, ...] = ()
    parts: tuple[Part, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrice:
    """Each, from that day and that quantity of one delivery on. Currency '': the agreement's.
    ``corrects``: the number of the price that stands in its place and is wrong.
    """

    part: str
    valid_from: date
    each: Decimal
    quantity_from: Decimal = Decimal(0)
    currency: str = ""
    corrects: int | None = None


class What(StrEnum):
    """What an amendment is about."""

    AGREEMENT = "agreement"
    TERMS = "terms"
    PART = "part"
    DURATION = "duration"
    QUANTITY = "quantity"
    PRICE = "price"


NEEDS_WHY = frozenset({What.TERMS, What.DURATION, What.QUANTITY})
"""Nobody changes them in an agreement that stands without saying why."""

_HEAD = ("customer", "plant", "points", "currency", "division", "state", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Only what differs, by name; ``was`` is empty for what is new, ``now`` for what is gone."""

    what: What
    was: Mapping[str, Any]
    now: Mapping[str, Any]


def faults_of(agreement: Agreement) -> tuple[Reason, ...]:
    """What is wrong with it in itself; whether its customer exists is asked elsewhere."""
    faults = [*_term_faults(agreement), *duration.faults_of(agreement.years)]
    for year in agreement.years:
        if not year.name.strip() or not year.name.isprintable() or len(year.name) > YEAR_MAX:
            said = "model year {name!r}: give it a name of up to {most} characters"
            faults.append(because("agreement.year_name", said, name=year.name, most=YEAR_MAX))
        if year.quantity is not None and year.quantity < 0:
            said = "the quantity of model year {name} must be 0 or above"
            faults.append(because("agreement.year_quantity", said, name=year.name))
        faults += digit_faults(year.quantity, QUANTITY_PLACES, f"quantity of {year.name!r}")
    faults += _point_faults(agreement.points)
    numbers = [part.part for part in agreement.parts]
    for part in agreement.parts:
        texts = (part.part, part.our_part, part.description, part.unit)
        if not all(text.isprintable() and len(text) <= TEXT_MAX for text in texts):
            said = "part {part}: its texts take up to {most} characters that print, in one line"
            faults.append(because("agreement.text", said, part=part.part, most=TEXT_MAX))
        if not 0 < len(part.part) <= PART_MAX or part.part != part.part.strip():
            said = "part {part!r}: 1 to {most} characters without blanks at its ends"
            faults.append(because("agreement.part", said, part=part.part, most=PART_MAX))
        if not 0 < len(part.unit) <= UNIT_MAX:
            said = "part {part}: its unit has 1 to {most} characters, such as PCE"
            faults.append(because("agreement.unit", said, part=part.part, most=UNIT_MAX))
    for number in sorted({number for number in numbers if numbers.count(number) > 1}):
        faults.append(because("agreement.part_twice", "part {part} appears twice", part=number))
    return tuple(faults)


def _term_faults(agreement: Agreement) -> Iterator[Reason]:
    """Of what holds for each kind of schedule: in the contract, and for parts for which something
    else does.
    """
    whole = terms_of_part(agreement.terms)
    own = [(it.terms, f"parts {it.part} terms") for it in agreement.parts if it.terms is not None]
    for said, at in [(None, "terms"), *own]:
        of_part = terms_of_part(agreement.terms, said)
        for kind in ScheduleKind:
            terms = of_part.of(kind)
            told = {whole.plan, whole.call_off} if said is not None else set()
            if terms in told or (kind is ScheduleKind.CALL_OFF and terms == of_part.plan):
                continue
            place = at if of_part.plan == of_part.call_off else f"{at}.{kind}"
            yield from contradictions.faults_of(terms, "" if place == "terms" else place)


def _point_faults(points: tuple[str, ...]) -> Iterator[Reason]:
    keys = [point_key(point) for point in points]
    again = {point for n, point in enumerate(points) if point_key(point) in keys[:n]}
    for point in sorted(again):
        yield because("agreement.point_twice", "unloading point {point} appears twice", point=point)
    for point in points:
        if not point.strip() or not point.isprintable() or len(point) > POINT_MAX:
            said = "unloading point {point!r}: 1 to {most} characters that print"
            yield because("agreement.point", said, point=point, most=POINT_MAX)


def faults_of_change(
    was: Agreement, now: Agreement, changes: tuple[Change, ...], why: str
) -> tuple[Reason, ...]:
    """What may not change in an agreement that stands, and what needs a reason."""
    faults = []
    if now.customer != was.customer:
        said = "{agreement} is the agreement of {customer}: enter another one for {other}"
        faults.append(
            because(
                "agreement.customer_fixed",
                said,
                agreement=was.agreement,
                customer=was.customer,
                other=now.customer,
            )
        )
    kept = {part.part for part in now.parts}
    faults += [
        because(
            "agreement.part_left_out",
            "part {part} is left out, but schedules may name it: set it to active = false",
            part=part.part,
        )
        for part in was.parts
        if part.part not in kept
    ]
    asking = sorted({change.what for change in changes if change.what in NEEDS_WHY})
    if asking and not why.strip():
        said = "{what} of {agreement} changes: say why"
        what = ", ".join(asking)
        faults.append(because("agreement.why", said, what=what, agreement=was.agreement))
    return tuple(faults)


def changes(was: Agreement | None, now: Agreement) -> tuple[Change, ...]:
    """In the order in which the history tells them; none: nothing changed."""
    if was is None:
        entered = Change(what=What.AGREEMENT, was={}, now={"agreement": now.agreement})
        empty = Agreement(agreement=now.agreement, customer=now.customer, terms=now.terms)
        return (entered, *_rows(empty, now))
    return (
        *_of(What.AGREEMENT, {}, _picked(was, _HEAD), _picked(now, _HEAD)),
        *_of(What.TERMS, {}, _flat(spell(was.terms)), _flat(spell(now.terms))),
        *_rows(was, now),
    )


def _rows(was: Agreement, now: Agreement) -> Iterator[Change]:
    old = {part.part: part for part in was.parts}
    for part in now.parts:
        whose = {"part": part.part}
        was_part, now_part = _spelt(old.get(part.part)), _spelt(part)
        was_terms, now_terms = (_flat(it.get("terms", {})) for it in (was_part, now_part))
        yield from _of(What.PART, whose, *map(_without_terms, (was_part, now_part)))
        if was_terms != now_terms:
            yield _between(What.TERMS, whose, was_terms, now_terms)
    years = {year.name: year for year in was.years}
    named = {year.name: year for year in now.years}
    for name in sorted(years.keys() | named.keys()):
        before, after = _spelt(years.get(name)), _spelt(named.get(name))
        for what, keys in (
            (What.DURATION, ("first", "last")),
            (What.QUANTITY, ("quantity",)),
        ):
            yield from _of(what, {"year": name}, _only(before, keys), _only(after, keys))


def _of(
    what: What, subject: Mapping[str, Any], was: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[Change]:
    """At most one change; ``subject`` names what it is about on both sides that exist."""
    changed = _between(what, subject, was, now)
    if was != now:
        yield replace(changed, was=changed.was if was else {}, now=changed.now if now else {})


def _between(
    what: What, subject: Mapping[str, Any], was: Mapping[str, Any], now: Mapping[str, Any]
) -> Change:
    before = {key: value for key, value in was.items() if now.get(key) != value}
    after = {key: value for key, value in now.items() if was.get(key) != value}
    return Change(what=what, was={**subject, **before}, now={**subject, **after})


def _without_terms(part: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in part.items() if name != "terms"}


def _flat(terms: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is agreed otherwise for a kind of schedule stands as ``plan.reconcile``."""
    own = {
        f"{kind}.{option}": value for kind in KINDS for option, value in terms.get(kind, {}).items()
    }
    return {**{key: value for key, value in terms.items() if key not in KINDS}, **own}


def _picked(agreement: Agreement, names: tuple[str, ...]) -> dict[str, object]:
    return {name: spell(getattr(agreement, name)) for name in names}


def _spelt(value: Part | ModelYear | None) -> Mapping[str, Any]:
    if value is None:
        return {}
    return spell(value)  # type: ignore[no-any-return]


def _only(table: Mapping[str, object], keys: tuple[str, ...]) -> dict[str, object]:
    return {key: table[key] for key in keys if table.get(key) is not None}
