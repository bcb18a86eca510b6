"""Usage rules: the language, its errors with their place, and exactly one variant of a family."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from edge.cell.masters import MastersError, compile_masters
from tests.support.cell.world import masters, telegram
from wire.ids import FamilyId, PartNumber
from wire.masters import Masters
from wire.needs import explode
from wire.telegram import Change, PartLine
from wire.usage import UsageError
from wire.usage_compiled import compile_rule

OPTIONS = {"A": "1", "B": "0", "C": "", "D": "X9", "COLOUR": "RED"}


@pytest.mark.parametrize(
    ("rule", "fires"),
    [
        ("A", True),
        ("B", False),
        ("C", False),
        ("E", False),
        ("not E", True),
        ("not not A", True),
        ("A and D", True),
        ("A and not D", False),
        ("E or A", True),
        ("A or E and E", True),
        ("(A or E) and E", False),
        ("D=X9", True),
        ("D = X8", False),
        ('D="X9"', True),
        ("D in {X8, X9}", True),
        ("D in {X8}", False),
        ("not D in {X8}", True),
        ("E in {X8}", False),
        ("B=0", True),
        ("COLOUR=RED", True),
        ("*", True),
        ("true and A", True),
    ],
)
def test_rule(rule: str, fires: bool) -> None:
    assert compile_rule(rule)(OPTIONS) is fires


@pytest.mark.parametrize(
    ("rule", "position"),
    [
        ("", 0),
        ("A and", 5),
        ("A B", 2),
        ("(A", 2),
        ("A)", 1),
        ("D in {}", 6),
        ("D in {A", 7),
        ("D=", 2),
        ("and A", 0),
        ("A & B", 2),
        ("__import__('os')", 11),
        ('D="X', 2),
    ],
)
def test_a_rule_that_does_not_parse_says_where(rule: str, position: int) -> None:
    with pytest.raises(UsageError) as error:
        compile_rule(rule)
    assert error.value.position == position


def test_length_and_depth_are_capped() -> None:
    for rule in ("A or " * 500 + "A", "(" * 60 + "A" + ")" * 60, "not " * 60 + "A"):
        with pytest.raises(UsageError):
            compile_rule(rule)


@given(st.text(alphabet="AB=(){},*\"' \tandortinuseé0", max_size=60))
def test_any_text_is_a_rule_or_a_usage_error(rule: str) -> None:
    try:
        test = compile_rule(rule)
    except UsageError as error:
        assert 0 <= error.position <= len(rule)
    else:
        assert test({}) in (True, False)


def parts(**values: Any) -> tuple[dict[str, tuple[str, int]], set[str]]:
    compiled = compile_masters(masters())
    needs, problems = explode(compiled, telegram(1, **values))
    return {n.family: (n.part, n.quantity) for n in needs}, {p.family for p in problems}


def test_one_variant_a_family_fires_and_an_empty_part_means_none() -> None:
    assert parts() == ({"mirror": ("M-RED", 1), "seat": ("S-CLOTH", 1)}, set())
    heavy = parts(colour="BLUE", options={"TRIM": "L2", "HEAVY": "1"})
    assert heavy == (
        {"mirror": ("M-BLUE", 1), "bracket": ("B-STD", 2), "seat": ("S-LEATHER", 1)},
        set(),
    )


def test_not_exactly_one_variant_is_a_problem_of_its_family() -> None:
    assert parts(options={"TRIM": "?"}) == ({"mirror": ("M-RED", 1)}, {"seat"})


def test_part_lines_of_the_maker_stand_on_top_of_the_rules() -> None:
    add = PartLine(part=PartNumber("S-LEATHER"), family=FamilyId("seat"), quantity=2)
    needs, problems = parts(options={"TRIM": "?"}, parts=(add,))
    assert (needs["seat"], problems) == (("S-LEATHER", 2), set())
    gone = PartLine(part=PartNumber("M-RED"), change=Change.DELETE)
    assert "mirror" not in parts(parts=(gone,))[0]
    foreign = PartLine(part=PartNumber("ENGINE"), family=FamilyId("engine"))
    assert parts(parts=(foreign,)) == parts()
    unknown = PartLine(part=PartNumber("S-NEW"), family=FamilyId("seat"))
    assert parts(parts=(unknown,)) == ({"mirror": ("M-RED", 1)}, {"seat"})


def _with_family(**values: Any) -> Masters:
    whole = masters()
    return replace(whole, families=(replace(whole.families[0], **values), *whole.families[1:]))


def _variant(**values: Any) -> Masters:
    family = masters().families[0]
    return _with_family(variants=(replace(family.variants[0], **values),))


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        (_with_family(rack_family="DOOR"), "DOOR"),
        (_with_family(family="seat"), "seat"),
        (_with_family(variants=()), "mirror"),
        (_variant(rule="COLOUR=("), "mirror"),
        (_variant(part="M-GOLD"), "M-GOLD"),
        (replace(masters(), fits=()), "F1"),
        (replace(masters(), feeds=()), "L1"),
        (replace(masters(), people=masters().people * 2), "badge"),
        (masters(first_number=9, last_number=9), "L1"),
        (masters(window=1000), "L1"),
    ],
)
def test_masters_that_cannot_work_name_the_object(broken: Masters, named: str) -> None:
    with pytest.raises(MastersError, match=named):
        compile_masters(broken)
