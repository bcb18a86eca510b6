"""What people write as a quantity."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from central.http.fields import Quantity
from settings.values import decimal_of


@pytest.mark.parametrize("text", ["5", "5.25", "0.000001", "-7", "100000000000"])
def test_digits_with_a_point_are_a_number(text: str) -> None:
    assert decimal_of(text) == Decimal(text)


@pytest.mark.parametrize(
    "text", ["\uff11\uff12", "\u0663", "1e1", "1_0", " 7", "+5", "5,5", "", "NaN", "Infinity", ".5"]
)
def test_what_would_have_to_be_guessed_at_is_no_number(text: str) -> None:
    assert decimal_of(text) is None
    with pytest.raises(ValidationError, match=r"digits 0 to 9|greater than"):
        TypeAdapter(Quantity).validate_python(text)


def test_a_number_of_a_program_is_taken_as_it_is() -> None:
    assert TypeAdapter(Quantity).validate_json("5.5") == Decimal("5.5")
