"""Storing agreements: contradictions refused with all reasons, one change at a time for each,
every change kept as an amendment with who, when and why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, func, insert, select

from central.agreements.model.agreement import (
    Agreement,
    Change,
    NewPrice,
    State,
    What,
    changes,
    faults_of,
    faults_of_change,
)
from central.agreements.model.own_terms import PartTerms
from central.agreements.model.resolver import part_without_empty, without_empty
from central.agreements.service import contracts
from central.agreements.service import prices as price_book
from central.agreements.service.kept_count import faults_of_count
from central.agreements.service.moving import faults_of_move
from central.agreements.tables import agreements, amendments, parts, prices, years
from central.db.database import hold, upsert
from central.db.rows import refuse, refuse_stale, replace_rows
from central.db.work import Work
from central.partners.rules.parties import code_faults, switched_off, text_faults
from central.partners.service import customers as partners
from central.partners.service import divisions as houses
from central.words.digits import QUANTITY_PLACES, digit_faults
from central.words.reasons import Figure, Reason, because
from central.words.spelling import spell
from central.words.years import FIRST, LAST, is_meant


def save(work: Work, agreement: Agreement) -> Agreement:
    """Stores it whole inside the caller's work; returns it as it stands now.

    RuleRefusedError has all reasons: contradicting terms, years that overlap, places that are not
    known, a version older than the stored one, a change without ``by.why`` that needs one.
    """
    connection = work.connection
    hold(connection, "agreement", agreement.agreement)
    stored = contracts.agreement_of(connection, agreement.agreement)
    name = agreement.agreement
    refuse_stale("agreement", name, stored.version if stored else 0, agreement.version)
    agreement, faults = _in_its_place(connection, agreement, stored)
    agreement = _in_order(agreement)
    amended = changes(stored, agreement)
    refuse(
        [
            *code_faults("agreement", name),
            *text_faults("note", agreement.note.replace("\n", " ")),
            *faults,
            *faults_of(agreement),
            *(
                faults_of_change(stored, agreement, amended, work.by.why)
                if stored is not None
                else ()
            ),
            *faults_of_move(connection, stored, agreement),
            *(faults_of_count(connection, agreement) if stored is not None else ()),
        ]
    )
    if not amended:
        return agreement
    newer = replace(agreement, version=agreement.version + 1)
    _store(work, newer)
    for change in amended:
        _amend(work, name, change)
    return newer


def _in_order(agreement: Agreement) -> Agreement:
    """As it is stored: parts by number, years by day, nothing that says nothing."""
    return replace(
        agreement,
        terms=without_empty(agreement.terms),
        parts=tuple(
            replace(part, terms=part_without_empty(part.terms))
            for part in sorted(agreement.parts, key=lambda part: part.part)
        ),
        years=tuple(sorted(agreement.years, key=lambda year: year.first)),
    )


def add_prices(work: Work, agreement: str, wanted: Sequence[NewPrice]) -> int:
    """Enters prices and returns how many were new; one that holds already changes nothing.

    Prices are added, never changed: in the place of one that stands only with its number and a
    reason. RuleRefusedError with what stands there otherwise.
    """
    connection = work.connection
    hold(connection, "agreement", agreement)
    stored = contracts.agreement_of(connection, agreement)
    refuse(_price_faults(connection, stored, agreement, wanted))
    standing = {_place(it): it for it in price_book.prices_of(connection, agreement) if it.holds}
    count = select(prices.c.part, func.max(prices.c.entered)).group_by(prices.c.part)
    rows = connection.execute(count.where(prices.c.agreement == agreement)).all()
    numbers: dict[str, int] = {part: highest for part, highest in rows}
    own = stored.currency if stored is not None else ""
    others = [replace(it, currency=it.currency or own) for it in wanted]
    new = [it for it in others if not _holds(standing.get(_place(it)), it)]
    refuse([each for it in new for each in _correcting(standing.get(_place(it)), it, work.by.why)])
    for price in new:
        number = numbers[price.part] = numbers.get(price.part, 0) + 1
        _enter(work, agreement, number, standing.get(_place(price)), price)
    return len(new)


def _holds(stands: price_book.PriceView | None, price: NewPrice) -> bool:
    return stands is not None and (stands.each, stands.currency) == (price.each, price.currency)


def _correcting(
    stands: price_book.PriceView | None, price: NewPrice, why: str
) -> tuple[Reason, ...]:
    """Why the price cannot be entered in the place of what stands there."""
    of: dict[str, Figure] = {
        "part": price.part,
        "day": price.valid_from,
        "quantity": price.quantity_from,
    }
    if stands is None and price.corrects is None:
        return ()
    if stands is None:
        said = "part {part} has no price from {day} and {quantity} on to correct"
        return (because("price.corrects_nothing", said, **of),)
    of |= {"each": stands.each, "currency": stands.currency, "entered": stands.entered}
    if price.corrects != stands.entered:
        said = (
            "part {part} has a price from {day} and {quantity} on: {each} {currency}, its price "
            "number {entered} by {who}: another one corrects that, and says why"
        )
        return (because("price.stands", said, **of, who=stands.who),)
    if not why.strip():
        said = "say why {each} {currency} of part {part} from {day} and {quantity} on was wrong"
        del of["entered"]
        return (because("price.why", said, **of),)
    return ()


_PRICE = ("part", "valid_from", "quantity_from", "each", "currency")


def _enter(
    work: Work, agreement: str, number: int, was: price_book.PriceView | None, price: NewPrice
) -> None:
    """One price of an agreement, under its part's next ``number``, with its amendment."""
    now = {name: getattr(price, name) for name in _PRICE}
    row = {
        **now,
        "agreement": agreement,
        "entered": number,
        "at_us": work.now_us,
        "who": work.by.who,
    }
    work.connection.execute(insert(prices), [row])
    before = {} if was is None else {name: getattr(was, name) for name in _PRICE}
    _amend(work, agreement, Change(what=What.PRICE, was=before, now=now))


