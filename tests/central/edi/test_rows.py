"""Row by row of what is read of each message: the field it fills, and that its loss is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from importlib import import_module

import pytest

from central.edi.message_names import names
from central.edi.readers.field_table import ANY, Row, Table, row
from tests.support.edi.row_trials import (
    about_code,
    about_row,
    changed,
    codes_of,
    documented,
    emptied,
    table_of,
    tag_of,
    without,
)
from tests.support.edi.rows import Case
from tests.support.edi.value_lists import ValueList, value_lists

TABLES = [name for name in names() if not name.startswith("vda")]
CASES: dict[str, list[Case]] = {
    name: import_module(f"tests.central.edi.rows.{name}").CASES for name in TABLES
}


def of_row(name: str, one: Row) -> list[Case]:
    table = table_of(name)
    return [case for case in CASES[name] if about_row(case, table, one)]


def read_otherwise(cases: Iterable[Case]) -> bool:
    """Whether one of them fails now."""
    return any(not case.holds() for case in cases)


def noticed(cases: Iterable[Case], table: Table) -> bool:
    """Likewise, or the published page does not say any more what it says."""
    return any(not documented(case, table) or not case.holds() for case in cases)


def lost_rows(name: str) -> Iterator[str]:
    table = table_of(name)
    for one in table.rows:
        cases = of_row(name, one)
        with changed(table, rows=without(table, one)):
            if not noticed(cases, table):
                yield f"{one}"


def unread_places(name: str) -> Iterator[str]:
    """Where a row says that a value stands, and no case fails when nothing does."""
    for one in table_of(name).rows:
        cases = of_row(name, one)
        for at in one.at:
            if not any(not case.holds(body) for case in cases for body in emptied(case, one, at)):
                yield f"{one} at {at}"


def lost_places(name: str) -> Iterator[str]:
    """After what a row's segment comes."""
    table = table_of(name)
    for one in table.rows:
        cases = of_row(name, one)
        for after in one.after if one.after != (ANY,) else ():
            less = replace(one, after=tuple(it for it in one.after if it != after) or ("nowhere",))
            with changed(table, rows=without(table, one, less)):
                if not noticed(cases, table):
                    yield f"{one} after {after}"


def lost_codes(name: str) -> Iterator[str]:
    table = table_of(name)
    for code in codes_of(table):
        cases = [case for case in CASES[name] if about_code(case, table, code)]
        with changed(table, codes=code.removed(table)):
            if not read_otherwise(cases):
                yield f"{code}"


def first_or_last(name: str) -> Iterator[str]:
    """Rows that keep what came first, or take one end of a period, and may as well not."""
    table = table_of(name)
    for one in table.rows:
        cases = of_row(name, one)
        if one.stays and not any(case.first for case in cases):
            yield f"{one} has no second"
        with changed(table, rows=without(table, one)):
            if not any(not case.holds() and not case.outcome().raised for case in cases):
                continue  # its reader has a method of its own for it
        for part in {"first": ["last"], "last": ["first"]}.get(one.part, []):
            with changed(table, rows=without(table, one, replace(one, part=part))):
                if not read_otherwise(cases):
                    yield f"{one} may be of the {part} day"
        if one.stays:
            with changed(table, rows=without(table, one, replace(one, stays=False))):
                if not read_otherwise(cases):
                    yield f"{one} may be overwritten"


@pytest.mark.parametrize("name", TABLES)
def test_each_segment_fills_the_field_that_the_standard_means(name: str) -> None:
    table, cases = table_of(name), CASES[name]
    wrong = [f"{case}: {case.outcome()}" for case in cases if not case.holds()]
    assert not wrong, "\n".join(wrong)
    assert [str(case) for case in cases if not documented(case, table)] == []
    assert [str(case) for case in cases if not case.says_something()] == []


@pytest.mark.parametrize("name", TABLES)
def test_what_is_left_out_in_one_place_is_a_segment_that_may_stand_there(name: str) -> None:
    """Nothing is proved by a segment that is left out because the message does not have it."""
    known = {*table_of(name).tags, *table_of(name).unread}
    for case in CASES[name]:
        if case.same:
            assert {tag_of(case, it) for it in case.tested} <= known, case


TRIALS: list[Callable[[str], Iterator[str]]] = [
    lost_rows, unread_places, lost_places, lost_codes, first_or_last
]  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("trial", TRIALS)
def test_what_a_table_loses_is_noticed(trial: Callable[[str], Iterator[str]], name: str) -> None:
    unseen = list(trial(name))
    assert not unseen, "\n".join(unseen)


@pytest.mark.parametrize("known", value_lists(), ids=str)
def test_a_value_that_is_not_known_any_more_is_noticed(
    known: ValueList, monkeypatch: pytest.MonkeyPatch
) -> None:
    unseen = []
    cases = [case for name in known.messages(TABLES) for case in CASES[name]]
    for code in known.codes:
        likely = sorted(cases, key=lambda case: not case.has(code))
        with monkeypatch.context() as patch:
            known.forget(code, patch)
            if not read_otherwise(likely):
                unseen.append(code)
    assert unseen == []


def test_a_new_row_needs_a_case() -> None:
    table = table_of("delfor")
    with changed(table, rows=[*table.rows, row("FTX", "4", "item.reference", after="LIN")]):
        assert len(list(lost_rows("delfor"))) == len(list(unread_places("delfor"))) == 1
        assert len(list(lost_places("delfor"))) == 1


def test_a_new_code_needs_a_case() -> None:
    table = table_of("delfor")
    places = table.codes["LOC"]
    more = {"places": {**places.keys["places"], "18": "unloading_point"}}
    with changed(table, codes={**table.codes, "LOC": replace(places, keys=more)}):
        assert list(lost_codes("delfor")) == ["LOC 18 of places"]
