"""Whatever the limits of the wire let a cell write, central takes: it may miss what the fact speaks
of, but no text and no number stops it.
"""

from __future__ import annotations

from functools import partial
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import inspect

from central.db.database import Database
from central.tracking.intake import take_batch
from central.tracking.service import cells, own_alarms
from tests.support.central.journal import Journal, marriage, plain_day, scanned
from tests.support.examples import examples
from wire.events import AnyFact, FactRefused
from wire.limits import excess

FACTS: tuple[type[msgspec.Struct], ...] = get_args(AnyFact)
NAMES = st.sampled_from(["L1", "R-1-0001", "C000001", "", "x" * 200, "\U0001f600" * 200, "y" * 201])
"""Few, so that facts meet; among them the longest, in bytes too, and one too long."""
MISSED = {
    "block.unknown",
    "load.unknown",
    "divorce.unknown",
    "label.unknown",
    "put.unknown",
    "rack.unknown",
    "tour.unknown",
    "vehicle.unknown",
}


def values(info: inspect.Type) -> st.SearchStrategy[Any]:
    match info:
        case inspect.Metadata():
            return values(info.type)
        case inspect.StructType():
            fields = {f.encode_name: values(f.type) for f in info.fields}
            tag = {} if info.tag_field is None else {info.tag_field: st.just(info.tag)}
            return st.fixed_dictionaries({**fields, **tag})
        case inspect.UnionType():
            return st.one_of(*(values(kind) for kind in info.types))
        case inspect.NoneType():
            return st.none()
        case inspect.EnumType():
            return st.sampled_from([member.value for member in info.cls])
        case inspect.VarTupleType():
            return st.lists(values(info.item_type), max_size=2)
        case inspect.DictType():
            return st.dictionaries(NAMES, values(info.value_type), max_size=2)
        case inspect.StrType():
            return NAMES
        case inspect.IntType():
            least = -(2**63) + 1 if info.ge is None else info.ge
            most = 2**63 - 1 if info.le is None else info.le
            return st.sampled_from([least, min(least + 1, most), most])
        case inspect.BoolType():
            return st.booleans()
    raise TypeError(str(info))


def facts() -> st.SearchStrategy[AnyFact | None]:
    """Facts of every kind with names that are as long as may be, None for what is none."""

    def read(kind: type[msgspec.Struct], data: Any) -> Any:
        try:
            return msgspec.convert(data, kind)
        except msgspec.ValidationError:
            return None

    return st.one_of(*(values(inspect.type_info(kind)).map(partial(read, kind)) for kind in FACTS))


EPOCHS = iter(range(1, 10**6))


@settings(
    max_examples=examples(150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(facts(), min_size=1, max_size=6))
def test_what_is_within_the_limits_is_taken(db: Database, written: list[AnyFact | None]) -> None:
    journal = Journal(epoch=next(EPOCHS))
    journal.write(*(fact for fact in written if fact is not None and excess(fact) is None))
    answer, _ = take_batch(db, journal.batch(), incarnation="i", now_us=1)
    assert answer.high_water == journal.last
    assert {refusal.code for refusal in answer.refused} <= MISSED


def test_what_is_beyond_a_limit_is_refused_with_its_field_and_an_alarm(db: Database) -> None:
    journal = Journal().write(*plain_day([1]))
    journal.write(scanned(marriage(2, serial="S" * 300)), scanned(marriage(3, serial="S" * 301)))
    answer, _ = take_batch(db, journal.batch(), incarnation="i", now_us=7)
    refused = {refusal.offset: refusal for refusal in answer.refused}
    assert [refusal.code for refusal in refused.values()] == ["text.too_long"] * 2
    last = max(refused)
    assert refused[last].detail == "marriage.serial has 301 characters, the limit is 200"
    alarms = [a for a in own_alarms.list_alarms(db) if a.kind == "fact_refused"]
    assert [(a.subject, a.node) for a in alarms] == [("cell-a/text.too_long", "cell-a")]
    assert f"fact {last} of cell-a" in alarms[0].text
    assert "marriage.serial has 301 characters" in alarms[0].text


@pytest.mark.every_case_on_both
@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: str(kind.__struct_config__.tag))
def test_every_kind_of_fact_is_stored_under_its_name(db: Database, kind: Any) -> None:
    body = b'{"type":"%s"}' % str(kind.__struct_config__.tag).encode()
    take_batch(db, Journal().write_bytes(body).batch(), incarnation="i", now_us=1)
    assert [bytes(view.body) for view in cells.list_facts(db)] == [body]


def test_a_refusal_told_by_a_cell_is_an_exception_of_that_cell(db: Database) -> None:
    told = FactRefused(refused=5, kind="scanned", code="text.too_long", detail="too long")
    take_batch(db, Journal().write(told).batch(), incarnation="i", now_us=1)
    found = cells.list_exceptions(db)
    assert [(e.exception, e.kind) for e in found] == [
        ("refused:scanned:text.too_long", "fact_refused")
    ]
