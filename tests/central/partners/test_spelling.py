"""What people write is read whole or refused with every key; what is written is read again."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.agreements.model.agreement import Agreement, NewPrice
from central.agreements.model.terms import Terms
from central.partners.rules.customers import Calendar, Customer
from central.words.spelling import MisspeltError, read, schema, spell


def faults(kind: type, table: object) -> dict[str, str]:
    with pytest.raises(MisspeltError) as error:
        read(kind, table)
    return dict(error.value.faults)


def test_every_fault_is_found_and_names_its_key() -> None:
    found = faults(
        Agreement,
        {
            "agreement": 7,
            "custmer": "x",
            "terms": {
                "approval": "autom",
                "tolerance_template": [{"name": "n", "length": {"count": "2"}}],
                "tolerance_days": True,
            },
            "years": [{"name": "MY26", "first": "2026-13-01", "last": date(2026, 1, 1)}],
            "parts": "P1",
        },
    )
    assert found == {
        "agreement": "7 is no text: put it in quotes",
        "custmer": "is unknown (do you mean customer?); there are: agreement, customer, plant, "
        "points, currency, division, state, note, terms, years, parts, version",
        "terms.approval": "'autom' is none of manual, auto, unconditional",
        "terms.tolerance_template[1].length.count": "'2' is no whole number of at most 15 digits",
        "terms.tolerance_template[1].minus_percent": "is missing: give it",
        "terms.tolerance_template[1].plus_percent": "is missing: give it",
        "terms.tolerance_days": "True is no whole number of at most 15 digits",
        "years[1].first": "'2026-13-01' is no date: write it as 2026-01-31",
        "parts": "'P1' is no list",
        "customer": "is missing: give it",
    }


@pytest.mark.parametrize(
    ("each", "read_as"),
    [(1, "1"), ("1.50", "1.5"), (0.1, "0.1"), (Decimal("2.25"), "2.25"), (1e3, "1000")],
)
def test_a_number_is_read_exactly(each: object, read_as: str) -> None:
    table = {"part": "P", "valid_from": "2026-01-01", "each": each}
    assert str(read(NewPrice, table).each) == read_as


@pytest.mark.parametrize(
    "each",
    ["", "x", "1e3", "NaN", "Infinity", float("nan"), float("inf"), True, None, [], "1e15", 10**15,
     "1e-10", "1e-999999", "1e999999", 10**4000, "1,5"],
)  # fmt: skip
def test_a_number_that_is_none_or_too_long_is_refused(each: object) -> None:
    table = {"part": "P", "valid_from": "2026-01-01", "each": each}
    assert list(faults(NewPrice, table)) == ["each"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("customer", "a\x00b"),
        ("customer", "x" * 5000),
        ("active", 1),
        ("windows", [{"at": "25:00", "percent": 1}]),
        ("windows", [{"at": "06:00:30", "percent": 1}]),
        ("windows", [7]),
        ("plants", {}),
        ("name", None),
    ],
)
def test_what_is_of_another_kind_is_refused(key: str, value: object) -> None:
    table = {"customer": "c", "name": "n", key: value}
    assert all(name.startswith(key) for name in faults(Customer, table))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*Terms.__dataclass_fields__, *Agreement.__dataclass_fields__, "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(table=ANYTHING, kind=st.sampled_from([Agreement, Terms, Customer, Calendar, NewPrice]))
def test_whatever_is_given_is_read_or_refused_and_reads_again(table: Any, kind: type) -> None:
    try:
        found: Any = read(kind, table)
    except MisspeltError as error:
        assert error.faults
        return
    assert read(kind, spell(found)) == found
    assert read(kind, msgspec.json.decode(msgspec.json.encode(spell(found)))) == found


def test_the_schema_names_every_option_and_value() -> None:
    described = schema(Agreement)
    assert described["required"] == ["agreement", "customer"]
    assert described["additionalProperties"] is False
    terms = described["properties"]["terms"]["properties"]
    assert set(terms) == set(Terms.__dataclass_fields__)
    assert terms["approval"]["enum"] == ["manual", "auto", "unconditional"]
    assert terms["tolerance_days"]["anyOf"] == [{"type": "integer"}, {"type": "null"}]
    assert time(6, 30) == read(Customer, WITH_WINDOW).windows[0].at


WITH_WINDOW = {"customer": "c", "name": "n", "windows": [{"at": "06:30", "percent": 100}]}