class _PricePlace(NamedTuple):
    """Of several prices in one place only the last entry, which corrects the others, holds."""

    part: str
    valid_from: date
    quantity_from: Decimal


def _place(price: NewPrice | price_book.PriceView) -> _PricePlace:
    return _PricePlace(price.part, price.valid_from, price.quantity_from)


def _price_faults(
    connection: Connection, known: Agreement | None, agreement: str, wanted: Sequence[NewPrice]
) -> list[Reason]:
    if known is None:
        said = "there is no agreement {agreement}: enter it first"
        return [because("agreement.missing", said, agreement=agreement)]
    numbers = {part.part for part in known.parts}
    currencies = {it.currency for it in partners.currencies(connection)}
    faults = []
    for price in wanted:
        if price.part not in numbers:
            said = "part {part} is not in {agreement}: enter it first"
            faults.append(because("price.part", said, part=price.part, agreement=agreement))
        if not is_meant(price.valid_from):
            said = "price of {part} from {on}: days are from {begin} to {end}"
            faults.append(
                because(
                    "price.years",
                    said,
                    part=price.part,
                    on=price.valid_from,
                    begin=FIRST,
                    end=LAST,
                )
            )
        if price.each < 0 or price.quantity_from < 0:
            said = "price and quantity of {part} must be 0 or above"
            faults.append(because("price.negative", said, part=price.part))
        for what, number in (("price", price.each), ("quantity", price.quantity_from)):
            faults += digit_faults(number, QUANTITY_PLACES, f"{what} of {price.part}")
        if (price.currency or known.currency) not in currencies:
            faults.append(_unknown("currency", price.currency or known.currency))
    for (part, day, quantity), times in Counter(map(_place, wanted)).items():
        if times == 1:
            continue
        said = "part {part} has two prices from {day} and {quantity} on: leave one out"
        faults.append(because("price.twice", said, part=part, day=day, quantity=quantity))
    return faults


def _in_its_place(
    connection: Connection, agreement: Agreement, stored: Agreement | None
) -> tuple[Agreement, list[Reason]]:
    """With the customer's currency and division where it has none, and what it names that is not
    there, or is switched off and was not in use here before.
    """
    customer = partners.customer_of(connection, agreement.customer)
    if customer is None:
        return agreement, [_unknown("customer", agreement.customer)]
    agreement = replace(
        agreement,
        currency=agreement.currency or customer.currency,
        division=agreement.division or customer.division,
    )
    faults = []
    if agreement.plant and agreement.plant not in {it.plant for it in customer.plants}:
        said = "{customer} has no plant {plant}: enter it there first, or leave plant empty"
        faults.append(
            because("agreement.plant", said, customer=agreement.customer, plant=agreement.plant)
        )
    if agreement.currency not in {it.currency for it in partners.currencies(connection)}:
        faults.append(_unknown("currency", agreement.currency))
    if agreement.division:
        faults += _division_faults(connection, agreement, stored)
    return agreement, faults


def _division_faults(
    connection: Connection, agreement: Agreement, stored: Agreement | None
) -> list[Reason]:
    division, before = agreement.division, stored and (stored.division, stored.state)
    active = houses.active_of(connection, division)
    if active is None:
        return [_unknown("division", division)]
    stays = stored is not None and stored.division == division
    begins = agreement.state is State.ACTIVE and before != (division, State.ACTIVE)
    return [] if active or (stays and not begins) else [switched_off("division", division)]


def _unknown(key: str, name: str) -> Reason:
    said = "{key} = {name!r} is not known: enter it first"
    return because("agreement.unknown", said, key=key, name=name)


def _store(work: Work, agreement: Agreement) -> None:
    connection = work.connection
    key = {"agreement": agreement.agreement}
    head = {
        **key,
        "customer": agreement.customer,
        "plant": agreement.plant,
        "points": _json(agreement.points),
        "currency": agreement.currency,
        "division": agreement.division,
        "terms": _json(spell(agreement.terms)),
        "state": str(agreement.state),
        "version": agreement.version,
        "note": agreement.note,
        **work.stamp,
    }
    upsert(connection, agreements, [head])
    replace_rows(
        connection,
        parts,
        key,
        (
            {**spell(part), "terms": _json(spell(part.terms or PartTerms()))}
            for part in agreement.parts
        ),
    )
    replace_rows(
        connection,
        years,
        key,
        (
            {"name": it.name, "first": it.first, "last": it.last, "quantity": it.quantity}
            for it in agreement.years
        ),
    )


def _amend(work: Work, agreement: str, change: Change) -> None:
    row = {
        "agreement": agreement,
        "what": str(change.what),
        "was": _json(change.was),
        "now": _json(change.now),
        "who": work.by.who,
        "why": work.by.why,
        "at_us": work.now_us,
    }
    work.connection.execute(insert(amendments), [row])


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
