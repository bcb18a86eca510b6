"""What a file of the office can say of customers, divisions, calendars and contracts, a page can
say too: the fields of the imported models are walked, and one without a form fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from types import UnionType
from typing import Any, get_args, get_origin

import pytest

from central.agreements import office_kinds as of_agreements
from central.agreements.model.agreement import Agreement, NewPrice, Part
from central.agreements.model.duration import ModelYear
from central.agreements.model.horizons import Horizon, Length, ToleranceHorizon
from central.agreements.model.own_terms import KindTerms, PartTerms
from central.agreements.model.terms import Terms
from central.db.clock import now_us
from central.db.database import Actor
from central.office.importing import bring_in
from central.partners import office_kinds as of_partners
from central.partners.rules.calendar import IndustryMonth
from central.partners.rules.customers import (
    Calendar,
    CalendarDay,
    Currency,
    Customer,
    Plant,
    UnloadingPoint,
)
from central.partners.rules.divisions import Bank, Division, NumberRange
from central.partners.rules.parties import Address, Contact, Identity
from central.partners.rules.windows import DeliveryWindow
from central.words.spelling import hints_of
from tests.central.partners.test_division_pages import Visitor
from tests.support.paths import CONTRACTS

CUSTOMER = "/office/customers/nordwerk"
CONTRACT = "/office/contracts/NW-EMD-26"
PAGES: dict[type, tuple[str, ...]] = {
    Currency: ("/office/currencies",),
    Calendar: ("/office/calendars", "/office/calendars/{calendar}"),
    CalendarDay: ("/office/calendars/{calendar}",),
    IndustryMonth: ("/office/calendars/{calendar}",),
    Customer: ("/office/customers", CUSTOMER),
    Identity: (CUSTOMER,),
    Address: (CUSTOMER,),
    Plant: (CUSTOMER, CUSTOMER + "/plants/EMD"),
    UnloadingPoint: (CUSTOMER + "/plants/EMD",),
    DeliveryWindow: (CUSTOMER,),
    Division: ("/office/divisions", "/office/divisions/{division}"),
    Bank: ("/office/divisions/{division}",),
    NumberRange: ("/office/divisions/{division}",),
    Agreement: ("/office/contracts", CONTRACT),
    Part: (CONTRACT,),
    ModelYear: (CONTRACT,),
    NewPrice: (CONTRACT,),
    Terms: (CONTRACT + "/terms",),
    KindTerms: (CONTRACT + "/terms?kind=plan", CONTRACT + "/terms?kind=call_off"),
    PartTerms: (CONTRACT + "/terms?part={part}",),
    ToleranceHorizon: (CONTRACT + "/terms",),
    Horizon: (CONTRACT + "/terms",),
}
"""Of each model, where its forms stand; every page of several has one field at least."""
UNDER: dict[tuple[type, str], str] = {
    (Calendar, "weekdays"): "weekday.0",
    (Address, "lines"): "address_lines",
    (Address, "country"): "address_country",
    (Bank, "name"): "bank_name",
    (UnloadingPoint, "point"): "points",
    (UnloadingPoint, "name"): "point.1.name",
    (UnloadingPoint, "active"): "point.1.active",
    (DeliveryWindow, "at"): "1.at",
    (DeliveryWindow, "percent"): "1.percent",
    (ToleranceHorizon, "name"): "tolerance.1.name",
    (ToleranceHorizon, "length"): "tolerance.1.count",
    (ToleranceHorizon, "minus_percent"): "tolerance.1.minus",
    (ToleranceHorizon, "plus_percent"): "tolerance.1.plus",
    (Horizon, "length"): "type.1.count",
    (Horizon, "status"): "type.1.status",
    (Terms, "tolerance_template"): "tolerance.1.name",
    (Terms, "line_types"): "type.1.count",
    (KindTerms, "tolerance_template"): "own.tolerance_template",
    (KindTerms, "line_types"): "own.line_types",
    (PartTerms, "tolerance_template"): "own.tolerance_template",
    (PartTerms, "line_types"): "own.line_types",
}
"""What a field is called in its form, where that is another name."""
REASONS: dict[tuple[type, str], str] = {
    (NumberRange, "next"): "a new range begins with its first number, one in use only goes on",
    (Contact, "name"): "one line a contact, under the field contacts of an identity",
    (Contact, "task"): "the same line",
    (Contact, "phone"): "the same line",
    (Contact, "email"): "the same line",
    (Length, "count"): "beside the horizon whose length it is: tolerance.1.count, type.1.count",
    (Length, "unit"): "the same",
}
"""Fields without a form of their own, and why."""


def models(kind: Any) -> Iterator[type]:
    """The dataclasses that a field's kind holds."""
    if is_dataclass(kind):
        yield kind  # type: ignore[misc]
    elif get_origin(kind) in (tuple, UnionType):
        for inner in get_args(kind):
            yield from models(inner)


def reached() -> set[type]:
    """Every model of the files, those inside others too."""
    kinds = (*of_partners.KINDS, *of_agreements.KINDS)
    waiting: list[type] = [it.shape for it in kinds]
    waiting += [shape for it in kinds for shape in it.apart.values()]
    found: set[type] = set()
    while waiting:
        kind = waiting.pop()
        if kind not in found:
            found.add(kind)
            waiting += [inner for hint in hints_of(kind).values() for inner in models(hint)]
    return found


@pytest.fixture
def planner(lite: Any) -> Visitor:
    bring_in(lite.central.db, CONTRACTS, by=Actor(who="ann"), now_us=now_us())
    return Visitor(lite, "planner")


def names_on(planner: Visitor, address: str) -> set[str]:
    page = planner.get(address)
    return set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page)) | set(
        re.findall(r'<(?:input|select|textarea) name="([^"]+)"', page)
    )


def without_form(planner: Visitor, kind: type, places: dict[str, str]) -> list[str]:
    seen: set[str] = set()
    for address in PAGES.get(kind, ()):
        seen |= names_on(planner, address.format(**places))
    return [
        f"{kind.__name__}.{name}"
        for name, hint in hints_of(kind).items()
        if not list(models(hint)) or (kind, name) in UNDER
        if (kind, name) not in REASONS and UNDER.get((kind, name), name) not in seen
    ]


def test_every_field_of_the_files_has_a_form_or_a_reason(planner: Visitor) -> None:
    client = planner.client

    def first(what: str, key: str) -> str:
        listed = client.get(f"/api/v1/partners/{what}", token=planner.token).json()
        return str(listed[0][key])

    agreement = client.get("/api/v1/agreements/NW-EMD-26", token=planner.token).json()
    places = {
        "calendar": first("calendars", "calendar"),
        "division": first("divisions", "division"),
        "part": agreement["parts"][0]["part"],
    }
    missing = [
        said
        for kind in sorted(reached(), key=lambda it: it.__name__)
        for said in without_form(planner, kind, places)
    ]
    assert missing == []


def test_what_has_a_reason_is_a_field_that_files_have() -> None:
    known = {(kind, name) for kind in reached() for name in hints_of(kind)}
    assert REASONS.keys() | UNDER.keys() <= known
    assert PAGES.keys() <= reached()
