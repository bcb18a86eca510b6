"""Agreements in both databases: what is stored is read back, what contradicts is refused, and every
change of duration, price and quantity is kept with who, when and why.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import combinations
from typing import Any, get_type_hints

import pytest

from central.agreements.model import contradictions
from central.agreements.model.agreement import Agreement, NewPrice, Part, State
from central.agreements.model.duration import ModelYear
from central.agreements.model.horizons import Horizon, Length, LineStatus, ToleranceHorizon, Unit
from central.agreements.model.terms import Terms
from central.agreements.service import contracts
from central.agreements.service import prices as price_book
from central.agreements.service.write import add_prices, save
from central.db.database import Actor, Database
from central.db.work import Work
from central.partners.rules.customers import Currency, Customer, Plant
from central.partners.service.write import save_currency, save_customer
from central.words.reasons import RuleRefusedError
from central.words.spelling import read, spell

D = Decimal
ANN = Actor(who="ann", why="agreed in Emden")
NEAR = ToleranceHorizon(
    name="near", length=Length(count=2, unit=Unit.WEEKS), minus_percent=D("5.5"), plus_percent=D(7)
)
MY26 = ModelYear(name="MY26", first=date(2025, 8, 1), last=date(2026, 7, 31), quantity=D(1000))
MY27 = ModelYear(name="MY27", first=date(2026, 8, 1), last=date(2027, 7, 31))
OPTIONS = {
    name: kind
    for name, kind in get_type_hints(Terms).items()
    if isinstance(kind, type) and issubclass(kind, StrEnum)
}
VALUES = [(name, value) for name, kind in OPTIONS.items() for value in kind]


@pytest.fixture
def books(db: Database) -> Database:
    """A database with one customer of two plants."""

    def work(connection: Any) -> None:
        for code in ("EUR", "USD"):
            save_currency(connection, Currency(currency=code))
        nordwerk = Customer(
            customer="nordwerk", name="Nordwerk", plants=(Plant(plant="W1"), Plant(plant="W2"))
        )
        save_customer(Work(connection, ANN, 1), nordwerk)

    db.write(work)
    return db


def agreement(**changes: Any) -> Agreement:
    given = {"agreement": "A1", "customer": "nordwerk", "parts": (Part(part="P1"),)}
    return Agreement(**{**given, **changes})


def store(books: Database, wanted: Agreement, by: Actor = ANN, now_us: int = 5) -> Agreement:
    return books.write(lambda c: save(Work(c, by, now_us), wanted), by=by)


def stored(books: Database, name: str = "A1") -> Agreement:
    found = books.read(lambda c: contracts.agreement_of(c, name))
    assert found is not None
    return found


def refused(books: Database, wanted: Agreement, by: Actor = ANN) -> set[str]:
    with pytest.raises(RuleRefusedError) as error:
        store(books, wanted, by)
    return {reason.code for reason in error.value.reasons}


def made_consistent(terms: Terms) -> Terms:
    """With the number and the horizon that some values need beside them."""
    return replace(
        terms,
        tolerance_template=(NEAR,),
        tolerance_days=3 if terms.tolerance_method == "quantity_or_days" else None,
    )


def test_every_value_of_every_option_is_stored_and_read_back(books: Database) -> None:
    """Each beside values that it can stand with; together they are stored one after the other."""
    kept = store(books, agreement())
    seen = set()
    for name, value in VALUES:
        terms = _standing_with(name, value)
        kept = store(books, replace(kept, terms=terms))
        found = stored(books).terms
        assert found == terms and getattr(found, name) is value
        seen.add((name, value))
    assert seen == set(VALUES)


def _standing_with(name: str, value: StrEnum) -> Terms:
    """Terms with the value that hold together, found by changing one or two other options."""
    first = made_consistent(replace(Terms(), **{name: value}))
    more = [option for option in VALUES if option[0] != name]
    for others in ((), *((it,) for it in more), *combinations(more, 2)):
        terms = made_consistent(replace(first, **dict(others)))
        if not contradictions.faults_of(terms):
            return terms
    raise AssertionError(f"{name} = {value} stands with nothing")


def test_every_pair_of_values_is_stored_or_refused_as_the_rules_say(books: Database) -> None:
    """Generated from the options. A refusal names one of the two and leaves all as it was."""
    first = store(books, agreement())
    counts = {"accepted": 0, "refused": 0}
    pairs = [(a, b) for a, b in combinations(VALUES, 2) if a[0] != b[0]]
    if not books.is_sqlite:
        pairs = pairs[::5]  # the rules are the same: what differs is how rows are kept

    def work(connection: Any) -> None:
        kept = first
        for (one, a), (two, b) in pairs:
            terms = made_consistent(replace(Terms(), **{one: a, two: b}))
            hit = [rule for rule in contradictions.CONTRADICTIONS if rule.holds(terms)]
            try:
                kept = save(Work(connection, ANN, 5), replace(kept, terms=terms))
            except RuleRefusedError as error:
                codes = {f"agreement.{rule.first}_against_{rule.second}" for rule in hit}
                assert {reason.code for reason in error.reasons} == codes
                assert all({one, two} & {rule.first, rule.second} for rule in hit)
                counts["refused"] += 1
            else:
                assert not hit
                counts["accepted"] += 1
            found = contracts.agreement_of(connection, "A1")
            assert found is not None and found.terms == (kept.terms if hit else terms)

    books.write(work, by=ANN)
    assert len(pairs) > 160 and counts["refused"] > len(pairs) / 9
    assert sum(counts.values()) == len(pairs)


def test_terms_with_horizons_and_numbers_come_back_exactly(books: Database) -> None:
    terms = Terms(
        tolerance_template=(NEAR, replace(NEAR, name="far", length=Length(count=9))),
        line_types=(
            Horizon(length=Length(count=1, unit=Unit.MONTHS), status=LineStatus.FIRM),
            Horizon(length=Length(count=90), status=LineStatus.INFORMATION),
        ),
        quantum=D("0.125"),
    )
    store(books, agreement(terms=terms))
    assert stored(books).terms == terms
    assert read(Terms, spell(terms)) == terms


def test_all_reasons_are_said_at_once(books: Database) -> None:
    bad = agreement(
        customer="nordwerk",
        plant="W9",
        currency="XXX",
        division="none",
        terms=replace(Terms(), references="use_references", po_information="use_po_information"),  # type: ignore[arg-type]
        years=(MY26, replace(MY27, first=date(2026, 7, 1))),
        parts=(Part(part="P1"), Part(part="P1"), Part(part=" P", unit="")),
    )
    bad = replace(bad, terms=read(Terms, spell(bad.terms)))
    assert refused(books, bad) == {
        "agreement.plant",
        "agreement.unknown",
        "agreement.po_information_against_references",
        "duration.overlap",
        "agreement.part_twice",
        "agreement.part",
        "agreement.unit",
    }
    assert refused(books, agreement(customer="nobody")) == {"agreement.unknown"}
    old = agreement(years=(replace(MY26, first=date(26, 7, 1)),))
    assert refused(books, old) == {"duration.years"}
    assert refused(books, agreement(agreement="A 1/")) == {"partner.code"}


def test_only_active_parts_of_active_agreements_are_found(books: Database) -> None:
    both = (Part(part="P1"), Part(part="P2", active=False))
    store(books, agreement(parts=both))
    store(books, agreement(agreement="A2", state=State.ENDED))
    store(books, agreement(agreement="A3", state=State.DRAFT))

    def find(part: str, plant: str = "") -> list[str]:
        found = books.read(lambda c: contracts.find(c, "nordwerk", part, plant))
        return [it.agreement for it in found]

    assert find("P1") == ["A1"] and find("P2") == [] and find("P3") == []
    store(books, agreement(agreement="A4", plant="W1"))
    assert find("P1") == ["A1", "A4"]
    assert find("P1", "W1") == ["A4"]
    assert find("P1", "W2") == ["A1"]
    part = books.read(lambda c: contracts.agreement_part(c, "A4", "P1"))
    assert part is not None
    assert (part.plant, part.currency, part.unit, part.version) == ("W1", "EUR", "PCE", 1)
    assert books.read(lambda c: contracts.agreement_part(c, "A4", "P9")) is None


def test_an_older_version_is_stale_and_changes_nothing(books: Database) -> None:
    first = store(books, agreement())
    second = store(books, replace(first, note="by ann"))
    assert (first.version, second.version) == (1, 2)
    assert refused(books, replace(first, note="by bob")) == {"stale"}
    assert refused(books, agreement(note="as if new")) == {"stale"}
    assert stored(books).note == "by ann"
    assert store(books, second).version == 2, "the same again is no change"


def test_duration_and_quantity_change_with_a_reason_and_a_history(books: Database) -> None:
    kept = store(books, agreement(years=(MY26, MY27)))
    longer = (replace(MY26, last=date(2026, 8, 14)), replace(MY27, first=date(2026, 8, 15)))
    nameless = Actor(who="bob")
    assert refused(books, replace(kept, years=longer), nameless) == {"agreement.why"}
    kept = store(books, replace(kept, years=longer), Actor(who="bob", why="run-out"), 7)
    more = (replace(longer[0], quantity=D(1500)), longer[1])
    kept = store(books, replace(kept, years=more), Actor(who="cleo", why="more cars"), 8)
    kept = store(books, replace(kept, years=more[:1]), Actor(who="cleo", why="ended"), 9)
    history = books.read(lambda c: contracts.history_of(c, "A1"))
    told = [(it.what, it.was, it.now, it.who, it.why, it.at_us) for it in history[:5]]
    assert told == [
        (
            "duration",
            {"year": "MY27", "first": "2026-08-15", "last": "2027-07-31"},
            {},
            "cleo",
            "ended",
            9,
        ),
        (
            "quantity",
            {"year": "MY26", "quantity": "1000"},
            {"year": "MY26", "quantity": "1500"},
            "cleo",
            "more cars",
            8,
        ),
        (
            "duration",
            {"year": "MY27", "first": "2026-08-01"},
            {"year": "MY27", "first": "2026-08-15"},
            "bob",
            "run-out",
            7,
        ),
        (
            "duration",
            {"year": "MY26", "last": "2026-07-31"},
            {"year": "MY26", "last": "2026-08-14"},
            "bob",
            "run-out",
            7,
        ),
        (
            "duration",
            {},
            {"year": "MY27", "first": "2026-08-01", "last": "2027-07-31"},
            *told[4][3:],
        ),
    ]
    assert stored(books).years == more[:1]


def test_terms_change_with_a_reason_and_only_what_differs_is_told(books: Database) -> None:
    kept = store(books, agreement())
    changed = replace(kept, terms=read(Terms, {"approval": "unconditional"}))
    assert refused(books, changed, Actor(who="bob")) == {"agreement.why"}
    store(books, changed, Actor(who="bob", why="trusted"))
    newest = books.read(lambda c: contracts.history_of(c, "A1"))[0]
    assert (newest.what, newest.was, newest.now) == (
        "terms",
        {"approval": "manual"},
        {"approval": "unconditional"},
    )


def test_a_part_is_switched_off_and_never_left_out(books: Database) -> None:
    kept = store(books, agreement(parts=(Part(part="P1"), Part(part="P2"))))
    assert refused(books, replace(kept, parts=(Part(part="P1"),))) == {"agreement.part_left_out"}
    off = (Part(part="P1", active=False), Part(part="P2", our_part="X"))
    assert store(books, replace(kept, parts=off)).parts == off
    assert refused(books, replace(stored(books), customer="lakeside")) >= {
        "agreement.customer_fixed"
    }


def enter(books: Database, *wanted: NewPrice, now_us: int = 9, why: str = "new list") -> int:
    by = replace(ANN, why=why)
    return books.write(lambda c: add_prices(Work(c, by, now_us), "A1", wanted), by=by)


def price(day: date, each: str, quantity: str = "0", **more: Any) -> NewPrice:
    return NewPrice(part="P1", valid_from=day, each=D(each), quantity_from=D(quantity), **more)


def test_what_would_have_to_be_rounded_is_refused_with_its_place(books: Database) -> None:
    """Six decimals are kept; a seventh, or thirteen digits, are said and not cut off."""
    store(books, agreement())
    january = date(2026, 1, 1)
    with pytest.raises(RuleRefusedError, match=r"price of P1 0\.0000125 has more than 6 decimals"):
        enter(books, price(january, "0.0000125"))
    with pytest.raises(RuleRefusedError, match="quantity of P1 1000000000000 is no number below"):
        enter(books, price(january, "1", "1000000000000"))
    assert enter(books, price(january, "0.012500000", "0.5")) == 1
    fine = replace(MY26, quantity=D("0.1234567"))
    with pytest.raises(RuleRefusedError, match=r"quantity of .MY26. 0\.1234567 has more than 6"):
        store(books, agreement(years=(fine,), version=1))
    spread = agreement(terms=Terms(quantum=D("0.0000005")), version=1)
    with pytest.raises(RuleRefusedError, match=r"quantum 0\.0000005 has more than 6 decimals"):
        store(books, spread)


def test_a_price_is_of_its_day_and_quantity_and_no_price_has_a_reason(books: Database) -> None:
    store(books, agreement())

    def at(day: date, quantity: int) -> Decimal:
        found = books.read(lambda c: price_book.price_of(c, "A1", "P1", day, D(quantity)))
        return found.each

    with pytest.raises(RuleRefusedError, match="no price for 1 on 2026-01-01: enter one"):
        at(date(2026, 1, 1), 1)
    january, may = date(2026, 1, 1), date(2026, 5, 1)
    assert enter(books, price(january, "2.50"), price(january, "2.25", "100")) == 2
    assert enter(books, price(may, "2.40")) == 1
    assert at(january, 99) == D("2.50") and at(january, 100) == D("2.25")
    assert at(date(2026, 4, 30), 5) == D("2.50") and at(may, 500) == D("2.40")
    with pytest.raises(RuleRefusedError, match="no price"):
        at(date(2025, 12, 31), 1)
    assert enter(books, price(january, "2.50")) == 0, "what holds is not entered again"
    with pytest.raises(RuleRefusedError) as stands:
        enter(books, price(january, "2.55"), now_us=11)
    assert stands.value.reasons[0].text == (
        "part P1 has a price from 2026-01-01 and 0 on: 2.5 EUR, its price number 1 by ann: another "
        "one corrects that, and says why"
    )
    for wrong, code in ((2, "price.stands"), (1, "price.why")):
        with pytest.raises(RuleRefusedError) as stands:
            enter(books, price(january, "2.55", corrects=wrong), why="")
        assert stands.value.reasons[0].code == code
    with pytest.raises(RuleRefusedError, match="no price from 2026-01-01 and 7 on to correct"):
        enter(books, price(january, "2.55", "7", corrects=1))
    in_dollars = price(january, "2.50", currency="USD", corrects=None)
    books.write(lambda c: save_currency(c, Currency(currency="USD")))
    with pytest.raises(RuleRefusedError, match=r"2\.5 EUR"):
        enter(books, in_dollars)
    assert enter(books, price(january, "2.55", corrects=1), now_us=11) == 1
    assert enter(books, price(january, "2.55", corrects=1)) == 0, "the same file once more"
    assert at(january, 1) == D("2.55")
    views = books.read(lambda c: price_book.prices_of(c, "A1"))
    assert [(it.each, it.holds) for it in views if it.valid_from == january] == [
        (D("2.55"), True),
        (D("2.5"), False),
        (D("2.25"), True),
    ]
    newest = books.read(lambda c: contracts.history_of(c, "A1"))[0]
    assert (newest.what, newest.was["each"], newest.now["each"]) == ("price", "2.5", "2.55")
    assert (newest.who, newest.at_us, newest.why) == ("ann", 11, "new list")


def test_prices_that_cannot_be_are_refused_with_all_reasons(books: Database) -> None:
    store(books, agreement())
    day = date(2026, 1, 1)
    bad = (
        price(day, "-1"),
        price(day, "-1"),
        replace(price(day, "1"), part="P9"),
        price(day, "1", "5", currency="XXX"),
        price(date(26, 1, 1), "1"),
    )
    with pytest.raises(RuleRefusedError) as error:
        enter(books, *bad)
    codes = sorted(reason.code for reason in error.value.reasons)
    assert codes == [
        "agreement.unknown",
        "price.negative",
        "price.negative",
        "price.part",
        "price.twice",
        "price.years",
    ]
    assert books.read(lambda c: price_book.prices_of(c, "A1")) == ()
