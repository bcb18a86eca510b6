"""Field by field of what is read of VDA 4905 and 4915, and that the loss of one is seen."""

from __future__ import annotations

import pytest

from tests.central.edi.rows import vda_4905, vda_4915
from tests.support.edi.rows import Case
from tests.support.edi.vda_rows import about_field, into_of, rows_of, without_field

FAMILIES = {"51": vda_4905.CASES, "55": vda_4915.CASES}


def of_field(first: str) -> dict[str, list[Case]]:
    return {
        f"{layout.type} {name} {into_of(layout, name)}": [
            case for case in FAMILIES[first] if about_field(case, layout, name)
        ]
        for layout, name in rows_of(first)
    }


@pytest.mark.parametrize("first", FAMILIES)
def test_each_field_is_what_the_recommendation_has_there(first: str) -> None:
    cases = FAMILIES[first]
    wrong = [f"{case}: {case.outcome()}" for case in cases if not case.holds()]
    assert not wrong, "\n".join(wrong)
    assert [str(case) for case in cases if not case.says_something()] == []
    known = [case for found in of_field(first).values() for case in found]
    assert [str(case) for case in cases if case.into and case not in known] == []


@pytest.mark.parametrize("first", FAMILIES)
def test_a_field_that_is_lost_is_noticed(first: str) -> None:
    unseen = []
    for layout, name in rows_of(first):
        cases = [case for case in FAMILIES[first] if about_field(case, layout, name)]
        if all(case.agrees(without_field(case, layout, name)) for case in cases):
            unseen.append(f"{layout.type} {name} {into_of(layout, name)}")
    assert not unseen, "\n".join(unseen)
