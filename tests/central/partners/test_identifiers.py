"""Numbers of companies, as their owners publish them, and the same with one digit mistyped."""

from __future__ import annotations

import pytest

from central.partners.rules import identifiers
from central.partners.rules.identifiers import tax_number_faults

PUBLISHED = (
    "DE129273398",
    "DE115235681",
    "ATU14715405",
    "BE0403170701",
    "FR66780129987",
    "IT00159560366",
    "NL004495445B01",
    "PL5270103391",
    "PT501525882",
    "SE556012579001",
    "HU10484878",
    "LU15027442",
    "DK22756214",
)


@pytest.mark.parametrize("number", PUBLISHED)
def test_a_tax_number_is_taken_and_refused_with_one_digit_mistyped(number: str) -> None:
    assert tax_number_faults("tax_number", number) == []
    at = 5
    mistyped = number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
    assert [it.code for it in tax_number_faults("tax_number", mistyped)] == ["identifier.tax_check"]


@pytest.mark.parametrize("number", ["DE12927339", "DE029273398", "NL001683200909", "CHE12345678"])
def test_another_form_than_that_of_the_country_is_refused(number: str) -> None:
    assert [it.code for it in tax_number_faults("tax_number", number)] == ["identifier.tax_form"]


@pytest.mark.parametrize("number", ["", "CHE116281710MWST", "GB980780684", "USE123", "47 11"])
def test_what_no_form_is_known_of_is_judged_by_its_characters(number: str) -> None:
    faults = tax_number_faults("tax_number", number)
    assert [it.code for it in faults] == (["identifier.tax_form"] if " " in number else [])


@pytest.mark.parametrize(
    ("judge", "right", "wrong"),
    [
        (identifiers.gln_faults, "4012345000009", "4012345000008"),
        (identifiers.gln_faults, "7612345000008", "761234500000"),
        (identifiers.duns_faults, "315369934", "31536993"),
        (identifiers.iban_faults, "DE89370400440532013000", "DE89370400440532013001"),
        (identifiers.iban_faults, "GB82WEST12345698765432", "GB82"),
        (identifiers.bic_faults, "DEUTDEFF500", "DEUTDEF"),
    ],
)
def test_a_number_with_check_digits_is_judged(judge: object, right: str, wrong: str) -> None:
    assert callable(judge)
    assert judge("key", right) == []
    assert judge("key", "") == []
    (fault,) = judge("key", wrong)
    assert wrong in fault.text


def test_blanks_and_points_between_are_left_out() -> None:
    assert identifiers.written("de 129.273.398") == "DE129273398"
