"""Which terms hold for a kind of schedule of a part: contract, kind, part, kind of the part."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, get_type_hints

import pytest

from central.agreements.model import options as o
from central.agreements.model.agreement import Agreement, Part, changes, faults_of
from central.agreements.model.own_terms import KindTerms, PartTerms, ScheduleKind
from central.agreements.model.resolver import (
    BY_KIND,
    KINDS,
    OPTIONS,
    Level,
    applying,
    part_without_empty,
    terms_of_part,
    without_empty,
)
from central.agreements.model.terms import Terms
from central.words.spelling import MisspeltError, read, spell

PLAN, CALL_OFF = ScheduleKind.PLAN, ScheduleKind.CALL_OFF
AUTO, HAND, NEVER = o.Approval.AUTO, o.Approval.MANUAL, o.Approval.UNCONDITIONAL


@pytest.mark.parametrize(
    ("contract", "part", "plan", "call_off"),
    [
        ({}, None, (HAND, "contract"), (HAND, "contract")),
        ({"plan": {"approval": "auto"}}, None, (AUTO, "kind"), (HAND, "contract")),
        (
            {"plan": {"approval": "auto"}},
            {"approval": "unconditional"},
            (NEVER, "part"),
            (NEVER, "part"),
        ),
        (
            {"plan": {"approval": "auto"}},
            {"approval": "unconditional", "plan": {"approval": "manual"}},
            (HAND, "kind_of_part"),
            (NEVER, "part"),
        ),
        ({}, {"call_off": {"approval": "auto"}}, (HAND, "contract"), (AUTO, "kind_of_part")),
        ({"plan": {"approval": "auto"}}, {"release": "automatic"}, (AUTO, "kind"), (HAND, None)),
    ],
)
def test_the_nearest_holds(
    contract: dict[str, Any], part: dict[str, Any] | None, plan: Any, call_off: Any
) -> None:
    terms = read(Terms, contract)
    own = read(PartTerms, part) if part is not None else None
    for kind, (value, level) in ((PLAN, plan), (CALL_OFF, call_off)):
        found = applying(terms, own, kind)
        assert found.terms.approval is value
        assert found.said["approval"] == Level(level or "contract")
        assert terms_of_part(terms, own).of(kind) == found.terms


def test_days_go_with_the_method_that_counts_them() -> None:
    terms = Terms(
        tolerance_method=o.ToleranceMethod.QUANTITY_OR_DAYS,
        tolerance_days=3,
        plan=KindTerms(tolerance_method=o.ToleranceMethod.CUMULATIVE),
        call_off=KindTerms(tolerance_days=5),
    )
    both = terms_of_part(terms)
    assert (both.plan.tolerance_days, both.call_off.tolerance_days) == (None, 5)
    assert faults_of(Agreement(agreement="A", customer="C", terms=terms)) == ()


def test_each_option_has_its_level_and_its_kind_in_step_with_the_terms() -> None:
    hints = get_type_hints(Terms)
    of_part, of_kind = get_type_hints(PartTerms), get_type_hints(KindTerms)
    assert {*of_part} == {*hints} and {*of_kind} == BY_KIND < {*OPTIONS}
    for option in OPTIONS:
        assert of_part[option] == hints[option] | None, option
    assert {it.name for it in fields(Terms)} == {*OPTIONS, *KINDS}


def test_the_ledger_of_a_part_is_compared_as_the_kind_that_counts_does() -> None:
    note, cum = o.Reconcile.USE_DELIVERY_NOTE, o.Reconcile.USE_CUMULATIVE_QUANTITY
    none = o.Reconcile.NO_RECONCILE
    for plan, call_off, compares in (
        (none, cum, cum),
        (cum, note, cum),
        (note, none, note),
        (none, none, none),
    ):
        terms = Terms(plan=KindTerms(reconcile=plan), call_off=KindTerms(reconcile=call_off))
        assert terms_of_part(terms).compares is compares


def faults(terms: dict[str, Any], *parts: dict[str, Any]) -> list[str]:
    whole = Agreement(
        agreement="A",
        customer="C",
        terms=read(Terms, terms),
        parts=tuple(read(Part, {"part": f"P{n}", **part}) for n, part in enumerate(parts, 1)),
    )
    return [fault.text.partition(" contradicts")[0] for fault in faults_of(whole)]


def test_what_contradicts_is_asked_of_what_holds_and_named_with_its_place() -> None:
    assert faults({"reconcile": "use_delivery_note", "plan": {"references": "use_references"}}) == [
        "terms.plan: references = use_references"
    ]
    assert faults({"plan": {"match_required": "required"}}) == [
        "terms.plan: match_required = required"
    ]
    # what the contract says for both, each kind may put right
    in_advance = {"order_creation": "create_in_advance"}
    use = {"po_information": "use_po_information"}
    assert faults({**in_advance, "plan": use}) == [
        "terms.call_off: order_creation = create_in_advance"
    ]
    assert faults({**in_advance, "plan": use, "call_off": use}) == []
    assert faults(in_advance, {"terms": use}) == ["order_creation = create_in_advance"]


def test_a_part_is_named_and_one_that_says_nothing_new_is_not_told_again() -> None:
    counting = {"reconcile": "use_cumulative_quantity"}
    own = {"references": "use_references"}
    assert faults(counting, {"terms": own}, {}, {"terms": {"plan": own}}) == [
        "parts P1 terms: references = use_references",
        "parts P3 terms.plan: references = use_references",
    ]
    assert len(faults({"tolerance_days": 3}, {"terms": {"approval": "auto"}})) == 2
    assert len(faults({"tolerance_days": 3}, {"terms": {}}, {"terms": {"tolerance_days": 3}})) == 1


def test_what_may_not_differ_is_refused_where_it_is_said() -> None:
    with pytest.raises(MisspeltError, match=r"plan\.returns: is unknown"):
        read(Terms, {"plan": {"returns": "keep_cum"}})
    assert read(PartTerms, {"returns": "keep_cum"}).returns is o.Returns.KEEP_CUM


def test_what_is_said_comes_back_as_it_was_said() -> None:
    terms = read(Terms, {"plan": {"approval": "auto", "line_types": []}, "call_off": {}})
    assert read(Terms, spell(terms)) == terms
    assert without_empty(terms) == replace(terms, call_off=None)
    own = read(PartTerms, {"quantum": "0.5", "plan": {"limit": "below"}})
    assert read(PartTerms, spell(own)) == own == part_without_empty(own)
    assert part_without_empty(read(PartTerms, {"plan": {}})) is None


def test_the_history_tells_each_option_where_it_is_said() -> None:
    was = Agreement(agreement="A", customer="C", parts=(Part(part="P"),))
    now = replace(
        was,
        terms=Terms(plan=KindTerms(approval=AUTO)),
        parts=(Part(part="P", terms=PartTerms(plan=KindTerms(release=o.Release.AUTOMATIC))),),
    )
    told = [(it.what, dict(it.was), dict(it.now)) for it in changes(was, now)]
    assert told == [
        ("terms", {}, {"plan.approval": "auto"}),
        ("terms", {"part": "P"}, {"part": "P", "plan.release": "automatic"}),
    ]
