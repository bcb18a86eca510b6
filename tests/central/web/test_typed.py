"""What people type into a field is the number that they mean, or it is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.web.printed import figure
from central.web.typed import as_typed, typed_decimal
from central.words.reasons import RuleRefusedError

NUMBERS = st.decimals(-999_999_999, 999_999_999, places=6).map(lambda it: it.normalize())


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("en", "1000", "1000"),
        ("en", "1,000", "1000"),
        ("de", "1.000", "1000"),
        ("en", "12,500", "12500"),
        ("de", "12.500", "12500"),
        ("en", "12.5", "12.5"),
        ("en", "12,5", "12.5"),
        ("de", "12,5", "12.5"),
        ("de", "12.5", "12.5"),
        ("en", "1,234,567.25", "1234567.25"),
        ("de", "1.234.567,25", "1234567.25"),
        ("de", "1,234.5", "1234.5"),
        ("en", "1.234,5", "1234.5"),
        ("en", "1.234.567", "1234567"),
        ("de", "1,234,567", "1234567"),
        ("de", "0,125", "0.125"),
        ("en", "0,125", "0.125"),
        ("en", "1.1250", "1.125"),
        ("de", "1,1250", "1.125"),
        ("en", " +7 ", "7"),
        ("de", "−1.500", "-1500"),
        ("en", "12345.678", "12345.678"),
    ],
)
def test_read_as_the_page_writes_it(language: str, typed: str, meant: str) -> None:
    assert typed_decimal(typed, language) == Decimal(meant)


@pytest.mark.parametrize(
    ("language", "typed", "words"),
    [
        ("en", "1.000", "write 1000 for the first, or 1 for the second"),
        ("de", "1,000", "write 1000 for the first, or 1 for the second"),
        ("de", "12,500", "12,500 may be 12.500 or 12,5: write 12500 for the first, or 12,5000"),
        ("en", "-1.125", "write 1125 for the first, or 1.1250 for the second"),
        ("en", "1,00,000", "is no number"),
        ("en", "2O", "is no number"),
        ("de", "1 000", "is no number"),
        ("en", "1,5,5", "is no number"),
        ("en", "", "is no number"),
        ("en", "1e3", "is no number"),
        ("en", "٣", "is no number"),
    ],
)
def test_what_has_two_readings_or_none_is_refused(language: str, typed: str, words: str) -> None:
    with pytest.raises(RuleRefusedError, match=words):
        typed_decimal(typed, language)


@given(NUMBERS, st.sampled_from(["en", "de"]))
def test_what_a_page_shows_or_a_field_begins_with_is_read_as_itself(
    number: Decimal, language: str
) -> None:
    assert typed_decimal(as_typed(number), language) == number
    shown = figure(number, language)
    try:
        assert typed_decimal(shown, language) == number
    except RuleRefusedError as refused:
        assert "may be" in str(refused) and len(shown.strip("−").partition(MARK[language])[2]) == 3


MARK = {"en": ".", "de": ","}
