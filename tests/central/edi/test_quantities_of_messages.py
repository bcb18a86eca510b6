"""What a message may have for a quantity: six decimals are kept, and nothing is rounded."""

from __future__ import annotations

from decimal import Decimal

import pytest

from central.edi.readers.values import difference, quantity


@pytest.mark.parametrize(
    ("text", "decimals", "expected"),
    [
        ("100", 0, "100"),
        ("0.000001", 0, "0.000001"),
        ("12,500000000", 0, "12.5"),
        ("12345", 3, "12.345"),
        ("9999999999", 0, "9999999999"),
        ("-0", 0, "0"),
    ],
)
def test_it_is_read_as_it_is(text: str, decimals: int, expected: str) -> None:
    assert quantity(text, decimals) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "decimals", "said"),
    [
        ("1.1234567", 0, "1.1234567 has more than six decimals: nothing is rounded"),
        ("0.123456000000001", 0, "has more than six decimals"),
        ("1234567", 7, "has more than six decimals"),
        ("10000000000", 0, "is not a plausible quantity"),
        ("-1.5", 0, "is negative"),
        ("1.", 0, "is not a number"),
        ("84OO", 0, "is not a number"),
    ],
)
def test_what_would_have_to_be_rounded_is_refused(text: str, decimals: int, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        quantity(text, decimals)


def test_a_difference_has_a_sign() -> None:
    assert difference("-2.5") == Decimal("-2.5")
    with pytest.raises(ValueError, match="six decimals"):
        difference("-0.0000001")
